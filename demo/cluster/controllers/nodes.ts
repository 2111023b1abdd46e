/** Nodes: their taints follow what they are, their leases are renewed, and silence is noticed. */

import { deleteObject } from '../api/remove.ts';
import { LEASES, NODES, PODS } from '../api/resources.ts';
import { microTimestamp, timestamp } from '../clock.ts';
import { conditionOf, type KubeObject, type Loose } from '../store/object.ts';
import type { Controller, World } from './controller.ts';
import { record } from './events.ts';
import { loseSight } from './kubelet.ts';
import { withCondition } from './pods.ts';
import { tolerates } from './scheduler.ts';

/** K3s and Kubernetes renew a lease every ten seconds and give a node forty. */
const RENEW = 10_000;
const PATIENCE = 40_000;
const LOOK = 5_000;
/** How long pods stay on a node that cannot be reached. */
const STAY = 300_000;
/** How long an agent takes to notice that its node is gone. */
const RETURN = 5_000;
/** Written by the agent of K3s; a node without it has none. */
const AGENT = 'k3s.io/node-args';
const SPACE = 'kube-node-lease';
const PREFIX = 'node.kubernetes.io/';
const KUBELET_STATES = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** Sets and removes the taints that say in which state a node is. */
export const nodeTaints: Controller = {
  keys: ({ entry, type: what }, type) => (type === NODES && what !== 'DELETED' ? [entry.key] : []),
  reconcile(name, { store, clock }) {
    const node = store.get(NODES, name);
    if (node === undefined) return;
    const wanted = wantedTaints(node);
    const own: Loose[] = node.spec?.taints ?? [];
    const ours = ({ key, effect }: Loose) => OURS.some((one) => one.key === key && one.effect === effect);
    const kept = own.filter(
      (taint) => !ours(taint) || wanted.some(({ key, effect }) => key === taint.key && effect === taint.effect),
    );
    const added = wanted
      .filter(({ key, effect }) => !own.some((taint) => taint.key === key && taint.effect === effect))
      .map((taint) => ({ ...taint, timeAdded: timestamp(clock.now()) }));
    if (kept.length === own.length && added.length === 0) return;
    const { taints: _, ...spec } = node.spec ?? {};
    const taints = [...kept, ...added];
    store.update(NODES, { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } });
  },
};

const OURS = [
  { key: `${PREFIX}unschedulable`, effect: 'NoSchedule' },
  ...['not-ready', 'unreachable'].flatMap((name) =>
    ['NoSchedule', 'NoExecute'].map((effect) => ({ key: PREFIX + name, effect })),
  ),
  ...['memory-pressure', 'disk-pressure', 'pid-pressure'].map((name) => ({ key: PREFIX + name, effect: 'NoSchedule' })),
];

function wantedTaints(node: KubeObject): Loose[] {
  const is = (type: string) => conditionOf(node, type)?.status;
  const ready = is('Ready');
  const taint = (name: string, effects = ['NoSchedule']) => effects.map((effect) => ({ key: PREFIX + name, effect }));
  return [
    ...(node.spec?.unschedulable === true ? taint('unschedulable') : []),
    ...(ready === 'False' || ready === undefined
      ? taint('not-ready', ready === undefined ? ['NoSchedule'] : ['NoSchedule', 'NoExecute'])
      : []),
    ...(ready === 'Unknown' ? taint('unreachable', ['NoSchedule', 'NoExecute']) : []),
    ...(is('MemoryPressure') === 'True' ? taint('memory-pressure') : []),
    ...(is('DiskPressure') === 'True' ? taint('disk-pressure') : []),
    ...(is('PIDPressure') === 'True' ? taint('pid-pressure') : []),
  ];
}

/** An agent that runs brings its deleted node back, without what people had added to it. */
export const registration: Controller = {
  keys: ({ entry, type: what }, type, { dead }) =>
    what === 'DELETED' &&
    type === NODES &&
    entry.object.metadata.annotations?.[AGENT] !== undefined &&
    !dead.has(entry.key)
      ? [JSON.stringify(entry.object)]
      : [],
  reconcile(json, world) {
    const { metadata, spec, status, ...rest }: KubeObject = JSON.parse(json);
    const { name, labels, annotations } = metadata;
    world.clock.after(RETURN, () => {
      if (world.dead.has(name) || world.store.get(NODES, name) !== undefined) return;
      const { podCIDR, podCIDRs, providerID } = spec ?? {};
      const draft = { ...rest, metadata: { name, ...(labels && { labels }), ...(annotations && { annotations }) } };
      world.store.create(NODES, { ...draft, spec: { podCIDR, podCIDRs, providerID }, status });
      beat(world, name);
    });
  },
};

