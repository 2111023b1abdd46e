/** What a person has typed, in memory only and no longer than the caller says. */

import type { Clock } from '../cluster/clock.ts';

export class Secrets {
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  readonly #kept = new Map<string, { readonly secret: string; readonly forget: () => void }>();

  /** With a lifetime of 0 nothing is kept. */
  constructor(clock: Clock, lifetimeMs: number) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  get(key: string): string | undefined {
    return this.#kept.get(key)?.secret;
  }

  keep(key: string, secret: string): void {
    this.forget(key);
    if (this.#lifetimeMs <= 0) return;
    const forget = this.#clock.after(this.#lifetimeMs, () => this.#kept.delete(key));
    this.#kept.set(key, { secret, forget });
  }

  forget(key: string): void {
    this.#kept.get(key)?.forget();
    this.#kept.delete(key);
  }

  forgetAll(): void {
    for (const key of [...this.#kept.keys()]) this.forget(key);
  }
}
