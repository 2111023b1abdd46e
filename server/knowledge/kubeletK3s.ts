/** What K3s itself tells its kubelet: its own file in the folder from v1.32 on, flags before. (k3s-config.md, 4.2) */

/** First Kubernetes minor in which K3s configures its kubelet by files. (`hasKubeletDropIns`) */
export const filesSince = 32;

/** First minor whose kubelet reads the folder of `config-dir` by itself; K3s hands the argument on. (kubelet.md, 3) */
export const namedFolderSince = 30;

/** One field that K3s writes. */
export interface WrittenByK3s {
  /** Always the same. */
  readonly value?: string | number | boolean | Readonly<Record<string, string>>;
  /** Comes from this option of config.yaml. */
  readonly option?: string;
  /** Found out at the start of K3s, so a file cannot tell. */
  readonly found?: true;
  /** Only under a condition: with the option set, or where the machine asks for it. */
  readonly sometimes?: true;
}

/** The content of `00-k3s-defaults.conf`. (pkg/daemons/agent, source of v1.32 and v1.33) */
export const writtenByK3s: Readonly<Record<string, WrittenByK3s>> = {
  address: { option: 'bind-address' },
  allowedUnsafeSysctls: { sometimes: true, found: true },
  'authentication.anonymous.enabled': { value: false },
  'authentication.webhook.enabled': { value: true },
  'authentication.webhook.cacheTTL': { value: '2m0s' },
  'authentication.x509.clientCAFile': { found: true },
  'authorization.mode': { value: 'Webhook' },
  'authorization.webhook.cacheAuthorizedTTL': { value: '5m0s' },
  'authorization.webhook.cacheUnauthorizedTTL': { value: '30s' },
  cgroupDriver: { found: true },
  clusterDNS: { option: 'cluster-dns' },
  clusterDomain: { option: 'cluster-domain' },
  containerRuntimeEndpoint: {
    value: 'unix:///run/k3s/containerd/containerd.sock',
    option: 'container-runtime-endpoint',
  },
  cpuCFSQuota: { value: false, sometimes: true },
  cpuManagerReconcilePeriod: { value: '10s' },
  evictionHard: { value: { 'imagefs.available': '5%', 'nodefs.available': '5%' } },
  evictionMinimumReclaim: { value: { 'imagefs.available': '10%', 'nodefs.available': '10%' } },
  evictionPressureTransitionPeriod: { value: '5m0s' },
  failSwapOn: { value: false },
  fileCheckFrequency: { value: '20s' },
  healthzBindAddress: { value: '127.0.0.1' },
  httpCheckFrequency: { value: '20s' },
  imageMinimumGCAge: { value: '2m0s' },
  imageServiceEndpoint: { option: 'image-service-endpoint', sometimes: true },
  kubeletCgroups: { found: true },
  'logging.format': { value: 'text' },
  'logging.flushFrequency': { value: '5s' },
  'logging.verbosity': { option: 'v', value: 0 },
  nodeStatusReportFrequency: { value: '5m0s' },
  nodeStatusUpdateFrequency: { value: '10s' },
  protectKernelDefaults: { option: 'protect-kernel-defaults', sometimes: true },
  readOnlyPort: { value: 0 },
  registerWithTaints: { option: 'node-taint', sometimes: true },
  resolvConf: { option: 'resolv-conf', found: true },
  runtimeRequestTimeout: { value: '2m0s' },
  serializeImagePulls: { value: false },
  shutdownGracePeriod: { value: '0s' },
  shutdownGracePeriodCriticalPods: { value: '0s' },
  staticPodPath: { found: true },
  streamingConnectionIdleTimeout: { value: '4h0m0s' },
  syncFrequency: { value: '1m0s' },
  tlsCertFile: { found: true },
  tlsPrivateKeyFile: { found: true },
  volumeStatsAggPeriod: { value: '1m0s' },
};

/**
 * Fields that K3s set by flag before v1.32: a file named by `kubelet-arg: config=…` could not change them.
 * (k3s-config.md 4.1, k3s-io/k3s#10399; the list itself from memory of pkg/daemons/agent)
 */
export const passedAsFlags: ReadonlySet<string> = new Set([
  'address',
  'authentication.anonymous.enabled',
  'authentication.webhook.enabled',
  'authentication.x509.clientCAFile',
  'authorization.mode',
  'cgroupDriver',
  'clusterDNS',
  'clusterDomain',
  'containerRuntimeEndpoint',
  'evictionHard',
  'evictionMinimumReclaim',
  'failSwapOn',
  'healthzBindAddress',
  'kubeletCgroups',
  'readOnlyPort',
  'registerWithTaints',
  'resolvConf',
  'serializeImagePulls',
  'staticPodPath',
  'tlsCertFile',
  'tlsPrivateKeyFile',
]);
