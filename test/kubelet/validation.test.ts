/** Values the kubelet refuses, together with what else is set, in the versions that check them. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostRules, kubeletRules } from '../../server/knowledge/kubeletRules.ts';
import { checks } from '../../server/kubelet/checks/all.ts';
import { fixed, kubelet, type Setup, sentences, told } from '../support/kubelet.ts';

/** The checks that fail, by the name of the rule. */
const failing = (text: string, setup: Setup = {}): string[] =>
  kubelet(text, { k3s: false, ...setup }).problems.flatMap(({ rule, severity }) =>
    rule && severity === 'error' ? [rule] : [],
  );

describe('every check of the kubelet', () => {
  const own = new Set(checks.map(([id]) => id as string));
  const gates = ['gates.unknown', 'gates.locked', 'gates.deps'];
  for (const id of Object.keys(kubeletRules)) {
    it(`${id} is made here, or only a machine can fail it`, () =>
      assert.ok(own.has(id) !== hostRules.has(id) || gates.includes(id)));
  }
  it('none is made that has no row', () => assert.ok(checks.every(([id]) => id in kubeletRules)));
});

/** Text that fails exactly this check, and a neighbour that passes; `minor` where 1.36 does not do. */
const cases: Readonly<Record<string, readonly [fails: string, passes: string, minor?: number]>> = {
  'lease.positive': ['nodeLeaseDurationSeconds: -1\n', 'nodeLeaseDurationSeconds: 0\n'],
  'systemCgroups.needsRoot': ['systemCgroups: /system\n', 'systemCgroups: /system\ncgroupRoot: /\n'],
  'eventBurst.min': ['eventBurst: -1\n', 'eventBurst: 0\n'],
  'eventRecordQPS.min': ['eventRecordQPS: -1\n', 'eventRecordQPS: 0\n'],
  'healthzPort.range': ['healthzPort: 65536\n', 'healthzPort: 0\n'],
  'cfsPeriod.gate': ['cpuCFSQuotaPeriod: 50ms\n', 'cpuCFSQuotaPeriod: 100ms\n', 35],
  'cfsPeriod.range': ['cpuCFSQuotaPeriod: 2s\n', 'cpuCFSQuotaPeriod: 1s\n'],
  'imageGC.high.range': ['imageGCHighThresholdPercent: 101\n', 'imageGCHighThresholdPercent: 100\n'],
  'imageGC.low.range': ['imageGCLowThresholdPercent: -1\n', 'imageGCLowThresholdPercent: 0\n'],
  'imageGC.order': ['imageGCHighThresholdPercent: 80\n', 'imageGCHighThresholdPercent: 81\n'],
  'imageMaxAge.gate': ['imageMaximumGCAge: 24h\n', 'imageMaximumGCAge: 0s\n', 29],
  'imageMaxAge.min': ['imageMaximumGCAge: -1s\n', 'imageMaximumGCAge: 0s\n'],
  'imageMinAge.min': ['imageMinimumGCAge: -1s\n', 'imageMinimumGCAge: 0s\n'],
  'imageAge.order': ['imageMaximumGCAge: 2m\n', 'imageMaximumGCAge: 3m\n'],
  'iptablesDropBit.range': ['iptablesDropBit: 32\n', 'iptablesDropBit: 31\n'],
  'iptablesMasqueradeBit.range': ['iptablesMasqueradeBit: -1\n', 'iptablesMasqueradeBit: 0\n'],
  'kubeAPIBurst.min': ['kubeAPIBurst: -1\n', 'kubeAPIBurst: 1\n'],
  'kubeAPIQPS.min': ['kubeAPIQPS: -1\n', 'kubeAPIQPS: 1\n'],
  'nodeStatusMaxImages.min': ['nodeStatusMaxImages: -2\n', 'nodeStatusMaxImages: -1\n'],
  'maxOpenFiles.min': ['maxOpenFiles: -1\n', 'maxOpenFiles: 1\n'],
  'maxPods.min': ['maxPods: -1\n', 'maxPods: 250\n'],
  'oomScoreAdj.range': ['oomScoreAdj: -1001\n', 'oomScoreAdj: -1000\n'],
  'podsPerCore.min': ['podsPerCore: -1\n', 'podsPerCore: 10\n'],
  'port.range': ['port: 70000\n', 'port: 0\n'],
  'readOnlyPort.range': ['readOnlyPort: -1\n', 'readOnlyPort: 10255\n'],
  'registryBurst.min': ['registryBurst: -1\n', 'registryBurst: 1\n'],
  'registryPullQPS.min': ['registryPullQPS: -1\n', 'registryPullQPS: 0\n'],
  'parallelPulls.min': ['maxParallelImagePulls: 0\n', 'maxParallelImagePulls: 1\n'],
  'parallelPulls.serial': ['maxParallelImagePulls: 3\n', 'maxParallelImagePulls: 3\nserializeImagePulls: false\n'],
  'serverTLSBootstrap.gate': [
    'serverTLSBootstrap: true\nfeatureGates:\n  RotateKubeletServerCertificate: false\n',
    'serverTLSBootstrap: true\n',
  ],
  'runOnce.rejected': ['runOnce: true\n', 'runOnce: false\n'],
  'taints.valid': [
    'registerWithTaints:\n- key: gpu\n  effect: NoRun\n',
    'registerWithTaints:\n- key: gpu\n  effect: NoExecute\n',
  ],
  'taints.timeAdded': [
    'registerWithTaints:\n- key: a\n  effect: NoExecute\n  timeAdded: "2024-01-01T00:00:00Z"\n',
    'registerWithTaints:\n- key: a\n  effect: NoExecute\n',
  ],
  'topologyPolicy.enum': ['topologyManagerPolicy: single-numa\n', 'topologyManagerPolicy: ""\n'],
  'topologyPolicy.gate': [
    'topologyManagerPolicy: restricted\nfeatureGates:\n  TopologyManager: false\n',
    'topologyManagerPolicy: restricted\n',
    26,
  ],
  'topologyScope.enum': ['topologyManagerScope: Pod\n', 'topologyManagerScope: pod\n'],
  'shutdown.order': [
    'shutdownGracePeriod: 30s\nshutdownGracePeriodCriticalPods: 40s\n',
    'shutdownGracePeriod: 30s\nshutdownGracePeriodCriticalPods: 30s\n',
  ],
  'shutdown.min': ['shutdownGracePeriod: 500ms\n', 'shutdownGracePeriod: 1s\n'],
  'shutdown.gate': [
    'shutdownGracePeriod: 30s\nfeatureGates:\n  GracefulNodeShutdown: false\n',
    'shutdownGracePeriod: 0s\nfeatureGates:\n  GracefulNodeShutdown: false\n',
    34,
  ],
  'shutdown.exclusive': [
    'shutdownGracePeriod: 30s\nshutdownGracePeriodByPodPriority:\n- priority: 0\n  shutdownGracePeriodSeconds: 20\n',
    'shutdownGracePeriodByPodPriority:\n- priority: 0\n  shutdownGracePeriodSeconds: 20\n',
  ],
  'shutdownPrio.gate': [
    'shutdownGracePeriodByPodPriority:\n- priority: 0\nfeatureGates:\n  GracefulNodeShutdownBasedOnPodPriority: false\n',
    'shutdownGracePeriodByPodPriority: []\nfeatureGates:\n  GracefulNodeShutdownBasedOnPodPriority: false\n',
  ],
  'swap.enum': ['memorySwap:\n  swapBehavior: UnlimitedSwap\n', 'memorySwap:\n  swapBehavior: LimitedSwap\n'],
  'swap.gate': [
    'memorySwap:\n  swapBehavior: NoSwap\nfeatureGates:\n  NodeSwap: false\n',
    'memorySwap: {}\nfeatureGates:\n  NodeSwap: false\n',
    33,
  ],
  'crashloop.range': [
    'crashLoopBackOff:\n  maxContainerRestartPeriod: 10m\n',
    'crashLoopBackOff:\n  maxContainerRestartPeriod: 1s\n',
  ],
  'crashloop.gate': [
    'crashLoopBackOff:\n  maxContainerRestartPeriod: 60s\n',
    'crashLoopBackOff:\n  maxContainerRestartPeriod: 60s\nfeatureGates:\n  KubeletCrashLoopBackOffMax: true\n',
    34,
  ],
  'allocatable.enum': ['enforceNodeAllocatable: [pods, kubeReserved]\n', 'enforceNodeAllocatable: [pods]\n'],
  'allocatable.dup': ['enforceNodeAllocatable: [pods, pods]\n', 'enforceNodeAllocatable: []\n'],
  'allocatable.none': ['enforceNodeAllocatable: [none, pods]\n', 'enforceNodeAllocatable: [none]\n'],
  'allocatable.system': [
    'enforceNodeAllocatable: [system-reserved]\n',
    'enforceNodeAllocatable: [system-reserved]\nsystemReservedCgroup: /system\n',
  ],
  'allocatable.kube': [
    'enforceNodeAllocatable: [kube-reserved-compressible]\n',
    'enforceNodeAllocatable: [kube-reserved-compressible]\nkubeReservedCgroup: /kube\n',
  ],
  'allocatable.compressible': [
    'enforceNodeAllocatable: [kube-reserved, kube-reserved-compressible]\nkubeReservedCgroup: /kube\n',
    'enforceNodeAllocatable: [kube-reserved]\nkubeReservedCgroup: /kube\n',
  ],
  'allocatable.qos': ['cgroupsPerQOS: false\n', 'cgroupsPerQOS: false\nenforceNodeAllocatable: [none]\n'],
  'hairpin.enum': ['hairpinMode: hairpin\n', 'hairpinMode: none\n'],
  'pullPolicy.enum': [
    'imagePullCredentialsVerificationPolicy: Always\n',
    'imagePullCredentialsVerificationPolicy: AlwaysVerify\n',
  ],
  'pullPolicy.gate': [
    'imagePullCredentialsVerificationPolicy: AlwaysVerify\n',
    'imagePullCredentialsVerificationPolicy: ""\n',
    34,
  ],
  'pullAllowlist.policy': [
    'preloadedImagesVerificationAllowlist: [docker.io/library/busybox]\n',
    'preloadedImagesVerificationAllowlist: []\n',
  ],
  'pullAllowlist.pattern': [
    'imagePullCredentialsVerificationPolicy: NeverVerifyAllowlistedImages\npreloadedImagesVerificationAllowlist: ["docker.io/library/busybox:1"]\n',
    'imagePullCredentialsVerificationPolicy: NeverVerifyAllowlistedImages\npreloadedImagesVerificationAllowlist: [docker.io/library/busybox, "registry.example.com:5000/team/*"]\n',
  ],
  'reservedCPUs.cgroup': ['reservedSystemCPUs: "0"\nkubeReservedCgroup: /kube\n', 'reservedSystemCPUs: "0"\n'],
  'reservedCPUs.syntax': ['reservedSystemCPUs: 3-1\n', 'reservedSystemCPUs: 0-1,4\n'],
  'reservedMemory.type': [
    'reservedMemory:\n- numaNode: 0\n  limits: {cpu: 1}\n',
    'reservedMemory:\n- numaNode: 0\n  limits: {hugepages-2Mi: 64Mi}\n',
  ],
  'reservedMemory.zero': [
    'reservedMemory:\n- numaNode: 0\n  limits: {memory: 0}\n',
    'reservedMemory:\n- numaNode: 0\n  limits: {memory: 1}\n',
  ],
  'reservedMemory.dup': [
    'reservedMemory:\n- numaNode: 0\n  limits: {memory: 1Gi}\n- numaNode: 0\n  limits: {memory: 1Gi}\n',
    'reservedMemory:\n- numaNode: 0\n  limits: {memory: 1Gi}\n- numaNode: 1\n  limits: {memory: 1Gi}\n',
  ],
  'reservedMemory.sum': [
    'memoryManagerPolicy: Static\nkubeReserved: {memory: 1Gi}\nreservedMemory:\n- numaNode: 0\n  limits: {memory: 1500Mi}\n',
    'memoryManagerPolicy: Static\nkubeReserved: {memory: 1Gi}\nreservedMemory:\n- numaNode: 0\n  limits: {memory: 1024Mi}\n',
  ],
  'userns.range': ['userNamespaces:\n  idsPerPod: 65537\n', 'userNamespaces:\n  idsPerPod: 131072\n'],
  'hiddenMetrics.version': ['showHiddenMetricsForVersion: "1.34"\n', 'showHiddenMetricsForVersion: "1.35"\n'],
  'logging.flush': ['logging:\n  flushFrequency: -1s\n', 'logging:\n  flushFrequency: 0s\n'],
  'logging.format': ['logging:\n  format: xml\n', 'logging:\n  format: json\n'],
  'logging.vmoduleFormat': [
    'logging:\n  format: json\n  vmodule: [{filePattern: a, verbosity: 1}]\n',
    'logging:\n  vmodule: [{filePattern: a, verbosity: 1}]\n',
  ],
  'logging.vmodulePattern': [
    'logging:\n  vmodule: [{filePattern: "a=1", verbosity: 1}]\n',
    'logging:\n  vmodule: [{filePattern: "kubelet*", verbosity: 1}]\n',
  ],
  'logging.verbosity': ['logging:\n  verbosity: 2147483648\n', 'logging:\n  verbosity: 10\n'],
  'logging.alpha': [
    'logging:\n  options:\n    text:\n      infoBufferSize: 2Mi\n',
    'logging:\n  options:\n    text:\n      infoBufferSize: 0\n',
  ],
  'tracing.gate': ['tracing: {}\nfeatureGates:\n  KubeletTracing: false\n', 'tracing: {}\n', 33],
  'tracing.rate': ['tracing:\n  samplingRatePerMillion: 2000000\n', 'tracing:\n  samplingRatePerMillion: 1000000\n'],
  'tracing.endpoint': ['tracing:\n  endpoint: http://collector:4317\n', 'tracing:\n  endpoint: collector:4317\n'],
  'memoryQoS.factor': ['memoryThrottlingFactor: 0\n', 'memoryThrottlingFactor: 1\n'],
  'memoryQoS.policyGate': [
    'memoryReservationPolicy: TieredReservation\n',
    'memoryReservationPolicy: TieredReservation\nfeatureGates:\n  MemoryQoS: true\n',
  ],
  'memoryQoS.policyEnum': ['memoryReservationPolicy: Some\n', 'memoryReservationPolicy: None\n'],
  'logQuery.gate': ['enableSystemLogQuery: true\n', 'enableSystemLogQuery: false\n', 35],
  'logQuery.handler': ['enableSystemLogQuery: true\nenableSystemLogHandler: false\n', 'enableSystemLogQuery: true\n'],
  'logWorkers.min': ['containerLogMaxWorkers: 0\n', 'containerLogMaxWorkers: 1\n'],
  'logInterval.min': ['containerLogMonitorInterval: 2s\n', 'containerLogMonitorInterval: 3s\n'],
  'logFiles.min': ['containerLogMaxFiles: 1\n', 'containerLogMaxFiles: 2\n'],
  'logSize.syntax': ['containerLogMaxSize: 10MB\n', 'containerLogMaxSize: 10Mi\n'],
  'podLogsDir.path': ['podLogsDir: /var/log//pods\n', 'podLogsDir: /var/log/mine\n'],
  'syncFrequency.min': ['syncFrequency: -1s\n', 'syncFrequency: 0s\n'],
  'eviction.signal': ['evictionHard:\n  memory.free: 100Mi\n', 'evictionHard:\n  memory.available: 100Mi\n'],
  'eviction.value': ['evictionHard:\n  nodefs.available: 120%\n', 'evictionHard:\n  nodefs.available: 100%\n'],
  'eviction.grace': [
    'evictionSoft:\n  memory.available: 500Mi\n',
    'evictionSoft:\n  memory.available: 500Mi\nevictionSoftGracePeriod:\n  memory.available: 1m\n',
  ],
  'eviction.graceNegative': [
    'evictionSoftGracePeriod:\n  memory.available: -1m\n',
    'evictionSoftGracePeriod:\n  memory.available: 0s\n',
  ],
  'eviction.reclaim': [
    'evictionMinimumReclaim:\n  memory.available: 0%\n',
    'evictionMinimumReclaim:\n  memory.available: "0"\n',
  ],
  'reserved.keys': ['kubeReserved:\n  storage: 1Gi\n', 'kubeReserved:\n  ephemeral-storage: 1Gi\n'],
  'reserved.values': ['systemReserved:\n  memory: 1gb\n', 'systemReserved:\n  memory: 1G\n'],
  'qosReserved.keys': ['qosReserved:\n  cpu: 50%\n', 'qosReserved:\n  memory: 50%\n'],
  'cpuPolicy.enum': ['cpuManagerPolicy: Static\n', 'cpuManagerPolicy: none\n'],
  'cpuPolicy.static': ['cpuManagerPolicy: static\n', 'cpuManagerPolicy: static\nkubeReserved: {cpu: 500m}\n'],
  'cpuOptions.none': [
    'cpuManagerPolicyOptions:\n  full-pcpus-only: "true"\n',
    'cpuManagerPolicy: static\nreservedSystemCPUs: "0"\ncpuManagerPolicyOptions:\n  full-pcpus-only: "true"\n',
  ],
  'cpuOptions.exclusive': [
    'cpuManagerPolicy: static\nreservedSystemCPUs: "0"\nfeatureGates: {CPUManagerPolicyAlphaOptions: true}\ncpuManagerPolicyOptions:\n  full-pcpus-only: "true"\n  distribute-cpus-across-cores: "true"\n',
    'cpuManagerPolicy: static\nreservedSystemCPUs: "0"\nfeatureGates: {CPUManagerPolicyAlphaOptions: true}\ncpuManagerPolicyOptions:\n  full-pcpus-only: "false"\n  distribute-cpus-across-cores: "true"\n',
  ],
  'cpuOptions.socket': [
    'cpuManagerPolicy: static\nreservedSystemCPUs: "0"\ntopologyManagerPolicy: single-numa-node\nfeatureGates: {CPUManagerPolicyAlphaOptions: true}\ncpuManagerPolicyOptions:\n  align-by-socket: "true"\n',
    'cpuManagerPolicy: static\nreservedSystemCPUs: "0"\nfeatureGates: {CPUManagerPolicyAlphaOptions: true}\ncpuManagerPolicyOptions:\n  align-by-socket: "true"\n',
  ],
  'cpuOptions.maturity': [
    'cpuManagerPolicy: static\nreservedSystemCPUs: "0"\ncpuManagerPolicyOptions:\n  align-by-socket: "true"\n',
    'cpuManagerPolicy: static\nreservedSystemCPUs: "0"\ncpuManagerPolicyOptions:\n  distribute-cpus-across-numa: "true"\n',
  ],
  'cpuOptions.names': [
    'cpuManagerPolicy: static\nreservedSystemCPUs: "0"\ncpuManagerPolicyOptions:\n  full-cpus-only: "true"\n',
    'cpuManagerPolicy: static\nreservedSystemCPUs: "0"\n',
  ],
  'topologyOptions.maturity': [
    'topologyManagerPolicyOptions:\n  prefer-closest-numa-nodes: "true"\n',
    'featureGates: {TopologyManagerPolicyOptions: true, TopologyManagerPolicyAlphaOptions: true}\ntopologyManagerPolicyOptions:\n  prefer-closest-numa-nodes: "true"\n',
    27,
  ],
  'topologyOptions.names': [
    'topologyManagerPolicyOptions:\n  prefer-numa: "true"\n',
    'topologyManagerPolicyOptions:\n  prefer-closest-numa-nodes: "true"\n',
  ],
  'topologyOptions.maxNuma': [
    'topologyManagerPolicyOptions:\n  max-allowable-numa-nodes: "4"\n',
    'topologyManagerPolicyOptions:\n  max-allowable-numa-nodes: "16"\n',
  ],
  'sysctls.pattern': [
    'allowedUnsafeSysctls: [vm.overcommit_memory]\n',
    'allowedUnsafeSysctls: [net.core.*, kernel.msgmax]\n',
  ],
  'tls.cipher': [
    'tlsCipherSuites: [ECDHE-RSA-AES128-GCM-SHA256]\n',
    'tlsCipherSuites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]\n',
  ],
  'tls.minVersion': ['tlsMinVersion: "1.2"\n', 'tlsMinVersion: VersionTLS12\n'],
  'tls.curves': ['tlsCurvePreferences: [22]\n', 'tlsCurvePreferences: [29, 4588]\n'],
  'watchStrategy.enum': [
    'configMapAndSecretChangeDetectionStrategy: watch\n',
    'configMapAndSecretChangeDetectionStrategy: Watch\n',
  ],
  'memoryPolicy.enum': ['memoryManagerPolicy: static\n', 'memoryManagerPolicy: None\n'],
  'memoryPolicy.static': [
    'memoryManagerPolicy: Static\n',
    'memoryManagerPolicy: Static\nkubeReserved: {memory: 1Gi}\nreservedMemory:\n- limits: {memory: 1Gi}\n',
  ],
  'authorizationMode.enum': ['authorization:\n  mode: RBAC\n', 'authorization:\n  mode: Webhook\n'],
};

