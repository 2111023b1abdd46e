/** What is measured, in the order it is told, and the share of the peer's figure the project allows itself. */

export interface Figure {
  readonly title: string;
  readonly unit: 'ms' | 'MB';
  /** The largest ratio ours/peer the project sets itself; told, never enforced. */
  readonly budget?: number;
  /** The figure says more at its far end. */
  readonly by?: 'p99';
}

export const figures = {
  initialize: { title: 'spawn → initialize answer', unit: 'ms' },
  firstSmall: { title: 'spawn → first finding, 20 lines', unit: 'ms', budget: 0.25 },
  firstLarge: { title: 'spawn → first finding, 2,000 lines', unit: 'ms', budget: 0.3 },
  strokeSmall: { title: 'keystroke → findings, 20 lines', unit: 'ms', budget: 0.05 },
  strokeMiddle: { title: 'keystroke → findings, 200 lines', unit: 'ms' },
  strokeLarge: { title: 'keystroke → findings, 2,000 lines', unit: 'ms', budget: 0.2 },
  workSmall: { title: '… minus declared debounce, 20 lines', unit: 'ms' },
  workMiddle: { title: '… minus declared debounce, 200 lines', unit: 'ms' },
  workLarge: { title: '… minus declared debounce, 2,000 lines', unit: 'ms' },
  strokeArguments: { title: 'keystroke → findings, 100 component arguments', unit: 'ms', budget: 0.1 },
  strokeRegistries: { title: 'keystroke → findings, 200 registries', unit: 'ms', budget: 0.1 },
  strokeKubelet: { title: 'keystroke → findings, 5 kubelet files', unit: 'ms', budget: 0.1 },
  hoverFirst: { title: 'hover, first, 20 lines', unit: 'ms' },
  hoverSmall: { title: 'hover, warm, 20 lines', unit: 'ms' },
  hoverSmallFar: { title: 'hover, warm, 20 lines, p99', unit: 'ms', by: 'p99', budget: 0.65 },
  hoverLarge: { title: 'hover, warm, 2,000 lines', unit: 'ms' },
  completionFirst: { title: 'completion, first, 20 lines', unit: 'ms' },
  completionSmall: { title: 'completion, warm, 20 lines', unit: 'ms' },
  completionSmallFar: { title: 'completion, warm, 20 lines, p99', unit: 'ms', by: 'p99', budget: 0.4 },
  completionLarge: { title: 'completion, warm, 2,000 lines', unit: 'ms' },
  editHoverSmall: { title: 'edit → hover, 20 lines', unit: 'ms' },
  editHoverLarge: { title: 'edit → hover, 2,000 lines', unit: 'ms' },
  memoryStart: { title: 'memory (RSS) after first finding', unit: 'MB', budget: 0.65 },
  memoryEdits: { title: 'memory (RSS) after 500 edits', unit: 'MB', budget: 0.8 },
  memoryLarge: { title: 'memory (RSS) after 2,000-line session', unit: 'MB' },
  memoryArguments: { title: 'memory (RSS), 100 component arguments', unit: 'MB', budget: 0.8 },
  memoryRegistries: { title: 'memory (RSS), 200 registries', unit: 'MB', budget: 0.8 },
  memoryKubelet: { title: 'memory (RSS), 5 kubelet files', unit: 'MB', budget: 0.8 },
  growth: { title: 'live heap grown by 200 open/close', unit: 'MB' },
  processorStart: { title: 'processor time to first finding', unit: 'ms' },
  processorEdits: { title: 'processor time for 500 edits with hover', unit: 'ms' },
} as const satisfies Record<string, Figure>;

export type FigureId = keyof typeof figures;

/** Raw values per figure and contender. */
export class Samples {
  private readonly values = new Map<string, Map<FigureId, number[]>>();

  add(contender: string, figure: FigureId, ...values: number[]): void {
    const own = this.values.get(contender) ?? new Map<FigureId, number[]>();
    this.values.set(contender, own);
    own.set(figure, [...(own.get(figure) ?? []), ...values]);
  }

  of(contender: string, figure: FigureId): readonly number[] {
    return this.values.get(contender)?.get(figure) ?? [];
  }

  /** Everything, for people who want to count for themselves. */
  get raw(): Record<string, Record<string, number[]>> {
    return Object.fromEntries([...this.values].map(([name, own]) => [name, Object.fromEntries(own)]));
  }
}

/** The value below which this share of the samples lies; the nearest one that was really measured. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}
