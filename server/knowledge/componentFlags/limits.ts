/** Bounds that the components hold numbers and durations to. (kubelet.md section 4; Kubernetes validation code) */
import type { Program } from './lookup.ts';

/** Durations are in Go notation. */
export interface Limit {
  readonly least?: number | string;
  readonly most?: number | string;
  /** Must be greater than this. */
  readonly above?: number | string;
  /** First minor that checks it. */
  readonly since?: number;
  readonly until?: number;
  /** Only looked at while this flag is set to something. */
  readonly with?: string;
  /** Found when the component sets itself up, not when it checks its configuration. */
  readonly late?: true;
  /** Zero switches it off and is fine too. */
  readonly orZero?: true;
}

const notNegative: Limit = { least: 0 };
const port: Limit = { least: 1, most: 65535 };
const portOrNone: Limit = { least: 0, most: 65535 };
const fraction: Limit = { least: 0, most: 0.02 };
const bit: Limit = { least: 0, most: 31 };

export const limits: Readonly<Record<Program, Readonly<Record<string, Limit>>>> = {
  kubelet: {
    'container-log-max-files': { least: 2 },
    'event-burst': notNegative,
    'event-qps': notNegative,
    'healthz-port': portOrNone,
    'image-gc-high-threshold': { least: 0, most: 100 },
    'image-gc-low-threshold': { least: 0, most: 100 },
    'iptables-drop-bit': bit,
    'iptables-masquerade-bit': bit,
    'kube-api-burst': notNegative,
    'kube-api-qps': notNegative,
    'log-flush-frequency': { above: '0s' },
    'max-open-files': notNegative,
    'max-pods': notNegative,
    'minimum-image-ttl-duration': { least: '0s', since: 36 },
    'node-status-max-images': { least: -1 },
    'oom-score-adj': { least: -1000, most: 1000 },
    'pods-per-core': notNegative,
    port,
    'read-only-port': portOrNone,
    'registry-burst': notNegative,
    'registry-qps': notNegative,
    'sync-frequency': { above: '0s', late: true },
  },
  'kube-apiserver': {
    'apiserver-count': { least: 1 },
    'audit-log-maxage': { least: 0, with: 'audit-log-path' },
    'audit-log-maxbackup': { least: 0, with: 'audit-log-path' },
    'audit-log-maxsize': { least: 0, with: 'audit-log-path' },
    'goaway-chance': fraction,
    'kubernetes-service-node-port': portOrNone,
    'livez-grace-period': { least: '0s' },
    'log-flush-frequency': { above: '0s' },
    'max-mutating-requests-inflight': notNegative,
    'max-requests-inflight': notNegative,
    'min-request-timeout': notNegative,
    'request-timeout': { least: '0s' },
    'secure-port': port,
    'service-account-max-token-expiration': { least: '1h', orZero: true },
    'shutdown-delay-duration': { least: '0s' },
  },
  'kube-controller-manager': {
    'concurrent-service-endpoint-syncs': { least: 1, most: 50 },
    'max-endpoints-per-slice': { least: 1, most: 1000 },
    'mirroring-concurrent-service-endpoint-syncs': { least: 1, most: 50 },
    'mirroring-max-endpoints-per-subset': { least: 1, most: 1000 },
    'concurrent-cron-job-syncs': { least: 1 },
    'log-flush-frequency': { above: '0s' },
    'secure-port': portOrNone,
  },
  'kube-scheduler': { 'log-flush-frequency': { above: '0s' }, 'secure-port': portOrNone },
  'cloud-controller-manager': { 'log-flush-frequency': { above: '0s' }, 'secure-port': portOrNone },
  'kube-proxy': {
    'config-sync-period': { above: '0s' },
    'conntrack-max-per-core': notNegative,
    'conntrack-min': notNegative,
    'conntrack-tcp-timeout-close-wait': { least: '0s' },
    'conntrack-tcp-timeout-established': { least: '0s' },
    'conntrack-udp-timeout': { least: '0s' },
    'conntrack-udp-timeout-stream': { least: '0s' },
    'iptables-masquerade-bit': bit,
    'iptables-min-sync-period': { least: '0s' },
    'iptables-sync-period': { above: '0s' },
    'log-flush-frequency': { above: '0s' },
    'oom-score-adj': { least: -1000, most: 1000 },
  },
};
