/** What the deletion of a server means for the others: K3s removes its member from etcd together with the node. */

import { type Quorum, quorumOf } from '../../explorer/model/etcd.ts';
import { say } from '../../say.ts';
import type { DeleteFacts } from './facts.ts';
import type { Block } from './plan.ts';

interface Around {
  readonly before: Quorum | undefined;
  readonly after: Quorum | undefined;
}

const around = ({ node, others = [] }: DeleteFacts): Around => ({
  before: quorumOf([node, ...others]),
  after: quorumOf(others),
});

/** Why it may not be deleted for the sake of the others. */
export function etcdBlocks(facts: DeleteFacts): Block[] {
  const { node, others } = facts;
  if (node.role === 'agent' && !node.etcd) return [];
  if (others === undefined)
    return [
      {
        class: 'unknown-servers',
        message: say(
          '{0} is a server, and without the right to list nodes nobody knows whether the others can do without it.',
          node.name,
        ),
      },
    ];
  if (node.role === 'server' && !others.some(({ role }) => role === 'server'))
    return [
      { class: 'last-server', message: say('{0} is the last server: without it there is no cluster.', node.name) },
    ];
  if (!node.etcd) return [];
  const { before, after } = around(facts);
  if (!after || after.voters === 0)
    return [
      {
        class: 'last-etcd',
        message: say('{0} is the last member of etcd: all of the cluster is stored there.', node.name),
      },
    ];
  return before ? quorumBlock(facts, before, after) : [];
}

function quorumBlock({ node }: DeleteFacts, before: Quorum, after: Quorum): Block[] {
  if (before.spare < 0)
    return [
      {
        class: 'quorum',
        message: say(
          'etcd has no quorum as far as its nodes tell: {0} of {1} members are healthy, {2} are needed. Bring them back before one is removed.',
          before.healthy,
          before.voters,
          before.needed,
        ),
      },
    ];
  if (after.spare >= 0) return [];
  return [
    {
      class: 'quorum',
      message: say(
        'etcd would lose its quorum: {0} of {1} members are healthy; without {2} it is {3} of {4}, and {5} are needed.',
        before.healthy,
        before.voters,
        node.name,
        after.healthy,
        after.voters,
        after.needed,
      ),
    },
  ];
}

/** What to know about the servers that stay, and about K3s on this one. */
export function etcdWarnings(facts: DeleteFacts): string[] {
  const { node } = facts;
  if (!node.etcd) return [];
  const { before, after } = around(facts);
  if (!before || !after) return [];
  const others = after.members.filter((member) => member.node.ready !== 'yes').map((member) => member.node.name);
  return [
    say('K3s removes {0} from etcd. It does not join again before its etcd data is cleared on the machine.', node.name),
    ...(others.length > 0 ? [say('Other members of etcd are not ready: {0}.', others.join(', '))] : []),
    ...(after.voters === 1 ? [say('Afterwards etcd has a single member, and no copy of it.')] : []),
    ...(after.spare === 0 && after.voters > 1
      ? [say('Afterwards etcd has {0} members, and none of them may fail.', after.voters)]
      : []),
    ...(after.voters % 2 === 0 && after.voters < before.voters
      ? [say('{0} members bear no more failures than {1}; an odd number is better.', after.voters, after.voters - 1)]
      : []),
  ];
}
