/** Many changes, told together: the first at once, the next not before a quarter of a second has passed, unless asked to. */

import { type Clock, steady } from './clock.ts';

const INTERVAL_MS = 250;

export class Throttle {
  readonly #clock: Clock;
  readonly #tell: (keys: ReadonlySet<string> | 'all') => void;
  #keys: Set<string> | 'all' | undefined;
  #cancel: (() => void) | undefined;
  #told = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, tell: (keys: ReadonlySet<string> | 'all') => void) {
    this.#clock = steady(clock);
    this.#tell = tell;
  }

  /** `undefined` where only the state changed. */
  add(key: string | 'all' | undefined): void {
    if (key === 'all') this.#keys = 'all';
    else if (this.#keys !== 'all') {
      this.#keys ??= new Set();
      if (key !== undefined) this.#keys.add(key);
    }
    const wait = this.#told + INTERVAL_MS - this.#clock.now();
    this.#cancel ??= this.#clock.after(Math.min(Math.max(wait, 0), INTERVAL_MS), () => this.#flush());
  }

  /** Tells what there is without a wait: somebody waits for it. */
  now(): void {
    this.#cancel?.();
    this.#flush();
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#keys = undefined;
  }

  #flush(): void {
    const keys = this.#keys;
    this.#cancel = undefined;
    this.#keys = undefined;
    this.#told = this.#clock.now();
    if (keys) this.#tell(keys);
  }
}
