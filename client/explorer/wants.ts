/** Asks sources for what is wanted now and lets go of what no longer is: each collection once, however many look at it. */

import type { Wanted } from './shown.ts';
import type { ClusterSource } from './source.ts';

/** What somebody looks at, and where it comes from. */
export interface Held extends Wanted {
  readonly source: ClusterSource;
}

export class Wants {
  private readonly held = new Map<string, Held>();

  /**
   * Asks first and releases afterwards, so that what goes from one line to another is not let go in between.
   *
   * @param wanted everything that is wanted; what was held and is not among it is released
   * @returns what was not asked for before
   */
  hold(sources: readonly ClusterSource[], wanted: readonly Wanted[]): readonly Held[] {
    const byId = new Map(sources.map((source) => [source.entry.id, source]));
    const now = new Set<string>();
    const replaced: Held[] = [];
    const asked: Held[] = [];
    for (const want of wanted) {
      const source = byId.get(want.cluster);
      if (!source) continue;
      const key = keyOf(want);
      const known = this.held.get(key);
      now.add(key);
      if (known?.source === source) continue;
      if (known) replaced.push(known);
      const held = { ...want, source };
      this.held.set(key, held);
      asked.push(held);
      source.want(want.name, want.node);
    }
    for (const [key, held] of [...this.held]) {
      if (now.has(key)) continue;
      this.held.delete(key);
      replaced.push(held);
    }
    for (const { source, name, node } of replaced) source.release(name, node);
    return asked;
  }

  /** Whether it is still wanted, and not by somebody who came later. */
  has(held: Held): boolean {
    return this.held.get(keyOf(held)) === held;
  }

  releaseAll(): void {
    this.hold([], []);
  }
}

const keyOf = ({ cluster, name, node }: Wanted): string => JSON.stringify([cluster, name, node]);
