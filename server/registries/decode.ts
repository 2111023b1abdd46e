/**
 * Decodes a YAML tree into a typed shape as gopkg.in/yaml.v2 does it when it is not strict: what has no field is
 * dropped, what stands twice is replaced or united, merge keys count where they stand, and each value knows its place.
 */

import type { Shape } from '../knowledge/registries.ts';
import { YamlError } from '../yaml/scan.ts';
import type { Mapping, Pair, Scalar, Sequence, YamlNode } from '../yaml/tree.ts';
import { isMerge, resolve, ValueError } from '../yaml/value.ts';

/** A text or a switch where it is written; aliases are followed. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly text: string;
  readonly node: YamlNode;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Leaf[];
  readonly node: YamlNode;
}

/** A struct or a map: what it holds, by name, in the order of first sight. */
export interface Block {
  readonly kind: 'block';
  readonly entries: Map<string, Member>;
  readonly node: YamlNode;
}

export interface Member {
  readonly key: YamlNode;
  /** Absent where nothing or null is written. */
  readonly value: Decoded | undefined;
  /** What is written behind the key. */
  readonly node: YamlNode;
}

export type Decoded = Leaf | List | Block;

/** What the decoder passes over in silence. */
export type Dropped =
  /** The struct has no such field. */
  | { readonly kind: 'unknown-key'; readonly name: string; readonly pair: Pair; readonly path: Path }
  /** The same name again, or a merge key behind it that brings the name: the first value is gone. */
  | { readonly kind: 'replaced'; readonly name: string; readonly pair: Pair; readonly by: Pair; readonly path: Path }
  /** The same name again: both blocks become one. */
  | { readonly kind: 'united'; readonly name: string; readonly pair: Pair; readonly by: Pair; readonly path: Path };

/** The names above a value: `['mirrors', 'docker.io']`. */
export type Path = readonly string[];

/** A value of another type than wanted; K3s does not start with it. */
export interface TypeItem {
  /** 1-based, as K3s prints it. */
  readonly line: number;
  /** The tag of what stands there, in short form: `!!str`. */
  readonly from: string;
  /** The Go type that was wanted: `[]string`. */
  readonly into: string;
  readonly node: YamlNode;
  readonly shape: Shape;
  readonly path: Path;
}

export interface Reading {
  readonly value: Block | undefined;
  readonly wrong: readonly TypeItem[];
  readonly dropped: readonly Dropped[];
  /** Reading ended here: a value that does not fit its tag, an alias inside itself. */
  readonly failed?: ValueError | YamlError;
}

/** Reads a tree into a shape. */
export function decodeInto(root: YamlNode | null, shape: Shape): Reading {
  const decoder = new Decoder();
  let value: Decoded | undefined;
  let failed: ValueError | YamlError | undefined;
  try {
    value = root ? decoder.decode(root, shape, undefined, []).value : undefined;
  } catch (error) {
    if (!(error instanceof ValueError || error instanceof YamlError)) throw error;
    failed = error;
  }
  const { wrong, dropped } = decoder;
  return { value: value?.kind === 'block' ? value : undefined, wrong, dropped, ...(failed ? { failed } : {}) };
}

interface Outcome {
  readonly good: boolean;
  readonly value: Decoded | undefined;
}

const LONG = 'tag:yaml.org,2002:';
const NOTHING: Outcome = { good: true, value: undefined };

class Decoder {
  readonly wrong: TypeItem[] = [];
  readonly dropped: Dropped[] = [];
  private readonly open = new Set<YamlNode>();
  private decoded = 0;
  private aliased = 0;
  private depth = 0;

  decode(node: YamlNode, shape: Shape, old: Decoded | undefined, path: Path): Outcome {
    this.count(node);
    switch (node.kind) {
      case 'alias': {
        if (this.open.has(node)) {
          throw new YamlError(`anchor '${node.name}' value contains itself`, { at: node.start, line: 0 });
        }
        this.open.add(node);
        this.depth++;
        const outcome = this.decode(node.target, shape, old, path);
        this.depth--;
        this.open.delete(node);
        return outcome;
      }
      case 'scalar':
        return this.scalar(node, shape, path);
      case 'sequence':
        return this.sequence(node, shape, path);
      case 'mapping':
        return this.mapping(node, shape, old, path);
    }
  }

  private count(node: YamlNode): void {
    this.decoded++;
    if (this.depth > 0) this.aliased++;
    if (this.aliased > 100 && this.decoded > 1000 && this.aliased / this.decoded > allowedRatio(this.decoded)) {
      throw new YamlError('document contains excessive aliasing', { at: node.start, line: 0 });
    }
  }

  private fail(node: YamlNode, from: string, shape: Shape, path: Path, type = typeName(shape)): Outcome {
    this.wrong.push({ line: node.line + 1, from, into: type, node, shape, path });
    return { good: false, value: undefined };
  }

