/** Completion inside one item of a `*-arg` list: names of arguments, their values, and what stands inside values. */

import { admissionPlugins } from '../knowledge/admissionPlugins.ts';
import {
  API_GROUPS,
  API_WORDS,
  CPU_OPTIONS,
  EVICTION_SIGNALS,
  type OptionStages,
  RESERVABLE,
  TOPOLOGY_OPTIONS,
} from '../knowledge/argumentWords.ts';
import { etcd } from '../knowledge/componentFlags/etcd.ts';
import {
  etcdPresence,
  etcdVersion,
  flagDefault,
  flagsAt,
  isDeprecated,
  multiOf,
  presence,
} from '../knowledge/componentFlags/lookup.ts';
import type { Component, ComponentFlag, EtcdSetting } from '../knowledge/componentFlags/row.ts';
import { flagText } from '../knowledge/componentFlags/texts.ts';
import { GATE_GROUPS, gatesAt } from '../knowledge/featureGates.ts';
import type { Release } from '../knowledge/flag.ts';
import { kubernetesOf } from '../knowledge/kubernetes.ts';
import { EFFECTS } from '../node/labels.ts';
import { CIPHER_SUITES } from '../node/tls.ts';
import { controllerNames } from './checks/controllers.ts';
import { type Cursor, cursorIn } from './cursor.ts';
import { readItem } from './words.ts';

/** One thing to offer. */
export interface Offer {
  readonly label: string;
  readonly insert: string;
  readonly kind: 'name' | 'value';
  /** A few words beside the label. */
  readonly detail?: string;
  /** Markdown. */
  readonly doc?: string;
  readonly deprecated?: true;
}

export interface Completion {
  /** The stretch of the item that an offer replaces. */
  readonly from: number;
  readonly to: number;
  readonly offers: readonly Offer[];
}

/**
 * What can stand at an offset of an item.
 *
 * @param others the other items of the list
 */
export function completeArgument(
  component: Component,
  text: string,
  offset: number,
  { release, others = [] }: { readonly release: Release; readonly others?: readonly string[] },
): Completion {
  const { minor } = kubernetesOf(release);
  const cursor = cursorIn(component, text, offset);
  if (cursor.kind === 'name') {
    const { name, item } = cursor;
    const typed = text.slice(name.from, offset);
    const end = item.value === undefined && item.sign === '' ? '=' : '';
    const taken = new Set(others.map((other) => readItem(other).name));
    const offers = component === 'etcd' ? settings(minor, taken, end) : names(component, minor, taken, typed, end);
    return { from: name.from, to: name.to, offers };
  }
  if (cursor.setting) return { from: cursor.value.from, to: cursor.value.to, offers: settingValues(cursor.setting) };
  if (!cursor.row || component === 'etcd') return { from: offset, to: offset, offers: [] };
  const piece = cursor.right ?? cursor.key;
  const offers = valuesFor({ component, minor }, cursor, cursor.row);
  // A whole pair is offered in front of a separator that is not there yet.
  return { from: piece.from, to: piece.to, offers };
}

type Where = { readonly component: Exclude<Component, 'etcd'>; readonly minor: number };
type ValueCursor = Extract<Cursor, { kind: 'value' }>;

function names(
  component: Where['component'],
  minor: number,
  taken: ReadonlySet<string>,
  typed: string,
  end: string,
): Offer[] {
  return [...flagsAt(component, minor)]
    .filter(([name, row]) => !taken.has(name) || multiOf(row) !== 'last')
    .filter(([name, row]) => !row.hidden || (typed.length >= 3 && name.startsWith(typed)))
    .map(([name, row]) => {
      const doc = flagText(component, name);
      // The kubelet calls nearly everything deprecated that a file can say too; only the rest is really leaving.
      const leaving = isDeprecated(row, minor) && row.config === undefined;
      return {
        label: name,
        insert: name + end,
        kind: 'name',
        detail: typeText(row),
        ...(doc ? { doc } : {}),
        ...(leaving ? { deprecated: true as const } : {}),
      };
    });
}

function settings(minor: number, taken: ReadonlySet<string>, end: string): Offer[] {
  const version = etcdVersion(minor);
  return Object.entries(etcd)
    .filter(([name, row]) => !taken.has(name) && etcdPresence(row, version) === 'here')
    .map(([name, row]) => {
      const doc = flagText('etcd', name);
      return { label: name, insert: name + end, kind: 'name', detail: row.type, ...(doc ? { doc } : {}) };
    });
}

const settingValues = (row: EtcdSetting): Offer[] =>
  (row.values ?? (row.type === 'bool' ? ['true', 'false'] : [])).filter(Boolean).map((name) => value(name));

const value = (label: string, detail?: string, insert = label, doc?: string): Offer => ({
  label,
  insert,
  kind: 'value',
  ...(detail ? { detail } : {}),
  ...(doc ? { doc } : {}),
});

/** A word for the kind of value. */
export function typeText(row: ComponentFlag): string {
  if (row.type === 'string' && row.values) return row.values.filter(Boolean).join(' | ');
  return row.format ?? TYPES[row.type] ?? row.type;
}

