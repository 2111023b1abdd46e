/** The machines of the story: three servers and five agents, most of them with something to tell. */

import { createHash } from 'node:crypto';
import { EVENTS, LEASES, NODES, SECRETS } from '../api/resources.ts';
import { microTimestamp } from '../clock.ts';
import { eventOf } from '../controllers/events.ts';
import type { KubeObject, Loose } from '../store/object.ts';
import { type Builder, DAY, HOUR, MINUTE } from './build.ts';

/** What the servers run after the upgrade, before it, and what one agent still runs. */
export const NEW = 'v1.34.2+k3s1';
const OLD = 'v1.34.1+k3s1';
const VERY_OLD = 'v1.32.9+k3s1';
const MASK = '********';

interface Machine {
  readonly name: string;
  readonly address: string;
  readonly version: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly cpu?: number;
  readonly memory?: number;
  readonly cordoned?: boolean;
  readonly pressure?: boolean;
  /** Minutes since it was heard. */
  readonly silent?: number;
}

const SERVER_ARGS = [
  'server',
  '--cluster-init',
  '--token',
  MASK,
  '--tls-san',
  'k3s.example.org',
  '--disable',
  'local-storage',
  '--flannel-backend',
  'wireguard-native',
  '--etcd-s3',
  '--etcd-s3-bucket',
  'snapshots',
  '--etcd-s3-secret-key',
  MASK,
];
const JOIN = ['--server', 'https://10.0.0.11:6443'];

const MACHINES: readonly Machine[] = [
  {
    name: 'server-1',
    address: '10.0.0.11',
    version: NEW,
    args: SERVER_ARGS,
    labels: { 'plan.upgrade.cattle.io/server-plan': 'e47c9f2a' },
  },
  {
    name: 'server-2',
    address: '10.0.0.12',
    version: OLD,
    args: ['server', ...JOIN, '--token', MASK, '--flannel-backend', 'wireguard-native'],
    cordoned: true,
  },
  // A version before the fix shows the joined form of -t, and nobody masks arguments of components.
  {
    name: 'server-3',
    address: '10.0.0.13',
    version: OLD,
    args: [
      'server',
      ...JOIN,
      '-t=K10f2ca1b0c0ffee::server:Canary-5ecret',
      '--flannel-backend',
      'vxlan',
      '--kube-apiserver-arg',
      'audit-webhook-config-file=/etc/audit.yaml',
    ],
  },
  {
    name: 'agent-1',
    address: '10.0.0.21',
    version: OLD,
    args: ['agent', '--node-label', 'tier=front', '--kubelet-arg', 'max-pods=150'],
    env: { K3S_URL: 'https://10.0.0.11:6443', K3S_TOKEN: MASK },
    labels: { tier: 'front' },
  },
  {
    name: 'agent-2',
    address: '10.0.0.22',
    version: OLD,
    args: ['agent', '--node-label', 'tier=back'],
    env: { K3S_URL: 'https://10.0.0.11:6443', K3S_TOKEN: MASK },
    labels: { tier: 'back' },
    cordoned: true,
  },
  {
    name: 'agent-3',
    address: '10.0.0.23',
    version: OLD,
    args: ['agent'],
    env: { K3S_URL: 'https://10.0.0.11:6443', K3S_TOKEN: MASK },
    silent: 20,
  },
  {
    name: 'agent-4',
    address: '10.0.0.24',
    version: OLD,
    args: ['agent', '--kubelet-arg', 'image-gc-high-threshold=95'],
    env: { K3S_URL: 'https://10.0.0.11:6443', K3S_TOKEN_FILE: '/etc/rancher/k3s/token' },
    pressure: true,
  },
  {
    name: 'agent-5',
    address: '10.0.0.25',
    version: VERY_OLD,
    args: ['agent'],
    env: { K3S_URL: 'https://10.0.0.11:6443', K3S_TOKEN: MASK },
    cpu: 2,
    memory: 2_000_000,
  },
];

/** Every name, servers first. */
export const NODE_NAMES: readonly string[] = MACHINES.map(({ name }) => name);

/** Adds the nodes with their leases, password secrets and events. */
export function addNodes(build: Builder): void {
  for (const machine of MACHINES) {
    const node = addNode(build, machine);
    const silent = (machine.silent ?? 0) * MINUTE;
    const renewTime = microTimestamp(build.store.clock.now() - silent);
    build.add(
      LEASES,
      { name: machine.name, namespace: 'kube-node-lease', ...build.ownedBy(node) },
      { spec: { holderIdentity: machine.name, leaseDurationSeconds: 40, renewTime } },
    );
    const hash = Buffer.from(
      `$1:${createHash('sha256').update(machine.name).digest('hex').slice(0, 16)}:15:8:1:demo`,
    ).toString('base64');
    build.add(
      SECRETS,
      { name: `${machine.name}.node-password.k3s`, namespace: 'kube-system' },
      { type: 'Opaque', immutable: true, data: { hash } },
    );
    tell(build, node, machine);
  }
}

function addNode(build: Builder, machine: Machine): KubeObject {
  const { name, address, cordoned, pressure, silent } = machine;
  const unreachable = ['NoSchedule', 'NoExecute'].map((effect) => ({
    key: 'node.kubernetes.io/unreachable',
    effect,
    timeAdded: build.ago((silent ?? 0) * MINUTE),
  }));
  const taints = [
    ...(cordoned
      ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: build.ago(HOUR) }]
      : []),
    ...(pressure
      ? [{ key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule', timeAdded: build.ago(50 * MINUTE) }]
      : []),
    ...(silent === undefined ? [] : unreachable),
  ];
  const index = MACHINES.indexOf(machine);
  const spec = {
    podCIDR: `10.42.${index}.0/24`,
    podCIDRs: [`10.42.${index}.0/24`],
    providerID: `k3s://${name}`,
    ...(cordoned ? { unschedulable: true } : {}),
    ...(taints.length === 0 ? {} : { taints }),
  };
  const metadata = { name, labels: labelsOf(machine), annotations: annotationsOf(build, machine) };
  return build.add(NODES, metadata, {
    spec,
    status: {
      ...statusOf(machine, index),
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      conditions: conditionsOf(build, machine),
    },
  });
}

