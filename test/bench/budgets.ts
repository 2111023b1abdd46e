/** What was measured of us and of a peer in one run, and how it stands to the budgets of the project. */

import { quantile } from './figures.ts';
import { grid, number } from './report.ts';

export interface Figure {
  readonly title: string;
  readonly unit: string;
  readonly most?: number;
  /** Told is the largest value, not the one in the middle. */
  readonly by?: 'max';
  /** The largest ratio ours/peer. */
  readonly ratio?: number;
}

/** Values by the figure they belong to. */
export class Measured<Id extends string> {
  readonly values: Partial<Record<Id, number[]>> = {};

  add(id: Id, ...more: readonly number[]): void {
    const known = this.values[id] ?? [];
    this.values[id] = known;
    known.push(...more);
  }

  /** The one value that is judged; undefined where nothing was measured. */
  of(id: Id, { by }: Figure): number | undefined {
    const all = this.values[id] ?? [];
    if (all.length === 0) return undefined;
    return by === 'max' ? Math.max(...all) : quantile(all, 0.5);
  }

  cell(id: Id, figure: Figure): string {
    const value = this.of(id, figure);
    const all = this.values[id] ?? [];
    if (value === undefined) return '–';
    return figure.by === 'max' || all.length < 3
      ? short(value)
      : `${short(value)} (${short(quantile(all, 0.95) as number)})`;
  }
}

/** The table as Markdown, in the order of the figures, and the titles of those whose budget was missed. */
export function judged<Id extends string>(
  figures: Readonly<Record<Id, Figure>>,
  peerName: string,
  ours: Measured<Id>,
  peer: Measured<Id>,
): { readonly table: string; readonly missed: readonly string[] } {
  const rows = [['figure', 'ours', peerName, 'ratio', 'budget']];
  const missed: string[] = [];
  for (const [id, figure] of Object.entries(figures) as [Id, Figure][]) {
    const value = ours.of(id, figure);
    if (value === undefined) continue;
    const { title, unit, most, ratio } = figure;
    const other = peer.of(id, figure);
    const quotient = other === undefined ? undefined : value / other;
    const budgets = [
      most === undefined ? '' : verdict('', value, most),
      quotient === undefined || ratio === undefined ? '' : verdict('ratio ', quotient, ratio),
    ].filter((text) => text !== '');
    if (budgets.some((text) => text.endsWith(MISSED))) missed.push(title);
    const name = unit === '' ? title : `${title}, ${unit}`;
    const cells = [ours.cell(id, figure), peer.cell(id, figure)];
    rows.push([name, ...cells, quotient === undefined ? '–' : quotient.toFixed(2), budgets.join(', ')]);
  }
  return { table: grid(rows), missed };
}

const MISSED = ' missed';

const verdict = (what: string, value: number, most: number): string => `${what}≤ ${most}${value <= most ? '' : MISSED}`;

const short = (value: number): string => (Number.isInteger(value) ? String(value) : number(value));
