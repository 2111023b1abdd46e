/** The plan of a restart or a stop, out of what machine and cluster say: what forbids it, what to know. */

import { quorumOf } from '../../explorer/model/etcd.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import type { DeleteFacts } from '../../operations/delete/facts.ts';
import type { Target } from '../../operations/target.ts';
import { say } from '../../say.ts';
import type { Reached } from '../remove/facts.ts';
import { type Change, changesAtRestart } from './changes.ts';
import { plannedService } from './plan.ts';
import type { Action, ServicePlan } from './steps.ts';

export interface ActionFacts {
  readonly action: Action;
  readonly target: Target;
  readonly machine: Reached | HostTrouble;
  /** What its cluster knows of the Node; absent without a cluster. */
  readonly node?: DeleteFacts;
  /** As a person calls the node, or the machine. */
  readonly name: string;
}

export interface ActionPlan {
  readonly facts: ActionFacts;
  readonly blocks: readonly string[];
  readonly notes: readonly string[];
  /** What the configuration on the machine would change. */
  readonly changes: readonly Change[];
  /** A person has to type the name. */
  readonly typed: boolean;
}

export function planAction(facts: ActionFacts): ActionPlan {
  const { action, machine, node } = facts;
  const service = machine.ok ? machine.service : undefined;
  const changes = (action === 'restart' && service && node && changesAtRestart(service, node.node)) || [];
  const etcd = etcdNotes(facts);
  return {
    facts,
    blocks: blocksOf(facts),
    notes: [...effects(facts), ...criticalNotes(changes), ...etcd.notes, ...unsureNotes(machine)],
    changes,
    typed: etcd.stops || (machine.ok && machine.verdict?.same === 'unsure'),
  };
}

function blocksOf({ machine, name, action }: ActionFacts): string[] {
  if (!machine.ok) return [`${machine.message} ${machine.next}`];
  const { verdict, service, found } = machine;
  if (verdict?.same === 'no')
    return [say('This is not the machine of {0}. {1} Correct its SSH host.', name, verdict.reasons[0] ?? '')];
  if (!service)
    return [
      found.services.length > 1
        ? say(
            'There are several services of K3s on this machine, and none of them belongs to {0} by its name: {1}.',
            name,
            found.services.map((one) => one.name).join(', '),
          )
        : say('There is no service of K3s on this machine.'),
    ];
  return action === 'killall' && service.killall === undefined
    ? [say('K3s’s script k3s-killall.sh is not on the machine. Its install script writes it.')]
    : [];
}

function effects({ action, machine }: ActionFacts): string[] {
  const others = machine.ok
    ? [
        ...machine.found.services.filter(({ name }) => name !== machine.service?.name).map(({ name }) => name),
        ...machine.found.others,
      ]
    : [];
  const dead = machine.ok ? (machine.looked?.dead ?? []) : [];
  switch (action) {
    case 'restart':
      return [
        say(
          'Pods keep running: K3s ends no containers when it restarts. Started is not Ready yet: both are waited for.',
        ),
      ];
    case 'stop':
      return [
        say(
          'Containers keep running, without probes and without being started again; after a minute the node is NotReady, and after five more its pods are made anew elsewhere. It starts again with the machine.',
        ),
      ];
    case 'killall':
      return [
        say(
          'All containers on the machine end at once, without their grace period and without asking any budget: drain the node first if that matters.',
        ),
        say(
          'Network interfaces and firewall rules of K3s go too. Its data stays, and it starts again with the machine.',
        ),
        ...(others.length > 0
          ? [say('K3s’s script stops every service that is called like it: {0}.', others.join(', '))]
          : []),
        ...(dead.length > 0
          ? [
              say(
                'These mounts do not answer, and the script would hang on them. They are taken away first: {0}.',
                dead.join(', '),
              ),
            ]
          : []),
      ];
  }
}

function criticalNotes(changes: readonly Change[]): string[] {
  const critical = changes.filter((one) => one.critical);
  return critical.length === 0
    ? []
    : [
        say(
          'K3s may refuse to start, or come back as another node: the configuration on the machine changes {0}.',
          critical.map(({ option }) => option).join(', '),
        ),
      ];
}

/** A restart takes a member away for a moment, a stop for longer. */
function etcdNotes({ action, node }: ActionFacts): { readonly notes: readonly string[]; readonly stops: boolean } {
  if (!node || (node.node.role === 'agent' && !node.node.etcd)) return { notes: [], stops: false };
  const servers = (node.others ?? []).filter(({ role }) => role === 'server');
  const quorum = node.node.etcd && node.others ? quorumOf([node.node, ...node.others]) : undefined;
  if (quorum && quorum.members.length > 1 && quorum.spare < 1)
    return {
      notes: [
        say(
          'etcd has {0} healthy members and needs {1}: while {2} is away, nothing can be written to the cluster.',
          quorum.healthy,
          quorum.needed,
          node.node.name,
        ),
      ],
      stops: true,
    };
  if (servers.length === 0)
    return {
      notes: [
        say(
          '{0} is the only server: while it is away, the cluster cannot be asked. Pods keep running.',
          node.node.name,
        ),
      ],
      stops: action !== 'restart',
    };
  return { notes: [], stops: false };
}

const unsureNotes = (machine: ActionFacts['machine']): string[] =>
  machine.ok && machine.verdict?.same === 'unsure'
    ? [say('Make sure that this is the right machine. {0}', machine.verdict.reasons.join(' '))]
    : [];

/** Undefined where nothing can be done. @param id small letters, digits and dashes */
export function serviceOrder({ facts }: ActionPlan, id: string): ServicePlan | undefined {
  const { action, target, machine, node, name } = facts;
  if (!machine.ok || !machine.service) return undefined;
  return {
    id,
    action,
    target,
    pinned: machine.pinned,
    service: plannedService(machine.service),
    ...(node && { node: { name, uid: node.uid } }),
  };
}