describe('the check', () => {
  for (const [rule, [fails, passes, minor = 36]] of Object.entries(cases)) {
    it(`${rule} fails`, () => assert.deepEqual([...new Set(failing(fails, { minor }))], [rule]));
    it(`${rule} passes`, () => assert.deepEqual(failing(passes, { minor }), []));
  }
  it('all checks that end the kubelet have an example', () => {
    const ending = checks.flatMap(([id, , { severity }]) => (severity === undefined ? [id as string] : []));
    assert.deepEqual(
      ending.filter((id) => !(id in cases)),
      [],
    );
  });
});

describe('what is only told', () => {
  it('a signal that is taken from another', () =>
    assert.deepEqual(told('evictionHard:\n  containerfs.available: 5%\n'), [
      'warning kubelet-validation containerfs.available',
    ]));
  it('a suite that is insecure', () =>
    assert.deepEqual(told('tlsCipherSuites: [TLS_RSA_WITH_AES_128_CBC_SHA]\n'), [
      'warning kubelet-validation TLS_RSA_WITH_AES_128_CBC_SHA',
    ]));
  it('a resolver that is no address', () =>
    assert.equal(told('clusterDNS: [dns.example.com]\n')[0], 'warning kubelet-validation dns.example.com'));
});

describe('two files that do not fit', () => {
  it('the later one is blamed', () =>
    assert.deepEqual(
      told({ '50-a.conf': 'imageGCLowThresholdPercent: 85\n', '60-b.conf': 'imageGCHighThresholdPercent: 81\n' }),
      ['error kubelet-validation 81'],
    ));
  it('an argument makes a file wrong', () =>
    assert.deepEqual(
      told('imageGCHighThresholdPercent: 90\nimageGCLowThresholdPercent: 85\n', {
        args: ['image-gc-high-threshold=80'],
      })[0],
      'error kubelet-validation image-gc-high-threshold=80',
    ));
  it('what K3s writes counts as well', () => {
    assert.deepEqual(told('maxParallelImagePulls: 5\n'), []);
    assert.match(sentences('shutdownGracePeriodCriticalPods: 10s\n')[0] as string, /K3s writes 0s for the whole/);
  });
  it('nothing is said about fields that could not be read', () =>
    assert.deepEqual(told('shutdownGracePeriod: 30\nshutdownGracePeriodCriticalPods: 10s\n'), [
      'error kubelet-types 30',
    ]));
});

