/** The kubelets: pods start after a while, stop after a while, and are gone. */

import { NODES, PODS } from '../api/resources.ts';
import { controllerOf, type Draft, type KubeObject, type Loose } from '../store/object.ts';
import { type Controller, splitKey, type World } from './controller.ts';
import { record } from './events.ts';
import { finishedStatus, runningStatus, withCondition } from './pods.ts';

const START = 2_000;
const WORK = 5_000;
/** How long a pod takes to stop when it is asked to; `forever` uses up its grace period. */
export const STOP_SECONDS = 'demo.k3s.io/stop-seconds';
const MIRROR = 'kubernetes.io/config.mirror';

/** One for all nodes; nodes among the dead are left alone. */
export function kubelets(): Controller {
  const timers = new Map<string, () => void>();
  let address = 0;
  const later = (world: World, pod: KubeObject, what: string, ms: number, run: (pod: KubeObject) => void) => {
    const id = `${what} ${pod.metadata.uid} ${pod.metadata.deletionTimestamp ?? ''}`;
    if (timers.has(id)) return;
    const cancel = world.clock.after(ms, () => {
      timers.delete(id);
      const now = world.store.get(PODS, pod.metadata.name, pod.metadata.namespace);
      if (now?.metadata.uid === pod.metadata.uid && !world.dead.has(now.spec?.nodeName)) run(now);
    });
    timers.set(id, cancel);
  };
  return {
    keys({ entry, type: what }, type) {
      if (type !== PODS || !entry.object.spec?.nodeName) return [];
      return what === 'DELETED'
        ? entry.object.metadata.annotations?.[MIRROR]
          ? [`mirror ${JSON.stringify(entry.object)}`]
          : []
        : [entry.key];
    },
    reconcile(key, world) {
      const { store, clock } = world;
      if (key.startsWith('mirror ')) return mirror(world, JSON.parse(key.slice(7)));
      const [namespace, name] = splitKey(key);
      const pod = store.get(PODS, name, namespace);
      if (pod === undefined || world.dead.has(pod.spec?.nodeName)) return;
      const node = store.get(NODES, pod.spec?.nodeName);
      if (node === undefined) return;
      if (pod.metadata.deletionTimestamp !== undefined)
        return later(
          world,
          pod,
          'stop',
          stopTime(pod),
          ({ metadata }) => void store.remove(PODS, metadata.name, metadata.namespace),
        );
      if (pod.status?.phase === 'Pending')
        return later(world, pod, 'start', START, (now) => {
          const host = node.status?.addresses?.[0]?.address ?? '127.0.0.1';
          const own = `10.42.250.${(address++ % 250) + 2}`;
          const status = runningStatus(now, now.spec?.hostNetwork ? host : own, host, clock.now());
          const kept = (now.status?.conditions ?? []).filter(({ type }: Loose) => type === 'DisruptionTarget');
          store.update(PODS, {
            ...now,
            status: {
              ...status,
              qosClass: now.status?.qosClass ?? 'BestEffort',
              conditions: [...kept, ...status.conditions],
            },
          });
          record(
            world,
            now,
            'Normal',
            'Started',
            `Started container ${now.spec?.containers?.[0]?.name ?? ''}`,
            'kubelet',
            now.spec?.nodeName,
          );
        });
      if (pod.status?.phase === 'Running' && controllerOf(pod)?.kind === 'Job')
        later(
          world,
          pod,
          'work',
          WORK,
          (now) => void store.update(PODS, { ...now, status: finishedStatus(now.status, 'Succeeded', clock.now()) }),
        );
    },
  };
}

/** Most programs end soon when they are told to; the kubelet never waits longer than the grace period. */
function stopTime({ metadata }: KubeObject): number {
  const grace = metadata.deletionGracePeriodSeconds ?? 0;
  const own = metadata.annotations?.[STOP_SECONDS];
  return Math.min(grace, own === 'forever' ? grace : Number(own ?? 2)) * 1000;
}

/** A static pod comes from a file on its node, so its picture in the API comes back. */
function mirror({ store, dead, clock }: World, last: KubeObject): void {
  const { nodeName } = last.spec ?? {};
  if (dead.has(nodeName) || store.get(NODES, nodeName) === undefined) return;
  const {
    uid: _,
    resourceVersion: __,
    creationTimestamp: ___,
    deletionTimestamp: ____,
    deletionGracePeriodSeconds: _____,
    ...metadata
  } = last.metadata;
  const draft: Draft = { ...last, metadata };
  store.create(PODS, {
    ...draft,
    status: runningStatus(draft, last.status?.podIP ?? '', last.status?.hostIP ?? '', clock.now()),
  });
}

/** Pods of a node that nobody hears from are no longer ready; what they really do, nobody knows. */
export function loseSight({ store, clock }: World, node: string): void {
  for (const pod of store.list(PODS)) {
    if (pod.spec?.nodeName !== node || pod.status?.phase !== 'Running') continue;
    const conditions = withCondition(
      pod.status.conditions,
      { type: 'Ready', status: 'False', reason: 'NodeNotReady' },
      clock.now(),
    );
    store.update(PODS, { ...pod, status: { ...pod.status, conditions } });
  }
}
