/** Snapshot schedules as the scheduler inside K3s reads them: five fields, or `@every 6h` and its like. */

import { readDuration } from './commandLine.ts';

interface Field {
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { from: 0, to: 59 },
  { from: 0, to: 23 },
  { from: 1, to: 31 },
  { from: 1, to: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { from: 0, to: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

const WORDS = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

/** Whether a schedule can be read (robfig/cron, its standard form). */
export function isSchedule(text: string): boolean {
  const spec = text.replace(/^(TZ|CRON_TZ)=\S+\s+/, '').trim();
  if (spec.startsWith('@every ')) return readDuration(spec.slice('@every '.length)) !== undefined;
  if (spec.startsWith('@')) return WORDS.has(spec);
  const fields = spec.split(/\s+/);
  return fields.length === FIELDS.length && fields.every((field, index) => fits(field, FIELDS[index] as Field));
}

function fits(field: string, bounds: Field): boolean {
  return field.split(',').every((piece) => {
    const [range = '', step, more] = piece.split('/');
    if (more !== undefined || (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0))) return false;
    if (range === '*' || range === '?') return true;
    const [low = '', high, third] = range.split('-');
    const first = number(low, bounds);
    const last = high === undefined ? first : number(high, bounds);
    return third === undefined && first !== undefined && last !== undefined && first <= last;
  });
}

function number(text: string, { from, to, names }: Field): number | undefined {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  const value = named >= 0 ? named + from : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}
