/** Merged JSON → typed settings by path, as the kubelet decodes them into its structure, each with its origin. */

import { type Child, childrenOf, type Fields, isInMinor, kubeletFields } from '../knowledge/kubelet.ts';
import type { FieldType, KubeletField } from '../knowledge/kubeletField.ts';
import { folded } from './file.ts';
import type { JsonArray, JsonNode, JsonScalar, Member, Origin } from './json.ts';
import { isObject, type Merged, type MergedObject } from './merge.ts';
import type { Place, Problem, Stage } from './problem.ts';
import { meantDuration, meantValue, readScalar, wrongTypeMessage } from './scalar.ts';

/** Durations are bigints of nanoseconds; items of a list of objects are maps by field name. */
export type Typed = boolean | number | bigint | string | readonly Typed[] | ReadonlyMap<string, Typed>;

/** One key of a map that files fill key by key. */
export interface KeySetting {
  readonly value: Typed;
  readonly from: Origin;
  /** Absent where no file says it. */
  readonly member?: Member;
  readonly earlier: readonly Member[];
}

/** What a field is in the end. */
export interface Setting {
  readonly path: string;
  readonly field: KubeletField;
  readonly value: Typed;
  readonly from: Origin;
  readonly member?: Member;
  /** Of maps: each key for itself. */
  readonly keys?: ReadonlyMap<string, KeySetting>;
  /** What was said before and no longer counts, oldest first. */
  readonly earlier: readonly Member[];
}

export type Settings = Map<string, Setting>;

export interface Decoded {
  readonly settings: Settings;
  /** Objects that are there at all, empty ones included: `tracing: {}` means something. */
  readonly present: ReadonlyMap<string, Merged>;
  readonly problems: readonly Problem[];
}

/** `exact`: keys in another case are no fields, as in the file of `--config`. */
export interface DecodeOptions {
  readonly fields?: Fields;
  readonly exact?: boolean;
}

/** Decodes what is left after merging. The kubelet stops at the first value of a wrong type; all of them are told. */
export function decode(merged: MergedObject, minor: number, stage: Stage, options: DecodeOptions = {}): Decoded {
  const decoder = new Decoder(minor, stage, options);
  decoder.object(merged, '');
  return decoder;
}

class Decoder implements Decoded {
  readonly settings: Settings = new Map();
  readonly present = new Map<string, Merged>();
  readonly problems: Problem[] = [];
  private readonly minor: number;
  private readonly stage: Stage;
  private readonly fields: Fields;
  private readonly exact: boolean;

  constructor(minor: number, stage: Stage, { fields = kubeletFields, exact = false }: DecodeOptions) {
    this.minor = minor;
    this.stage = stage;
    this.fields = fields;
    this.exact = exact;
  }

  /** Keys come in the order of Go's maps in JSON, sorted; of two spellings of one field the later one wins. */
  object(merged: MergedObject, path: string): void {
    const children = childrenOf(path, this.fields);
    for (const name of [...merged.keys()].sort()) {
      const entry = merged.get(name) as Merged;
      const child = this.match(children, name);
      if (!child || (path === '' && (name === 'kind' || name === 'apiVersion'))) continue;
      if (!entry.value) {
        // Taken out: what stood there no longer counts, but a person wants to know who did it.
        continue;
      }
      this.field(entry, entry.value, child);
    }
  }

  private match(children: ReadonlyMap<string, Child>, name: string): Child | undefined {
    const here = (child: Child | undefined): child is Child => !!child && isInMinor(child.field, this.minor);
    const exact = children.get(name);
    if (here(exact) || this.exact) return here(exact) ? exact : undefined;
    const small = folded(name);
    return [...children.values()].find((child) => here(child) && folded(child.name) === small);
  }

  private field(entry: Merged, value: JsonScalar | JsonArray | MergedObject, { path, field }: Child): void {
    const { type } = field;
    if (type === 'object') {
      if (!isObject(value)) return this.wrongType(entry.by, path, value.kind, type);
      if (!this.present.has(path)) this.present.set(path, entry);
      return this.object(value, path);
    }
    if (type.startsWith('map<')) {
      if (!isObject(value)) return this.wrongType(entry.by, path, value.kind, type);
      return this.map(entry, value, path, field);
    }
    if (isObject(value)) return this.wrongType(entry.by, path, 'object', type);
    const typed = this.value(value, entry.by, path, type);
    if (typed === undefined) return;
    const { by: member, earlier } = entry;
    this.settings.set(path, { path, field, value: typed, from: member.from, member, earlier });
  }

  /** A map decodes into the one that is there already, so two spellings of the field add up. */
  private map(entry: Merged, value: MergedObject, path: string, field: KubeletField): void {
    const known = this.settings.get(path);
    const keys = new Map<string, KeySetting>(known?.keys);
    const inner = field.type.slice(field.type.indexOf(',') + 1, -1) as FieldType;
    for (const name of [...value.keys()].sort()) {
      const { by: member, value: written, earlier } = value.get(name) as Merged;
      if (!written) continue;
      if (isObject(written)) {
        this.wrongType(member, path, 'object', inner, name);
        continue;
      }
      const typed = this.value(written, member, path, inner, name);
      if (typed !== undefined) keys.set(name, { value: typed, from: member.from, member, earlier });
    }
    this.settings.set(path, mapSetting(path, field, keys, entry.by, entry.earlier));
  }

