/** A removal that was agreed to, as plain data without secrets: it is kept, and gone on with after a restart. */

import { beginDrain, type DrainState } from '../../operations/drain/state.ts';
import type { Target } from '../../operations/target.ts';
import type { Pinned } from '../pinned.ts';
import type { Service } from '../service/found.ts';
import { type PlannedNode, type PlannedService, plannedService } from '../service/plan.ts';
import type { Reached } from './facts.ts';
import type { RemovalPlan } from './plan.ts';

/** What is known of the machine; of one that is out of reach, as soon as it is back. */
export interface Place {
  readonly pinned: Pinned;
  readonly service: PlannedService;
  /** Other services of K3s that ran, and are started again. */
  readonly others: readonly Pick<Service, 'name' | 'init' | 'role' | 'dataDir'>[];
  /** There are other services called like K3s's, so that its script leaves alone what they share. */
  readonly shared: boolean;
}

export interface RemoveOrder {
  readonly id: string;
  readonly name: string;
  readonly target: Target;
  /** Absent until a machine that was out of reach is back. */
  readonly place?: Place;
  readonly node?: PlannedNode & { readonly machineId: string; readonly hostname: string };
  readonly drain?: DrainState;
  /** Paths of volumes that are moved aside; of a machine that was out of reach, all. */
  readonly keep: readonly string[] | 'all';
  readonly despiteQuorum: boolean;
  /** The folder on this side for what is saved of the configuration. */
  readonly backups: string;
}

/** @param id small letters, digits and dashes */
export function orderOf(
  plan: RemovalPlan,
  { id, backups, now }: { id: string; backups: string; now: number },
): RemoveOrder {
  const { facts, choices, drain, name } = plan;
  const { machine, cluster, target } = facts;
  const place = machine.ok && machine.service ? placeOf(machine, machine.service) : undefined;
  const hostname = cluster?.deletion.node.labels.get('kubernetes.io/hostname') ?? '';
  return {
    id,
    name,
    target,
    backups,
    despiteQuorum: choices.despiteQuorum,
    keep: place ? choices.keep : 'all',
    ...(place && { place }),
    ...(cluster && { node: { name, uid: cluster.deletion.uid, machineId: cluster.machineId, hostname } }),
    ...(drain && { drain: beginDrain(drain, now) }),
  };
}

export function placeOf({ pinned, found }: Pick<Reached, 'pinned' | 'found'>, service: Service): Place {
  const others = found.services.filter(({ name }) => name !== service.name);
  return {
    pinned,
    service: plannedService(service),
    others: others
      .filter(({ state }) => state.active === 'active')
      .map(({ name, init, role, dataDir }) => ({ name, init, role, dataDir })),
    shared: others.length + found.others.length > 0,
  };
}
