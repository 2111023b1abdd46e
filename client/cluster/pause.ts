/** A wait that can be ended from outside, at once. */

import type { Clock } from './clock.ts';

export class Pause {
  readonly #clock: Clock;
  #end: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        this.#end = undefined;
        resolve();
      };
      const cancel = this.#clock.after(milliseconds, done);
      signal.addEventListener('abort', done, { once: true });
      this.#end = done;
      if (signal.aborted) done();
    });
  }

  end(): void {
    this.#end?.();
  }
}
