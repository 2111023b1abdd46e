/**
 * The arguments K3s passes to the components itself. (k3s-io/k3s pkg/daemons/control/server.go and
 * pkg/daemons/agent/agent_linux.go, read in releases of the 1.26 to 1.37 lines; k3s-config.md 4.2)
 */
import type { Component } from './row.ts';

export interface Owned {
  /** What K3s passes, where it is the same on every machine; absent: a path or an address of this machine. */
  readonly value?: string;
  /** The option of K3s the value comes from. */
  readonly option?: string;
  /**
   * What happens to who replaces it. `vital`: the cluster relies on it. `shared`: other parts of K3s go on with the
   * value of the option. `free`: nothing to worry about.
   */
  readonly grip: 'vital' | 'shared' | 'free';
  /** Only passed when the option is set. */
  readonly onlyWithOption?: true;
  /** From this minor on K3s writes it into a file of the kubelet instead; a flag still replaces all of it. */
  readonly inFileSince?: number;
  readonly since?: number;
  /** First minor in which K3s no longer passes it. */
  readonly removed?: number;
}

/** Since K3s 1.32 most settings of the kubelet stand in `00-k3s-defaults.conf`. */
const file = { inFileSince: 32 } as const;
const vital: Owned = { grip: 'vital' };
const logLevel: Readonly<Record<string, Owned>> = {
  v: { option: 'v', grip: 'free', onlyWithOption: true },
  vmodule: { option: 'vmodule', grip: 'free', onlyWithOption: true },
};

