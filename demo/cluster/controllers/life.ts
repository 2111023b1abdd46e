/** Everything that makes the cluster live: controllers, kubelets, the scheduler, heartbeats. */

import { LEASES, NODES, PODS, RESOURCES } from '../api/resources.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { budgets } from './budgets.ts';
import { garbage, namespaces } from './cleanup.ts';
import { runControllers, type World } from './controller.ts';
import { kubelets, loseSight } from './kubelet.ts';
import { beat, heartbeats, nodeTaints, registration } from './nodes.ts';
import { deployments, replicaSets } from './replicas.ts';
import { scheduler } from './scheduler.ts';
import { daemonSets, jobs, statefulSets } from './sets.ts';

/** Longer than any kubelet that lives would wait. */
const SILENT = 60_000;

/** The switches of the living part. */
export interface Life {
  /** The machine is off, or its kubelet is: no lease, no start, no stop of a pod. */
  stopKubelet(node: string): void;
  startKubelet(node: string): void;
  /** Controllers do nothing until they are resumed; what changed meanwhile is looked at then. */
  pause(): void;
  resume(): void;
  end(): void;
}

/** Starts what keeps a cluster going; a cluster that stands still only counts its budgets. */
export function bringToLife(
  store: Store,
  clock: Clock,
  { still, authority }: { readonly still: boolean; readonly authority: string },
): Life {
  const world: World = { store, clock, dead: new Set(), authority };
  const all = still
    ? [budgets]
    : [
        nodeTaints,
        registration,
        deployments,
        replicaSets,
        statefulSets,
        daemonSets,
        jobs,
        scheduler,
        kubelets(),
        garbage,
        namespaces,
        budgets,
      ];
  if (!still) markSilent(world);
  const controllers = runControllers(world, all);
  if (!still)
    controllers.begin(RESOURCES.filter(({ computed, viewOf }) => computed === undefined && viewOf === undefined));
  const endHeartbeats = still ? () => undefined : heartbeats(world);
  return {
    stopKubelet(node) {
      world.dead.add(node);
    },
    startKubelet(node) {
      world.dead.delete(node);
      beat(world, node);
      controllers.begin([PODS]);
    },
    pause: () => controllers.pause(),
    resume: () => controllers.resume(),
    end() {
      controllers.end();
      controllers.pause();
      endHeartbeats();
    },
  };
}

/** Nodes that a scene gives an old lease stay silent; the others begin with a fresh one. */
function markSilent(world: World): void {
  const { store, clock, dead } = world;
  for (const { metadata } of store.list(NODES)) {
    const lease = store.get(LEASES, metadata.name, 'kube-node-lease');
    if (lease !== undefined && clock.now() - Date.parse(lease.spec?.renewTime) > SILENT) {
      dead.add(metadata.name);
      loseSight(world, metadata.name);
    } else beat(world, metadata.name);
  }
}