function isServer({ args }: Machine): boolean {
  return args[0] === 'server';
}

function labelsOf(machine: Machine): Record<string, string> {
  const roles = isServer(machine) ? ['control-plane', 'etcd', 'master'] : [];
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/instance-type': 'k3s',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': machine.name,
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': 'k3s',
    ...Object.fromEntries(roles.map((role) => [`node-role.kubernetes.io/${role}`, 'true'])),
    ...machine.labels,
  };
}

function annotationsOf(build: Builder, machine: Machine): Record<string, string> {
  const { name, address, args, env = {} } = machine;
  const nodeArgs = JSON.stringify(args);
  const nodeEnv = JSON.stringify(env);
  const etcd = {
    'etcd.k3s.cattle.io/local-snapshots-timestamp': build.ago(2 * HOUR),
    'etcd.k3s.cattle.io/node-address': address,
    'etcd.k3s.cattle.io/node-name': `${name}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`,
    'k3s.io/encryption-config-hash': `start-${createHash('sha256').update('encryption').digest('hex')}`,
  };
  return {
    'flannel.alpha.coreos.com/backend-type': 'wireguard',
    'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
    'flannel.alpha.coreos.com/public-ip': address,
    'k3s.io/hostname': name,
    'k3s.io/internal-ip': address,
    'k3s.io/node-args': nodeArgs,
    'k3s.io/node-config-hash': `${base32(
      createHash('sha256')
        .update(nodeArgs + nodeEnv)
        .digest(),
    )}====`,
    'k3s.io/node-env': nodeEnv,
    'node.alpha.kubernetes.io/ttl': '0',
    'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
    ...(isServer(machine) ? etcd : {}),
  };
}

function statusOf({ name, version, cpu = 4, memory = 8_000_000 }: Machine, index: number): Loose {
  const id = createHash('sha256').update(name).digest('hex').slice(0, 32);
  const uuid = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const resources = {
    cpu: String(cpu),
    'ephemeral-storage': '61611820Ki',
    'hugepages-2Mi': '0',
    memory: `${memory}Ki`,
    pods: '110',
  };
  return {
    capacity: resources,
    allocatable: { ...resources, 'ephemeral-storage': '59935978484' },
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: id,
      systemUUID: uuid,
      bootID: uuid.replace(/^./, 'b'),
      kernelVersion: '6.1.0-40-amd64',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      containerRuntimeVersion: index === 7 ? 'containerd://1.7.23-k3s2' : 'containerd://2.1.4-k3s2',
      kubeletVersion: version,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
    images: [{ names: ['docker.io/rancher/mirrored-coredns-coredns:1.12.3'], sizeBytes: 22_400_000 }],
  };
}

function conditionsOf(build: Builder, machine: Machine): Loose[] {
  const { pressure = false, silent } = machine;
  const heartbeat = build.ago((silent ?? 0) * MINUTE + 2 * MINUTE);
  const condition = (type: string, status: string, reason: string, message: string, since = 41 * DAY) => ({
    type,
    status,
    lastHeartbeatTime: heartbeat,
    lastTransitionTime: build.ago(since),
    reason,
    message,
  });
  const own = [
    condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    pressure
      ? condition('DiskPressure', 'True', 'KubeletHasDiskPressure', 'kubelet has disk pressure', 50 * MINUTE)
      : condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
  ].map((one) =>
    silent === undefined
      ? one
      : {
          ...one,
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
          lastTransitionTime: build.ago((silent - 1) * MINUTE),
        },
  );
  return isServer(machine)
    ? [condition('EtcdIsVoter', 'True', 'MemberNotLearner', 'Node is a voting member of the etcd cluster'), ...own]
    : own;
}

function tell(build: Builder, node: KubeObject, { name, pressure, silent }: Machine): void {
  const now = build.store.clock.now();
  const add = (
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    component: string,
    at: number,
    times = 1,
    since = at,
  ) =>
    build.store.create(
      EVENTS,
      eventOf(node, type, reason, message, component, { at: now - at, since: now - since, times, host: name }),
    );
  if (pressure === true) {
    add(
      'Warning',
      'EvictionThresholdMet',
      'Attempting to reclaim ephemeral-storage',
      'kubelet',
      MINUTE,
      34,
      50 * MINUTE,
    );
    add(
      'Warning',
      'ImageGCFailed',
      'Failed to garbage collect required amount of images. Attempted to free 3171885056 bytes, but only found 0 bytes eligible to free.',
      'kubelet',
      4 * MINUTE,
      10,
      50 * MINUTE,
    );
  }
  if (silent !== undefined)
    add('Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`, 'node-controller', (silent - 1) * MINUTE);
  if (name === 'server-3')
    add(
      'Warning',
      'CertificateExpirationWarning',
      'Node certificates require attention - restart k3s on this node to trigger automatic rotation: kubelet/serving-kubelet.crt: certificate CN=server-3 will expire within 120 days',
      'k3s-cert-monitor',
      3 * HOUR,
      12,
      6 * DAY,
    );
}

function base32(bytes: Buffer): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const all = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (all.match(/.{1,5}/g) ?? []).map((five) => letters[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}
