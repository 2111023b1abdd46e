/** What K3s's own CIS hardening guide asks of config.yaml: facts only, read by the rule `hardening`. */

import type { Release, Role } from './flag.ts';
import type { FlagName } from './flags.ts';

interface Range {
  readonly roles: readonly Role[];
  /** First release it is asked of, and first one it is no longer asked of. */
  readonly since?: Release;
  readonly until?: Release;
}

/** Something that has to be there. */
export interface Expectation extends Range {
  readonly option: FlagName;
  /** For a switch: what to write. */
  readonly write?: string;
  /** For a list of arguments: the items to write; any value of the same name is enough. */
  readonly items?: readonly string[];
  /** For an argument that is a list itself: the word that has to be in it. */
  readonly word?: string;
  /** {0}: what is missing. */
  readonly tell: string;
}

/** A value that undoes what K3s does by itself. */
export interface Weakness extends Range {
  readonly option: FlagName;
  readonly argument: string;
  /** Values, or words of a list, that weaken. */
  readonly weak?: readonly string[];
  /** Every other value weakens. */
  readonly only?: readonly string[];
  readonly atLeast?: number;
  /** What to write; absent: take the item out. */
  readonly write?: string;
}

const server = ['server'] as const;
const both = ['server', 'agent'] as const;

/** By the name of the message. */
export const expectations: Readonly<Record<string, Expectation>> = {
  kernel: {
    option: 'protect-kernel-defaults',
    roles: both,
    write: 'true',
    tell:
      'The kubelet changes kernel settings that do not suit it instead of stopping. ' +
      'The CIS guide asks for "{0}", together with /etc/sysctl.d/90-kubelet.conf.',
  },
  encryption: {
    option: 'secrets-encryption',
    roles: server,
    write: 'true',
    tell:
      'Secrets lie unencrypted in the datastore. ' +
      'The CIS guide asks for "{0}"; on a cluster that runs already, begin with k3s secrets-encrypt enable.',
  },
  audit: {
    option: 'kube-apiserver-arg',
    roles: server,
    items: [
      'audit-log-path=/var/lib/rancher/k3s/server/logs/audit.log',
      'audit-policy-file=/var/lib/rancher/k3s/server/audit.yaml',
      'audit-log-maxage=30',
      'audit-log-maxbackup=10',
      'audit-log-maxsize=100',
    ],
    tell: 'The API server keeps no full audit log. The CIS guide asks for {0} in "kube-apiserver-arg".',
  },
  'pod-security': {
    option: 'kube-apiserver-arg',
    roles: server,
    since: 'v1.25.0+k3s1',
    items: ['admission-control-config-file=/var/lib/rancher/k3s/server/psa.yaml'],
    tell:
      'Pods may do whatever they ask for. ' +
      'The CIS guide asks for pod security defaults in a file, named by {0} in "kube-apiserver-arg".',
  },
  'pod-security-policy': {
    option: 'kube-apiserver-arg',
    roles: server,
    until: 'v1.25.0+k3s1',
    items: ['enable-admission-plugins=NodeRestriction,PodSecurityPolicy,NamespaceLifecycle,ServiceAccount'],
    word: 'PodSecurityPolicy',
    tell:
      'Pods may do whatever they ask for. ' +
      'The CIS guide asks for PodSecurityPolicy in {0}, an item of "kube-apiserver-arg".',
  },
  'event-rate': {
    option: 'kube-apiserver-arg',
    roles: server,
    since: 'v1.25.0+k3s1',
    items: ['enable-admission-plugins=NodeRestriction,EventRateLimit'],
    word: 'EventRateLimit',
    tell:
      'The CIS guide asks for EventRateLimit in {0}, an item of "kube-apiserver-arg". ' +
      'Its limits stand in the file of admission-control-config-file.',
  },
  'token-life': {
    option: 'kube-apiserver-arg',
    roles: server,
    since: 'v1.29.0+k3s1',
    items: ['service-account-extend-token-expiration=false'],
    tell: 'Tokens of service accounts live for a year. The CIS guide asks for {0}=false in "kube-apiserver-arg".',
  },
  'pod-collection': {
    option: 'kube-controller-manager-arg',
    roles: server,
    items: ['terminated-pod-gc-threshold=10'],
    tell:
      'Up to 12500 finished pods are kept. ' +
      'The CIS guide asks for a smaller {0} in "kube-controller-manager-arg", such as 10.',
  },
  'idle-connections': {
    option: 'kubelet-arg',
    roles: both,
    items: ['streaming-connection-idle-timeout=5m'],
    tell: 'Idle connections into containers stay open for four hours. The CIS guide asks for {0}=5m in "kubelet-arg".',
  },
  ciphers: {
    option: 'kubelet-arg',
    roles: both,
    items: [
      'tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,' +
        'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,' +
        'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305',
    ],
    tell: 'The kubelet takes weaker ciphers too. The CIS guide asks for {0} in "kubelet-arg", with strong ones only.',
  },
  'process-limit': {
    option: 'kubelet-arg',
    roles: both,
    items: ['pod-max-pids=4096'],
    tell: 'One pod can use up all process numbers of its node. The CIS guide asks for {0} in "kubelet-arg".',
  },
};

