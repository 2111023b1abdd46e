/** The embedded etcd as its nodes tell of it: who may vote, and how many may be missing. */

import type { NodeFacts } from './node.ts';

export interface Member {
  readonly node: NodeFacts;
  /** The name etcd knows it by. */
  readonly name: string;
  readonly state: 'voter' | 'learner' | 'not a member' | 'unknown';
}

export interface Quorum {
  readonly members: readonly Member[];
  readonly voters: number;
  /** Voters on nodes that are ready. */
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
  const silent = members.every(({ state }) => state === 'unknown');
  const voting = members.filter(({ state }) => state === 'voter' || silent);
  const healthy = voting.filter(({ node }) => node.ready === 'yes').length;
  const needed = Math.floor(voting.length / 2) + 1;
  return { members, voters: voting.length, healthy, needed, spare: healthy - needed };
}

/** The annotation says `server-1-6d2f77a1`. */
function memberOf(node: NodeFacts): Member {
  const name = node.annotations.get('etcd.k3s.cattle.io/node-name') ?? node.name;
  const condition = node.conditions.find(({ type }) => type === 'EtcdIsVoter');
  if (!condition || condition.status === 'Unknown') return { node, name, state: 'unknown' };
  if (condition.status === 'True') return { node, name, state: 'voter' };
  return { node, name, state: /learner/i.test(condition.reason) ? 'learner' : 'not a member' };
}
