/** Asks sources for what is wanted now and lets go of what no longer is: each collection once, however many look at it. */

import type { Wanted } from './shown.ts';
import type { ClusterSource } from './source.ts';

interface Held extends Wanted {
  readonly source: ClusterSource;
}

export class Wants {
  private readonly held = new Map<string, Held>();

  /**
   * Asks first and releases afterwards, so that what goes from one line to another is not let go in between.
   *
   * @param wanted everything that is wanted; what was held and is not among it is released
   */
  hold(sources: readonly ClusterSource[], wanted: readonly Wanted[]): void {
    const byId = new Map(sources.map((source) => [source.entry.id, source]));
    const now = new Set<string>();
    const replaced: Held[] = [];
    for (const want of wanted) {
      const source = byId.get(want.cluster);
      if (!source) continue;
      const key = JSON.stringify([want.cluster, want.name, want.node]);
      const known = this.held.get(key);
      now.add(key);
      if (known?.source === source) continue;
      if (known) replaced.push(known);
      this.held.set(key, { ...want, source });
      source.want(want.name, want.node);
    }
    for (const [key, held] of [...this.held]) {
      if (now.has(key)) continue;
      this.held.delete(key);
      replaced.push(held);
    }
    for (const { source, name, node } of replaced) source.release(name, node);
  }

  releaseAll(): void {
    this.hold([], []);
  }
}
