/** A cluster of any size that only changes: for measuring how a client copes with thousands of nodes. */

import { BUDGETS, LEASES, NAMESPACES, NODES, PODS, REPLICASETS, type ResourceType } from './api/resources.ts';
import { type Clock, microTimestamp, timestamp } from './clock.ts';
import type { Scene } from './start.ts';
import type { KubeObject, Loose } from './store/object.ts';
import type { Store } from './store/store.ts';

/** How large, and how busy. */
export interface Size {
  readonly nodes: number;
  readonly podsPerNode: number;
  /** Nine of ten change a pod, the others a node. */
  readonly updatesPerSecond?: number;
  /** Nodes that come under pressure or are relieved, beside those. */
  readonly nodeUpdatesPerSecond?: number;
  /** Pods that go while others come, beside those: each takes the place of another one, on another node. */
  readonly movesPerSecond?: number;
}

const VERSION = 'v1.34.1+k3s1';
const SPACES = 20;
const TICK = 100;

/** The scene for `startDemoCluster`; nothing in it reacts, so that what is measured is the client. */
export function big(size: Size): Scene {
  return {
    version: VERSION,
    still: true,
    fill: (store) => fill(store, size),
    run: (store, clock) => {
      const ends = [
        change(clock, size.updatesPerSecond ?? 0, (count) => touch(store, count % 10 === 0 ? NODES : PODS, count)),
        change(clock, size.nodeUpdatesPerSecond ?? 0, (count) => press(store, count)),
        change(clock, size.movesPerSecond ?? 0, (count) => move(store, count)),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

/** Most of what objects consist of is shared between them, so that memory holds it once. */
function fill(store: Store, { nodes, podsPerNode }: Size): void {
  const at = timestamp(store.clock.now() - 86_400_000);
  const add = (type: ResourceType, metadata: Loose, fields: Loose): KubeObject =>
    store.create(type, {
      apiVersion: type.group === '' ? type.version : `${type.group}/${type.version}`,
      kind: type.kind,
      metadata: { creationTimestamp: at, ...metadata },
      ...fields,
    });
  for (const name of [
    'default',
    'kube-system',
    'kube-node-lease',
    ...Array.from({ length: SPACES }, (_, index) => space(index)),
  ])
    add(
      NAMESPACES,
      { name, labels: { 'kubernetes.io/metadata.name': name } },
      { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
    );
  const owners = Array.from({ length: SPACES }, (_, index) => {
    const labels = { app: `app-${index}`, 'pod-template-hash': '7d9c5b6f4d' };
    const spec = podSpec(index);
    return add(
      REPLICASETS,
      { name: `app-${index}-7d9c5b6f4d`, namespace: space(index), labels },
      {
        spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
        status: { replicas: 0 },
      },
    );
  });
  add(
    BUDGETS,
    { name: 'app-0', namespace: space(0) },
    {
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'app-0' } } },
      status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
    },
  );
  const parts = nodeParts(at);
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
    (type) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: at }),
  );
  for (let index = 0; index < nodes; index++) {
    const name = `node-${String(index).padStart(5, '0')}`;
    const address = `10.${(index >> 16) + 1}.${(index >> 8) & 255}.${index & 255}`;
    add(
      NODES,
      {
        name,
        labels: { ...parts.labels, 'kubernetes.io/hostname': name },
        annotations: { ...parts.annotations, 'k3s.io/hostname': name, 'k3s.io/internal-ip': address },
      },
      {
        spec: { podCIDR: `10.42.${index & 255}.0/24`, providerID: `k3s://${name}` },
        status: {
          ...parts.status,
          addresses: [
            { type: 'InternalIP', address },
            { type: 'Hostname', address: name },
          ],
        },
      },
    );
    add(
      LEASES,
      { name, namespace: 'kube-node-lease' },
      { spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: microTimestamp(store.clock.now()) } },
    );
    for (let pod = 0; pod < podsPerNode; pod++) {
      const owner = owners[(index + pod) % SPACES] as KubeObject;
      const { containers } = owner.spec.template.spec;
      const ip = `10.42.${index & 255}.${pod + 2}`;
      add(
        PODS,
        {
          name: `${owner.metadata.name}-${index.toString(36).padStart(4, '0')}${pod.toString(36)}`,
          namespace: owner.metadata.namespace,
          labels: owner.metadata.labels,
          ownerReferences: [
            {
              apiVersion: 'apps/v1',
              kind: 'ReplicaSet',
              name: owner.metadata.name,
              uid: owner.metadata.uid,
              controller: true,
              blockOwnerDeletion: true,
            },
          ],
        },
        {
          spec: { ...owner.spec.template.spec, nodeName: name },
          status: {
            phase: 'Running',
            conditions,
            hostIP: address,
            podIP: ip,
            podIPs: [{ ip }],
            startTime: at,
            containerStatuses: containers.map((one: Loose) => ({
              name: one.name,
              image: one.image,
              imageID: one.image,
              ready: true,
              restartCount: 0,
              started: true,
              state: { running: { startedAt: at } },
              lastState: {},
            })),
            qosClass: 'Burstable',
          },
        },
      );
    }
  }
}

