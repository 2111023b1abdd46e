/** The line of one node, its tooltip, and the folders below it. */

import { say } from '../../../server/words/say.ts';
import { age, clock } from '../model/age.ts';
import type { Cordon } from '../model/cordon.ts';
import { type MemberState, memberStateOf } from '../model/etcd.ts';
import { certificateWarnings, eventsOf } from '../model/events.ts';
import { lastHeard, type NodeFacts } from '../model/node.ts';
import { bytes } from '../model/quantity.ts';
import { settingsOf } from '../model/settings.ts';
import { idPart, plain } from '../model/text.ts';
import { type Usage, usageOf } from '../model/usage.ts';
import { skew } from '../model/version.ts';
import type { ClusterSource } from '../source.ts';
import { detailFolders } from './details.ts';
import { COLOURS, facts, type Item, spoken, type Want } from './item.ts';
import type { NodeContext } from './nodes.ts';
import { type Line, tooltip } from './tooltip.ts';
import { cordonWords, counted, memberWords, pressureWord, readyWords, roleWord, versionWords } from './words.ts';

/** @param roleTold the line above says which role it has */
export function nodeItem(
  context: NodeContext,
  parent: string,
  node: NodeFacts,
  cordon: Cordon | undefined,
  roleTold: boolean,
): Item {
  const { view, source, servers } = context;
  const usage = usageOf(node, context.metrics.get(node.name), context.podCounts.get(node.name));
  const status = readyWords(node, view.now);
  const role = roleWord(node.role);
  const apart = skew(node.version, node.role !== 'agent', servers);
  const version = versionWords(node, apart);
  const isWrong = apart !== 'same' && apart !== 'older' && apart !== 'unknown';
  const member = memberStateOf(node);
  // A narrow view cuts the end off: what is wrong goes first.
  const wrong = [
    // Of one that is not heard of, the reason says nothing else.
    node.ready === 'no' && plain(node.readyReason, 40),
    isNoVoter(member) && memberWords(member),
    cordon && cordonWords(cordon),
    ...node.pressures.map(pressureWord),
    isWrong && version,
  ];
  const id = `${parent}/node:${idPart(node.name)}`;
  const label = plain(node.name, 100);
  // Thousands of nodes renew theirs every ten seconds: it is asked for of those that somebody looks at.
  const more: readonly Want[] = [{ name: 'leaseOf', node: node.name }, { name: 'certificateEvents' }];
  return {
    id,
    cluster: source.entry.id,
    node: node.name,
    label,
    description: facts(
      node.ready !== 'yes' && status,
      ...wrong,
      !roleTold && role,
      !isWrong && version,
      ...usageWords(usage, SHORT),
    ),
    ...iconOf(node, member),
    context: `k3s.node.${node.role}.${READY[node.ready]}.${node.schedulable ? 'schedulable' : 'cordoned'}${context.rights}`,
    accessible: spoken(label, role, status, ...wrong, !isWrong && version, ...usageWords(usage, LONG)),
    collapsible: 'collapsed',
    wants: more,
    tooltipWants: more,
    children: () => detailFolders(context, id, node),
    tooltip: () => nodeTooltip(context, node, cordon, usage),
  };
}

const READY = { yes: 'ready', no: 'notReady', unknown: 'unreachable' } as const;

const isNoVoter = (member: MemberState | undefined): boolean =>
  member !== undefined && member !== 'voter' && member !== 'unknown';

interface UsageWords {
  cpu(percent: number): string;
  memory(percent: number): string;
  pods(pods: number, allowed: number): string;
}

const LONG: UsageWords = {
  cpu: (percent) => say('CPU {0} %', percent),
  memory: (percent) => say('memory {0} %', percent),
  pods: (pods, allowed) => say('{0} of {1} pods', pods, allowed),
};

const SHORT: UsageWords = {
  ...LONG,
  memory: (percent) => say('mem {0} %', percent),
  pods: (pods, allowed) => say('{0}/{1} pods', pods, allowed),
};

function usageWords({ cpu, memory, pods, podsAllowed }: Usage, words: UsageWords): string[] {
  return [
    ...(cpu === undefined ? [] : [words.cpu(cpu)]),
    ...(memory === undefined ? [] : [words.memory(memory)]),
    ...(pods === undefined ? [] : [podsAllowed === undefined ? counted.pods(pods) : words.pods(pods, podsAllowed)]),
  ];
}

/** What is wrong goes before what it is. */
function iconOf(
  { ready, schedulable, pressures, role }: NodeFacts,
  member: MemberState | undefined,
): { icon: string; colour: string } {
  if (ready === 'no') return { icon: 'error', colour: COLOURS.bad };
  if (ready === 'unknown') return { icon: 'debug-disconnect', colour: COLOURS.bad };
  if (pressures.length > 0 || isNoVoter(member)) return { icon: 'warning', colour: COLOURS.warning };
  if (!schedulable) return { icon: 'circle-slash', colour: COLOURS.warning };
  return { icon: role === 'agent' ? 'vm' : role === 'etcd' ? 'database' : 'server', colour: COLOURS.good };
}

function nodeTooltip(
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
