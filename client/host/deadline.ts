/** A time limit that stands still while a person is being asked. */

import type { Clock } from '../cluster/clock.ts';

export class Deadline {
  readonly #clock: Clock;
  readonly #run: () => void;
  #left: number;
  #since = 0;
  #cancel: (() => void) | undefined;
  #pauses = 0;
  #over = false;

  /** Runs from now on; `run` is called once, unless it is stopped before. */
  constructor(clock: Clock, milliseconds: number, run: () => void) {
    this.#clock = clock;
    this.#left = milliseconds;
    this.#run = run;
    this.#go();
  }

  /** Each needs its own `resume`. */
  pause(): void {
    this.#pauses++;
    if (this.#pauses > 1) return;
    this.#cancel?.();
    this.#left -= this.#clock.now() - this.#since;
  }

  resume(): void {
    this.#pauses--;
    if (this.#pauses === 0) this.#go();
  }

  /** For good. */
  stop(): void {
    this.#over = true;
    this.#cancel?.();
  }

  #go(): void {
    if (this.#over) return;
    this.#since = this.#clock.now();
    this.#cancel = this.#clock.after(Math.max(this.#left, 0), this.#run);
  }
}