describe('gates', () => {
  const gate = (line: string, minor = 36) => sentences(`featureGates:\n  ${line}\n`, { minor });
  it('are blamed by name', () =>
    assert.deepEqual(told('featureGates:\n  NoSuchGate: true\n'), ['error kubelet-validation NoSuchGate']));
  it('nearly right', () => assert.match(gate('memoryQoS: true')[0] as string, /Did you mean MemoryQoS\?/));
  it('gone', () =>
    assert.match(
      gate('SeccompDefault: true')[0] as string,
      /went away with Kubernetes 1\.29; what it guarded is always on/,
    ));
  it('still to come', () =>
    assert.match(gate('WorkloadWithJob: true', 35)[0] as string, /comes with Kubernetes 1\.36/));
  it('locked', () => assert.match(gate('NodeSwap: false')[0] as string, /no longer be switched off/));
  it('locked, at its own value', () => assert.deepEqual(gate('NodeSwap: true'), []));
  it('needed by others', () =>
    assert.deepEqual(
      gate('GracefulNodeShutdown: false').map((text) => /"(\w+)" is on and needs GracefulNodeShutdown/.exec(text)?.[1]),
      ['GracefulNodeShutdownBasedOnPodPriority', 'WindowsGracefulNodeShutdown'],
    ));
  it('needed by others, which older versions do not mind', () =>
    assert.deepEqual(gate('GracefulNodeShutdown: false', 34), []));
  it('add up over files and arguments', () =>
    assert.deepEqual(
      told({ '50-a.conf': 'featureGates: {MemoryQoS: true}\n' }, { args: ['feature-gates=QOSReserved=true'] }),
      [],
    ));
  it('a line nobody needs can be removed', () =>
    assert.equal(
      fixed('maxPods: 5\nfeatureGates:\n  QOSReserved: true\n  SeccompDefault: true\n'),
      'maxPods: 5\nfeatureGates:\n  QOSReserved: true\n',
    ));
  it('the map goes with its only line, because an empty one would take out what earlier files set', () =>
    assert.equal(fixed('maxPods: 5\nfeatureGates:\n  SeccompDefault: true\n'), 'maxPods: 5\n'));
  it('the first of several lines goes alone', () =>
    assert.equal(
      fixed('featureGates:\n  SeccompDefault: true\n  QOSReserved: true\n'),
      'featureGates:\n  QOSReserved: true\n',
    ));
});

