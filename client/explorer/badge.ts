/** How many nodes are not ready, over all clusters that somebody looks at. */

import { nodesOf } from './items/nodes.ts';
import type { ClusterSource } from './source.ts';

/**
 * @param known the last number of each cluster, brought up to date: kept while its nodes are on their way, dropped when
 * nobody looks at it any more
 */
export function countNotReady(known: Map<string, number>, sources: readonly ClusterSource[]): number {
  const ids = new Set(sources.map(({ entry }) => entry.id));
  for (const id of [...known.keys()]) if (!ids.has(id)) known.delete(id);
  for (const source of sources) {
    const { kind } = source.collection('nodes').state;
    const { id } = source.entry;
    if (kind === 'live' || kind === 'stale')
      known.set(id, nodesOf(source).filter(({ ready }) => ready !== 'yes').length);
    else if (kind !== 'loading') known.delete(id);
  }
  return [...known.values()].reduce((sum, count) => sum + count, 0);
}
