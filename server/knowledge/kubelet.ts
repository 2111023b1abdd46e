/** Questions to the tables of the kubelet's fields: which exist in a minor, what is in them, what their defaults are. */

import { kubeletCredentials } from './kubeletCredentials.ts';
import type { FieldDefault, FieldValue, FieldValues, KeySet, KubeletField } from './kubeletField.ts';
import { kubeletLogging } from './kubeletLogging.ts';
import { kubeletNode } from './kubeletNode.ts';
import { kubeletPods } from './kubeletPods.ts';
import { kubeletResources } from './kubeletResources.ts';
import { kubeletServer } from './kubeletServer.ts';
import {
  cpuManagerPolicyOptions,
  evictionSignals,
  memoryResources,
  type PolicyOption,
  qosResources,
  reservedResources,
  tlsCipherSuites,
  topologyManagerPolicyOptions,
} from './kubeletValues.ts';

export { kubeletCredentials };

/** All fields of KubeletConfiguration by path. (kubelet-config.json: Kubernetes 1.24 to 1.36, 1.37 adds none) */
export const kubeletFields: Readonly<Record<string, KubeletField>> = {
  ...kubeletServer,
  ...kubeletNode,
  ...kubeletPods,
  ...kubeletResources,
  ...kubeletLogging,
};

export type Fields = Readonly<Record<string, KubeletField>>;

/** The row of a path such as `logging.vmodule[].verbosity`; undefined for a path no minor knows. */
export function fieldAt(path: string): KubeletField | undefined {
  return Object.hasOwn(kubeletFields, path) ? kubeletFields[path] : undefined;
}

export function isInMinor(field: { since?: number; until?: number }, minor: number): boolean {
  return (field.since ?? 0) <= minor && (field.until ?? minor) >= minor;
}

/** A field inside an object, with its own name and its path. */
export interface Child {
  readonly name: string;
  readonly path: string;
  readonly field: KubeletField;
}

const childCache = new WeakMap<Fields, ReadonlyMap<string, ReadonlyMap<string, Child>>>();

/** The fields directly inside a path (empty for the top), by name, whatever the minor. */
export function childrenOf(path: string, fields: Fields = kubeletFields): ReadonlyMap<string, Child> {
  let index = childCache.get(fields);
  if (!index) {
    const byParent = new Map<string, Map<string, Child>>();
    for (const [childPath, field] of Object.entries(fields)) {
      const dot = childPath.lastIndexOf('.');
      const parent = dot < 0 ? '' : childPath.slice(0, dot);
      const name = childPath.slice(dot + 1);
      const children = byParent.get(parent) ?? new Map<string, Child>();
      children.set(name, { name, path: childPath, field });
      byParent.set(parent, children);
    }
    index = byParent;
    childCache.set(fields, index);
  }
  return index.get(path) ?? new Map();
}

/** The default of a field in a minor; null when it is unset. Minors outside the facts count as the nearest. */
export function defaultOf(field: KubeletField, minor: number): FieldDefault {
  if (!field.defaultFrom) return field.default ?? null;
  const [first] = field.defaultFrom;
  return (field.defaultFrom.findLast(([from]) => from <= minor) ?? first)?.[1] ?? null;
}

const sets: Readonly<Record<Exclude<KeySet, 'featureGates'>, Readonly<Record<string, FieldValue>>>> = {
  evictionSignals,
  reservedResources,
  qosResources,
  memoryResources,
  cpuManagerPolicyOptions: optionValues(cpuManagerPolicyOptions),
  topologyManagerPolicyOptions: optionValues(topologyManagerPolicyOptions),
};

function optionValues(options: Readonly<Record<string, PolicyOption>>): FieldValues {
  return Object.fromEntries(
    Object.entries(options).map(([name, { stages, doc }]) => {
      const since = stages[0]?.[0] ?? 0;
      return [name, { doc, ...(since > 26 ? { since } : {}) }];
    }),
  );
}

/** The keys a map may have in a minor; undefined when any key will do. Gates have a table of their own. */
export function keysOf(field: KubeletField, minor: number): FieldValues | undefined {
  return field.keys === undefined || field.keys === 'featureGates' ? undefined : only(sets[field.keys], minor);
}

/** The values a field, or the items of its list, may have in a minor; undefined when any text will do. */
export function valuesOf(field: KubeletField, minor: number): FieldValues | undefined {
  if (field.values === undefined) return undefined;
  if (field.values !== 'tlsCipherSuites') return only(field.values, minor);
  return Object.fromEntries([...tlsCipherSuites.preferred, ...tlsCipherSuites.insecure].map((name) => [name, {}]));
}

function only(values: FieldValues, minor: number): FieldValues {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => isInMinor(value, minor) && value.os !== 'windows'),
  );
}

/** The path behind a flag of the kubelet, `max-pods` → `maxPods`. */
export function fieldOfFlag(flag: string): string | undefined {
  return flagPaths.get(flag.replaceAll('_', '-'));
}

const flagPaths: ReadonlyMap<string, string> = new Map(
  Object.entries(kubeletFields).flatMap(([path, { flag }]) => (flag === undefined ? [] : [[flag, path] as const])),
);