describe('a word nearly right', () => {
  const repaired: Readonly<Record<string, string>> = {
    'hairpinMode: Hairpin-Veth\n': 'hairpinMode: hairpin-veth\n',
    'tlsMinVersion: "1.3"\n': 'tlsMinVersion: VersionTLS13\n',
    'tlsCipherSuites: [ECDHE-RSA-AES128-GCM-SHA256]\n': 'tlsCipherSuites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]\n',
    'evictionHard:\n  memory.availble: 1Gi\n': 'evictionHard:\n  memory.available: 1Gi\n',
    'evictionHard:\n  memory.available: "<1Gi"\n': 'evictionHard:\n  memory.available: 1Gi\n',
    'containerLogMaxSize: 10MB\n': 'containerLogMaxSize: 10M\n',
    'kubeReserved:\n  Memory: 1Gi\n': 'kubeReserved:\n  memory: 1Gi\n',
    'enforceNodeAllocatable: [Pods]\n': 'enforceNodeAllocatable: [pods]\n',
    'podLogsDir: /var/log//pods/\n': 'podLogsDir: /var/log/pods\n',
  };
  for (const [text, wanted] of Object.entries(repaired)) {
    it(text.trim(), () => assert.equal(fixed(text, { k3s: false }), wanted));
  }
});
