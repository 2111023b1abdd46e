/** Words that stand inside values of component arguments: API groups, eviction signals, resources, options. */

/**
 * Groups that `runtime-config` can name, of Kubernetes 1.26 to 1.36: those built in, extensions and aggregation.
 * (Kubernetes API, by name; the two newest are not in the oldest minors, which does not matter for a wrong name.)
 */
export const API_GROUPS: readonly string[] = [
  'admission.k8s.io',
  'admissionregistration.k8s.io',
  'apidiscovery.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'flowcontrol.apiserver.k8s.io',
  'imagepolicy.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
];

/** Words of `runtime-config` for many groups at once. */
export const API_WORDS: readonly string[] = ['api/all', 'api/ga', 'api/beta', 'api/alpha', 'api/legacy'];

/** Signals the kubelet can evict by. (kubelet.md section 5) */
export const EVICTION_SIGNALS: Readonly<Record<string, { readonly since?: number; readonly hidden?: true }>> = {
  'memory.available': {},
  'nodefs.available': {},
  'nodefs.inodesFree': {},
  'imagefs.available': {},
  'imagefs.inodesFree': {},
  'pid.available': {},
  'containerfs.available': { since: 29, hidden: true },
  'containerfs.inodesFree': { since: 29, hidden: true },
  'allocatableMemory.available': { hidden: true },
};

/** What the kubelet can keep back for the system. (kubelet.md section 4, `reserved.keys`) */
export const RESERVABLE: readonly string[] = ['cpu', 'memory', 'ephemeral-storage', 'pid'];

/** First minors of an option in each stage. */
export interface OptionStages {
  readonly alpha?: number;
  readonly beta?: number;
  readonly ga?: number;
}

/** Options of the CPU manager by the minor of each stage. (kubelet.md section 5) */
export const CPU_OPTIONS: Readonly<Record<string, OptionStages>> = {
  'full-pcpus-only': { beta: 26, ga: 33 },
  'distribute-cpus-across-numa': { alpha: 26, beta: 33 },
  'align-by-socket': { alpha: 26 },
  'distribute-cpus-across-cores': { alpha: 31 },
  'strict-cpu-reservation': { alpha: 32, beta: 33, ga: 35 },
  'prefer-align-cpus-by-uncorecache': { alpha: 32, beta: 34, ga: 36 },
};

/** Options of the topology manager by the minor of each stage. (kubelet.md section 5) */
export const TOPOLOGY_OPTIONS: Readonly<Record<string, OptionStages>> = {
  'prefer-closest-numa-nodes': { alpha: 26, beta: 28, ga: 32 },
  'max-allowable-numa-nodes': { beta: 31, ga: 35 },
};

/** Starts of the sysctls that belong to a pod alone. (kubelet.md section 6) */
export const NAMESPACED_SYSCTLS: readonly string[] = ['kernel.sem', 'kernel.shm', 'kernel.msg', 'net.', 'fs.mqueue.'];
