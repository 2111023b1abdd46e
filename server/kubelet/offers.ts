/** What can be written at a place of a file: fields, keys of maps, values, each with a few words beside it. */

import { GATE_GROUPS, gatesAt } from '../knowledge/featureGates.ts';
import { childrenOf, defaultOf, isInMinor, keysOf, valuesOf } from '../knowledge/kubelet.ts';
import type { FieldType, KubeletField } from '../knowledge/kubeletField.ts';
import { writtenByK3s } from '../knowledge/kubeletK3s.ts';
import {
  cpuManagerPolicyOptions,
  internalSignals,
  tlsCipherSuites,
  tlsCurves,
  topologyManagerPolicyOptions,
} from '../knowledge/kubeletValues.ts';
import { readDuration } from '../node/commandLine.ts';
import { say } from '../words/say.ts';
import { stageOf, typeText } from './describe.ts';
import { folded } from './file.ts';
import type { Slot } from './slot.ts';

/** A key to write, and what its value begins with. */
export interface KeyOffer {
  readonly label: string;
  readonly detail: string;
  /** How the value goes on: on the same line, with keys or items below, or with a value that is at hand. */
  readonly value: 'here' | 'keys' | 'items' | { readonly text: string };
  readonly deprecated?: true;
  /** Belongs to K3s, so it comes behind the others. */
  readonly owned?: true;
}

export interface ValueOffer {
  readonly text: string;
  /** Written as text, so in quotes where it would be something else. */
  readonly isText: boolean;
  readonly detail?: string;
  readonly closed?: true;
}

/** Keys of an object or a map that a minor has and that do not stand there yet. */
export function keyOffers(slot: Slot, minor: number, present: ReadonlySet<string>): KeyOffer[] {
  if (slot.type === 'object') return fields(slot.path, minor, present);
  const { field } = slot;
  if (!field) return [];
  const found = field.keys === 'featureGates' ? gateKeys(minor) : namedKeys(field, minor);
  return found.filter(({ label }) => !present.has(label));
}

function fields(path: string, minor: number, present: ReadonlySet<string>): KeyOffer[] {
  const taken = new Set([...present].map(folded));
  return [...childrenOf(path).values()]
    .filter(({ name, field }) => isInMinor(field, minor) && !taken.has(folded(name)))
    .map(({ name, field }) => {
      const old = Math.min(field.deprecated ?? Number.POSITIVE_INFINITY, field.noEffect ?? Number.POSITIVE_INFINITY);
      return {
        label: name,
        detail: typeText(field),
        value: shapeOf(field.type),
        ...(old <= minor ? { deprecated: true } : {}),
        ...(field.owned ? { owned: true } : {}),
      } as const;
    });
}

function shapeOf(type: FieldType): 'here' | 'keys' | 'items' {
  if (type.startsWith('list<')) return 'items';
  return type === 'object' || type.startsWith('map<') ? 'keys' : 'here';
}

/** Gates that can be set to something, with the opposite of what they are. */
function gateKeys(minor: number): KeyOffer[] {
  return [...gatesAt(minor)]
    .filter(([, { locked, stage }]) => !locked && stage !== 'deprecated')
    .map(([label, { stage, on }]) => ({
      label,
      detail: GATE_GROUPS[label] ? say('all {0}', stage) : `${stage}, ${on ? say('on') : say('off')}`,
      value: { text: String(!on) },
    }));
}

function namedKeys(field: KubeletField, minor: number): KeyOffer[] {
  const options = { ...cpuManagerPolicyOptions, ...topologyManagerPolicyOptions };
  return Object.keys(keysOf(field, minor) ?? {})
    .filter((key) => !internalSignals.has(key))
    .flatMap((key) => (key === 'hugepages-<size>' ? ['hugepages-2Mi', 'hugepages-1Gi'] : [key]))
    .map((label) => {
      const option = Object.hasOwn(options, label) ? options[label] : undefined;
      return { label, detail: option ? stageOf(option, minor) : '', value: 'here' };
    });
}

/**
 * Values for a place.
 *
 * @param typed what stands there, so that a number gets its unit
 */
