/** The embedded etcd as its nodes tell of it: who may vote, and how many may be missing. */

import type { NodeFacts } from './node.ts';

/**
 * As the condition `EtcdIsVoter` says it, which the leader of etcd writes.
 *
 * - `learner`: a member that is still catching up and does not vote.
 * - `silent`: a member that does not answer the leader, whatever its node says.
 * - `unknown`: the release of K3s does not tell.
 */
export type MemberState = 'voter' | 'learner' | 'silent' | 'not a member' | 'unknown';

export interface Member {
  readonly node: NodeFacts;
  /** The name etcd knows it by. */
  readonly name: string;
  readonly state: MemberState;
}

export interface Quorum {
  readonly members: readonly Member[];
  readonly voters: number;
  /** Voters that answer, on nodes that are ready. */
  readonly healthy: number;
  /** How many voters have to agree. */
  readonly needed: number;
  /** How many healthy ones may go before nothing can be written any more; below zero: that is so already. */
  readonly spare: number;
}

/** Undefined for a cluster with another datastore. */
export function quorumOf(nodes: readonly NodeFacts[]): Quorum | undefined {
  const members = nodes.filter(({ etcd }) => etcd).map(memberOf);
  if (members.length === 0) return undefined;
  // A release that does not say who votes has only members that do.
  const untold = members.every(({ state }) => state === 'unknown');
  // One that does not answer has its vote nevertheless: the others need as many as before.
  const voting = members.filter(({ state }) => state === 'voter' || state === 'silent' || untold);
  const healthy = voting.filter(({ node, state }) => node.ready === 'yes' && state !== 'silent').length;
  const needed = Math.floor(voting.length / 2) + 1;
  return { members, voters: voting.length, healthy, needed, spare: healthy - needed };
}

/** The annotation says `server-1-6d2f77a1`. */
function memberOf(node: NodeFacts): Member {
  const name = node.annotations.get('etcd.k3s.cattle.io/node-name') ?? node.name;
  return { node, name, state: stateOf(node) };
}

/** Undefined for a node that has nothing to do with etcd. */
export const memberStateOf = (node: NodeFacts): MemberState | undefined => (node.etcd ? stateOf(node) : undefined);

function stateOf({ conditions }: NodeFacts): MemberState {
  const condition = conditions.find(({ type }) => type === 'EtcdIsVoter');
  if (!condition || condition.status === 'Unknown') return 'unknown';
  if (condition.status === 'True') return 'voter';
  if (condition.reason === 'Unhealthy') return 'silent';
  return /learner/i.test(condition.reason) ? 'learner' : 'not a member';
}
