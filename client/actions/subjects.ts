/** What actions are about: nodes of one cluster together, and the way to their cluster. */

import { l10n, window } from 'vscode';
import type { NodeFacts } from '../explorer/model/node.ts';
import { plain } from '../explorer/model/text.ts';
import type { ClusterSource } from '../explorer/source.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import type { Reach } from '../operations/kind.ts';

/** The nodes of each cluster, in the order they came. */
export function bySource(subjects: readonly NodeSubject[]): ReadonlyMap<ClusterSource, readonly NodeFacts[]> {
  const found = new Map<ClusterSource, NodeFacts[]>();
  for (const { source, node } of subjects) found.set(source, [...(found.get(source) ?? []), node]);
  return found;
}

/** Fails for a cluster that cannot be asked. */
export function reachOf({ reach, entry }: ClusterSource): Reach {
  if (!reach) throw new Error(l10n.t('Nothing can be asked of the cluster {0}.', plain(entry.name, 60)));
  return reach;
}

/** Shows in the view that something is asked. */
export const inView = <T>(task: () => Promise<T>): Thenable<T> =>
  window.withProgress({ location: { viewId: 'k3s.explorer' } }, task);
