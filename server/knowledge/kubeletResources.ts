/** What the node keeps for itself, when it evicts pods, and how CPUs and memory are handed out. (kubelet-config.json) */

import { fieldTable } from './kubeletField.ts';

export const kubeletResources = fieldTable({
  kubeletCgroups: {
    type: 'string',
    default: '',
    format: 'cgroup-name',
    flag: 'kubelet-cgroups',
    related: ['kubeReservedCgroup'],
    doc: 'Cgroup the kubelet puts itself into. K3s writes its own place there.',
  },
  systemCgroups: {
    type: 'string',
    default: '',
    format: 'cgroup-name',
    flag: 'system-cgroups',
    needs: ['cgroupRoot'],
    related: ['cgroupRoot'],
    doc:
      'Cgroup for all processes that have none, kernel threads excepted. Needs `cgroupRoot`, and takes a ' +
      'reboot to undo.',
  },
  cgroupRoot: {
    type: 'string',
    default: '',
    format: 'cgroup-name',
    flag: 'cgroup-root',
    doc: 'Cgroup below which pods live; empty is the root.',
  },
  cgroupsPerQOS: {
    type: 'bool',
    default: true,
    nullable: true,
    flag: 'cgroups-per-qos',
    related: ['enforceNodeAllocatable', 'cgroupRoot'],
    doc:
      'Groups pods in cgroups by quality of service. Switching it off needs `enforceNodeAllocatable: [none]`, ' +
      'and few have a reason to.',
  },
  cgroupDriver: {
    type: 'enum',
    default: 'cgroupfs',
    values: {
      cgroupfs: { doc: 'The kubelet writes to the cgroup file system itself.' },
      systemd: { doc: 'Through systemd, as on any machine with cgroup v2.' },
    },
    flag: 'cgroup-driver',
    owned: { how: 'breaks' },
    doc:
      'Who manages cgroups, `systemd` or `cgroupfs`. The runtime has to agree; K3s finds out and writes the ' +
      'same for both, and from 1.34 on the kubelet asks the runtime anyway.',
  },
  cpuManagerPolicy: {
    type: 'enum',
    default: 'none',
    values: {
      none: { doc: 'CPUs are shared by all.' },
      static: { doc: 'Guaranteed pods that ask for whole CPUs get them for themselves.' },
    },
    flag: 'cpu-manager-policy',
    related: ['cpuManagerPolicyOptions', 'reservedSystemCPUs', 'topologyManagerPolicy'],
    doc:
      '`static` gives Guaranteed pods with whole CPUs their own; needs CPU reserved for the system. After a ' +
      'change delete `cpu_manager_state`, or the kubelet does not start.',
  },
  cpuManagerPolicyOptions: {
    type: 'map<string,string>',
    keys: 'cpuManagerPolicyOptions',
    valueFormat: 'go-bool',
    gates: ['CPUManagerPolicyOptions', 'CPUManagerPolicyAlphaOptions', 'CPUManagerPolicyBetaOptions'],
    flag: 'cpu-manager-policy-options',
    needs: ['cpuManagerPolicy'],
    related: ['cpuManagerPolicy'],
    doc:
      'Finer rules for `static`, as texts: `full-pcpus-only: "true"`. Some need a gate, some exclude each ' + 'other.',
  },
  cpuManagerReconcilePeriod: {
    type: 'duration',
    default: '10s',
    flag: 'cpu-manager-reconcile-period',
    doc: 'How often the CPU sets of containers are put right.',
  },
  memoryManagerPolicy: {
    type: 'enum',
    default: 'None',
    values: {
      None: { doc: 'No placement.' },
      Static: { doc: 'Guaranteed pods are pinned to NUMA nodes.' },
      BestEffort: { since: 32, os: 'windows', doc: 'Prefers close memory, on Windows only.' },
    },
    gates: ['MemoryManager'],
    flag: 'memory-manager-policy',
    related: ['reservedMemory', 'topologyManagerPolicy'],
    doc:
      '`Static` pins Guaranteed pods to NUMA nodes and needs `reservedMemory`. The values begin with a ' +
      'capital, unlike those of the CPU manager.',
  },
  topologyManagerPolicy: {
    type: 'enum',
    default: 'none',
    values: {
      none: { doc: 'No attention to NUMA nodes.' },
      'best-effort': { doc: 'Tries to keep things together.' },
      restricted: { doc: 'Refuses pods that cannot be kept together as well as possible.' },
      'single-numa-node': { doc: 'Refuses pods that do not fit one NUMA node.' },
    },
    flag: 'topology-manager-policy',
    related: ['topologyManagerScope', 'topologyManagerPolicyOptions'],
    doc:
      'How hard the kubelet tries to give a pod CPUs, memory and devices of one NUMA node. `restricted` and ' +
      '`single-numa-node` refuse pods that do not fit.',
  },
  topologyManagerScope: {
    type: 'enum',
    default: 'container',
    values: { container: { doc: 'Each container for itself.' }, pod: { doc: 'All containers of a pod together.' } },
    flag: 'topology-manager-scope',
    related: ['topologyManagerPolicy'],
    doc: 'Whether each container is placed for itself or the pod as a whole.',
  },
  topologyManagerPolicyOptions: {
    type: 'map<string,string>',
    since: 26,
    keys: 'topologyManagerPolicyOptions',
    gates: ['TopologyManagerPolicyOptions', 'TopologyManagerPolicyAlphaOptions', 'TopologyManagerPolicyBetaOptions'],
    flag: 'topology-manager-policy-options',
    related: ['topologyManagerPolicy'],
    doc:
      'Finer rules for the topology, as texts: `prefer-closest-numa-nodes: "true"`, `max-allowable-numa-nodes: ' +
      '"16"`.',
  },
  qosReserved: {
    type: 'map<string,string>',
    keys: 'qosResources',
    valueFormat: 'integer-percent',
    gates: ['QOSReserved'],
    flag: 'qos-reserved',
    doc:
      'Share of the memory requests of better pods that worse ones cannot use: `memory: 50%`. Needs the gate ' +
      '`QOSReserved`, alpha ever since.',
  },
  evictionHard: {
    type: 'map<string,string>',
    keys: 'evictionSignals',
    valueFormat: 'eviction-threshold',
    flag: 'eviction-hard',
    related: ['evictionMinimumReclaim', 'evictionSoft', 'systemReserved'],
    doc:
      'Limits at which pods are evicted at once, by signal: `memory.available: 500Mi`, `nodefs.available: ' +
      '10%`. Files add up signal by signal, `kubelet-arg` replaces all of it. K3s only sets `nodefs` and ' +
      '`imagefs` to 5%, so memory has no limit until you give one.',
  },
  evictionSoft: {
    type: 'map<string,string>',
    keys: 'evictionSignals',
    valueFormat: 'eviction-threshold',
    flag: 'eviction-soft',
    related: ['evictionSoftGracePeriod', 'evictionHard'],
    doc:
      'Limits at which pods are evicted when they are passed for longer than `evictionSoftGracePeriod`. Each ' +
      'signal here needs a period there.',
  },
  evictionSoftGracePeriod: {
    type: 'map<string,string>',
    keys: 'evictionSignals',
    valueFormat: 'duration>=0',
    flag: 'eviction-soft-grace-period',
    related: ['evictionSoft', 'evictionMaxPodGracePeriod'],
    doc: 'How long a soft limit may be passed, by signal: `memory.available: 1m30s`.',
  },
  evictionPressureTransitionPeriod: {
    type: 'duration',
    default: '5m',
    flag: 'eviction-pressure-transition-period',
    related: ['evictionHard', 'evictionSoft'],
    doc:
      'How long a node keeps saying that it is under pressure after that ended, so that it does not flap. 0s ' +
      'counts as 5m.',
  },
  evictionMaxPodGracePeriod: {
    type: 'int32',
    default: 0,
    unit: 'seconds',
    flag: 'eviction-max-pod-grace-period',
    related: ['evictionSoft'],
    doc: 'Most seconds a pod gets to end when a soft limit evicts it. 0 takes what the pod asks for.',
  },
  evictionMinimumReclaim: {
    type: 'map<string,string>',
    keys: 'evictionSignals',
    valueFormat: 'quantity>=0-or-percent>0',
    flag: 'eviction-minimum-reclaim',
    related: ['evictionHard'],
    doc:
      'How much more than needed an eviction frees, by signal, so that the next one does not follow at once. ' +
      'K3s writes 10% for both disks.',
  },
  mergeDefaultEvictionSettings: {
    type: 'bool',
    since: 33,
    default: false,
    nullable: true,
    doc:
      'Fills signals missing in `evictionHard` with the usual limits. It is looked at only in the file named ' +
      'by `--config`, which K3s never uses, so in a drop-in it does nothing.',
  },
  systemReserved: {
    type: 'map<string,string>',
    keys: 'reservedResources',
    valueFormat: 'quantity>=0',
    flag: 'system-reserved',
    related: ['systemReservedCgroup', 'enforceNodeAllocatable', 'kubeReserved'],
    doc:
      'Kept for the system outside Kubernetes and taken off what pods can request: `cpu: 200m`, `memory: ' +
      '256Mi`. Values need quotes where they look like numbers.',
  },
  kubeReserved: {
    type: 'map<string,string>',
    keys: 'reservedResources',
    valueFormat: 'quantity>=0',
    flag: 'kube-reserved',
    related: ['kubeReservedCgroup', 'enforceNodeAllocatable', 'systemReserved'],
    doc:
      'Kept for Kubernetes itself, so K3s and containerd, and taken off what pods can request. On a server ' +
      'with etcd give it a GiB or two.',
  },
  reservedSystemCPUs: {
    type: 'string',
    default: '',
    format: 'cpuset',
    flag: 'reserved-cpus',
    excludes: ['systemReservedCgroup', 'kubeReservedCgroup'],
    related: ['cpuManagerPolicy'],
    doc:
      'CPUs that no exclusive container gets, `0-1,4`. It takes the place of the CPU part of both reservations ' +
      'and cannot stand beside their cgroups.',
  },
  systemReservedCgroup: {
    type: 'string',
    default: '',
    format: 'cgroup-name',
    flag: 'system-reserved-cgroup',
    related: ['systemReserved', 'enforceNodeAllocatable'],
    doc:
      'Cgroup of the system processes, needed once `enforceNodeAllocatable` lists `system-reserved`. It must ' +
      'exist before the start.',
  },
  kubeReservedCgroup: {
    type: 'string',
    default: '',
    format: 'cgroup-name',
    flag: 'kube-reserved-cgroup',
    related: ['kubeReserved', 'enforceNodeAllocatable'],
    doc:
      'Cgroup of the Kubernetes processes, needed once `enforceNodeAllocatable` lists `kube-reserved`. It must ' +
      'exist before the start.',
  },
  enforceNodeAllocatable: {
    type: 'list<string>',
    default: ['pods'],
    unique: true,
    values: {
      none: { doc: 'Nothing is enforced.' },
      pods: { doc: 'All pods together stay within what the node can give.' },
      'system-reserved': { doc: 'System processes stay within `systemReserved`.' },
      'kube-reserved': { doc: 'Kubernetes processes stay within `kubeReserved`.' },
      'system-reserved-compressible': { since: 32, doc: 'System processes keep to the CPU part only.' },
      'kube-reserved-compressible': { since: 32, doc: 'Kubernetes processes keep to the CPU part only.' },
    },
    flag: 'enforce-node-allocatable',
    related: ['cgroupsPerQOS', 'systemReservedCgroup', 'kubeReservedCgroup'],
    doc:
      'Whose limits become real cgroup limits: `pods`, and the two reservations with their cgroups named. ' +
      '`none` stands alone.',
  },
  reservedMemory: {
    type: 'list<object>',
    flag: 'reserved-memory',
    related: ['memoryManagerPolicy', 'kubeReserved', 'systemReserved', 'evictionHard'],
    doc:
      'Memory set aside on each NUMA node for `memoryManagerPolicy: Static`. The sum has to equal ' +
      '`kubeReserved`, `systemReserved` and the hard memory threshold together.',
  },
  'reservedMemory[].numaNode': {
    type: 'int32',
    required: true,
    min: 0,
    doc: 'Number of the NUMA node, counted from 0.',
  },
  'reservedMemory[].limits': {
    type: 'map<string,quantity>',
    required: true,
    keys: 'memoryResources',
    valueFormat: 'quantity>0',
    doc: 'How much of `memory`, or of `hugepages-2Mi` and the like, is set aside there.',
  },
  memoryThrottlingFactor: {
    type: 'float',
    defaultFrom: [
      [26, 0.8],
      [27, 0.9],
    ],
    nullable: true,
    max: 1,
    exclusiveMin: 0,
    gates: ['MemoryQoS'],
    related: ['memoryReservationPolicy'],
    doc:
      'With the gate `MemoryQoS`, the part of its memory limit at which a container is slowed down instead of ' +
      'running into the wall.',
  },
  memoryReservationPolicy: {
    type: 'enum',
    since: 36,
    default: 'None',
    values: {
      None: { doc: 'The kernel protects nothing.' },
      TieredReservation: { doc: 'Requested memory is protected, more firmly for Guaranteed pods.' },
    },
    gates: ['MemoryQoS'],
    gateUnlessDefault: true,
    related: ['memoryThrottlingFactor'],
    doc:
      'With the gate `MemoryQoS`, whether the kernel protects the memory that pods requested: ' +
      '`TieredReservation` does, in steps by quality of service.',
  },
});
