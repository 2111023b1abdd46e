/** What pods on the node get: number, network, DNS, limits, images, container runtime, their logs. (kubelet-config.json) */

import { fieldTable } from './kubeletField.ts';

export const kubeletPods = fieldTable({
  podLogsDir: {
    type: 'string',
    since: 30,
    default: '/var/log/pods',
    format: 'absolute-clean-ascii-path',
    doc:
      'Folder for the logs of containers. Log collectors look in `/var/log/pods`, and the path ends up in ' +
      'metrics, so ASCII only.',
  },
  registryPullQPS: {
    type: 'int32',
    default: 5,
    nullable: true,
    min: 0,
    unit: 'per second',
    flag: 'registry-qps',
    related: ['registryBurst'],
    doc: 'How many image pulls per second the kubelet starts. 0 lifts the limit.',
  },
  registryBurst: {
    type: 'int32',
    default: 10,
    min: 0,
    flag: 'registry-burst',
    doc: 'How many pulls may start at once while `registryPullQPS` allows it on average.',
  },
  imagePullCredentialsVerificationPolicy: {
    type: 'enum',
    since: 33,
    defaultFrom: [
      [33, ''],
      [35, 'NeverVerifyPreloadedImages'],
    ],
    values: {
      NeverVerify: { doc: 'An image that is there is there for everybody.' },
      NeverVerifyPreloadedImages: { doc: 'Images that the kubelet did not pull itself are free for all.' },
      NeverVerifyAllowlistedImages: { doc: 'Images of `preloadedImagesVerificationAllowlist` are free for all.' },
      AlwaysVerify: { doc: 'Every pod proves for every image that it may pull it.' },
    },
    gates: ['KubeletEnsureSecretPulledImages'],
    related: ['preloadedImagesVerificationAllowlist'],
    doc:
      'When a pod has to prove that it may pull an image that is on the node already. Without it, any pod can ' +
      'use a private image once another one pulled it.',
  },
  preloadedImagesVerificationAllowlist: {
    type: 'list<string>',
    since: 33,
    unique: true,
    itemFormat: 'image-pattern',
    gates: ['KubeletEnsureSecretPulledImages'],
    needs: ['imagePullCredentialsVerificationPolicy'],
    related: ['imagePullCredentialsVerificationPolicy'],
    doc:
      'Images every pod may use without proof, as `docker.io/library/busybox` or ' +
      '`registry.example.com/team/*`. No tags; only read with `NeverVerifyAllowlistedImages`.',
  },
  clusterDomain: {
    type: 'string',
    default: '',
    format: 'dns-domain',
    flag: 'cluster-domain',
    owned: { how: 'elsewhere', option: 'cluster-domain' },
    doc:
      'Last part of Service names, `cluster.local`. It has to be the same everywhere: set `cluster-domain` in ' +
      'config.yaml of the servers.',
  },
  clusterDNS: {
    type: 'list<string>',
    itemFormat: 'ip',
    flag: 'cluster-dns',
    owned: { how: 'elsewhere', option: 'cluster-dns' },
    doc:
      'Resolvers that pods get in `/etc/resolv.conf`. K3s writes what `cluster-dns` says; set it here only for ' +
      'a cache on the node itself.',
  },
  imageMinimumGCAge: {
    type: 'duration',
    default: '2m',
    minDuration: '0s',
    flag: 'minimum-image-ttl-duration',
    related: ['imageMaximumGCAge'],
    doc: 'How long an unused image is kept at least, also when the disk is full.',
  },
  imageMaximumGCAge: {
    type: 'duration',
    since: 29,
    default: '0s',
    minDuration: '0s',
    gates: ['ImageMaximumGCAge'],
    related: ['imageMinimumGCAge'],
    doc:
      'After this long without use an image is removed even on an empty disk; 0s never does that. The clock ' +
      'starts again when the kubelet restarts.',
  },
  imageGCHighThresholdPercent: {
    type: 'int32',
    default: 85,
    nullable: true,
    min: 0,
    max: 100,
    unit: 'percent',
    flag: 'image-gc-high-threshold',
    related: ['imageGCLowThresholdPercent'],
    doc: 'Fill level of the image disk at which unused images are removed. 100 switches that off.',
  },
  imageGCLowThresholdPercent: {
    type: 'int32',
    default: 80,
    nullable: true,
    min: 0,
    max: 100,
    unit: 'percent',
    flag: 'image-gc-low-threshold',
    related: ['imageGCHighThresholdPercent'],
    doc: 'Fill level down to which they are removed; always below `imageGCHighThresholdPercent`.',
  },
  singleProcessOOMKill: {
    type: 'bool',
    since: 32,
    nullable: true,
    os: 'linux',
    doc:
      'Kills only the process that ran out of memory, not its whole container. Left out, containers on cgroup ' +
      'v2 die as a whole.',
  },
  runtimeRequestTimeout: {
    type: 'duration',
    default: '2m',
    flag: 'runtime-request-timeout',
    doc: 'How long the runtime may take to answer; pulls, logs, exec and attach are not limited by it.',
  },
  hairpinMode: {
    type: 'enum',
    default: 'promiscuous-bridge',
    values: {
      'promiscuous-bridge': { doc: 'The bridge hands packets back to where they came from.' },
      'hairpin-veth': { doc: 'Each pod port may send to itself.' },
      none: { doc: 'Pods do not reach themselves through a Service.' },
    },
    flag: 'hairpin-mode',
    doc:
      'How a pod reaches itself through its own Service. It mattered for the bridge of Docker; with CNI the ' +
      'plugin decides.',
  },
  maxPods: {
    type: 'int32',
    default: 110,
    min: 0,
    unit: 'pods',
    flag: 'max-pods',
    related: ['podsPerCore', 'podPidsLimit'],
    doc:
      'How many pods fit on the node; 0 means the default. More than 110 also needs a larger pod network per ' +
      'node than the /24 that K3s hands out (254 addresses).',
  },
  podCIDR: {
    type: 'string',
    default: '',
    format: 'cidr',
    flag: 'pod-cidr',
    doc:
      'Range for pod addresses, for a kubelet without a cluster. Within one the controller manager assigns it, ' +
      'and this is not read.',
  },
  podPidsLimit: {
    type: 'int64',
    default: -1,
    nullable: true,
    min: -1,
    unit: 'processes',
    flag: 'pod-max-pids',
    doc:
      'How many processes one pod may have, so that a fork bomb hits only itself. -1 stands for whatever the ' +
      'machine allows.',
  },
  resolvConf: {
    type: 'string',
    default: '/etc/resolv.conf',
    nullable: true,
    format: 'path',
    flag: 'resolv-conf',
    owned: { how: 'elsewhere', option: 'resolv-conf' },
    doc:
      'File whose resolvers pods and CoreDNS inherit from the machine; empty inherits none. One that names ' +
      '127.0.0.53 sends CoreDNS in circles, which K3s avoids by itself; `resolv-conf` in config.yaml is the ' +
      'proper place.',
  },
  cpuCFSQuota: {
    type: 'bool',
    default: true,
    nullable: true,
    flag: 'cpu-cfs-quota',
    related: ['cpuCFSQuotaPeriod'],
    doc:
      'Enforces CPU limits of containers. Off, a limit only counts for scheduling; K3s writes `false` by ' +
      'itself where the kernel cannot do it.',
  },
  cpuCFSQuotaPeriod: {
    type: 'duration',
    default: '100ms',
    nullable: true,
    minDuration: '1ms',
    maxDuration: '1s',
    gates: ['CustomCPUCFSQuotaPeriod'],
    gateUnlessDefault: true,
    flag: 'cpu-cfs-quota-period',
    related: ['cpuCFSQuota'],
    doc:
      'Period over which a CPU limit is measured. A shorter one makes throttling smoother and costs a little; ' +
      'other values than 100ms need the gate `CustomCPUCFSQuotaPeriod` up to 1.35.',
  },
  serializeImagePulls: {
    type: 'bool',
    default: true,
    nullable: true,
    flag: 'serialize-image-pulls',
    related: ['maxParallelImagePulls'],
    doc: 'Pulls one image after the other. K3s writes `false`, so pulls run side by side.',
  },
  maxParallelImagePulls: {
    type: 'int32',
    since: 27,
    nullable: true,
    min: 1,
    unit: 'images',
    related: ['serializeImagePulls'],
    doc:
      'How many images are pulled at the same time; left out there is no limit once `serializeImagePulls` is ' +
      'off. More than one needs that switch off, which K3s does.',
  },
  podsPerCore: {
    type: 'int32',
    default: 0,
    min: 0,
    unit: 'pods',
    flag: 'pods-per-core',
    related: ['maxPods'],
    doc: 'Limits pods by CPU cores as well; the smaller of this and `maxPods` counts. 0 sets no such limit.',
  },
  containerLogMaxSize: {
    type: 'string',
    default: '10Mi',
    format: 'quantity',
    unit: 'bytes',
    flag: 'container-log-max-size',
    related: ['containerLogMaxFiles', 'containerLogMonitorInterval'],
    doc:
      'Size at which the log of a container is rotated, such as `10Mi`; a `B` at the end is not understood. ' +
      'Take a whole number of bytes; a negative one never rotates.',
  },
  containerLogMaxFiles: {
    type: 'int32',
    default: 5,
    nullable: true,
    min: 2,
    unit: 'files',
    flag: 'container-log-max-files',
    related: ['containerLogMaxSize'],
    doc: 'How many log files a container keeps, the current one included. Two is the least.',
  },
  containerLogMaxWorkers: {
    type: 'int32',
    since: 30,
    default: 1,
    nullable: true,
    min: 1,
    related: ['containerLogMonitorInterval'],
    doc: 'How many logs are rotated at the same time. More helps nodes with many talkative pods.',
  },
  containerLogMonitorInterval: {
    type: 'duration',
    since: 30,
    default: '10s',
    nullable: true,
    minDuration: '3s',
    related: ['containerLogMaxWorkers'],
    doc: 'How often the sizes of logs are looked at, 3s or more. A log can outgrow its limit in between.',
  },
  allowedUnsafeSysctls: {
    type: 'list<string>',
    itemFormat: 'sysctl-pattern',
    flag: 'allowed-unsafe-sysctls',
    doc:
      'Kernel parameters pods may set although they can hurt others, by name or as `net.core.*`. Only ' +
      'parameters with a namespace of their own work; K3s writes the forwarding ones that ServiceLB needs, and ' +
      'a list in a later file replaces them.',
  },
  seccompDefault: {
    type: 'bool',
    default: false,
    nullable: true,
    gates: ['SeccompDefault'],
    flag: 'seccomp-default',
    doc:
      'Gives containers without a seccomp profile that of the runtime instead of none. Some programs then miss ' +
      'system calls they are used to.',
  },
  containerRuntimeEndpoint: {
    type: 'string',
    since: 27,
    default: 'unix:///run/containerd/containerd.sock',
    format: 'endpoint',
    flag: 'container-runtime-endpoint',
    related: ['imageServiceEndpoint'],
    owned: { how: 'elsewhere', option: 'container-runtime-endpoint' },
    doc:
      'Socket of the container runtime. K3s writes that of its own containerd; for another one use ' +
      '`container-runtime-endpoint` in config.yaml, so that K3s knows of it.',
  },
  imageServiceEndpoint: {
    type: 'string',
    since: 27,
    default: '',
    format: 'endpoint',
    flag: 'image-service-endpoint',
    related: ['containerRuntimeEndpoint'],
    owned: { how: 'elsewhere', option: 'image-service-endpoint' },
    doc:
      'Socket for pulling images when another program than the runtime does it; empty means the runtime. In ' +
      'K3s use `image-service-endpoint` in config.yaml.',
  },
});
