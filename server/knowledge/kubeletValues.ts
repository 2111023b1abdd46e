/** Names that fields of the kubelet share: signals, resources, options of policies, TLS suites. (kubelet-config.json) */

import type { Stage } from './featureGates.ts';
import type { FieldValues } from './kubeletField.ts';

/** What eviction looks at; the comparison is always "less than". `allocatableMemory.available` is internal. */
export const evictionSignals: FieldValues = {
  'memory.available': { doc: 'Memory left on the machine, caches that can be dropped included.' },
  'nodefs.available': { doc: 'Space left on the disk of the kubelet: volumes, logs, and with K3s usually all else.' },
  'nodefs.inodesFree': { doc: 'Inodes left on that disk.' },
  'imagefs.available': { doc: 'Space left on the disk of the images.' },
  'imagefs.inodesFree': { doc: 'Inodes left on that disk.' },
  'pid.available': { doc: 'Process numbers left, as a plain number.' },
  'containerfs.available': {
    doc: 'Space for the writable layers; the kubelet takes the value of nodefs or imagefs.',
    since: 29,
  },
  'containerfs.inodesFree': { doc: 'Inodes for the writable layers; taken from nodefs or imagefs too.', since: 29 },
  'allocatableMemory.available': { doc: 'Internal, set by the kubelet from memory.available.' },
};

/** Signals nobody has to write. (kubelet-config.json, `keysInternal`) */
export const internalSignals: ReadonlySet<string> = new Set(['allocatableMemory.available']);

/** What `systemReserved` and `kubeReserved` can keep. */
export const reservedResources: FieldValues = {
  cpu: { doc: 'Cores, `500m` is half of one.' },
  memory: { doc: 'Bytes, `512Mi`.' },
  'ephemeral-storage': { doc: 'Disk of the kubelet, `1Gi`.' },
  pid: { doc: 'Process numbers, as a quoted number.' },
};

export const qosResources: FieldValues = { memory: { doc: 'Percent of the requests, `50%`.' } };

/** `hugepages-<size>` stands for all of them: `hugepages-2Mi`, `hugepages-1Gi`. */
export const memoryResources: FieldValues = {
  memory: { doc: 'Ordinary memory, `1Gi`.' },
  'hugepages-<size>': { doc: 'Huge pages of one size, `hugepages-2Mi: 64Mi`.' },
};

/** An option of a policy: its value and how mature it is from which minor on. */
export interface PolicyOption {
  /** `go-bool` reads "true", `int>=8` a number from 8 on. */
  readonly value: 'go-bool' | 'int>=8';
  readonly stages: readonly (readonly [from: number, stage: Exclude<Stage, 'deprecated'>])[];
  readonly doc: string;
}

export const cpuManagerPolicyOptions: Readonly<Record<string, PolicyOption>> = {
  'full-pcpus-only': {
    value: 'go-bool',
    stages: [
      [26, 'beta'],
      [33, 'GA'],
    ],
    doc: 'Hands out whole physical cores only, and refuses pods that do not fit.',
  },
  'distribute-cpus-across-numa': {
    value: 'go-bool',
    stages: [
      [26, 'alpha'],
      [33, 'beta'],
    ],
    doc: 'Spreads the CPUs of a pod evenly where one NUMA node is not enough.',
  },
  'align-by-socket': {
    value: 'go-bool',
    stages: [[26, 'alpha']],
    doc: 'Counts CPUs of one socket as close, instead of those of one NUMA node.',
  },
  'distribute-cpus-across-cores': {
    value: 'go-bool',
    stages: [[31, 'alpha']],
    doc: 'Spreads CPUs over physical cores, so that hardware threads do not share one.',
  },
  'strict-cpu-reservation': {
    value: 'go-bool',
    stages: [
      [32, 'alpha'],
      [33, 'beta'],
      [35, 'GA'],
    ],
    doc: 'Keeps all pods off the reserved CPUs, those without exclusive CPUs too.',
  },
  'prefer-align-cpus-by-uncorecache': {
    value: 'go-bool',
    stages: [
      [32, 'alpha'],
      [34, 'beta'],
      [36, 'GA'],
    ],
    doc: 'Tries to take CPUs that share their last-level cache.',
  },
};

export const topologyManagerPolicyOptions: Readonly<Record<string, PolicyOption>> = {
  'prefer-closest-numa-nodes': {
    value: 'go-bool',
    stages: [
      [26, 'alpha'],
      [28, 'beta'],
      [32, 'GA'],
    ],
    doc: 'Takes NUMA nodes that are close to each other where one is not enough.',
  },
  'max-allowable-numa-nodes': {
    value: 'int>=8',
    stages: [
      [31, 'beta'],
      [35, 'GA'],
    ],
    doc: 'Lets the topology manager run on machines with more than 8 NUMA nodes; slow to place pods then.',
  },
};

/** Cipher suites by Go's names. The union is stable, the split moved with Go versions. (`tlsCipherSuites`) */
// biome-ignore format: names in columns
export const tlsCipherSuites: { readonly preferred: readonly string[]; readonly insecure: readonly string[] } = {
  preferred: [
    'TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  ],
  insecure: [
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256', 'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA',
    'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
    'TLS_ECDHE_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_AES_128_CBC_SHA256', 'TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_256_CBC_SHA',
    'TLS_RSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_RC4_128_SHA',
  ],
};

/** Key exchanges of `tlsCurvePreferences` by number. (`itemKnown`) */
export const tlsCurves: Readonly<Record<string, string>> = {
  '23': 'P-256',
  '24': 'P-384',
  '25': 'P-521',
  '29': 'X25519',
  '4588': 'X25519MLKEM768',
};

/** Kernel parameters with a namespace of their own, which pods may set. (`syntax.sysctlPattern.namespaced`) */
export const namespacedSysctls: readonly string[] = [
  'kernel.sem',
  'kernel.shm*',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
  'kernel.msg*',
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'net.*',
  'fs.mqueue.*',
];

/** Header of each file. (`apiVersions`) */
export const kubeletApiVersion = 'kubelet.config.k8s.io/v1beta1';
export const kubeletKind = 'KubeletConfiguration';
export const credentialApiVersions: readonly string[] = [
  'kubelet.config.k8s.io/v1',
  'kubelet.config.k8s.io/v1beta1',
  'kubelet.config.k8s.io/v1alpha1',
];

/** Hard thresholds of a kubelet that loads a `--config` file without any; K3s never does. (`effectiveDefault`) */
export const hardThresholds: readonly (readonly [from: number, thresholds: Readonly<Record<string, string>>])[] = [
  [
    26,
    { 'memory.available': '100Mi', 'nodefs.available': '10%', 'nodefs.inodesFree': '5%', 'imagefs.available': '15%' },
  ],
  [
    30,
    {
      'memory.available': '100Mi',
      'nodefs.available': '10%',
      'nodefs.inodesFree': '5%',
      'imagefs.available': '15%',
      'imagefs.inodesFree': '5%',
    },
  ],
];

/** Where a kubelet that starts from flags alone has another default than a file. (kubelet.md, section 5) */
export const flagDefaults: Readonly<Record<string, boolean | string | number>> = {
  'authentication.anonymous.enabled': true,
  'authentication.webhook.enabled': false,
  'authorization.mode': 'AlwaysAllow',
  readOnlyPort: 10255,
};
