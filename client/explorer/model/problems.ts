/** What is wrong with nodes and clusters, worst first: the same list for tree, badge and reports. */

import { compareSettings } from './compareSettings.ts';
import type { Pressure } from './conditions.ts';
import { type MemberState, memberStateOf, type Quorum, quorumOf } from './etcd.ts';
import type { NodeFacts } from './node.ts';
import { settingsOf } from './settings.ts';
import { type ServerVersions, type Skew, serverVersions, skew } from './version.ts';

export type Problem =
  | { readonly kind: 'unreachable' | 'not ready'; readonly node: NodeFacts }
  | { readonly kind: 'pressure'; readonly node: NodeFacts; readonly pressure: Pressure }
  | { readonly kind: 'skew'; readonly node: NodeFacts; readonly skew: Skew }
  /** It should be a member of etcd that votes, and is none or does not answer. */
  | { readonly kind: 'no vote'; readonly node: NodeFacts; readonly state: MemberState }
  | { readonly kind: 'exposed'; readonly node: NodeFacts; readonly names: readonly string[] }
  /** Another server that fails would stop the cluster, or one did. */
  | { readonly kind: 'quorum'; readonly quorum: Quorum }
  | { readonly kind: 'mismatch'; readonly option: string };

/** Those that can be seen without reading a node's arguments: cheap, for every change in a tree. */
export function nodeProblems(node: NodeFacts, servers: ServerVersions | undefined): readonly Problem[] {
  const found: Problem[] = [];
  if (node.ready !== 'yes') found.push({ kind: node.ready === 'no' ? 'not ready' : 'unreachable', node });
  for (const pressure of node.pressures) found.push({ kind: 'pressure', node, pressure });
  const apart = skew(node.version, node.role !== 'agent', servers);
  if (apart === 'newer' || apart === 'too old' || apart === 'apart') found.push({ kind: 'skew', node, skew: apart });
  const state = memberStateOf(node);
  if (state && state !== 'voter' && state !== 'unknown') found.push({ kind: 'no vote', node, state });
  return found;
}

/** Also what stands in the annotations: secrets that everybody can read. */
export function allNodeProblems(node: NodeFacts, servers: ServerVersions | undefined): readonly Problem[] {
  const names = settingsOf(node)?.exposed ?? [];
  return [...nodeProblems(node, servers), ...(names.length > 0 ? [{ kind: 'exposed' as const, node, names }] : [])];
}

/** Everything about a cluster. */
export function clusterProblems(nodes: readonly NodeFacts[]): readonly Problem[] {
  const servers = versionsOfServers(nodes);
  const own = nodes.flatMap((node) => allNodeProblems(node, servers));
  const quorum = quorumOf(nodes);
  const mismatches = compareSettings(nodes).rows.filter(({ weight, differs }) => weight === 'critical' && differs);
  const all: Problem[] = [
    ...(quorum && quorum.spare <= 0 && quorum.voters > 1 ? [{ kind: 'quorum' as const, quorum }] : []),
    ...own,
    ...mismatches.map(({ option }) => ({ kind: 'mismatch' as const, option })),
  ];
  return all.sort((a, b) => WORST.indexOf(a.kind) - WORST.indexOf(b.kind));
}

const WORST: readonly Problem['kind'][] = [
  'quorum',
  'unreachable',
  'not ready',
  'no vote',
  'mismatch',
  'skew',
  'pressure',
  'exposed',
];

export function versionsOfServers(nodes: readonly NodeFacts[]): ServerVersions | undefined {
  return serverVersions(nodes.filter(({ role }) => role !== 'agent').map(({ version }) => version));
}
