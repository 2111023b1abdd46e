/** Nodes and pods as an agent of K3s and a kubelet write them, large as they are, for servers where neither runs. */

import type { Json } from '../../cluster/client.ts';
import { VERSION } from '../k3s.ts';

/** Nodes with this are played by kwok. */
export const ANNOTATION = { key: 'kwok.x-k8s.io/node', value: 'fake' };

/** The name of the node with that number, from 0 on. */
export const nodeName = (number: number): string => `kwok-${String(number).padStart(5, '0')}`;

/** Made for what is the same in all objects of a kind. */
const conditions = (
  names: Readonly<Record<string, string>>,
  reasons: Readonly<Record<string, string>> = {},
): Json[] => {
  const time = now();
  return Object.entries(names).map(([type, status]) => ({
    ...{ type, status, lastTransitionTime: time },
    ...(reasons[type] === undefined
      ? undefined
      : { lastHeartbeatTime: time, reason: reasons[type], message: reasons[type] }),
  }));
};

const HEALTH = { MemoryPressure: 'False', DiskPressure: 'False', PIDPressure: 'False', Ready: 'True' };
const REASONS = {
  MemoryPressure: 'KubeletHasSufficientMemory',
  DiskPressure: 'KubeletHasNoDiskPressure',
  PIDPressure: 'KubeletHasSufficientPID',
  Ready: 'KubeletReady',
};
const IMAGES = Array.from({ length: 20 }, (_, index) => ({
  names: [
    `registry.example.com/team/app-${index}@sha256:${String(index).padStart(64, '0')}`,
    `registry.example.com/team/app-${index}:1.${index}.0`,
  ],
  sizeBytes: 20_000_000 + index,
}));

/** A node that is ready; it has room for `pods` pods. */
export function nodeObject(number: number, pods = 500): Json {
  const name = nodeName(number);
  const address = `198.18.${number >> 8}.${number & 255}`;
  const resources = { cpu: '64', 'ephemeral-storage': '61611820Ki', memory: '256Gi', pods: String(pods) };
  const labels = { arch: 'amd64', os: 'linux', hostname: name };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [`kubernetes.io/${key}`, value])),
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': 'k3s',
      },
      annotations: {
        [ANNOTATION.key]: ANNOTATION.value,
        'flannel.alpha.coreos.com/backend-type': 'vxlan',
        'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
        'flannel.alpha.coreos.com/public-ip': address,
        'k3s.io/hostname': name,
        'k3s.io/internal-ip': address,
        'k3s.io/node-args': '["agent","--node-label","pool=a"]',
        'k3s.io/node-config-hash': '5FJ6ZBVGZ2S4QWQ5NDQ7K5CVJXGZQ2N3TJ7T4T5RD4UUYKQZ3TOA====',
        'k3s.io/node-env': '{"K3S_TOKEN":"********","K3S_URL":"https://198.18.0.1:6443"}',
      },
    },
    spec: { providerID: `k3s://${name}` },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: conditions(HEALTH, REASONS),
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        ...{ machineID: '', systemUUID: '', bootID: '', kubeProxyVersion: VERSION, kubeletVersion: VERSION },
        ...{ kernelVersion: '6.1.0-40-amd64', osImage: 'Debian GNU/Linux 12 (bookworm)' },
        ...{ containerRuntimeVersion: 'containerd://1.7.23-k3s2', operatingSystem: 'linux', architecture: 'amd64' },
      },
      images: IMAGES,
    },
  };
}

/** What a pod is made of. Nothing keeps it from any node. */
export const podSpec = (): Json => ({
  automountServiceAccountToken: false,
  terminationGracePeriodSeconds: 30,
  tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }],
  containers: [
    {
      name: 'main',
      image: 'registry.example.com/team/app:1.2.3',
      env: Array.from({ length: 8 }, (_, index) => ({ name: `SETTING_${index}`, value: `value ${index} of the app` })),
      ports: [{ name: 'http', containerPort: 8080 }],
      resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '128Mi' } },
    },
  ],
});

const RUNNING = {
  ...{ PodReadyToStartContainers: 'True', Initialized: 'True', Ready: 'True' },
  ...{ ContainersReady: 'True', PodScheduled: 'True' },
};

/** The status of a pod that runs on the node with that number. */
export function podStatus(node: number, ip: string): Json {
  const hostIP = `198.18.${node >> 8}.${node & 255}`;
  const state = { running: { startedAt: now() } };
  return {
    ...{ phase: 'Running', qosClass: 'Burstable', startTime: now(), conditions: conditions(RUNNING) },
    ...{ hostIP, hostIPs: [{ ip: hostIP }], podIP: ip, podIPs: [{ ip }] },
    containerStatuses: podSpec().containers.map(({ name, image }: Json) => ({
      ...{ name, image, imageID: image, ready: true, started: true, restartCount: 0, state, lastState: {} },
    })),
  };
}

/** As Kubernetes writes times: without fractions of a second. */
function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
