/** How the kubelet registers its node and reports on it, how it watches files, and how it behaves at shutdown. (kubelet-config.json) */

import { fieldTable } from './kubeletField.ts';

export const kubeletNode = fieldTable({
  staticPodPath: {
    type: 'string',
    default: '',
    format: 'path',
    flag: 'pod-manifest-path',
    related: ['fileCheckFrequency'],
    owned: { how: 'breaks' },
    doc:
      'Folder with manifests that the kubelet runs without asking the cluster. K3s has its own below its data ' +
      'folder and puts files there.',
  },
  syncFrequency: {
    type: 'duration',
    default: '1m',
    aboveDuration: '0s',
    flag: 'sync-frequency',
    doc:
      'Longest time between two looks at running containers and their configuration. Mounted ConfigMaps and ' +
      'Secrets are refreshed at this pace as well.',
  },
  fileCheckFrequency: {
    type: 'duration',
    default: '20s',
    flag: 'file-check-frequency',
    doc: 'How often `staticPodPath` is searched for changes.',
  },
  httpCheckFrequency: {
    type: 'duration',
    default: '20s',
    flag: 'http-check-frequency',
    doc: 'How often `staticPodURL` is fetched.',
  },
  staticPodURL: {
    type: 'string',
    default: '',
    format: 'url',
    flag: 'manifest-url',
    related: ['staticPodURLHeader', 'httpCheckFrequency'],
    doc: 'Address from which manifests for static pods are fetched; whoever serves it controls the node.',
  },
  staticPodURLHeader: {
    type: 'map<string,list<string>>',
    format: 'http-headers',
    flag: 'manifest-url-header',
    doc: 'HTTP headers sent to `staticPodURL`, a list of values for each name. This is where an access token goes.',
  },
  oomScoreAdj: {
    type: 'int32',
    default: -999,
    nullable: true,
    min: -1000,
    max: 1000,
    flag: 'oom-score-adj',
    doc:
      'How willingly the kernel kills the kubelet when memory runs out; -1000 is never. In K3s it covers the ' +
      'K3s process.',
  },
  nodeStatusUpdateFrequency: {
    type: 'duration',
    default: '10s',
    flag: 'node-status-update-frequency',
    related: ['nodeStatusReportFrequency', 'nodeLeaseDurationSeconds'],
    doc:
      'How often the kubelet looks at its own state. It is posted at once when something changed, otherwise ' +
      'after `nodeStatusReportFrequency`.',
  },
  nodeStatusReportFrequency: {
    type: 'duration',
    default: '5m',
    related: ['nodeStatusUpdateFrequency'],
    doc:
      'How often an unchanged state is posted again. When only `nodeStatusUpdateFrequency` is set, it takes ' +
      'over that value.',
  },
  nodeLeaseDurationSeconds: {
    type: 'int32',
    default: 40,
    min: 1,
    unit: 'seconds',
    doc:
      'How long the lease of the node is good for; the kubelet renews it four times in that period. Too short ' +
      'a value makes a busy machine look dead.',
  },
  volumeStatsAggPeriod: {
    type: 'duration',
    default: '1m',
    flag: 'volume-stats-agg-period',
    doc:
      'How often disk usage of volumes is measured. A negative value switches it off, which helps with huge or ' +
      'slow volumes.',
  },
  runOnce: {
    type: 'bool',
    default: false,
    flag: 'runonce',
    doc: 'Ran the static pods once and ended. Kubernetes gave that up, and from 1.32 on `true` is refused.',
  },
  nodeStatusMaxImages: {
    type: 'int32',
    default: 50,
    nullable: true,
    min: -1,
    unit: 'images',
    flag: 'node-status-max-images',
    doc:
      'How many images the status of the node lists; -1 lists all of them. The scheduler prefers nodes that ' +
      'list an image it needs.',
  },
  maxOpenFiles: {
    type: 'int64',
    default: 1000000,
    min: 0,
    unit: 'files',
    flag: 'max-open-files',
    doc: 'How many files the kubelet process may hold open.',
  },
  enableControllerAttachDetach: {
    type: 'bool',
    default: true,
    nullable: true,
    flag: 'enable-controller-attach-detach',
    doc:
      'Leaves attaching volumes to the controller manager, as CSI drivers expect. Off, the kubelet does it by ' +
      'itself.',
  },
  protectKernelDefaults: {
    type: 'bool',
    default: false,
    flag: 'protect-kernel-defaults',
    owned: { how: 'elsewhere', option: 'protect-kernel-defaults' },
    doc:
      'Ends the kubelet when kernel parameters differ from what it expects, instead of changing them. K3s has ' +
      '`protect-kernel-defaults` in config.yaml for it.',
  },
  makeIPTablesUtilChains: {
    type: 'bool',
    default: true,
    nullable: true,
    flag: 'make-iptables-util-chains',
    doc:
      'Keeps the iptables chains `KUBE-IPTABLES-HINT` and `KUBE-KUBELET-CANARY` in place, by which other ' +
      'programs see which iptables is in use.',
  },
  iptablesMasqueradeBit: {
    type: 'int32',
    default: 14,
    nullable: true,
    min: 0,
    max: 31,
    flag: 'iptables-masquerade-bit',
    deprecated: 28,
    noEffect: 28,
    doc:
      'Bit of the packet mark that asked for masquerading. The kubelet stopped using it in 1.28; kube-proxy ' +
      'has its own.',
  },
  iptablesDropBit: {
    type: 'int32',
    default: 15,
    nullable: true,
    min: 0,
    max: 31,
    flag: 'iptables-drop-bit',
    deprecated: 28,
    noEffect: 28,
    doc: 'Bit of the packet mark that asked for a drop. Nothing uses it from 1.28 on.',
  },
  featureGates: {
    type: 'map<string,bool>',
    keys: 'featureGates',
    flag: 'feature-gates',
    doc:
      'Switches for features by name, `MemoryQoS: true`. Files add up gate by gate and `kubelet-arg` wins; a ' +
      'name this version does not know, or a locked gate with another value, brings all of K3s down.',
  },
  failSwapOn: {
    type: 'bool',
    default: true,
    nullable: true,
    flag: 'fail-swap-on',
    related: ['memorySwap.swapBehavior'],
    doc: 'Refuses to start while swap is on. K3s writes `false`, so swap does no harm there.',
  },
  memorySwap: {
    type: 'object',
    gates: ['NodeSwap'],
    doc: 'How pods may use the swap of the machine.',
  },
  'memorySwap.swapBehavior': {
    type: 'enum',
    default: '',
    values: {
      '': { doc: 'As `NoSwap`; before 1.30 as `LimitedSwap`.' },
      LimitedSwap: { doc: 'Burstable pods get swap by their memory request, on cgroup v2.' },
      NoSwap: { since: 30, doc: 'Pods get none.' },
      UnlimitedSwap: { until: 29, doc: 'Pods got all they wanted, up to 1.29.' },
    },
    gates: ['NodeSwap'],
    related: ['failSwapOn'],
    doc:
      'Which pods get swap: `NoSwap` keeps it for the system, `LimitedSwap` gives Burstable pods a share by ' +
      'their memory request. `UnlimitedSwap` went away with 1.30.',
  },
  configMapAndSecretChangeDetectionStrategy: {
    type: 'enum',
    default: 'Watch',
    values: {
      Get: { doc: 'Asks the API server each time.' },
      Cache: { doc: 'Asks again when what it knows is older than a minute or so.' },
      Watch: { doc: 'Is told of changes at once.' },
    },
    doc:
      'How pods learn of changed ConfigMaps and Secrets: `Watch` at once, `Cache` after a while, `Get` by ' +
      'asking each time.',
  },
  volumePluginDir: {
    type: 'string',
    default: '/usr/libexec/kubernetes/kubelet-plugins/volume/exec/',
    format: 'path',
    flag: 'volume-plugin-dir',
    doc: 'Folder with FlexVolume drivers. Kubernetes has CSI for that now.',
  },
  providerID: {
    type: 'string',
    default: '',
    flag: 'provider-id',
    doc:
      'Name by which a cloud knows the machine, `aws:///eu-central-1a/i-0abc`. The cloud controller of K3s ' +
      'fills it in, so set it only with another one.',
  },
  kernelMemcgNotification: {
    type: 'bool',
    default: false,
    flag: 'kernel-memcg-notification',
    doc:
      'Lets the kernel report low memory at once instead of being asked every ten seconds. It never worked ' +
      'well enough to become the default.',
  },
  shutdownGracePeriod: {
    type: 'duration',
    default: '0s',
    minDuration: '1s',
    gates: ['GracefulNodeShutdown'],
    excludes: ['shutdownGracePeriodByPodPriority'],
    related: ['shutdownGracePeriodCriticalPods'],
    doc:
      'How long a shutdown of the machine waits for pods to end, `shutdownGracePeriodCriticalPods` included. ' +
      'K3s writes 0s, so graceful shutdown is off until a later file sets it; systemd must allow the delay too.',
  },
  shutdownGracePeriodCriticalPods: {
    type: 'duration',
    default: '0s',
    minDuration: '1s',
    gates: ['GracefulNodeShutdown'],
    excludes: ['shutdownGracePeriodByPodPriority'],
    related: ['shutdownGracePeriod'],
    doc:
      'The last part of `shutdownGracePeriod`, kept for critical pods such as CoreDNS. It cannot be longer ' +
      'than the whole.',
  },
  shutdownGracePeriodByPodPriority: {
    type: 'list<object>',
    gates: ['GracefulNodeShutdownBasedOnPodPriority'],
    excludes: ['shutdownGracePeriod', 'shutdownGracePeriodCriticalPods'],
    related: ['shutdownGracePeriod', 'shutdownGracePeriodCriticalPods'],
    doc:
      'Grace periods by pod priority, in place of the two plain values; both forms together are refused. K3s ' +
      'writes 0s into those, which does not clash.',
  },
  'shutdownGracePeriodByPodPriority[].priority': {
    type: 'int32',
    required: true,
    doc: 'Lowest priority the entry is for; it reaches up to that of the next entry.',
  },
  'shutdownGracePeriodByPodPriority[].shutdownGracePeriodSeconds': {
    type: 'int64',
    required: true,
    unit: 'seconds',
    doc: 'Seconds these pods get to end.',
  },
  crashLoopBackOff: {
    type: 'object',
    since: 32,
    gates: ['KubeletCrashLoopBackOffMax'],
    doc: 'How long the kubelet waits before it starts a crashing container again.',
  },
  'crashLoopBackOff.maxContainerRestartPeriod': {
    type: 'duration',
    since: 32,
    defaultFrom: [
      [32, null],
      [35, '5m'],
    ],
    nullable: true,
    minDuration: '1s',
    maxDuration: '300s',
    gates: ['KubeletCrashLoopBackOffMax'],
    doc:
      'Upper end of the growing wait, 1s to 5m. A short one brings crashing pods back sooner and costs the ' +
      'machine more.',
  },
  registerWithTaints: {
    type: 'list<object>',
    flag: 'register-with-taints',
    owned: { how: 'elsewhere', option: 'node-taint' },
    doc:
      'Taints the node gets when it registers for the first time; a node that exists keeps what it has. K3s ' +
      'writes `node-taint` here, and a list in a later file replaces those.',
  },
  'registerWithTaints[].key': {
    type: 'string',
    required: true,
    format: 'qualified-name',
    doc: 'Name of the taint, `dedicated` or `example.com/gpu`.',
  },
  'registerWithTaints[].value': {
    type: 'string',
    format: 'label-value',
    doc: 'Text after the key that tolerations can ask for; may stay empty.',
  },
  'registerWithTaints[].effect': {
    type: 'enum',
    required: true,
    values: {
      NoSchedule: { doc: 'New pods stay away.' },
      PreferNoSchedule: { doc: 'New pods stay away if they can.' },
      NoExecute: { doc: 'Pods that run there leave as well.' },
    },
    doc:
      'What it does to pods that do not tolerate it. A file without one passes, but such a taint keeps nobody ' +
      'away.',
  },
  'registerWithTaints[].timeAdded': {
    type: 'time',
    nullable: true,
    doc: 'Set by the cluster for `NoExecute`. A configuration that contains it is refused.',
  },
  registerNode: {
    type: 'bool',
    default: true,
    nullable: true,
    flag: 'register-node',
    doc:
      'Lets the kubelet create its Node object. With `false` somebody else has to, and K3s waits for it for ' + 'ever.',
  },
  localStorageCapacityIsolation: {
    type: 'bool',
    since: 25,
    default: true,
    nullable: true,
    flag: 'local-storage-capacity-isolation',
    doc:
      'Counts and limits what pods write to local disk. Switch it off where the file system cannot be ' +
      'measured, as in rootless setups; limits on `ephemeral-storage` then mean nothing.',
  },
  failCgroupV1: {
    type: 'bool',
    since: 31,
    defaultFrom: [
      [31, false],
      [35, true],
    ],
    nullable: true,
    flag: 'fail-cgroupv1',
    doc:
      'Refuses machines that still run cgroup v1. From 1.35 on that is the default, so an old machine needs ' +
      '`false` here to start at all.',
  },
  userNamespaces: {
    type: 'object',
    since: 33,
    nullable: true,
    gates: ['UserNamespacesSupport'],
    os: 'linux',
    doc: 'Settings for pods that run in a user namespace of their own (`hostUsers: false`).',
  },
  'userNamespaces.idsPerPod': {
    type: 'int64',
    since: 33,
    nullable: true,
    min: 65536,
    max: 4294967295,
    multipleOf: 65536,
    unit: 'ids',
    gates: ['UserNamespacesSupport'],
    os: 'linux',
    doc: 'How many user ids each such pod gets, in steps of 65536.',
  },
});
