/** Decides by its keys whether a YAML file looks like one of ours. */

import type { LanguageId } from './protocol.ts';

/** Options that hardly any other program has; those every tool has (`server`, `token`, `debug`, `log`) prove nothing. */
export const distinctive: ReadonlySet<string> = new Set([
  'advertise-address',
  'agent-token',
  'agent-token-file',
  'cluster-cidr',
  'cluster-dns',
  'cluster-domain',
  'cluster-init',
  'cluster-reset',
  'container-runtime-endpoint',
  'datastore-endpoint',
  'default-local-storage-path',
  'disable-apiserver',
  'disable-cloud-controller',
  'disable-controller-manager',
  'disable-etcd',
  'disable-helm-controller',
  'disable-kube-proxy',
  'disable-network-policy',
  'disable-scheduler',
  'embedded-registry',
  'etcd-arg',
  'etcd-expose-metrics',
  'etcd-s3',
  'etcd-snapshot-dir',
  'etcd-snapshot-retention',
  'etcd-snapshot-schedule-cron',
  'flannel-backend',
  'flannel-conf',
  'flannel-iface',
  'flannel-ipv6-masq',
  'https-listen-port',
  'kube-apiserver-arg',
  'kube-cloud-controller-manager-arg',
  'kube-controller-manager-arg',
  'kube-proxy-arg',
  'kube-scheduler-arg',
  'kubelet-arg',
  'node-external-ip',
  'node-ip',
  'node-label',
  'node-name',
  'node-taint',
  'prefer-bundled-bin',
  'private-registry',
  'protect-kernel-defaults',
  'secrets-encryption',
  'service-cidr',
  'service-node-port-range',
  'servicelb-namespace',
  'system-default-registry',
  'tls-san',
  'tls-san-security',
  'token-file',
  'vpn-auth',
  'write-kubeconfig',
  'write-kubeconfig-group',
  'write-kubeconfig-mode',
]);

/** RKE2 reads the same options plus these. */
const others = /^(apiVersion|kind|cni|cloud-provider-name|profile|ingress-controller|audit-policy-file)$/;

const LINES = 300;

/** True with two distinctive options at the beginning of lines, and nothing that belongs to somebody else. */
export function looksLikeK3s(text: string): boolean {
  const keys = text
    .split(/\r?\n/, LINES)
    .map((line) => /^(["']?)([A-Za-z][\w-]*)\1\+?[ \t]*:(?:\s|$)/.exec(line)?.[2])
    .filter((key) => key !== undefined);
  if (keys.some((key) => others.test(key))) return false;
  return new Set(keys.filter((key) => distinctive.has(key))).size >= 2;
}

/** Which of our languages a text is most likely written in. */
export function languageOfText(text: string): LanguageId {
  if (isKubelet(text)) return 'k3s-kubelet';
  return looksLikeRegistries(text) ? 'k3s-registries' : 'k3s-config';
}

/** Whether a text calls itself a configuration of the kubelet. */
export const isKubelet = (text: string): boolean =>
  /^\s*["']?apiVersion["']?\s*:\s*["']?kubelet\.config\.k8s\.io\//m.test(text) &&
  /^\s*["']?kind["']?\s*:\s*["']?KubeletConfiguration\b/m.test(text);

/** Nothing but the sections of registries.yaml, and at least one endpoint or block of settings in them. */
function looksLikeRegistries(text: string): boolean {
  const keys = [...text.matchAll(/^([A-Za-z][\w-]*)[ \t]*:/gm)].map(([, key]) => key);
  const known = keys.filter((key) => key === 'mirrors' || key === 'configs');
  return known.length > 0 && known.length === keys.length && /^\s+(endpoint|auth|tls|rewrite)[ \t]*:/m.test(text);
}

/** Whether the first line is one for us. */
export const saysItself = (text: string): boolean => /^#\s*k3s:\s/.test(text);

/** The names under which such files are kept where they are no machine's own, and which other tools use too. */
export function mayBeNamed(path: string): boolean {
  return /\.ya?ml(\.j2)?$/.test(path) && !/\brke2\b/.test(path);
}
