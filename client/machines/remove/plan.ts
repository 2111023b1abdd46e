/** The plan of a removal, out of facts and choices: what happens in which order, what forbids it, what is lost. */

import type { HostTrouble } from '../../host/trouble.ts';
import { etcdBlocks, etcdWarnings } from '../../operations/delete/etcd.ts';
import { DEFAULT_OPTIONS, type DrainOptions } from '../../operations/drain/options.ts';
import { type Plan as DrainPlan, planDrain } from '../../operations/drain/plan.ts';
import { say } from '../../say.ts';
import { dataDirProblem } from './dataDir.ts';
import type { Reached, RemoveFacts } from './facts.ts';
import { machineNotes } from './notes.ts';
import { type VolumeItem, volumeItems } from './volumeItems.ts';

export interface RemoveChoices {
  /** Pods are sent away first. */
  readonly drain: boolean;
  readonly drainOptions: DrainOptions;
  /** Paths of volumes whose data may be lost, and of those that are moved aside on the machine. */
  readonly lose: readonly string[];
  readonly keep: readonly string[];
  /** The node goes although etcd loses its quorum. */
  readonly despiteQuorum: boolean;
  /** The machine is out of reach: its Node is deleted all the same, and the machine is cleaned when it is back. */
  readonly nodeFirst: boolean;
}

export interface Block {
  readonly class:
    | 'unreachable'
    | 'other-machine'
    | 'no-service'
    | 'which-service'
    | 'no-script'
    | 'data-dir'
    | 'mounted'
    | 'no-tar'
    | 'volumes'
    | 'drain'
    | 'may-not-delete'
    | 'last-server'
    | 'last-etcd'
    | 'unknown-servers'
    | 'quorum';
  readonly message: string;
}

export interface RemovalPlan {
  readonly facts: RemoveFacts;
  readonly choices: RemoveChoices;
  /** The Node, or the machine where there is none. */
  readonly name: string;
  readonly drain: DrainPlan | undefined;
  readonly volumes: readonly VolumeItem[];
  readonly blocks: readonly Block[];
  readonly notes: readonly string[];
  /** A person has to type the name. */
  readonly typed: boolean;
}

/** A node that does not report cannot confirm that its pods have ended. */
export const defaultChoices = ({ cluster }: RemoveFacts): RemoveChoices => ({
  drain: cluster?.deletion.node.ready === 'yes',
  drainOptions: DEFAULT_OPTIONS,
  lose: [],
  keep: [],
  despiteQuorum: false,
  nodeFirst: false,
});

/** @param gone names of nodes that are removed before this one */
export function planRemoval(facts: RemoveFacts, choices: RemoveChoices, gone: readonly string[] = []): RemovalPlan {
  const { cluster, machine } = facts;
  const deletion = cluster && {
    ...cluster.deletion,
    others: cluster.deletion.others?.filter(({ name }) => !gone.includes(name)),
  };
  const drain = cluster && choices.drain ? planDrain(cluster.drain, choices.drainOptions) : undefined;
  const volumes = volumeItems(facts);
  const name = deletion?.node.name ?? (machine.ok ? machine.pinned.hostname : '');
  const rights: Block[] =
    deletion?.rights.node === 'no'
      ? [
          {
            class: 'may-not-delete',
            message: say('You may not delete {0}: the right to delete nodes is missing.', name),
          },
        ]
      : [];
  const etcd = deletion ? etcdBlocks(deletion).filter((one) => one.class !== 'quorum' || !choices.despiteQuorum) : [];
  const blocks: Block[] = [
    ...(machine.ok ? machineBlocks(machine, name) : unreachable(machine, facts, choices)),
    ...rights,
    ...etcd,
    ...(drain?.errors ?? []).map(({ message }): Block => ({ class: 'drain', message })),
    ...undecided(volumes, choices),
  ];
  const server = deletion ? deletion.node.role !== 'agent' || deletion.node.etcd : isServer(machine);
  const unsure = machine.ok && machine.verdict?.same === 'unsure';
  return {
    facts,
    choices,
    name,
    drain,
    volumes,
    blocks,
    notes: [...machineNotes(facts, choices), ...(deletion ? etcdWarnings(deletion) : [])],
    typed: server || unsure || choices.nodeFirst || choices.despiteQuorum,
  };
}

const isServer = (machine: RemoveFacts['machine']): boolean => machine.ok && machine.service?.role === 'server';

function unreachable({ message, next }: HostTrouble, { cluster }: RemoveFacts, { nodeFirst }: RemoveChoices): Block[] {
  if (cluster && nodeFirst) return [];
  return [{ class: 'unreachable', message: `${message} ${next}` }];
}

function machineBlocks({ verdict, found, service, looked }: Reached, name: string): Block[] {
  if (verdict?.same === 'no')
    return [
      {
        class: 'other-machine',
        message: say('This is not the machine of {0}. {1} Correct its SSH host.', name, verdict.reasons[0] ?? ''),
      },
    ];
  if (!service)
    return found.services.length === 0
      ? [
          {
            class: 'no-service',
            message: say('There is no service of K3s on this machine: there is nothing to uninstall.'),
          },
        ]
      : [
          {
            class: 'which-service',
            message: say(
              'There are several services of K3s on this machine, and none of them belongs to {0} by its name: {1}.',
              name,
              found.services.map((one) => one.name).join(', '),
            ),
          },
        ];
  const data = looked && dataDirProblem(service.dataDir, looked);
  return [
    ...(service.uninstall === undefined
      ? [
          {
            class: 'no-script' as const,
            message: say(
              'K3s’s script {0}-uninstall.sh is not on the machine. Its install script writes it: run that again with INSTALL_K3S_SKIP_START=true.',
              service.name,
            ),
          },
        ]
      : []),
    ...(data === undefined ? [] : [{ class: 'data-dir' as const, message: data }]),
    ...(looked && looked.inside.length > 0
      ? [
          {
            class: 'mounted' as const,
            message: say(
              'Something is mounted inside the data folder, and the uninstall script would remove what is on it: {0}. Unmount it first.',
              looked.inside.join(', '),
            ),
          },
        ]
      : []),
    ...(looked && !looked.tools.includes('tar')
      ? [{ class: 'no-tar' as const, message: say('The configuration cannot be saved: the machine has no tar.') }]
      : []),
  ];
}

function undecided(volumes: readonly VolumeItem[], { lose, keep }: RemoveChoices): Block[] {
  const open = volumes.filter(
    ({ path, onDisk, inData }) => onDisk && inData && !lose.includes(path) && !keep.includes(path),
  );
  if (open.length === 0) return [];
  return [
    {
      class: 'volumes',
      message: say('Choose what becomes of data that is on this machine only. Volumes: {0}.', open.length),
    },
  ];
}
