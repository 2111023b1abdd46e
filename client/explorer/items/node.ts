/** The line of one node, its tooltip, and the folders below it. */

import { say } from '../../../server/words/say.ts';
import { age, clock } from '../model/age.ts';
import type { Cordon } from '../model/cordon.ts';
import { lastHeard, type NodeFacts } from '../model/node.ts';
import { bytes } from '../model/quantity.ts';
import { settingsOf } from '../model/settings.ts';
import { idPart, plain } from '../model/text.ts';
import { type Usage, usageOf } from '../model/usage.ts';
import { skew } from '../model/version.ts';
import { detailFolders } from './details.ts';
import { COLOURS, facts, type Item, spoken } from './item.ts';
import type { NodeContext } from './nodes.ts';
import { tooltip } from './tooltip.ts';
import { cordonWords, counted, pressureWord, readyWords, roleWord, versionWords } from './words.ts';

export function nodeItem(context: NodeContext, parent: string, node: NodeFacts, cordon: Cordon | undefined): Item {
  const { view, source, servers } = context;
  const usage = usageOf(node, context.metrics.get(node.name), context.podCounts.get(node.name));
  const status = readyWords(node, view.now);
  const words = [
    node.ready !== 'yes' && status,
    cordon && cordonWords(cordon),
    ...node.pressures.map(pressureWord),
    versionWords(node, skew(node.version, node.role !== 'agent', servers)),
  ];
  const id = `${parent}/node:${idPart(node.name)}`;
  const label = plain(node.name, 100);
  return {
    id,
    cluster: source.entry.id,
    node: node.name,
    label,
    description: facts(...words, ...usageWords(usage)),
    ...iconOf(node),
    context: `k3s.node.${node.role}.${READY[node.ready]}.${node.schedulable ? 'schedulable' : 'cordoned'}${context.rights}`,
    accessible: spoken(label, roleWord(node.role), status, ...words.slice(1), ...usageWords(usage)),
    collapsible: 'collapsed',
    // The lease tells when an unreachable node was last there.
    wants: node.ready === 'unknown' ? [{ name: 'leaseOf', node: node.name }] : [],
    children: () => detailFolders(context, id, node),
    tooltip: () => nodeTooltip(context, node, cordon, usage),
  };
}

const READY = { yes: 'ready', no: 'notReady', unknown: 'unreachable' } as const;

function usageWords({ cpu, memory, pods }: Usage): string[] {
  return [
    ...(cpu === undefined ? [] : [say('CPU {0} %', cpu)]),
    ...(memory === undefined ? [] : [say('memory {0} %', memory)]),
    ...(pods === undefined ? [] : [counted.pods(pods)]),
  ];
}

/** What is wrong goes before what it is. */
function iconOf({ ready, schedulable, pressures, role }: NodeFacts): { icon: string; colour: string } {
  if (ready === 'no') return { icon: 'error', colour: COLOURS.bad };
  if (ready === 'unknown') return { icon: 'debug-disconnect', colour: COLOURS.bad };
  if (pressures.length > 0) return { icon: 'warning', colour: COLOURS.warning };
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
  const heard = lastHeard(node, source.collection('leaseOf', node.name).items[0]);
  const since = cordon?.since === undefined ? '' : ` (${clock(cordon.since, now)})`;
  const { image, kernel, runtime, cpu } = node.system;
  return tooltip(
    node.name,
    facts(roleWord(node.role), node.etcd && 'etcd', readyWords(node, now)),
    bad && [node.readyReason || say('Reason'), node.readyMessage],
    bad && heard !== undefined && [say('Last heard of'), clock(heard, now)],
    cordon && `${cordonWords(cordon)}${since}`,
    ...node.pressures.map(pressureWord),
    [say('Version'), versionWords(node, skew(node.version, node.role !== 'agent', servers))],
    [say('Usage'), facts(...usageWords(usage), usage.memoryBytes !== undefined && bytes(usage.memoryBytes))],
    usage.podsAllowed !== undefined && [say('Pods allowed'), String(usage.podsAllowed)],
    [say('Addresses'), node.addresses.map(({ type, address }) => `${type} ${address}`).join(', ')],
    [say('System'), facts(image, kernel, runtime, cpu)],
    [say('Age'), age(node.created, now)],
    exposedLine(node),
  );
}

function exposedLine(node: NodeFacts): string {
  const names = settingsOf(node)?.exposed ?? [];
  return names.length === 0
    ? ''
    : say('Its annotation shows secrets to everybody who may read nodes: {0}', names.join(', '));
}