function space(index: number): string {
  return `team-${String(index).padStart(2, '0')}`;
}

function podSpec(index: number): Loose {
  const env = Array.from({ length: 12 }, (_, at) => ({
    name: `SETTING_${at}`,
    value: `value ${at} of app ${index}, long enough to be like a real one`,
  }));
  const resources = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } };
  const container = {
    name: 'main',
    image: `example.org/team/app-${index}:1.${index}.0`,
    imagePullPolicy: 'IfNotPresent',
    env,
    resources,
    ports: [{ containerPort: 8080, protocol: 'TCP' }],
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  };
  return {
    containers: [container],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    serviceAccountName: 'default',
  };
}

function nodeParts(at: string): { labels: Loose; annotations: Loose; status: Loose } {
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status,
    lastHeartbeatTime: at,
    lastTransitionTime: at,
    reason,
    message: `${reason}, as the kubelet says`,
  });
  const resources = { cpu: '8', 'ephemeral-storage': '61611820Ki', memory: '16000000Ki', pods: '110' };
  return {
    labels: { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/os': 'linux', 'node.kubernetes.io/instance-type': 'k3s' },
    annotations: {
      'k3s.io/node-args': '["agent"]',
      'k3s.io/node-env': '{"K3S_TOKEN":"********","K3S_URL":"https://10.0.0.11:6443"}',
    },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
        condition('Ready', 'True', 'KubeletReady'),
      ],
      nodeInfo: {
        machineID: '',
        systemUUID: '',
        bootID: '',
        kernelVersion: '6.1.0-40-amd64',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        containerRuntimeVersion: 'containerd://2.1.4-k3s2',
        kubeletVersion: VERSION,
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
      images: Array.from({ length: 20 }, (_, index) => ({
        names: [`example.org/team/app-${index}:1.${index}.0`],
        sizeBytes: 20_000_000 + index,
      })),
    },
  };
}

/** Changes one object after another, evenly over the second. */
function change(clock: Clock, perSecond: number, one: (count: number) => void): () => void {
  if (perSecond <= 0) return () => undefined;
  let owed = 0;
  let done = 0;
  let cancel = clock.after(TICK, tick);
  function tick(): void {
    cancel = clock.after(TICK, tick);
    for (owed += (perSecond * TICK) / 1000; owed >= 1; owed--) one(done++);
  }
  return () => cancel();
}

function touch(store: Store, type: ResourceType, count: number): void {
  const all = store.collection(type).all();
  const object = all[(count * 7919) % all.length]?.object;
  if (object === undefined) return;
  const { status } = object;
  const changed =
    type === NODES
      ? {
          conditions: status.conditions.map((one: Loose) => ({
            ...one,
            lastHeartbeatTime: timestamp(store.clock.now()),
          })),
          allocatable: { ...status.allocatable, pods: String(100 + (count % 11)) },
        }
      : {
          containerStatuses: status.containerStatuses.map((one: Loose) => ({
            ...one,
            restartCount: one.restartCount + 1,
          })),
        };
  store.update(type, { ...object, status: { ...status, ...changed } });
}

/** A node comes under pressure, or is relieved: a change that everybody who looks at it sees. */
function press(store: Store, count: number): void {
  const all = store.collection(NODES).all();
  const node = all[(count * 7919) % all.length]?.object;
  if (node === undefined) return;
  const at = timestamp(store.clock.now());
  const conditions = node.status.conditions.map((one: Loose) => {
    const changed = one.type === 'MemoryPressure' && {
      status: one.status === 'True' ? 'False' : 'True',
      lastTransitionTime: at,
    };
    return { ...one, lastHeartbeatTime: at, ...changed };
  });
  store.update(NODES, { ...node, status: { ...node.status, conditions } });
}

/** One pod goes, and one with another name comes on another node. */
function move(store: Store, count: number): void {
  const pods = store.collection(PODS).all();
  const nodes = store.collection(NODES).all();
  const gone = pods[(count * 7919) % pods.length]?.object;
  const node = nodes[(count * 104_729) % nodes.length]?.object;
  if (gone === undefined || node === undefined) return;
  const { uid: _, resourceVersion: __, name, ...kept } = gone.metadata;
  store.remove(PODS, name, kept.namespace);
  store.create(PODS, {
    ...gone,
    metadata: { ...kept, name: `${name.replace(/\.\d+$/, '')}.${count}` },
    spec: { ...gone.spec, nodeName: node.metadata.name },
  });
}
