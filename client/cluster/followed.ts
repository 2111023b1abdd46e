/** What is followed of one cluster: one reflector for each resource, all of them silent while nobody looks. */

import { Reflector, type ReflectorNeeds } from './reflector.ts';
import type { Resource } from './resources.ts';

export class Followed {
  readonly #needs: ReflectorNeeds;
  readonly #reflectors = new Map<string, Reflector<unknown>>();
  #hidden: readonly Reflector<unknown>[] | undefined;

  constructor(needs: ReflectorNeeds) {
    this.#needs = needs;
  }

  get hidden(): boolean {
    return this.#hidden !== undefined;
  }

  follow<View>(resource: Resource<View>): Reflector<View> {
    const known = this.#reflectors.get(resource.id) as Reflector<View> | undefined;
    if (known) return known;
    const reflector = new Reflector(resource, this.#needs);
    this.#reflectors.set(resource.id, reflector);
    return reflector;
  }

  release(id: string): void {
    this.#reflectors.get(id)?.pause();
    this.#reflectors.delete(id);
  }

  /** Those that run stop. */
  hide(): void {
    this.#hidden ??= [...this.#reflectors.values()].filter(({ state }) => state.kind !== 'idle');
    for (const reflector of this.#hidden) reflector.pause();
  }

  /** Those that ran go on. */
  show(): void {
    const hidden = this.#hidden ?? [];
    this.#hidden = undefined;
    for (const reflector of hidden) if (this.#reflectors.get(reflector.resource.id) === reflector) reflector.resume();
  }

  /** The server is there again: nobody waits any longer. */
  wake(): void {
    for (const reflector of this.#reflectors.values()) reflector.retryNow();
  }
}