const TYPES: Readonly<Partial<Record<ComponentFlag['type'], string>>> = {
  bool: 'true | false',
  int: 'number',
  int32: 'number',
  int64: 'number',
  uint: 'number',
  float: 'number',
  duration: 'time',
  quantity: 'amount',
  string: 'text',
  ip: 'address',
  ipport: 'address:port',
  portRange: 'from-to',
  'list<string>': 'list',
  'list<int32>': 'list of numbers',
  'map<string,string>': 'name=value,…',
  'map<gate,bool>': 'Gate=true,…',
  'map<signal,threshold>': 'signal<amount,…',
};

function valuesFor(where: Where, cursor: ValueCursor, row: ComponentFlag): Offer[] {
  const special = SPECIAL[cursor.flag];
  const hasPair = cursor.element.text.length > cursor.key.text.length;
  if (row.valuesFrom === 'featureGates') return gates(where, cursor, hasPair);
  if (row.valuesFrom === 'admissionPlugins') return plugins(where, cursor);
  if (row.valuesFrom === 'controllers' || row.valuesFrom === 'cloudControllers') return controllers(where, cursor);
  if (row.valuesFrom === 'tlsCipherSuites') {
    return [...CIPHER_SUITES]
      .filter((suite) => /_WITH_/.test(suite) && !cursor.others.includes(suite))
      .map((suite) => value(suite));
  }
  if (special) return special(where, cursor, hasPair);
  if (row.type === 'bool') return ['true', 'false'].map((word) => value(word));
  if (row.type === 'taints' && cursor.right) return EFFECTS.map((effect) => value(effect));
  const listed = (row.values ?? []).filter((name) => name !== '' && !cursor.others.includes(name));
  if (listed.length > 0) return listed.map((name) => value(name));
  const standard = flagDefault(row, where.minor);
  return cursor.value.text === '' &&
    typeof standard !== 'object' &&
    standard !== '' &&
    standard !== 0 &&
    standard !== '0s'
    ? [value(String(standard), 'default')]
    : [];
}

function gates({ minor }: Where, { right, others }: ValueCursor, hasPair: boolean): Offer[] {
  if (right) return ['true', 'false'].map((word) => value(word));
  const taken = new Set(others.map((other) => other.split('=')[0]?.trim()));
  return [...gatesAt(minor)]
    .filter(([name, { locked, stage }]) => !taken.has(name) && !locked && stage !== 'deprecated')
    .map(([name, { stage, on }]) => {
      const detail = GATE_GROUPS[name] ? `all ${stage}` : `${stage}, ${on ? 'on' : 'off'}`;
      return value(name, detail, hasPair ? name : `${name}=${!on}`);
    });
}

function plugins({ minor }: Where, { flag, others }: ValueCursor): Offer[] {
  const taken = new Set(others.map((other) => other.trim()));
  return Object.entries(admissionPlugins)
    .filter(([name, row]) => presence(row, minor) === 'here' && !taken.has(name))
    .filter(([, row]) => (flag === 'disable-admission-plugins' ? row.on : !row.on))
    .map(([name, row]) => value(name, row.on ? 'on by default' : undefined));
}

function controllers(where: Where, { key, others }: ValueCursor): Offer[] {
  const dash = key.text.startsWith('-') ? '-' : '';
  const taken = new Set(others.map((other) => other.trim().replace(/^-/, '')));
  const all = dash || taken.has('*') ? [] : [value('*', 'all that are on by default')];
  const listed = controllerNames(where).filter((name) => !taken.has(name));
  return [...all, ...listed.map((name) => value(dash + name))];
}

type Special = (where: Where, cursor: ValueCursor, hasPair: boolean) => Offer[];

/** Keys of a map with the separator behind them, unless it is there. */
const keys =
  (listed: (minor: number) => readonly string[], separator: string, right: readonly string[] = []): Special =>
  ({ minor }, cursor, hasPair) => {
    if (cursor.right) return right.map((word) => value(word));
    const taken = new Set(cursor.others.map((other) => other.split(separator)[0]?.trim()));
    return listed(minor)
      .filter((name) => !taken.has(name))
      .map((name) => value(name, undefined, hasPair ? name : name + separator));
  };

const signals = (minor: number): readonly string[] =>
  Object.keys(EVICTION_SIGNALS).filter((name) => {
    const row = EVICTION_SIGNALS[name];
    return !row?.hidden && minor >= (row?.since ?? 0);
  });

const staged =
  (options: Readonly<Record<string, OptionStages>>) =>
  (minor: number): readonly string[] =>
    Object.keys(options).filter((name) => minor >= Math.min(...Object.values(options[name] ?? {})));

/** Flags whose values are words of their own. */
const SPECIAL: Readonly<Record<string, Special>> = {
  'eviction-hard': keys(signals, '<', ['500Mi', '10%', '5%']),
  'eviction-soft': keys(signals, '<', ['1Gi', '15%']),
  'eviction-soft-grace-period': keys(signals, '=', ['90s', '2m']),
  'eviction-minimum-reclaim': keys(signals, '=', ['500Mi', '10%']),
  'kube-reserved': keys(() => RESERVABLE, '='),
  'system-reserved': keys(() => RESERVABLE, '='),
  'cpu-manager-policy-options': keys(staged(CPU_OPTIONS), '=', ['true', 'false']),
  'topology-manager-policy-options': keys(staged(TOPOLOGY_OPTIONS), '=', ['true', 'false', '8']),
  'runtime-config': keys(() => [...API_WORDS, ...API_GROUPS.map((group) => `${group}/`)], '=', ['true', 'false']),
};
