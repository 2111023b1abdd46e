/** The line of one node. */

import type { Cordon } from '../model/cordon.ts';
import { type MemberState, memberStateOf } from '../model/etcd.ts';
import type { NodeFacts } from '../model/node.ts';
import { idPart, plain } from '../model/text.ts';
import { usageOf } from '../model/usage.ts';
import { skew } from '../model/version.ts';
import { aliveWants, detailFolders } from './details.ts';
import { COLOURS, facts, type Item, spoken } from './item.ts';
import type { NodeContext } from './nodes.ts';
import { nodeTooltip } from './nodeTooltip.ts';
import { LONG, SHORT, usageWords } from './usageWords.ts';
import { cordonWords, memberWords, pressureWord, readyWords, roleWord, versionWords } from './words.ts';

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
    // When an unreachable node was last there.
    wants: node.ready === 'unknown' ? [{ name: 'leaseOf', node: node.name }] : [],
    tooltipWants: aliveWants(node),
    children: () => detailFolders(context, id, node),
    tooltip: () => nodeTooltip(context, node, cordon, usage),
  };
}

const READY = { yes: 'ready', no: 'notReady', unknown: 'unreachable' } as const;

const isNoVoter = (member: MemberState | undefined): boolean =>
  member !== undefined && member !== 'voter' && member !== 'unknown';

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
