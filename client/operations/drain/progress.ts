/** The state of a drain that runs: changed step by step, each step told, and nothing that was told is changed afterwards. */

import { say } from '../../say.ts';
import { nameOf } from './pod.ts';
import { become, type DrainState, isOpen, type Row } from './state.ts';

type Change = Partial<Omit<DrainState, 'trouble'>> & {
  /** Null: it is over. */
  readonly trouble?: string | null;
};

export class Progress {
  readonly #told: ((state: DrainState) => unknown) | undefined;
  #state: DrainState;

  constructor(state: DrainState, told: ((state: DrainState) => unknown) | undefined) {
    this.#state = state;
    this.#told = told;
  }

  get state(): DrainState {
    return this.#state;
  }

  /** Whether any pod is still to go. */
  get open(): boolean {
    return this.#state.rows.some(isOpen);
  }

  /** Gives what whoever was told gives. */
  change({ trouble, ...some }: Change): unknown {
    const { trouble: before, ...rest } = this.#state;
    const told = trouble === undefined ? before : (trouble ?? undefined);
    this.#state = { ...rest, ...some, ...(told === undefined ? undefined : { trouble: told }) };
    return this.#told?.(this.#state);
  }

  /** Nothing is told when all rows are the same as before. */
  rows(rows: readonly Row[]): void {
    if (rows.some((row, index) => row !== this.#state.rows[index])) this.change({ rows });
  }

  row(row: Row): void {
    this.rows(this.#state.rows.map((one) => (one.uid === row.uid ? row : one)));
  }

  /** Deletions are not taken back, so the first that fails is the last that was sent. */
  stopAfter(failed: Row): void {
    const words = say('Not tried, because {0} could not be deleted.', nameOf(failed));
    this.rows(
      this.#state.rows.map((row) => (row.state === 'queued' ? become(row, 'refused', row.since, { words }) : row)),
    );
  }

  /** What was asked, and not answered yet, is to be asked again. */
  forgetAnswers(): void {
    this.rows(this.#state.rows.map((row) => (row.state === 'asking' ? become(row, 'queued', row.since) : row)));
  }

  /** The rows to ask for now: those that nobody asked for yet come first. */
  due(now: number): Row[] {
    const { rows } = this.#state;
    const again = rows.filter(({ state, next = 0 }) => state === 'waiting' && next <= now);
    return [...rows.filter(({ state }) => state === 'queued'), ...again];
  }

  /** When the next thing happens by itself; `hold` is when the server may be asked again at all. */
  nextAt(now: number, hold: number): number | undefined {
    const { rows, deadline, options } = this.#state;
    const skip = options.skipWaitSeconds * 1000;
    const times = rows.flatMap(({ state, next = 0, until }) => {
      if (state === 'waiting' || state === 'queued') return Math.max(next, hold);
      return state === 'going' && skip > 0 && until !== undefined ? until + skip + 1 : [];
    });
    const next = Math.min(...[...times, deadline ?? 0].filter((time) => time > now));
    return Number.isFinite(next) ? next : undefined;
  }
}
