/** How many nodes are not ready, over all clusters that somebody has looked at. */

import { nodesOf } from './items/nodes.ts';
import type { ClusterSource } from './source.ts';

/**
 * @param known the last number of each cluster, brought up to date: kept while its nodes are on their way or nobody looks
 * at them, dropped with the cluster and when its nodes may no longer be read
 */
export function countNotReady(known: Map<string, number>, sources: readonly ClusterSource[]): number {
  const ids = new Set(sources.map(({ entry }) => entry.id));
  for (const id of [...known.keys()]) if (!ids.has(id)) known.delete(id);
  for (const source of sources) {
    const { kind } = source.collection('nodes').state;
    const { id } = source.entry;
    if (kind === 'live' || kind === 'stale')
      known.set(id, nodesOf(source).filter(({ ready }) => ready !== 'yes').length);
    else if (kind === 'denied' || kind === 'missing') known.delete(id);
  }
  return [...known.values()].reduce((sum, count) => sum + count, 0);
}