export function valueOffers(slot: Slot, minor: number, typed: string): ValueOffer[] {
  const { field, path, type } = slot;
  if (!field) return [];
  const own = slot.key === undefined && !slot.item && !path.includes('[');
  const preset = own ? plainText(defaultOf(field, minor)) : undefined;
  const written = own ? plainText(writtenByK3s[path]?.value) : undefined;
  // 2m and 2m0s are one duration.
  const isSame = type.startsWith('duration') && readDuration(written ?? '') === readDuration(preset ?? '');
  const k3s = isSame ? preset : written;
  const closed = closedValues(slot, minor);
  if (closed.length > 0) return closed.map((offer) => noted(offer, preset, k3s));
  const found = new Map<string, ValueOffer>();
  const isText = type !== 'bool' && !/^u?int|^float/.test(type);
  for (const text of [preset, k3s]) if (text) found.set(text, noted({ text, isText }, preset, k3s));
  for (const text of templates(slot, typed)) if (!found.has(text)) found.set(text, { text, isText });
  return [...found.values()];
}

const plainText = (value: unknown): string | undefined =>
  value === null || value === undefined || value === '' || typeof value === 'object' ? undefined : String(value);

function noted(offer: ValueOffer, preset: string | undefined, k3s: string | undefined): ValueOffer {
  const words = [
    ...(offer.text === k3s ? [say('written by K3s')] : []),
    ...(offer.text === preset ? [say('default')] : []),
    ...(offer.detail ? [offer.detail] : []),
  ];
  return words.length === 0 ? offer : { ...offer, detail: words.join(', ') };
}

/** The values there are no others beside. */
function closedValues({ field, path, type, key }: Slot, minor: number): ValueOffer[] {
  if (!field) return [];
  const closed = true as const;
  if (type === 'bool') return ['true', 'false'].map((text) => ({ text, isText: false, closed }));
  if (path === 'tlsCurvePreferences')
    return Object.entries(tlsCurves).map(([text, detail]) => ({ text, isText: false, detail, closed }));
  if (key !== undefined) {
    const isBool = field.valueFormat === 'go-bool' && key !== 'max-allowable-numa-nodes';
    return isBool ? ['true', 'false'].map((text) => ({ text, isText: true, closed })) : [];
  }
  const values = valuesOf(field, minor);
  return Object.keys(values ?? {}).map((text) => {
    const isInsecure = field.values === 'tlsCipherSuites' && tlsCipherSuites.insecure.includes(text);
    return { text, isText: true, closed, ...(isInsecure ? { detail: say('insecure') } : {}) };
  });
}

/** Values that show how one is written. */
function templates(slot: Slot, typed: string): readonly string[] {
  const { field, type, key = '' } = slot;
  const number = /^\d+$/.test(typed) ? typed : undefined;
  const format = type === 'quantity' || slot.key !== undefined ? (field?.valueFormat ?? 'quantity') : field?.format;
  if (type.startsWith('duration') || format === 'duration>=0') {
    if (number !== undefined) return ['s', 'm', 'h', 'ms'].map((unit) => number + unit);
    const bounds = [field?.minDuration, field?.maxDuration].flatMap((text) => (!text || text === '0s' ? [] : [text]));
    return field?.maxDuration === undefined ? [...bounds, '30s', '1m30s', '5m'] : bounds;
  }
  if (key === 'pid' || key === 'pid.available') return ['1000'];
  if (key === 'max-allowable-numa-nodes') return ['8'];
  if (key === 'cpu') return ['100m', '500m', '1'];
  const isThreshold = format === 'eviction-threshold' || format === 'quantity>=0-or-percent>0';
  if (number !== undefined && (isThreshold || format?.startsWith('quantity'))) {
    return ['Mi', 'Gi', ...(isThreshold ? ['%'] : [])].map((unit) => number + unit);
  }
  if (format === 'integer-percent') return ['50%'];
  if (isThreshold) return key.endsWith('inodesFree') ? ['5%', '10%'] : ['100Mi', '500Mi', '1Gi', '5%', '10%'];
  if (format?.startsWith('quantity')) return ['256Mi', '512Mi', '1Gi'];
  return [];
}
