/**
 * Flags that the components inside K3s have beyond those of Kubernetes: one that its fork adds, and those that code in
 * the same process puts where kube-proxy finds them. (k3s-io/k3s pkg/daemons/control; kubelet.md, "Uncertain")
 */
import { kubelet } from './kubelet.ts';
import type { ComponentFlag, FlagTable } from './row.ts';

export const apiServerOfK3s: FlagTable = { 'advertise-port': { type: 'int' } };

/** Flags of klog. */
const klog: FlagTable = {
  'add-dir-header': { type: 'bool', hidden: true },
  alsologtostderr: { type: 'bool', hidden: true },
  'log-backtrace-at': { type: 'string', hidden: true },
  'log-dir': { type: 'string', hidden: true },
  'log-file': { type: 'string', hidden: true },
  'log-file-max-size': { type: 'uint64', default: 1800, hidden: true },
  logtostderr: { type: 'bool', default: true, hidden: true },
  'one-output': { type: 'bool', hidden: true },
  'skip-headers': { type: 'bool', hidden: true },
  'skip-log-headers': { type: 'bool', hidden: true },
  stderrthreshold: { type: 'string', default: 'ERROR', hidden: true },
};

/** Flags of cAdvisor, which the kubelet calls deprecated and no field replaces. */
const ADVISOR = [
  'application-metrics-count-limit',
  'container-hints',
  'containerd',
  'containerd-namespace',
  'enable-load-reader',
  'event-storage-age-limit',
  'event-storage-event-limit',
  'global-housekeeping-interval',
  'housekeeping-interval',
  'log-cadvisor-usage',
  'storage-driver-buffer-duration',
  'storage-driver-db',
  'storage-driver-host',
  'storage-driver-password',
  'storage-driver-secure',
  'storage-driver-table',
  'storage-driver-user',
] as const;

const advisor: FlagTable = Object.fromEntries(
  ADVISOR.map((name) => {
    const { deprecated, ...row } = kubelet[name] as ComponentFlag;
    return [name, { ...row, hidden: true as const }];
  }),
);

export const kubeProxyOfK3s: FlagTable = { ...klog, ...advisor };