export const weaknesses: readonly Weakness[] = [
  { option: 'kube-apiserver-arg', argument: 'anonymous-auth', roles: server, weak: ['true'], write: 'false' },
  { option: 'kube-apiserver-arg', argument: 'profiling', roles: server, weak: ['true'], write: 'false' },
  { option: 'kube-apiserver-arg', argument: 'service-account-lookup', roles: server, weak: ['false'], write: 'true' },
  { option: 'kube-apiserver-arg', argument: 'authorization-mode', roles: server, weak: ['AlwaysAllow'] },
  { option: 'kube-apiserver-arg', argument: 'enable-admission-plugins', roles: server, weak: ['AlwaysAdmit'] },
  {
    option: 'kube-apiserver-arg',
    argument: 'disable-admission-plugins',
    roles: server,
    weak: ['NodeRestriction', 'NamespaceLifecycle', 'PodSecurity', 'ServiceAccount'],
  },
  {
    option: 'kube-apiserver-arg',
    argument: 'tls-min-version',
    roles: server,
    weak: ['VersionTLS10', 'VersionTLS11'],
    write: 'VersionTLS12',
  },
  { option: 'kube-apiserver-arg', argument: 'audit-log-maxage', roles: server, atLeast: 30, write: '30' },
  { option: 'kube-apiserver-arg', argument: 'audit-log-maxbackup', roles: server, atLeast: 10, write: '10' },
  { option: 'kube-apiserver-arg', argument: 'audit-log-maxsize', roles: server, atLeast: 100, write: '100' },
  {
    option: 'kube-apiserver-arg',
    argument: 'service-account-extend-token-expiration',
    roles: server,
    weak: ['true'],
    write: 'false',
  },
  { option: 'kube-controller-manager-arg', argument: 'profiling', roles: server, weak: ['true'], write: 'false' },
  {
    option: 'kube-controller-manager-arg',
    argument: 'use-service-account-credentials',
    roles: server,
    weak: ['false'],
    write: 'true',
  },
  {
    option: 'kube-controller-manager-arg',
    argument: 'bind-address',
    roles: server,
    only: ['127.0.0.1', '::1', 'localhost'],
    write: '127.0.0.1',
  },
  { option: 'kube-scheduler-arg', argument: 'profiling', roles: server, weak: ['true'], write: 'false' },
  {
    option: 'kube-scheduler-arg',
    argument: 'bind-address',
    roles: server,
    only: ['127.0.0.1', '::1', 'localhost'],
    write: '127.0.0.1',
  },
  { option: 'kubelet-arg', argument: 'anonymous-auth', roles: both, weak: ['true'], write: 'false' },
  { option: 'kubelet-arg', argument: 'authorization-mode', roles: both, weak: ['AlwaysAllow'], write: 'Webhook' },
  { option: 'kubelet-arg', argument: 'read-only-port', roles: both, only: ['0'], write: '0' },
  {
    option: 'kubelet-arg',
    argument: 'streaming-connection-idle-timeout',
    roles: both,
    weak: ['0', '0s', '0m', '0h'],
    write: '5m',
  },
  { option: 'kubelet-arg', argument: 'make-iptables-util-chains', roles: both, weak: ['false'], write: 'true' },
  { option: 'kubelet-arg', argument: 'rotate-certificates', roles: both, weak: ['false'], write: 'true' },
  { option: 'kubelet-arg', argument: 'event-qps', roles: both, weak: ['-1'], write: '0' },
];
