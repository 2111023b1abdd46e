/** The tooltip of a node: what its line says, why and since when, and what there is no room for in a line. */

import { say } from '../../../server/words/say.ts';
import { age, clock } from '../model/age.ts';
import type { Cordon } from '../model/cordon.ts';
import { memberStateOf } from '../model/etcd.ts';
import { certificateWarnings, eventsOf } from '../model/events.ts';
import { lastHeard, type NodeFacts } from '../model/node.ts';
import { bytes } from '../model/quantity.ts';
import { settingsOf } from '../model/settings.ts';
import type { Usage } from '../model/usage.ts';
import { skew } from '../model/version.ts';
import type { ClusterSource } from '../source.ts';
import { facts } from './item.ts';
import type { NodeContext } from './nodes.ts';
import { type Line, tooltip } from './tooltip.ts';
import { LONG, usageWords } from './usageWords.ts';
import { cordonWords, memberWords, pressureWord, readyWords, roleWord, versionWords } from './words.ts';

export function nodeTooltip(
  { view, source, servers }: NodeContext,
  node: NodeFacts,
  cordon: Cordon | undefined,
  usage: Usage,
) {
  const { now } = view;
  const bad = node.ready !== 'yes';
  const lease = source.collection('leaseOf', node.name).items[0];
  // The condition alone is up to five minutes old while all is well.
  const heard = bad || lease ? lastHeard(node, lease) : undefined;
  const { image, kernel, runtime, cpu } = node.system;
  return tooltip(
    node.name,
    facts(roleWord(node.role), memberWords(memberStateOf(node)), readyWords(node, now)),
    !bad && node.readySince !== undefined && [say('Ready since'), clock(node.readySince, now)],
    bad && [node.readyReason || say('Reason'), node.readyMessage],
    heard !== undefined && [say('Last heard of'), `${clock(heard, now)} (${say('{0} ago', age(heard, now))})`],
    cordon && cordonLine(cordon, now),
    ...node.pressures.map(pressureWord),
    ...certificateLines(source, node),
    [say('Version'), versionWords(node, skew(node.version, node.role !== 'agent', servers))],
    [say('Usage'), facts(...usageWords(usage, LONG), usage.memoryBytes !== undefined && bytes(usage.memoryBytes))],
    usage.pods === undefined && usage.podsAllowed !== undefined && [say('Pods allowed'), String(usage.podsAllowed)],
    [say('Addresses'), node.addresses.map(({ type, address }) => `${type} ${address}`).join(', ')],
    [say('System'), facts(image, kernel, runtime, cpu)],
    [say('Age'), age(node.created, now)],
    exposedLine(node),
  );
}

/** As far as somebody asked for events that tell of them. */
function certificateLines(source: ClusterSource, { name }: NodeFacts): readonly Line[] {
  const known = [source.collection('certificateEvents'), source.collection('eventsOf', name)];
  const warnings = certificateWarnings(eventsOf(known.flatMap(({ items }) => items)));
  return warnings.filter(({ node }) => node === name).map(({ message }): Line => [say('Certificates'), message]);
}

/** Kubernetes does not write down who it was: a person is who remains, and so is a tool. */
function cordonLine(cordon: Cordon, now: number): string {
  const words = cordon.by === 'person' ? say('cordoned by a person or by another tool') : cordonWords(cordon);
  return cordon.since === undefined ? words : `${words} (${clock(cordon.since, now)})`;
}

function exposedLine(node: NodeFacts): string {
  const names = settingsOf(node)?.exposed ?? [];
  return names.length === 0
    ? ''
    : say('Its annotation shows secrets to everybody who may read nodes: {0}', names.join(', '));
}