  private value(node: JsonNode, member: Member, path: string, type: FieldType, key?: string): Typed | undefined {
    if (type.startsWith('list<')) {
      if (node.kind !== 'array') return this.wrongType(member, path, node.kind, type, key, node);
      const inner = type.slice(5, -1) as FieldType;
      const items: Typed[] = [];
      for (const item of node.items) {
        const typed = inner === 'object' ? this.item(item, member, path) : this.value(item, member, path, inner, key);
        if (typed !== undefined) items.push(typed);
      }
      return items;
    }
    if (node.kind === 'array' || node.kind === 'object') {
      return this.wrongType(member, path, node.kind, type, key, node);
    }
    // Inside a list a null leaves the zero value.
    if (node.kind === 'null') return undefined;
    const typed = readScalar(node, type);
    if (typeof typed !== 'object' || !('fault' in typed)) return typed as Typed;
    if (typed.fault === 'wrong-type') return this.wrongType(member, path, node.kind, type, key, node);
    const say = typed.fault === 'bad-duration' ? 'badDuration' : 'badQuantity';
    const { text } = node;
    this.problem(member, node, {
      class: typed.fault === 'bad-duration' ? 'bad-duration' : 'syntax',
      say,
      fields: [path],
      value: text,
      args: [path, text],
      ...(key === undefined ? {} : { key }),
      ...meantDuration(say, text),
    });
    return undefined;
  }

  /** One object of a list; its fields decode like those of the top. */
  private item(node: JsonNode, member: Member, path: string): Typed | undefined {
    if (node.kind === 'null') return new Map();
    if (node.kind !== 'object') return this.wrongType(member, path, node.kind, 'object', undefined, node);
    const found = new Map<string, Typed>();
    const children = childrenOf(`${path}[]`, this.fields);
    for (const name of [...node.members.keys()].sort()) {
      const inner = node.members.get(name) as Member;
      const child = this.match(children, name);
      if (!child) continue;
      const { field } = child;
      if (field.type.startsWith('map<')) {
        const map = this.itemMap(inner, child);
        if (map) found.set(child.name, map);
        continue;
      }
      const typed = this.value(inner.value, inner, child.path, field.type);
      if (typed !== undefined) found.set(child.name, typed);
    }
    return found;
  }

  private itemMap(member: Member, { path, field }: Child): Typed | undefined {
    const node = member.value;
    if (node.kind === 'null') return undefined;
    if (node.kind !== 'object') return this.wrongType(member, path, node.kind, field.type, undefined, node);
    const inner = field.type.slice(field.type.indexOf(',') + 1, -1) as FieldType;
    const map = new Map<string, Typed>();
    for (const [name, one] of node.members) {
      const typed = this.value(one.value, one, path, inner, name);
      if (typed !== undefined) map.set(name, typed);
    }
    return map;
  }

  private wrongType(
    member: Member,
    path: string,
    got: JsonNode['kind'],
    type: FieldType,
    key?: string,
    node: JsonNode = member.value,
  ): undefined {
    const text = 'text' in node && got === node.kind ? node.text : '';
    const wanted = path === 'evictionSoftGracePeriod' && got === 'number' ? 'duration' : type;
    // A person meant what stands there, not what YAML makes of it: 0644, not 420.
    const written = ['string', 'enum'].includes(wanted) ? (writtenIn(node) ?? text) : text;
    const meant = meantValue(got, written, wanted);
    this.problem(member, node, {
      class: 'wrong-type',
      say: wrongTypeMessage(got, wanted, text),
      fields: [path],
      got,
      value: text,
      args: [key === undefined ? path : `${path}: ${key}`, written, meant ?? ''],
      ...(key === undefined ? {} : { key }),
      ...(meant === undefined ? {} : { meant }),
    });
    return undefined;
  }

  private problem(
    member: Member,
    node: JsonNode,
    rest: Pick<Problem, 'class' | 'say' | 'fields' | 'args'> & Partial<Problem>,
  ): void {
    const { from } = member;
    this.problems.push({
      severity: 'error',
      stage: this.stage,
      ...(from.kind === 'file' ? { file: from.name, place: { uri: from.document.uri, at: node.at } } : {}),
      ...rest,
    });
  }
}

const writtenIn = (node: JsonNode): string | undefined =>
  'node' in node && node.node?.kind === 'scalar' ? node.node.text : undefined;

/** A map as a setting; its value is read from its keys. */
export function mapSetting(
  path: string,
  field: KubeletField,
  keys: ReadonlyMap<string, KeySetting>,
  member: Member | undefined,
  earlier: readonly Member[],
): Setting {
  const value = new Map([...keys].map(([name, one]) => [name, one.value]));
  // Who is to blame for a map is whoever added to it last.
  const last = [...keys.values()].reduce((best, one) => (rank(one.from) >= rank(best) ? one.from : best), {
    kind: 'default',
  } as Origin);
  const from = keys.size > 0 ? last : (member?.from ?? ({ kind: 'default' } as const));
  return { path, field, value, from, keys, earlier, ...(member ? { member } : {}) };
}

/** Later ones beat earlier ones. */
export function rank(origin: Origin): number {
  return { default: 0, k3s: 1, file: 2, flag: 3 }[origin.kind];
}

/** Where a setting stands: in a file, or as an argument. */
export function placeOf(
  setting: { readonly from: Origin; readonly member?: Member } | undefined,
  key = false,
): Place | undefined {
  const { from, member } = setting ?? {};
  if (from?.kind === 'flag') return { arg: from.index };
  if (from?.kind !== 'file' || !member) return undefined;
  return { uri: from.document.uri, at: key ? member.key : member.value.at };
}
