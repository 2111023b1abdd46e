/** What became of the pods of a node, seen from its list: by UID, so that a pod of the same name is another pod. */

import { isOverdue } from './filters.ts';
import type { DrainOptions } from './options.ts';
import { daemonSetOf, type Pod } from './pod.ts';
import { become, type Row } from './state.ts';

/** The rows after a look at all pods that are there now; rows that stay the same are the same objects. */
export function look(
  rows: readonly Row[],
  pods: readonly Pod[],
  now: number,
  { skipWaitSeconds }: Pick<DrainOptions, 'skipWaitSeconds'>,
): Row[] {
  const there = new Map(pods.map((pod) => [pod.uid, pod]));
  const known = new Set(rows.map(({ uid }) => uid));
  const arrived = pods.filter(({ uid }) => !known.has(uid));
  return [...rows.map((row) => seen(row, there.get(row.uid))), ...arrived.map(newcomer)];

  function seen(row: Row, pod: Pod | undefined): Row {
    if (row.state === 'gone') return row;
    if (!pod) return become(row, 'gone', now);
    const { deleted } = pod;
    const ends = row.state === 'queued' || row.state === 'waiting' || row.state === 'going';
    if (!ends || deleted === undefined) return row;
    if (isOverdue(pod, skipWaitSeconds, now)) return become(row, 'skipped', now, { until: deleted });
    return row.state === 'going' && row.until === deleted ? row : become(row, 'going', now, { until: deleted });
  }

  /** Nobody agreed to anything about it, so it is told and left alone. */
  function newcomer(pod: Pod): Row {
    const { namespace, name, uid } = pod;
    const stays = pod.mirror || daemonSetOf(pod) !== undefined;
    const words = stays ? { words: pod.mirror ? 'static' : 'daemonSet' } : undefined;
    return { namespace, name, uid, state: stays ? 'kept' : 'arrived', since: now, ...words };
  }
}
