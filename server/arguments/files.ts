/** Files that arguments name and that have to be there when the component starts. */

import { componentLists } from '../knowledge/componentFlags/lists.ts';
import type { Component } from '../knowledge/componentFlags/row.ts';
import { flagName, readItem } from './words.ts';

/** A path in an item. */
export interface NamedFile {
  readonly flag: string;
  readonly path: string;
  readonly item: number;
  readonly from: number;
  readonly to: number;
  /** The component needs a folder, not a file. */
  readonly folder: boolean;
  /** The path counts from wherever K3s is started. */
  readonly relative: boolean;
}

/**
 * Flags that name a file the component reads at its start and does not create. (Kubernetes flag descriptions;
 * startup.json for those of the API server and the scheduler)
 */
const READ: Readonly<Partial<Record<Component, readonly string[]>>> = {
  kubelet: ['config', 'client-ca-file', 'kubeconfig', 'tls-cert-file', 'tls-private-key-file'],
  'kube-apiserver': [
    'admission-control-config-file',
    'allow-metric-labels-manifest',
    'audit-policy-file',
    'audit-webhook-config-file',
    'authentication-config',
    'authentication-token-webhook-config-file',
    'authorization-config',
    'authorization-policy-file',
    'authorization-webhook-config-file',
    'client-ca-file',
    'egress-selector-config-file',
    'encryption-provider-config',
    'etcd-cafile',
    'etcd-certfile',
    'etcd-keyfile',
    'oidc-ca-file',
    'requestheader-client-ca-file',
    'service-account-key-file',
    'service-account-signing-key-file',
    'tls-cert-file',
    'tls-private-key-file',
    'token-auth-file',
    'tracing-config-file',
  ],
  'kube-controller-manager': [
    'kubeconfig',
    'root-ca-file',
    'service-account-private-key-file',
    'leader-migration-config',
  ],
  'kube-scheduler': ['config', 'kubeconfig'],
  'kube-proxy': ['config', 'kubeconfig'],
  'cloud-controller-manager': ['cloud-config', 'kubeconfig'],
};

const FOLDERS: ReadonlySet<string> = new Set(['config-dir']);

/** Names of the lists that may name files. */
export const listsWithFiles: readonly string[] = Object.keys(componentLists).filter(
  (list) => READ[componentLists[list] ?? 'etcd'],
);

/** The files and folders that the items of a list name. Without a value there is nothing to look for. */
export function namedFiles(list: string, items: readonly string[]): NamedFile[] {
  const component = componentLists[list];
  return items.flatMap((text, item) => {
    const { name, value, valueFrom } = readItem(text);
    const flag = flagName(name);
    const folder = component === 'kubelet' && FOLDERS.has(flag);
    if (!component || !value || !(folder || READ[component]?.includes(flag))) return [];
    const relative = !value.startsWith('/');
    return [{ flag, path: value, item, from: valueFrom, to: text.length, folder, relative }];
  });
}