  private scalar(node: Scalar, shape: Shape, path: Path): Outcome {
    const { type, text } = resolve(node);
    if (type === 'null') {
      // Only these spellings leave an optional block out; `Null` makes an empty one.
      const absent = node.tag !== '' || ['', '~', 'null'].includes(node.text);
      const empty: Block = { kind: 'block', entries: new Map(), node };
      return shape.kind === 'struct' && shape.optional && !absent ? { good: true, value: empty } : NOTHING;
    }
    if (shape.kind === 'text') {
      return { good: true, value: { kind: 'leaf', text: node.tag === `${LONG}binary` ? text : node.text, node } };
    }
    if (shape.kind === 'bool' && type === 'bool') return { good: true, value: { kind: 'leaf', text, node } };
    const short = node.tag === '' && ['~', 'null'].includes(node.text) ? '*' : '';
    const optional = shape.kind === 'struct' && shape.optional;
    return this.fail(node, tagOf(node, type), shape, path, (optional ? short : '') + typeName(shape));
  }

  private sequence(node: Sequence, shape: Shape, path: Path): Outcome {
    if (shape.kind !== 'list') return this.fail(node, '!!seq', shape, path);
    const items: Leaf[] = [];
    for (const item of node.items) {
      const { good, value } = this.decode(item, { kind: 'text' }, undefined, path);
      if (good) items.push(value?.kind === 'leaf' ? value : { kind: 'leaf', text: '', node: item });
    }
    return { good: true, value: { kind: 'list', items, node } };
  }

  private mapping(node: Mapping, shape: Shape, old: Decoded | undefined, path: Path): Outcome {
    if (shape.kind !== 'struct' && shape.kind !== 'map') return this.fail(node, '!!map', shape, path);
    const entries = old?.kind === 'block' ? old.entries : new Map<string, Member>();
    const block: Block = { kind: 'block', entries, node };
    const seen = new Map<string, Pair>();
    for (const pair of node.pairs) {
      if (isMerge(pair.key)) this.merge(pair, shape, block, seen, path);
      else this.pair(pair, shape, block, seen, path);
    }
    return { good: true, value: block };
  }

  private pair(
    pair: Pair,
    shape: Shape & { kind: 'struct' | 'map' },
    block: Block,
    seen: Map<string, Pair>,
    path: Path,
  ): void {
    const key = this.decode(pair.key, { kind: 'text' }, undefined, path);
    if (!key.good) return;
    const name = key.value?.kind === 'leaf' ? key.value.text : '';
    const field = shape.kind === 'map' ? shape.of : Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    if (!field) {
      this.dropped.push({ kind: 'unknown-key', name, pair, path });
      return;
    }
    const before = block.entries.get(name);
    const below = [...path, name];
    const { good, value } = this.decode(pair.value, field, shape.kind === 'struct' ? before?.value : undefined, below);
    // In a map nothing is set where the type is wrong, in a struct the old value stays.
    if (!good) return;
    const first = seen.get(name);
    if (first) {
      const united = shape.kind === 'struct' && value?.kind === 'block' && value === unitedWith(before, value);
      this.dropped.push({ kind: united ? 'united' : 'replaced', name, pair: first, by: pair, path });
    }
    seen.set(name, pair);
    block.entries.set(name, { key: pair.key, value, node: pair.value });
  }

  private merge(
    by: Pair,
    shape: Shape & { kind: 'struct' | 'map' },
    block: Block,
    seen: ReadonlyMap<string, Pair>,
    path: Path,
  ): void {
    const { value } = by;
    const parts = value.kind === 'sequence' ? [...value.items].reverse() : [value];
    for (const part of parts) {
      const target = part.kind === 'alias' ? part.target : part;
      if (target.kind !== 'mapping') {
        throw new YamlError('map merge requires map or sequence of maps as the value', { at: value.start, line: 0 });
      }
      const before = new Map(block.entries);
      this.decode(part, shape, block, path);
      for (const [name, pair] of seen) {
        const now = block.entries.get(name);
        if (!now || now === before.get(name)) continue;
        this.dropped.push({ kind: 'replaced', name, pair, by, path });
      }
    }
  }
}

/** A block that went on where an earlier one of the same name had stopped shares its entries. */
function unitedWith(before: Member | undefined, value: Block): Block | undefined {
  return before?.value?.kind === 'block' && before.value.entries === value.entries ? value : undefined;
}

function tagOf(node: Scalar, type: string): string {
  if (node.tag !== '') return node.tag.startsWith(LONG) ? `!!${node.tag.slice(LONG.length)}` : node.tag;
  if (type === 'string') return node.implicit && isTimestamp(node) ? '!!timestamp' : '!!str';
  return `!!${type}`;
}

function isTimestamp(node: Scalar): boolean {
  try {
    resolve({ ...node, tag: `${LONG}timestamp` });
    return true;
  } catch (error) {
    if (error instanceof ValueError) return false;
    throw error;
  }
}

function typeName(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return 'string';
    case 'bool':
      return 'bool';
    case 'list':
      return '[]string';
    case 'map':
      return `map[string]${typeName(shape.of)}`;
    case 'struct':
      return shape.name;
  }
}

/** The share of a document that may come out of aliases, which shrinks with its size. */
function allowedRatio(decoded: number): number {
  if (decoded <= 400_000) return 0.99;
  if (decoded >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000);
}
