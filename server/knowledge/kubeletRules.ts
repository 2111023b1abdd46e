/**
 * The checks a kubelet makes of its configuration, in its order: which fields, which minors, and what kind of mistake.
 * (kubelet-config.json `rules`, `kubelet.md` section 4; classes as in the conformance cases)
 */

/** `enum`: none of the allowed words. `relation`: fields that do not fit each other. `removed`: a mode that is gone. */
export type RuleClass =
  | 'range'
  | 'enum'
  | 'syntax'
  | 'path'
  | 'relation'
  | 'gate-required'
  | 'gate-unknown'
  | 'gate-locked'
  | 'gate-dependency'
  | 'duplicate'
  | 'removed'
  | 'taint';

export interface KubeletRule {
  readonly class: RuleClass;
  /** When it is checked: with the gates, with the whole configuration, or while the kubelet sets itself up. */
  readonly stage: 'gates' | 'validation' | 'startup';
  readonly fields: readonly string[];
  /** First and last minor with the check. */
  readonly since?: number;
  readonly until?: number;
  /** Absent: error, the kubelet does not start. */
  readonly severity?: 'warning' | 'information';
}

/** Checks whose answer lies in the machine, or that defaults make impossible; a file alone cannot be blamed. */
export const hostRules: ReadonlySet<string> = new Set([
  'cgroup1.fail',
  'cgroups.root',
  'oomkill.cgroup1',
  'oomkill.os',
  'runtimeEndpoint.empty',
  'swap.cgroup2',
  'swap.fail',
  'userns.os',
]);

