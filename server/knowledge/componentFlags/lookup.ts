/** Questions to the flag tables: which flags a component has in a Kubernetes minor, and what their facts are there. */

import type { Release } from '../flag.ts';
import { hasKubeletDropIns } from '../versions.ts';
import { apiServer } from './apiServer.ts';
import { cloudController } from './cloudController.ts';
import { controllerManager } from './controllerManager.ts';
import { etcd, etcdOf } from './etcd.ts';
import { apiServerOfK3s, kubeProxyOfK3s } from './further.ts';
import { kubelet } from './kubelet.ts';
import { kubeProxy } from './kubeProxy.ts';
import {
  type Component,
  type ComponentFlag,
  type EtcdSetting,
  type FlagTable,
  type Multi,
  type ValueType,
  zeroOf,
} from './row.ts';
import { scheduler } from './scheduler.ts';

/** A component whose list ends up on a command line; the one of etcd becomes its configuration file. */
export type Program = Exclude<Component, 'etcd'>;

export const componentFlags: Readonly<Record<Program, FlagTable>> = {
  kubelet,
  'kube-apiserver': { ...apiServer, ...apiServerOfK3s },
  'kube-controller-manager': controllerManager,
  'kube-scheduler': scheduler,
  'kube-proxy': { ...kubeProxy, ...kubeProxyOfK3s },
  'cloud-controller-manager': cloudController,
};

/** The row of a flag, in whatever minor it exists. */
export function flagRow(component: Program, name: string): ComponentFlag | undefined {
  const table = componentFlags[component];
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Whether a minor (33 for 1.33) has a flag, and if not, why. */
export type Presence = 'here' | { readonly since: number } | { readonly removed: number };

/** Whether a minor has what a row tells of. */
export function presence(row: { readonly since?: number; readonly removed?: number }, minor: number): Presence {
  if (row.since !== undefined && minor < row.since) return { since: row.since };
  if (row.removed !== undefined && minor >= row.removed) return { removed: row.removed };
  return 'here';
}

const tables = new Map<string, ReadonlyMap<string, ComponentFlag>>();

/** The flags that a component has in a minor, by name. */
export function flagsAt(component: Program, minor: number): ReadonlyMap<string, ComponentFlag> {
  const id = `${component} ${minor}`;
  let found = tables.get(id);
  if (!found) {
    const rows = Object.entries(componentFlags[component]);
    found = new Map(rows.filter(([, row]) => presence(row, minor) === 'here'));
    tables.set(id, found);
  }
  return found;
}

/** The default of the program in a minor; what is empty, false or zero is told as that. */
export function flagDefault(row: ComponentFlag, minor: number): NonNullable<ComponentFlag['default']> {
  if (!row.defaults) return row.default ?? zeroOf(row.type);
  const from = Object.keys(row.defaults)
    .map(Number)
    .findLast((number) => number <= minor);
  return from === undefined ? zeroOf(row.type) : (row.defaults[from] as NonNullable<ComponentFlag['default']>);
}

/** Whether the component prints a message that the flag is on its way out. */
export function isDeprecated(row: ComponentFlag, minor: number): boolean {
  if (row.deprecated === undefined || minor >= (row.deprecatedUntil ?? Number.POSITIVE_INFINITY)) return false;
  return row.deprecated === 'older' || minor >= row.deprecated;
}

const MULTI: Readonly<Partial<Record<ValueType, Multi>>> = {
  'list<string>': 'append',
  'list<int32>': 'append',
  'list<url>': 'append',
  'reserved-memory': 'append',
  namedCertKey: 'repeat',
  vmodule: 'list-last',
  taints: 'list-last',
  multimap: 'merge',
  'map<string,string>': 'merge',
  'map<gate,bool>': 'merge',
  'map<signal,threshold>': 'merge',
};

/** What several flags of this name amount to. */
export const multiOf = (row: ComponentFlag): Multi => row.multi ?? MULTI[row.type] ?? 'last';

/** Whether `etcd-arg` has a setting in a version of etcd, given as `3.5.13`. */
export type EtcdPresence = 'here' | { readonly since: string } | { readonly removed: string } | 'no key';

/** Whether a version of etcd takes a setting from its configuration file. */
export function etcdPresence(row: EtcdSetting, version: string): EtcdPresence {
  if (row.since && compareEtcd(version, row.since) < 0) return { since: row.since };
  if (row.removed && compareEtcd(version, row.removed) >= 0) return { removed: row.removed };
  if (row.noKey || (row.keySince && compareEtcd(version, row.keySince) < 0)) return 'no key';
  return 'here';
}

/** The etcd of a Kubernetes minor. Those without a fact, 1.26 to 1.30, had 3.5 too. */
export const etcdVersion = (minor: number): string => etcdOf[minor] ?? '3.5.13';

export function etcdRow(name: string): EtcdSetting | undefined {
  return Object.hasOwn(etcd, name) ? etcd[name] : undefined;
}

/** Negative, zero or positive as `a` is older than, the same as or newer than `b`. */
export function compareEtcd(a: string, b: string): number {
  const [first, second] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]];
  for (const [index, part] of first.entries()) {
    const difference = part - (second[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * From K3s 1.32 on an item of `kubelet-arg` without `=` takes the next one for its value, which is lost, and `config`
 * is taken out of the list. (k3s-io/k3s pkg/daemons/agent, extractConfigArgs)
 */
export const searchesForConfig = (component: Component, release: Release): boolean =>
  component === 'kubelet' && hasKubeletDropIns(release);
