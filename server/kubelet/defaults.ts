/** What a kubelet starts with, and what it fills in afterwards where nobody said anything. */

import { defaultOf, isInMinor, kubeletFields } from '../knowledge/kubelet.ts';
import type { FieldType, KubeletField } from '../knowledge/kubeletField.ts';
import { flagDefaults, hardThresholds } from '../knowledge/kubeletValues.ts';
import { type JsonNode, member, type Origin, synthetic } from './json.ts';
import { isObject, type Merged, type MergedObject } from './merge.ts';
import { readScalar } from './scalar.ts';
import { type KeySetting, mapSetting, type Settings, type Typed } from './settings.ts';

const DEFAULT: Origin = { kind: 'default' };

/** Settings a file can hold by themselves: no objects, and nothing inside lists. */
const leaves: readonly (readonly [path: string, field: KubeletField])[] = Object.entries(kubeletFields).filter(
  ([path, { type }]) => type !== 'object' && !path.includes('['),
);

/** Where one field is on depends on a gate, its default does too. (kubelet-config.json, `defaultRule`) */
const GATED_DEFAULTS: Readonly<Record<string, string>> = {
  'crashLoopBackOff.maxContainerRestartPeriod': 'KubeletCrashLoopBackOffMax',
  imagePullCredentialsVerificationPolicy: 'KubeletEnsureSecretPulledImages',
};

/** The settings of a kubelet without any file: the defaults of its flags, which differ from those of a file. */
export function startingPoint(minor: number): Settings {
  const settings: Settings = new Map();
  for (const [path, field] of leaves) {
    if (!isInMinor(field, minor)) continue;
    const value = flagDefaults[path] ?? defaultOf(field, minor);
    const typed = typedDefault(value, field.type);
    if (typed !== undefined) settings.set(path, { path, field, value: typed, from: DEFAULT, earlier: [] });
  }
  return settings;
}

/**
 * Fills in defaults as the kubelet does after decoding: where a field is unset, and where zero or empty does not
 * count as a value.
 */
export function fillDefaults(settings: Settings, minor: number, isOn: (gate: string) => boolean): void {
  const updateFrequency = settings.get('nodeStatusUpdateFrequency')?.value;
  const parallel = settings.get('maxParallelImagePulls')?.value;
  for (const [path, field] of leaves) {
    if (!isInMinor(field, minor)) continue;
    const known = settings.get(path);
    if (known && (field.nullable || !isZero(known.value))) continue;
    if (known && field.type.startsWith('list<')) continue;
    const gate = GATED_DEFAULTS[path];
    if (gate !== undefined && !isOn(gate)) continue;
    let value = typedDefault(defaultOf(field, minor), field.type);
    if (path === 'nodeStatusReportFrequency' && updateFrequency) value = updateFrequency;
    if (path === 'serializeImagePulls' && typeof parallel === 'number' && parallel > 1) value = false;
    if (value === undefined || known?.value === value) continue;
    const earlier = known?.member ? [...known.earlier, known.member] : (known?.earlier ?? []);
    settings.set(path, { path, field, value, from: DEFAULT, earlier });
  }
}

/** Only a file named by `--config` gets the usual hard thresholds. (kubelet-config.json, `effectiveDefaultOnlyWith`) */
export function fillThresholds(settings: Settings, minor: number): void {
  const field = kubeletFields.evictionHard as KubeletField;
  const known = settings.get('evictionHard');
  const fill = settings.get('mergeDefaultEvictionSettings')?.value === true;
  if (known && !fill) return;
  const usual = hardThresholds.findLast(([from]) => from <= minor)?.[1] ?? {};
  const keys = new Map<string, KeySetting>(
    Object.entries(usual).map(([name, value]) => [name, { value, from: DEFAULT, earlier: [] }]),
  );
  for (const [name, one] of known?.keys ?? []) keys.set(name, one);
  settings.set('evictionHard', mapSetting('evictionHard', field, keys, known?.member, known?.earlier ?? []));
}

const isZero = (value: Typed): boolean => value === 0 || value === 0n || value === '' || value === false;

function typedDefault(value: ReturnType<typeof defaultOf>, type: FieldType): Typed | undefined {
  if (value === null) return undefined;
  if (typeof value === 'object') return [...value];
  const kind = typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'number' : 'string';
  const typed = readScalar({ kind, text: String(value) }, type);
  return typeof typed === 'object' && 'fault' in typed ? undefined : typed;
}

/** Settings as the object that files are put on top of. */
export function mergedOf(settings: Settings, present: Iterable<string>): MergedObject {
  const root: MergedObject = new Map();
  for (const path of present) objectAt(root, path.split('.'));
  for (const [path, setting] of settings) {
    const parts = path.split('.');
    const name = parts.pop() as string;
    const parent = objectAt(root, parts);
    if (setting.keys) {
      const value: MergedObject = new Map();
      for (const [key, { value: typed, member: written, from, earlier }] of setting.keys) {
        const by = written ?? member(key, synthetic(typed, from), from);
        value.set(key, entry(key, by, earlier));
      }
      const by = setting.member ?? member(name, synthetic({}, setting.from), setting.from);
      parent.set(name, { name, by, value, earlier: setting.earlier });
      continue;
    }
    const by = setting.member ?? member(name, nodeOf(setting.value, setting.field.type, setting.from), setting.from);
    parent.set(name, entry(name, by, setting.earlier));
  }
  return root;
}

function entry(name: string, by: Merged['by'], earlier: Merged['earlier']): Merged {
  const { value } = by;
  return { name, by, earlier, ...(value.kind === 'object' || value.kind === 'null' ? {} : { value }) };
}

function objectAt(root: MergedObject, path: readonly string[]): MergedObject {
  let object = root;
  for (const name of path) {
    const known = object.get(name);
    if (isObject(known?.value)) {
      object = known.value;
      continue;
    }
    const value: MergedObject = new Map();
    object.set(name, { name, by: member(name, synthetic({}, DEFAULT), DEFAULT), value, earlier: [] });
    object = value;
  }
  return object;
}

function nodeOf(value: Typed, type: FieldType, from: Origin): JsonNode {
  // Nobody looks at the text of a default again, only at what it decodes to.
  if (typeof value === 'bigint') return synthetic(`${value}ns`, from);
  if (type === 'float' || typeof value !== 'object') return synthetic(value, from);
  return synthetic(Array.isArray(value) ? value : Object.fromEntries(value as ReadonlyMap<string, Typed>), from);
}
