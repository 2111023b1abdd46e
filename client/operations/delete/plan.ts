/** The plan of a deletion, out of facts and choices: what forbids it, what to know, and whether the name has to be typed. */

import { say } from '../../say.ts';
import { etcdBlocks, etcdWarnings } from './etcd.ts';
import type { DeleteFacts } from './facts.ts';
import { isAlive, lost, passwordWarnings, returning } from './warnings.ts';

export interface DeleteChoices {
  /** What becomes of the Secret with the node's password, where K3s does not remove it by itself. */
  readonly password: 'remove' | 'keep';
  /** The node is deleted although etcd loses its quorum. */
  readonly despiteQuorum: boolean;
}

/** What a dialog begins with. */
export const DEFAULT_CHOICES: DeleteChoices = { password: 'remove', despiteQuorum: false };

/** Why it may not be: `quorum` can be overridden by a person who knows better, the others cannot. */
export interface Block {
  readonly class: 'may-not-delete' | 'last-server' | 'last-etcd' | 'unknown-servers' | 'quorum';
  readonly message: string;
}

export interface DeletePlan {
  readonly facts: DeleteFacts;
  readonly choices: DeleteChoices;
  /** Any of these, and nothing is deleted. */
  readonly blocks: readonly Block[];
  readonly warnings: readonly string[];
  /** A person has to type the name of the node. */
  readonly typed: boolean;
}

/**
 * Plans for several nodes in the order in which they are deleted: what does least harm first, and each as if those
 * before it were gone.
 */
export function planAll(all: readonly DeleteFacts[], choices: DeleteChoices): DeletePlan[] {
  const ordered = [...all].sort((a, b) => harm(a) - harm(b));
  const names = ordered.map(({ node }) => node.name);
  return ordered.map((facts, index) => planDelete(facts, choices, names.slice(0, index)));
}

const harm = ({ node: { role, etcd, ready } }: DeleteFacts): number =>
  role === 'agent' && !etcd ? 0 : ready === 'yes' ? 2 : 1;

/** @param gone names of nodes that are deleted before this one */
export function planDelete(all: DeleteFacts, choices: DeleteChoices, gone: readonly string[] = []): DeletePlan {
  const others = all.others?.filter(({ name }) => !gone.includes(name));
  const facts = { ...all, others };
  const blocks = blocksOf(facts).filter((block) => block.class !== 'quorum' || !choices.despiteQuorum);
  const local = facts.volumes === undefined || facts.volumes.length > 0;
  return {
    facts,
    choices,
    blocks,
    warnings: [...returning(facts), ...etcdWarnings(facts), ...lost(facts), ...passwordWarnings(facts, choices)],
    typed: facts.node.role !== 'agent' || facts.node.etcd || isAlive(facts) || local,
  };
}

function blocksOf(facts: DeleteFacts): Block[] {
  const { node, rights } = facts;
  const right: Block[] =
    rights.node === 'no'
      ? [
          {
            class: 'may-not-delete',
            message: say('You may not delete {0}: the right to delete nodes is missing.', node.name),
          },
        ]
      : [];
  return [...right, ...etcdBlocks(facts)];
}
