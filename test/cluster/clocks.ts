/** A clock that stands still until a test moves it. */

import type { Clock } from '../../client/cluster/clock.ts';

export class FakeClock implements Clock {
  #now = Date.parse('2026-01-01T00:00:00Z');
  #back = 0;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  now(): number {
    return this.#now - this.#back;
  }

  random(): number {
    return 0;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Somebody sets the clock of the machine; whoever waits already is not disturbed by that. */
  putBack(milliseconds: number): void {
    this.#back += milliseconds;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets time pass, and gives sockets and promises a moment after every timer. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (!next) break;
      this.#now = next.at;
      this.#timers.delete(next);
      next.run();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** A moment for what is under way. */
export async function settle(rounds = 3): Promise<void> {
  for (let round = 0; round < rounds; round++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits until something is true, for real, but not for long. */
export async function until(condition: () => boolean, what = 'the condition', limitMs = 10_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`${what} did not come true`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
