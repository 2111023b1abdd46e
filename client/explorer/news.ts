/** Tells the language server what is known of connected clusters: when that changes, in batches, and when it no longer holds. */

import type { Cluster } from '../../server/node/cluster.ts';
import { clusterFacts } from './model/clusterFacts.ts';
import type { ClusterSource } from './source.ts';

export interface NewsNeeds {
  readonly sources: () => readonly ClusterSource[];
  /** Whether clusters may be used at all in this window. */
  readonly isAllowed: () => boolean;
  /** Whether anybody listens. */
  readonly isHeard: () => boolean;
  readonly tell: (clusters: readonly Cluster[]) => void;
}

/** In milliseconds: what comes together is told together, and the next time not before a while. */
const BATCH = 300;
const PAUSE = 3000;
/** More clusters than anybody is connected to in earnest. */
const MOST = 10;
const NOTHING = '[]';

export class ClusterNews {
  private readonly needs: NewsNeeds;
  private known = new Map<string, Cluster>();
  private said = NOTHING;
  private last = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(needs: NewsNeeds) {
    this.needs = needs;
  }

  /** Something may have changed. */
  soon(): void {
    this.timer ??= setTimeout(() => this.now(), Math.max(BATCH, this.last + PAUSE - Date.now()));
  }

  /** A server that was just started knows nothing. */
  anew(): void {
    this.said = NOTHING;
    this.soon();
  }

  private now(): void {
    this.timer = undefined;
    const { sources, isAllowed, isHeard, tell } = this.needs;
    const found = isAllowed() ? sources() : [];
    const facts = found.flatMap((source): [string, Cluster][] => {
      const cluster = clusterFacts(source, this.known.get(source.entry.id));
      return cluster ? [[source.entry.id, cluster]] : [];
    });
    this.known = new Map(facts.slice(0, MOST));
    if (!isHeard()) return;
    const clusters = [...this.known.values()];
    const text = JSON.stringify(clusters);
    if (text === this.said) return;
    this.said = text;
    this.last = Date.now();
    tell(clusters);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
