/** The table: what was measured, ours beside the peer, and how the ratio stands to the budget. */

import { cpus, loadavg } from 'node:os';
import { type Figure, type FigureId, figures, quantile, type Samples } from './figures.ts';

/** Which contender stands in which column. */
export interface Columns {
  readonly ours: string;
  readonly peer: string;
  /** Shown as well, compared with the first one. */
  readonly others: readonly string[];
}

export function machine(): string {
  const all = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  return `${all[0]?.model.trim() ?? 'unknown processor'}, ${all.length} cores, load average ${load.join(' ')}, Node ${process.versions.node}, ${process.platform}`;
}

/** As many digits as say something. */
export const number = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);

function cell(values: readonly number[], { by }: Figure): string {
  const middle = quantile(values, by === 'p99' ? 0.99 : 0.5);
  if (middle === undefined) return '–';
  return by === 'p99' || values.length < 3
    ? number(middle)
    : `${number(middle)} (${number(quantile(values, 0.95) as number)})`;
}

/** Ours divided by the peer's. */
function ratio(samples: Samples, id: FigureId, ours: string, peer: string): number | undefined {
  const share = (figures[id] as Figure).by === 'p99' ? 0.99 : 0.5;
  const own = quantile(samples.of(ours, id), share);
  const other = quantile(samples.of(peer, id), share);
  // Below this a difference is noise and a quotient of two such numbers means nothing.
  return own === undefined || other === undefined || other < 0.05 ? undefined : Math.max(0, own) / other;
}

function verdict(value: number | undefined, budget: number | undefined): string {
  if (budget === undefined || value === undefined) return '';
  return value <= budget ? `≤ ${budget}` : `≤ ${budget} missed`;
}

/** One row per figure as Markdown, which reads well in a terminal too. */
export function table(samples: Samples, { ours, peer, others }: Columns): string {
  const rows = [['figure', ours, peer, 'ratio', 'budget', ...others]];
  for (const [id, figure] of Object.entries(figures) as [FigureId, Figure][]) {
    if (samples.of(ours, id).length === 0) continue;
    const value = ratio(samples, id, ours, peer);
    rows.push([
      `${figure.title}, ${figure.unit}`,
      cell(samples.of(ours, id), figure),
      cell(samples.of(peer, id), figure),
      value === undefined ? '–' : value.toFixed(value < 0.1 ? 3 : 2),
      verdict(value, figure.budget),
      ...others.map((other) => cell(samples.of(other, id), figure)),
    ]);
  }
  return grid(rows);
}

/** Rows as a Markdown table, the first one above the line; all columns but the first hold numbers. */
export function grid(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] as string[]).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, column) => (column === 0 ? text.padEnd(widths[column] as number) : text.padStart(widths[column] as number))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const [head, ...body] = rows.map(line);
  return [head, rule, ...body].join('\n');
}
