/** Asks sources for what is wanted now and lets go of what no longer is: each collection once, however many look at it. */

import type { Wanted } from './shown.ts';
import type { ClusterSource } from './source.ts';

export class Wants {
  private readonly held = new Map<string, () => void>();

  /** @param wanted everything that is wanted; what was held and is not among it is released */
  hold(sources: readonly ClusterSource[], wanted: readonly Wanted[]): void {
    const now = new Map(wanted.map((want) => [JSON.stringify([want.cluster, want.name, want.node]), want]));
    const byId = new Map(sources.map((source) => [source.entry.id, source]));
    for (const [key, { cluster, name, node }] of now) {
      const source = byId.get(cluster);
      if (!source || this.held.has(key)) continue;
      this.held.set(key, () => source.release(name, node));
      source.want(name, node);
    }
    for (const [key, release] of [...this.held]) {
      if (now.has(key)) continue;
      this.held.delete(key);
      release();
    }
  }

  /** Before sources are replaced by others. */
  releaseAll(): void {
    this.hold([], []);
  }
}