export const owned: Readonly<Record<Exclude<Component, 'etcd'>, Readonly<Record<string, Owned>>>> = {
  kubelet: {
    address: { grip: 'free', ...file },
    'allowed-unsafe-sysctls': { value: 'net.ipv4.ip_forward,net.ipv6.conf.all.forwarding', grip: 'free', ...file },
    'anonymous-auth': { value: 'false', grip: 'vital', ...file },
    'authentication-token-webhook': { value: 'true', grip: 'vital', ...file },
    'authorization-mode': { value: 'Webhook', grip: 'vital', ...file },
    'cgroup-driver': { grip: 'vital', ...file },
    'client-ca-file': { ...vital, ...file },
    'cloud-provider': { value: 'external', option: 'disable-cloud-controller', grip: 'vital' },
    'cluster-dns': { option: 'cluster-dns', grip: 'shared', ...file },
    'cluster-domain': { option: 'cluster-domain', grip: 'shared', ...file },
    'config-dir': { grip: 'free', since: 32 },
    'container-runtime-endpoint': { option: 'container-runtime-endpoint', grip: 'shared', ...file },
    containerd: { grip: 'free', removed: 37 },
    'eviction-hard': { value: 'imagefs.available<5%,nodefs.available<5%', grip: 'free', ...file },
    'eviction-minimum-reclaim': { value: 'imagefs.available=10%,nodefs.available=10%', grip: 'free', ...file },
    'fail-swap-on': { value: 'false', grip: 'free', ...file },
    'healthz-bind-address': { grip: 'free', ...file },
    'hostname-override': { option: 'node-name', grip: 'shared' },
    'image-credential-provider-bin-dir': { option: 'image-credential-provider-bin-dir', grip: 'free' },
    'image-credential-provider-config': { option: 'image-credential-provider-config', grip: 'free' },
    'image-service-endpoint': { option: 'image-service-endpoint', grip: 'free', onlyWithOption: true, ...file },
    kubeconfig: vital,
    'kubelet-cgroups': { grip: 'free', ...file },
    'node-ip': { option: 'node-ip', grip: 'shared' },
    'node-labels': { option: 'node-label', grip: 'shared', onlyWithOption: true },
    'pod-manifest-path': { grip: 'vital', ...file },
    'protect-kernel-defaults': { option: 'protect-kernel-defaults', grip: 'free', onlyWithOption: true, ...file },
    'read-only-port': { value: '0', grip: 'free' },
    'register-with-taints': { option: 'node-taint', grip: 'shared', onlyWithOption: true, ...file },
    'resolv-conf': { option: 'resolv-conf', grip: 'free', ...file },
    'runtime-cgroups': { grip: 'free' },
    'serialize-image-pulls': { value: 'false', grip: 'free', ...file },
    'tls-cert-file': { ...vital, ...file },
    'tls-private-key-file': { ...vital, ...file },
    v: { option: 'v', grip: 'free', onlyWithOption: true, ...file },
    vmodule: { option: 'vmodule', grip: 'free', onlyWithOption: true, ...file },
  },
  'kube-apiserver': {
    'advertise-address': { option: 'advertise-address', grip: 'shared' },
    'advertise-port': { option: 'advertise-port', grip: 'shared' },
    'allow-privileged': { value: 'true', grip: 'vital' },
    'anonymous-auth': { value: 'false', grip: 'free' },
    'api-audiences': { value: 'https://kubernetes.default.svc.cluster.local,k3s', grip: 'vital' },
    'authorization-mode': { value: 'Node,RBAC', grip: 'vital' },
    'bind-address': { value: '127.0.0.1', option: 'bind-address', grip: 'vital' },
    'cert-dir': { grip: 'free' },
    'client-ca-file': vital,
    'egress-selector-config-file': { option: 'egress-selector-mode', grip: 'vital' },
    'enable-admission-plugins': { value: 'NodeRestriction', grip: 'free' },
    'enable-aggregator-routing': { value: 'true', option: 'egress-selector-mode', grip: 'free' },
    'enable-bootstrap-token-auth': { value: 'true', grip: 'free' },
    'encryption-provider-config': { option: 'secrets-encryption', grip: 'shared', onlyWithOption: true },
    'encryption-provider-config-automatic-reload': {
      value: 'true',
      option: 'secrets-encryption',
      grip: 'free',
      onlyWithOption: true,
    },
    'etcd-cafile': { option: 'datastore-cafile', grip: 'vital' },
    'etcd-certfile': { option: 'datastore-certfile', grip: 'vital' },
    'etcd-keyfile': { option: 'datastore-keyfile', grip: 'vital' },
    'etcd-servers': { option: 'datastore-endpoint', grip: 'vital' },
    'kubelet-certificate-authority': vital,
    'kubelet-client-certificate': vital,
    'kubelet-client-key': vital,
    'kubelet-preferred-address-types': { value: 'InternalIP,ExternalIP,Hostname', grip: 'free' },
    profiling: { value: 'false', grip: 'free' },
    'proxy-client-cert-file': vital,
    'proxy-client-key-file': vital,
    'requestheader-allowed-names': { value: 'system:auth-proxy', grip: 'vital' },
    'requestheader-client-ca-file': vital,
    'requestheader-extra-headers-prefix': { value: 'X-Remote-Extra-', grip: 'vital' },
    'requestheader-group-headers': { value: 'X-Remote-Group', grip: 'vital' },
    'requestheader-username-headers': { value: 'X-Remote-User', grip: 'vital' },
    'secure-port': { value: '6444', grip: 'vital' },
    'service-account-issuer': { value: 'https://kubernetes.default.svc.cluster.local', grip: 'free' },
    'service-account-key-file': vital,
    'service-account-signing-key-file': vital,
    'service-cluster-ip-range': { value: '10.43.0.0/16', option: 'service-cidr', grip: 'shared' },
    'service-node-port-range': { value: '30000-32767', option: 'service-node-port-range', grip: 'shared' },
    'storage-backend': { value: 'etcd3', grip: 'vital' },
    'tls-cert-file': vital,
    'tls-private-key-file': vital,
    ...logLevel,
  },
  'kube-controller-manager': {
    'allocate-node-cidrs': { value: 'true', grip: 'vital' },
    'authentication-kubeconfig': vital,
    'authorization-kubeconfig': vital,
    'bind-address': { value: '127.0.0.1', grip: 'free' },
    'cluster-cidr': { value: '10.42.0.0/16', option: 'cluster-cidr', grip: 'shared' },
    'cluster-signing-kube-apiserver-client-cert-file': vital,
    'cluster-signing-kube-apiserver-client-key-file': vital,
    'cluster-signing-kubelet-client-cert-file': vital,
    'cluster-signing-kubelet-client-key-file': vital,
    'cluster-signing-kubelet-serving-cert-file': vital,
    'cluster-signing-kubelet-serving-key-file': vital,
    'cluster-signing-legacy-unknown-cert-file': vital,
    'cluster-signing-legacy-unknown-key-file': vital,
    'configure-cloud-routes': { value: 'false', grip: 'free' },
    controllers: { value: '*,tokencleaner,-service,-route,-cloud-node-lifecycle', grip: 'free' },
    kubeconfig: vital,
    profiling: { value: 'false', grip: 'free' },
    'root-ca-file': vital,
    'secure-port': { value: '10257', grip: 'free' },
    'service-account-private-key-file': vital,
    'service-cluster-ip-range': { value: '10.43.0.0/16', option: 'service-cidr', grip: 'shared', since: 28 },
    'tls-cert-file': { grip: 'free' },
    'tls-private-key-file': { grip: 'free' },
    'use-service-account-credentials': { value: 'true', grip: 'vital' },
    ...logLevel,
  },
  'kube-scheduler': {
    'authentication-kubeconfig': vital,
    'authorization-kubeconfig': vital,
    'bind-address': { value: '127.0.0.1', grip: 'free' },
    kubeconfig: vital,
    profiling: { value: 'false', grip: 'free' },
    'secure-port': { value: '10259', grip: 'free' },
    'tls-cert-file': { grip: 'free' },
    'tls-private-key-file': { grip: 'free' },
    ...logLevel,
  },
  'kube-proxy': {
    'cluster-cidr': { value: '10.42.0.0/16', option: 'cluster-cidr', grip: 'shared' },
    'conntrack-max-per-core': { value: '0', grip: 'free' },
    'conntrack-tcp-timeout-close-wait': { value: '0s', grip: 'free' },
    'conntrack-tcp-timeout-established': { value: '0s', grip: 'free' },
    'healthz-bind-address': { value: '127.0.0.1', grip: 'free' },
    'hostname-override': { option: 'node-name', grip: 'shared' },
    kubeconfig: vital,
    'proxy-mode': { value: 'iptables', grip: 'free' },
    ...logLevel,
  },
  'cloud-controller-manager': {
    'allocate-node-cidrs': { value: 'true', grip: 'free' },
    'authentication-kubeconfig': vital,
    'authorization-kubeconfig': vital,
    'bind-address': { value: '127.0.0.1', grip: 'free' },
    'cloud-config': { grip: 'vital' },
    'cloud-provider': { value: 'k3s', grip: 'vital' },
    'cluster-cidr': { value: '10.42.0.0/16', option: 'cluster-cidr', grip: 'shared' },
    'configure-cloud-routes': { value: 'false', grip: 'free' },
    controllers: { value: '*,-route', grip: 'free' },
    kubeconfig: vital,
    'leader-elect-resource-name': { value: 'k3s-cloud-controller-manager', grip: 'free' },
    'node-status-update-frequency': { value: '1m0s', grip: 'free' },
    profiling: { value: 'false', grip: 'free' },
    ...logLevel,
  },
};

/** The arguments of K3s in a minor of K3s itself (37 included). */
export function ownedAt(component: Exclude<Component, 'etcd'>, minor: number): ReadonlyMap<string, Owned> {
  return new Map(
    Object.entries(owned[component]).filter(
      ([, row]) => minor >= (row.since ?? 0) && minor < (row.removed ?? Number.POSITIVE_INFINITY),
    ),
  );
}
