/** The tooltip of a line: what it tells and nobody looks at otherwise is asked for when somebody points at the line. */

import { gathered } from './gather.ts';
import type { Item } from './items/item.ts';
import type { ClusterSource } from './source.ts';

/** In milliseconds; who points at a line waits no longer, and is told what is known. */
const LIMIT = 1000;

/** Markdown; undefined for a line that has no more to tell. */
export async function tooltipOf(
  item: Item,
  sources: readonly ClusterSource[],
  limit = LIMIT,
): Promise<string | undefined> {
  const tell = (): string | undefined => item.tooltip?.();
  const source = sources.find(({ entry }) => entry.id === item.cluster);
  if (!source || !item.tooltipWants || source.state.kind !== 'connected') return tell();
  return gathered(source, item.tooltipWants, tell, limit);
}
