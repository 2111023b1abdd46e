/** Time and chance as something that is handed in, so that waiting can be tested without waiting. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs something later; the answer cancels it. */
  after(milliseconds: number, run: () => void): () => void;
  /** From 0 up to, but not including, 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** The same time for whoever counts with it: it stands still rather than go back when somebody puts the clock back. */
export function steady(clock: Clock): Clock {
  let ahead = 0;
  let last = clock.now();
  return {
    now() {
      const now = clock.now();
      ahead = Math.max(ahead, last - now);
      last = now + ahead;
      return last;
    },
    after: (milliseconds, run) => clock.after(milliseconds, run),
    random: () => clock.random(),
  };
}

/** Waits that grow from 1 to 30 seconds, each shortened by up to a third so that many clients do not come at once. */
export class BackOff {
  readonly #clock: Clock;
  #tries = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until the next attempt. */
  next(): number {
    const full = Math.min(1000 * 2 ** this.#tries, 30_000);
    this.#tries = Math.min(this.#tries + 1, 10);
    return Math.round(full * (1 - this.#clock.random() / 3));
  }

  reset(): void {
    this.#tries = 0;
  }
}
