/** Objects as a cluster of K3s has them, for examples: the usual ones, with what an example is about changed. */

import { type NodeFacts, nodeFacts } from '../../client/explorer/model/node.ts';

process.env.TZ = 'UTC';

export const NOW = Date.parse('2026-10-02T10:42:00Z');

/** A time before `NOW`, as Kubernetes writes it: `ago(5, 'min')`. */
export function ago(number: number, unit: 's' | 'min' | 'h' | 'd' = 'min'): string {
  const length = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 }[unit];
  return new Date(NOW - number * length).toISOString().replace('.000', '');
}

interface NodeShape {
  readonly name?: string;
  readonly role?: 'server' | 'etcd' | 'agent' | 'sqlite';
  readonly ready?: 'True' | 'False' | 'Unknown';
  readonly since?: string;
  readonly version?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Options as K3s writes them to the annotation, without the word for the role. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly conditions?: readonly object[];
  readonly taints?: readonly object[];
  readonly unschedulable?: boolean;
  readonly address?: string;
}

const ROLES = {
  server: { 'node-role.kubernetes.io/control-plane': 'true', 'node-role.kubernetes.io/etcd': 'true' },
  sqlite: { 'node-role.kubernetes.io/control-plane': 'true' },
  etcd: { 'node-role.kubernetes.io/etcd': 'true' },
  agent: {},
};

/** A node as the API server sends it. */
export function node(shape: NodeShape = {}): object {
  const { name = 'worker-7', role = 'agent', ready = 'True', since = ago(3, 'd'), unschedulable } = shape;
  const heartbeat = ready === 'Unknown' ? since : ago(2);
  const reason = { True: 'KubeletReady', False: 'KubeletNotReady', Unknown: 'NodeStatusUnknown' }[ready];
  const message = {
    True: 'kubelet is posting ready status',
    False: 'container runtime is down',
    Unknown: 'Kubelet stopped posting node status.',
  }[ready];
  const condition = (type: string, status: string, word: string, text: string) => ({
    type,
    status,
    reason: word,
    message: text,
    lastHeartbeatTime: heartbeat,
    lastTransitionTime: since,
  });
  return {
    metadata: {
      name,
      uid: `uid-of-${name}`,
      resourceVersion: '1',
      creationTimestamp: ago(30, 'd'),
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': name,
        'node.kubernetes.io/instance-type': 'k3s',
        ...ROLES[role],
        ...shape.labels,
      },
      annotations: {
        'flannel.alpha.coreos.com/backend-type': 'vxlan',
        'k3s.io/hostname': name,
        'k3s.io/internal-ip': shape.address ?? '10.0.0.7',
        'k3s.io/node-args': JSON.stringify([role === 'agent' ? 'agent' : 'server', ...(shape.args ?? [])]),
        'k3s.io/node-env': JSON.stringify(shape.env ?? {}),
        'k3s.io/node-config-hash': 'QXY5V6W2NBKJ4M3EJ2ZAOGWJPQFHVJ4H4QLZBPQ5ZEHSLA6T2WMA====',
        ...(role === 'server' || role === 'etcd' ? { 'etcd.k3s.cattle.io/node-name': `${name}-6d2f77a1` } : {}),
        ...shape.annotations,
      },
    },
    spec: {
      providerID: `k3s://${name}`,
      ...(unschedulable ? { unschedulable } : {}),
      ...(unschedulable || shape.taints
        ? {
            taints: [
              ...(unschedulable
                ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: ago(12) }]
                : []),
              ...(shape.taints ?? []),
            ],
          }
        : {}),
    },
    status: {
      allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
      capacity: { cpu: '4', memory: '8Gi', pods: '110' },
      addresses: [
        { type: 'InternalIP', address: shape.address ?? '10.0.0.7' },
        { type: 'Hostname', address: name },
      ],
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        condition('Ready', ready, reason, message),
        ...(role === 'server'
          ? [condition('EtcdIsVoter', 'True', 'MemberNotLearner', 'Node is a voting member of the etcd cluster')]
          : []),
        ...(shape.conditions ?? []),
      ],
      nodeInfo: {
        architecture: 'amd64',
        bootID: '6a2f9c52-0e52-4a2b-9d0f-9d8b2a0f2b11',
        containerRuntimeVersion: 'containerd://2.1.4-k3s1',
        kernelVersion: '6.8.0-64-generic',
        kubeletVersion: shape.version ?? 'v1.34.2+k3s1',
        machineID: 'f3a1',
        osImage: 'Ubuntu 24.04.2 LTS',
      },
    },
  };
}

export const facts = (shape: NodeShape = {}): NodeFacts => nodeFacts(node(shape));

/** An event about a node, or about something else. */
export function event(shape: {
  readonly reason: string;
  readonly message?: string;
  readonly type?: 'Normal' | 'Warning';
  readonly kind?: string;
  readonly name?: string;
  readonly last?: string;
  readonly count?: number;
}): object {
  return {
    metadata: { name: `${shape.name ?? 'worker-7'}.${shape.reason}`, namespace: 'default' },
    involvedObject: { kind: shape.kind ?? 'Node', name: shape.name ?? 'worker-7' },
    type: shape.type ?? 'Warning',
    reason: shape.reason,
    message: shape.message ?? '',
    lastTimestamp: shape.last ?? ago(5),
    count: shape.count ?? 1,
  };
}

interface PodShape {
  readonly name?: string;
  readonly phase?: string;
  readonly containers?: readonly object[];
  readonly init?: readonly object[];
  readonly owner?: readonly [kind: string, name: string];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly deleting?: string;
  readonly reason?: string;
}

export function pod(shape: PodShape = {}): object {
  const { name = 'web-5d8f', phase = 'Running', owner } = shape;
  const running = [{ name: 'web', ready: true, restartCount: 0, state: { running: { startedAt: ago(3, 'd') } } }];
  return {
    metadata: {
      name,
      namespace: 'shop',
      creationTimestamp: ago(3, 'd'),
      ...(shape.annotations ? { annotations: shape.annotations } : {}),
      ...(shape.deleting ? { deletionTimestamp: shape.deleting } : {}),
      ...(owner ? { ownerReferences: [{ kind: owner[0], name: owner[1], controller: true }] } : {}),
    },
    spec: {
      nodeName: 'worker-7',
      containers: (shape.containers ?? running).map((_, index) => ({ name: `c${index}` })),
    },
    status: {
      phase,
      ...(shape.reason ? { reason: shape.reason } : {}),
      containerStatuses: shape.containers ?? running,
      ...(shape.init ? { initContainerStatuses: shape.init } : {}),
    },
  };
}
