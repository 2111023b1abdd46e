/** Labels of a node and whose they are: who changes one has to know who would change it back. */

import { sortedByName } from './names.ts';
import type { NodeFacts } from './node.ts';
import { settingsOf, valuesOf } from './settings.ts';

/**
 * - `K3s`: K3s itself writes it.
 * - `config`: `node-label` in its configuration; it comes back at the next restart.
 * - `kubelet`: written by the kubelet or the cloud controller from what they find.
 * - `upgrade`: left by the system-upgrade-controller.
 * - `person`: set through the API, by a person or a tool.
 */
export type LabelOwner = 'K3s' | 'config' | 'kubelet' | 'upgrade' | 'person';

export interface Label {
  readonly key: string;
  readonly value: string;
  readonly owner: LabelOwner;
  /** The configuration asks for this, and the label says something else until the next restart. */
  readonly configured?: string;
}

const KUBELET = new Set([
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'kubernetes.io/hostname',
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
]);
const K3S = new Set([
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/etcd',
  'node-role.kubernetes.io/master',
  'egress.k3s.io/cluster',
  'p2p.k3s.cattle.io/enabled',
]);
const TYPES = new Set(['node.kubernetes.io/instance-type', 'beta.kubernetes.io/instance-type']);

/** By name; those of the configuration first, because they are what people look for. */
export function labelsOf(node: NodeFacts): readonly Label[] {
  const configured = configuredLabels(node);
  const all = [...node.labels].map(([key, value]): Label => {
    const wanted = configured.get(key);
    const owner = wanted === undefined ? labelOwnerOf(key, value) : 'config';
    return wanted === undefined || wanted === value ? { key, value, owner } : { key, value, owner, configured: wanted };
  });
  return sortedByName(all, ({ key, owner }) => `${owner === 'config' ? 0 : 1} ${key}`);
}

/** Who writes it, where no configuration asks for it. */
export function labelOwnerOf(key: string, value: string): LabelOwner {
  if (K3S.has(key) || (TYPES.has(key) && value === 'k3s')) return 'K3s';
  if (KUBELET.has(key) || TYPES.has(key)) return 'kubelet';
  return key.startsWith('plan.upgrade.cattle.io/') ? 'upgrade' : 'person';
}

/** `key=value` of all `node-label`s; the last one of a key counts. */
export function configuredLabels(node: NodeFacts): ReadonlyMap<string, string> {
  const items = valuesOf(settingsOf(node), 'node-label').flatMap((item) => item.split(','));
  return new Map(
    items.map((item) => {
      const equals = item.indexOf('=');
      return equals < 0 ? [item.trim(), ''] : [item.slice(0, equals).trim(), item.slice(equals + 1).trim()];
    }),
  );
}
