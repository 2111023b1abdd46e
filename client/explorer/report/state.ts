/** What a report could not find out: data that is old, that did not come, or that may not be read. */

import { say } from '../../../server/words/say.ts';
import type { Want } from '../items/item.ts';
import { connectionWords, rightWords } from '../items/words.ts';
import { prose } from '../model/text.ts';
import type { ClusterSource, CollectionName } from '../source.ts';
import { list } from './markdown.ts';

/** A list of what is missing; nothing when the report is complete. */
export function stateOfData(source: ClusterSource, wants: readonly Want[], now: number): string {
  const lines = new Set<string>();
  if (source.state.kind !== 'connected') lines.add(connectionWords(source.state, now).join(', '));
  for (const { name, node } of wants) {
    const { state } = source.collection(name, node);
    if (state.kind === 'denied') lines.add(say('No permission to {0}', rightWords(state)));
    if (state.kind === 'loading' || state.kind === 'idle') lines.add(say('Did not come in time: {0}', WORDS[name]()));
  }
  return list([...lines].map((line) => prose(line)));
}

const WORDS: Readonly<Record<CollectionName, () => string>> = {
  nodes: () => say('nodes'),
  podCounts: () => say('numbers of pods'),
  nodeMetrics: () => say('usage'),
  podsOf: () => say('pods'),
  podsInReach: () => say('pods'),
  eventsOf: () => say('events'),
  leaseOf: () => say('lease'),
  certificateEvents: () => say('events about certificates'),
  addons: () => say('AddOns'),
  addonEvents: () => say('events of AddOns'),
  helmCharts: () => say('Helm charts'),
  helmChartConfigs: () => say('changes to Helm charts'),
  chartJobs: () => say('jobs of Helm charts'),
  chartPods: () => say('pods of Helm charts'),
  etcdSnapshots: () => say('etcd snapshots'),
  plans: () => say('upgrade plans'),
  bootstrapTokens: () => say('tokens'),
  nodePasswords: () => say('node passwords'),
};