export const kubeletRules = {
  'gates.unknown': { class: 'gate-unknown', stage: 'gates', fields: ['featureGates'] },
  'gates.locked': { class: 'gate-locked', stage: 'gates', fields: ['featureGates'] },
  'gates.deps': { class: 'gate-dependency', stage: 'gates', fields: ['featureGates'], since: 35 },
  'lease.positive': { class: 'range', stage: 'validation', fields: ['nodeLeaseDurationSeconds'] },
  'systemCgroups.needsRoot': { class: 'relation', stage: 'validation', fields: ['systemCgroups', 'cgroupRoot'] },
  'eventBurst.min': { class: 'range', stage: 'validation', fields: ['eventBurst'] },
  'eventRecordQPS.min': { class: 'range', stage: 'validation', fields: ['eventRecordQPS'] },
  'healthzPort.range': { class: 'range', stage: 'validation', fields: ['healthzPort'] },
  'cfsPeriod.gate': { class: 'gate-required', stage: 'validation', fields: ['cpuCFSQuotaPeriod'] },
  'cfsPeriod.range': { class: 'range', stage: 'validation', fields: ['cpuCFSQuotaPeriod'] },
  'imageGC.high.range': { class: 'range', stage: 'validation', fields: ['imageGCHighThresholdPercent'] },
  'imageGC.low.range': { class: 'range', stage: 'validation', fields: ['imageGCLowThresholdPercent'] },
  'imageGC.order': {
    class: 'relation',
    stage: 'validation',
    fields: ['imageGCLowThresholdPercent', 'imageGCHighThresholdPercent'],
  },
  'imageMaxAge.gate': { class: 'gate-required', stage: 'validation', fields: ['imageMaximumGCAge'], since: 29 },
  'imageMaxAge.min': { class: 'range', stage: 'validation', fields: ['imageMaximumGCAge'], since: 29 },
  'imageMinAge.min': { class: 'range', stage: 'validation', fields: ['imageMinimumGCAge'], since: 36 },
  'imageAge.order': {
    class: 'relation',
    stage: 'validation',
    fields: ['imageMaximumGCAge', 'imageMinimumGCAge'],
    since: 29,
  },
  'iptablesDropBit.range': { class: 'range', stage: 'validation', fields: ['iptablesDropBit'] },
  'iptablesMasqueradeBit.range': { class: 'range', stage: 'validation', fields: ['iptablesMasqueradeBit'] },
  'kubeAPIBurst.min': { class: 'range', stage: 'validation', fields: ['kubeAPIBurst'] },
  'kubeAPIQPS.min': { class: 'range', stage: 'validation', fields: ['kubeAPIQPS'] },
  'nodeStatusMaxImages.min': { class: 'range', stage: 'validation', fields: ['nodeStatusMaxImages'] },
  'maxOpenFiles.min': { class: 'range', stage: 'validation', fields: ['maxOpenFiles'] },
  'maxPods.min': { class: 'range', stage: 'validation', fields: ['maxPods'] },
  'oomScoreAdj.range': { class: 'range', stage: 'validation', fields: ['oomScoreAdj'] },
  'podsPerCore.min': { class: 'range', stage: 'validation', fields: ['podsPerCore'] },
  'port.range': { class: 'range', stage: 'validation', fields: ['port'] },
  'readOnlyPort.range': { class: 'range', stage: 'validation', fields: ['readOnlyPort'] },
  'registryBurst.min': { class: 'range', stage: 'validation', fields: ['registryBurst'] },
  'registryPullQPS.min': { class: 'range', stage: 'validation', fields: ['registryPullQPS'] },
  'parallelPulls.min': { class: 'range', stage: 'validation', fields: ['maxParallelImagePulls'], since: 27 },
  'parallelPulls.serial': {
    class: 'relation',
    stage: 'validation',
    fields: ['maxParallelImagePulls', 'serializeImagePulls'],
    since: 27,
  },
  'serverTLSBootstrap.gate': { class: 'gate-required', stage: 'validation', fields: ['serverTLSBootstrap'] },
  'runOnce.rejected': { class: 'removed', stage: 'validation', fields: ['runOnce'], since: 32 },
  'taints.valid': { class: 'taint', stage: 'validation', fields: ['registerWithTaints'] },
  'taints.timeAdded': { class: 'taint', stage: 'validation', fields: ['registerWithTaints[].timeAdded'] },
  'topologyPolicy.enum': { class: 'enum', stage: 'validation', fields: ['topologyManagerPolicy'] },
  'topologyPolicy.gate': { class: 'gate-required', stage: 'validation', fields: ['topologyManagerPolicy'], until: 26 },
  'topologyScope.enum': { class: 'enum', stage: 'validation', fields: ['topologyManagerScope'] },
  'shutdown.order': {
    class: 'relation',
    stage: 'validation',
    fields: ['shutdownGracePeriod', 'shutdownGracePeriodCriticalPods'],
  },
  'shutdown.min': {
    class: 'range',
    stage: 'validation',
    fields: ['shutdownGracePeriod', 'shutdownGracePeriodCriticalPods'],
  },
  'shutdown.gate': {
    class: 'gate-required',
    stage: 'validation',
    fields: ['shutdownGracePeriod', 'shutdownGracePeriodCriticalPods'],
  },
  'shutdown.exclusive': {
    class: 'relation',
    stage: 'validation',
    fields: ['shutdownGracePeriodByPodPriority', 'shutdownGracePeriod', 'shutdownGracePeriodCriticalPods'],
  },
  'shutdownPrio.gate': { class: 'gate-required', stage: 'validation', fields: ['shutdownGracePeriodByPodPriority'] },
  'swap.enum': { class: 'enum', stage: 'validation', fields: ['memorySwap.swapBehavior'] },
  'swap.gate': { class: 'gate-required', stage: 'validation', fields: ['memorySwap'] },
  'swap.cgroup2': { class: 'relation', stage: 'startup', fields: ['memorySwap.swapBehavior'], since: 30 },
  'crashloop.range': {
    class: 'range',
    stage: 'validation',
    fields: ['crashLoopBackOff.maxContainerRestartPeriod'],
    since: 32,
  },
  'crashloop.gate': {
    class: 'gate-required',
    stage: 'validation',
    fields: ['crashLoopBackOff.maxContainerRestartPeriod'],
    since: 32,
  },
  'allocatable.enum': { class: 'enum', stage: 'validation', fields: ['enforceNodeAllocatable'] },
  'allocatable.dup': { class: 'duplicate', stage: 'validation', fields: ['enforceNodeAllocatable'], since: 31 },
  'allocatable.none': { class: 'relation', stage: 'validation', fields: ['enforceNodeAllocatable'] },
  'allocatable.system': {
    class: 'relation',
    stage: 'validation',
    fields: ['enforceNodeAllocatable', 'systemReservedCgroup'],
  },
  'allocatable.kube': {
    class: 'relation',
    stage: 'validation',
    fields: ['enforceNodeAllocatable', 'kubeReservedCgroup'],
  },
  'allocatable.compressible': { class: 'relation', stage: 'validation', fields: ['enforceNodeAllocatable'], since: 32 },
  'allocatable.qos': { class: 'relation', stage: 'validation', fields: ['enforceNodeAllocatable', 'cgroupsPerQOS'] },
  'hairpin.enum': { class: 'enum', stage: 'validation', fields: ['hairpinMode'] },
  'pullPolicy.enum': {
    class: 'enum',
    stage: 'validation',
    fields: ['imagePullCredentialsVerificationPolicy'],
    since: 33,
  },
  'pullPolicy.gate': {
    class: 'gate-required',
    stage: 'validation',
    fields: ['imagePullCredentialsVerificationPolicy', 'preloadedImagesVerificationAllowlist'],
    since: 33,
  },
  'pullAllowlist.policy': {
    class: 'relation',
    stage: 'validation',
    fields: ['preloadedImagesVerificationAllowlist', 'imagePullCredentialsVerificationPolicy'],
    since: 33,
  },
  'pullAllowlist.pattern': {
    class: 'syntax',
    stage: 'validation',
    fields: ['preloadedImagesVerificationAllowlist'],
    since: 33,
  },
  'reservedCPUs.cgroup': {
    class: 'relation',
    stage: 'validation',
    fields: ['reservedSystemCPUs', 'systemReservedCgroup', 'kubeReservedCgroup'],
  },
  'reservedCPUs.syntax': { class: 'syntax', stage: 'validation', fields: ['reservedSystemCPUs'] },
  'reservedMemory.type': { class: 'enum', stage: 'validation', fields: ['reservedMemory[].limits'] },
  'reservedMemory.zero': { class: 'range', stage: 'validation', fields: ['reservedMemory[].limits'] },
  'reservedMemory.dup': { class: 'duplicate', stage: 'validation', fields: ['reservedMemory'] },
  'reservedMemory.sum': {
    class: 'relation',
    stage: 'startup',
    fields: ['reservedMemory', 'kubeReserved', 'systemReserved', 'evictionHard'],
  },
  'cgroup1.fail': { class: 'relation', stage: 'startup', fields: ['failCgroupV1'], since: 31 },
  'oomkill.cgroup1': { class: 'relation', stage: 'startup', fields: ['singleProcessOOMKill'], since: 32 },
  'oomkill.os': { class: 'relation', stage: 'validation', fields: ['singleProcessOOMKill'], since: 32 },
  'userns.range': { class: 'range', stage: 'validation', fields: ['userNamespaces.idsPerPod'], since: 33 },
  'userns.os': { class: 'relation', stage: 'validation', fields: ['userNamespaces'], since: 33 },
  'hiddenMetrics.version': { class: 'syntax', stage: 'validation', fields: ['showHiddenMetricsForVersion'] },
  'logging.flush': { class: 'range', stage: 'validation', fields: ['logging.flushFrequency'] },
  'logging.format': { class: 'enum', stage: 'validation', fields: ['logging.format'] },
  'logging.vmoduleFormat': { class: 'relation', stage: 'validation', fields: ['logging.vmodule', 'logging.format'] },
  'logging.vmodulePattern': { class: 'syntax', stage: 'validation', fields: ['logging.vmodule[].filePattern'] },
  'logging.verbosity': {
    class: 'range',
    stage: 'validation',
    fields: ['logging.verbosity', 'logging.vmodule[].verbosity'],
  },
  'logging.alpha': { class: 'gate-required', stage: 'validation', fields: ['logging.options'] },
  'tracing.gate': { class: 'gate-required', stage: 'validation', fields: ['tracing'], until: 33 },
  'tracing.rate': { class: 'range', stage: 'validation', fields: ['tracing.samplingRatePerMillion'] },
  'tracing.endpoint': { class: 'syntax', stage: 'validation', fields: ['tracing.endpoint'] },
  'memoryQoS.factor': { class: 'range', stage: 'validation', fields: ['memoryThrottlingFactor'] },
  'memoryQoS.policyGate': {
    class: 'gate-required',
    stage: 'validation',
    fields: ['memoryReservationPolicy'],
    since: 36,
  },
  'memoryQoS.policyEnum': { class: 'enum', stage: 'validation', fields: ['memoryReservationPolicy'], since: 36 },
  'runtimeEndpoint.empty': { class: 'syntax', stage: 'validation', fields: ['containerRuntimeEndpoint'], since: 27 },
  'logQuery.gate': { class: 'gate-required', stage: 'validation', fields: ['enableSystemLogQuery'], since: 27 },
  'logQuery.handler': {
    class: 'relation',
    stage: 'validation',
    fields: ['enableSystemLogQuery', 'enableSystemLogHandler'],
    since: 27,
  },
  'logWorkers.min': { class: 'range', stage: 'validation', fields: ['containerLogMaxWorkers'], since: 30 },
  'logInterval.min': { class: 'range', stage: 'validation', fields: ['containerLogMonitorInterval'], since: 30 },
  'logFiles.min': { class: 'range', stage: 'validation', fields: ['containerLogMaxFiles'] },
  'logSize.syntax': { class: 'syntax', stage: 'startup', fields: ['containerLogMaxSize'] },
  'podLogsDir.path': { class: 'path', stage: 'validation', fields: ['podLogsDir'], since: 30 },
  'syncFrequency.min': { class: 'range', stage: 'startup', fields: ['syncFrequency'] },
  'eviction.signal': {
    class: 'enum',
    stage: 'startup',
    fields: ['evictionHard', 'evictionSoft', 'evictionSoftGracePeriod', 'evictionMinimumReclaim'],
  },
  'eviction.value': { class: 'syntax', stage: 'startup', fields: ['evictionHard', 'evictionSoft'] },
  'eviction.grace': { class: 'relation', stage: 'startup', fields: ['evictionSoft', 'evictionSoftGracePeriod'] },
  'eviction.graceNegative': { class: 'range', stage: 'startup', fields: ['evictionSoftGracePeriod'] },
  'eviction.reclaim': { class: 'syntax', stage: 'startup', fields: ['evictionMinimumReclaim'] },
  'eviction.containerfs': {
    class: 'relation',
    stage: 'startup',
    fields: ['evictionHard', 'evictionSoft'],
    since: 29,
    severity: 'warning',
  },
  'reserved.keys': { class: 'enum', stage: 'startup', fields: ['systemReserved', 'kubeReserved'] },
  'reserved.values': { class: 'syntax', stage: 'startup', fields: ['systemReserved', 'kubeReserved'] },
  'qosReserved.keys': { class: 'enum', stage: 'startup', fields: ['qosReserved'] },
  'cpuPolicy.enum': { class: 'enum', stage: 'startup', fields: ['cpuManagerPolicy'] },
  'cpuPolicy.static': {
    class: 'relation',
    stage: 'startup',
    fields: ['cpuManagerPolicy', 'kubeReserved', 'systemReserved', 'reservedSystemCPUs'],
  },
  'cpuOptions.none': { class: 'relation', stage: 'startup', fields: ['cpuManagerPolicyOptions', 'cpuManagerPolicy'] },
  'cpuOptions.exclusive': { class: 'relation', stage: 'startup', fields: ['cpuManagerPolicyOptions'], since: 31 },
  'cpuOptions.socket': {
    class: 'relation',
    stage: 'startup',
    fields: ['cpuManagerPolicyOptions', 'topologyManagerPolicy'],
  },
  'cpuOptions.maturity': { class: 'gate-required', stage: 'startup', fields: ['cpuManagerPolicyOptions'] },
  'topologyOptions.maturity': { class: 'gate-required', stage: 'startup', fields: ['topologyManagerPolicyOptions'] },
  'topologyOptions.maxNuma': { class: 'range', stage: 'startup', fields: ['topologyManagerPolicyOptions'], since: 31 },
  'sysctls.pattern': { class: 'enum', stage: 'startup', fields: ['allowedUnsafeSysctls'] },
  'cgroups.root': {
    class: 'relation',
    stage: 'startup',
    fields: ['cgroupsPerQOS', 'cgroupRoot'],
    severity: 'information',
  },
  'kubeletCgroups.sub': {
    class: 'relation',
    stage: 'startup',
    fields: ['kubeletCgroups', 'kubeReservedCgroup'],
    severity: 'warning',
  },
  'swap.fail': { class: 'relation', stage: 'startup', fields: ['failSwapOn'] },
  'clusterDNS.ip': { class: 'syntax', stage: 'startup', fields: ['clusterDNS'], severity: 'warning' },
  'tls.cipher': { class: 'enum', stage: 'startup', fields: ['tlsCipherSuites'] },
  'tls.cipherInsecure': { class: 'enum', stage: 'startup', fields: ['tlsCipherSuites'], severity: 'warning' },
  'tls.tls13ciphers': {
    class: 'relation',
    stage: 'startup',
    fields: ['tlsCipherSuites', 'tlsMinVersion'],
    since: 28,
    severity: 'warning',
  },
  'tls.minVersion': { class: 'enum', stage: 'startup', fields: ['tlsMinVersion'] },
  'tls.curves': { class: 'enum', stage: 'startup', fields: ['tlsCurvePreferences'], since: 36 },
  'watchStrategy.enum': { class: 'enum', stage: 'startup', fields: ['configMapAndSecretChangeDetectionStrategy'] },
  'memoryPolicy.enum': { class: 'enum', stage: 'startup', fields: ['memoryManagerPolicy'] },
  // Seen in runs and in the start-up code, without a row among the facts.
  'authorizationMode.enum': { class: 'enum', stage: 'startup', fields: ['authorization.mode'] },
  'cpuOptions.names': { class: 'enum', stage: 'startup', fields: ['cpuManagerPolicyOptions'] },
  'topologyOptions.names': { class: 'enum', stage: 'startup', fields: ['topologyManagerPolicyOptions'] },
  'memoryPolicy.static': { class: 'relation', stage: 'startup', fields: ['memoryManagerPolicy', 'reservedMemory'] },
} as const satisfies Readonly<Record<string, KubeletRule>>;

export type KubeletRuleId = keyof typeof kubeletRules;
