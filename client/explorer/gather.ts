/** Asks for collections that nobody may be looking at, waits until they are there or will not come, and lets go of them. */

import type { Want } from './items/item.ts';
import type { ClusterSource } from './source.ts';

/** In milliseconds; a report goes without what takes longer. */
const LIMIT = 10_000;

/**
 * @param use gets to work with whatever has come by then; its result is given back
 */
export async function gathered<T>(
  source: ClusterSource,
  wants: readonly Want[],
  use: () => T,
  limit = LIMIT,
): Promise<T> {
  for (const { name, node } of wants) source.want(name, node);
  try {
    await settled(source, wants, limit);
    return use();
  } finally {
    for (const { name, node } of wants) source.release(name, node);
  }
}

function settled(source: ClusterSource, wants: readonly Want[], limit: number): Promise<void> {
  const isSettled = (): boolean =>
    source.entry.trouble !== undefined ||
    source.state.kind === 'failed' ||
    source.state.kind === 'stale' ||
    wants.every(({ name, node }) => {
      const { kind } = source.collection(name, node).state;
      return kind !== 'idle' && kind !== 'loading';
    });
  return changedUntil(source, isSettled, limit);
}

/** Until something is so of a source that changes, or the time is over. @param limitMs in milliseconds; none at all for zero */
export function changedUntil(source: ClusterSource, isSo: () => boolean, limitMs: number): Promise<void> {
  if (isSo() || limitMs <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(end, limitMs);
    const listener = source.onDidChange(() => {
      if (isSo()) end();
    });
  });
}