/** Renews the leases of the living and looks after the others; the returned function ends it. */
export function heartbeats(world: World): () => void {
  const { clock, store } = world;
  const cancels = new Map<string, () => void>();
  const every = (name: string, ms: number, run: () => void) => {
    cancels.set(
      name,
      clock.after(ms, () => {
        every(name, ms, run);
        run();
      }),
    );
  };
  every('renew', RENEW, () => {
    for (const { metadata } of store.list(NODES)) if (!world.dead.has(metadata.name)) beat(world, metadata.name);
  });
  every('look', LOOK, () => {
    for (const node of store.list(NODES)) lookAt(world, node);
  });
  return () => {
    for (const cancel of cancels.values()) cancel();
  };
}

/** A kubelet says that it lives; one that was given up is ready again. */
export function beat({ store, clock }: World, name: string): void {
  const now = clock.now();
  const lease = store.get(LEASES, name, SPACE);
  const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime: microTimestamp(now) };
  if (lease !== undefined) store.update(LEASES, { ...lease, spec });
  else
    store.create(LEASES, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: SPACE },
      spec,
    });
  const node = store.get(NODES, name);
  const ready = node === undefined ? undefined : conditionOf(node, 'Ready');
  if (node === undefined || (ready !== undefined && ready.status !== 'Unknown')) return;
  const at = timestamp(now);
  const conditions = KUBELET_STATES.reduce<Loose[]>((all, type) => {
    const text =
      type === 'Ready'
        ? 'kubelet is posting ready status'
        : `kubelet has sufficient ${type.replace('Pressure', '').toLowerCase()} available`;
    const before = all.find((one) => one.type === type);
    if (type !== 'Ready' && before !== undefined && before.status !== 'Unknown') return all;
    const reason = type === 'Ready' ? 'KubeletReady' : `KubeletHasNo${type}`;
    return withCondition(
      all,
      { type, status: type === 'Ready' ? 'True' : 'False', reason, message: text, lastHeartbeatTime: at },
      now,
    );
  }, node.status?.conditions ?? []);
  store.update(NODES, { ...node, status: { ...node.status, conditions } });
}

/** What the node controller does about one node. */
function lookAt(world: World, node: KubeObject): void {
  const { store, clock } = world;
  const { name } = node.metadata;
  const renewed = Date.parse(store.get(LEASES, name, SPACE)?.spec?.renewTime ?? node.metadata.creationTimestamp);
  const ready = conditionOf(node, 'Ready');
  if (ready !== undefined && ready.status !== 'Unknown' && clock.now() - renewed >= PATIENCE) {
    const silent = { status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
    const conditions = (node.status?.conditions ?? []).map((condition: Loose) =>
      KUBELET_STATES.includes(condition.type)
        ? { ...condition, ...silent, lastTransitionTime: timestamp(clock.now()) }
        : condition,
    );
    store.update(NODES, { ...node, status: { ...node.status, conditions } });
    record(world, node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`, 'node-controller');
    loseSight(world, name);
  }
  for (const taint of node.spec?.taints ?? []) {
    if (taint.effect !== 'NoExecute' || clock.now() - Date.parse(taint.timeAdded ?? '') < STAY) continue;
    for (const pod of store.list(PODS)) {
      if (
        pod.spec?.nodeName !== name ||
        pod.metadata.deletionTimestamp !== undefined ||
        pod.metadata.annotations?.['kubernetes.io/config.mirror']
      )
        continue;
      const forGood: Loose[] = (pod.spec?.tolerations ?? []).filter(
        ({ tolerationSeconds }: Loose) => tolerationSeconds === undefined,
      );
      if (!tolerates(forGood, taint)) deleteObject(world, PODS, pod, {});
    }
  }
}
