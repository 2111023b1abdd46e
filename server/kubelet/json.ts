/** JSON values with their places in the text, made from YAML as the kubelet makes them (sigs.k8s.io/yaml), or read as JSON. */

import type { ConfigDocument } from '../yaml/document.ts';
import type { Mapping, Scalar, Span, YamlNode } from '../yaml/tree.ts';
import { isMerge, resolve, ValueError } from '../yaml/value.ts';

/** Who says a value. */
export type Origin =
  | { readonly kind: 'default' }
  /** K3s, in its own file of the folder. */
  | { readonly kind: 'k3s' }
  | { readonly kind: 'file'; readonly name: string; readonly document: ConfigDocument }
  /** The position among the arguments of the kubelet. */
  | { readonly kind: 'flag'; readonly index: number; readonly flag: string };

export interface JsonScalar {
  readonly kind: 'null' | 'bool' | 'number' | 'string';
  /** As Go prints it into JSON, strings without quotes. */
  readonly text: string;
  readonly at: Span;
  readonly node?: YamlNode;
}

export interface JsonArray {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
  readonly at: Span;
}

export interface JsonObject {
  readonly kind: 'object';
  readonly members: ReadonlyMap<string, Member>;
  readonly at: Span;
}

export type JsonNode = JsonScalar | JsonArray | JsonObject;

/** One key of an object, and who wrote it. */
export interface Member {
  readonly name: string;
  readonly key: Span;
  readonly value: JsonNode;
  readonly from: Origin;
}

/** A key that stands twice in one map. */
export interface Duplicate {
  readonly name: string;
  /** `maxPods`, `evictionHard.memory.available`. */
  readonly path: string;
  readonly at: Span;
  readonly first: Span;
  /** 1-based. */
  readonly line: number;
}

export interface JsonText {
  readonly value?: JsonNode;
  readonly duplicates: readonly Duplicate[];
  /** Why there is no value. */
  readonly error?: { readonly message: string; readonly at: Span };
}

const NOWHERE: Span = { start: 0, end: 0 };
const MAX_INT = 2n ** 63n - 1n;
const MIN_INT = -(2n ** 63n);
/** Values nested deeper are no configuration; the stack of the reader would not take much more. */
const DEEPEST = 1000;

/** A number as Go writes it: whole numbers of 64 bits as they are, all others as `float64`. */
export function numberText(text: string): string {
  if (/^-?\d+$/.test(text)) {
    const whole = BigInt(text);
    if (whole >= MIN_INT && whole <= MAX_INT) return String(whole);
  }
  const number = Number(text);
  if (number === 0) return '0';
  const size = Math.abs(number);
  if (size < 1e-6 || size >= 1e21) return number.toExponential().replace(/e([-+])(\d)$/, 'e$1$2');
  return Number.isInteger(number) ? BigInt(number).toString() : String(number);
}

/** A JSON value for something nobody wrote: a default, or what K3s says. */
export function synthetic(value: unknown, from: Origin): JsonNode {
  if (value === null || value === undefined) return { kind: 'null', text: 'null', at: NOWHERE };
  if (typeof value === 'string') return { kind: 'string', text: value, at: NOWHERE };
  if (typeof value === 'boolean') return { kind: 'bool', text: String(value), at: NOWHERE };
  if (typeof value === 'number') return { kind: 'number', text: numberText(String(value)), at: NOWHERE };
  if (Array.isArray(value)) return { kind: 'array', items: value.map((item) => synthetic(item, from)), at: NOWHERE };
  const members = Object.entries(value).map(([name, item]) => member(name, synthetic(item, from), from));
  return { kind: 'object', members: new Map(members.map((one) => [one.name, one])), at: NOWHERE };
}

/** A key that nobody wrote. */
export function member(name: string, value: JsonNode, from: Origin): Member {
  return { name, key: NOWHERE, value, from };
}

/** The kubelet takes a text for JSON when its first character that is no blank is a brace. */
export const looksLikeJson = (text: string): boolean => /^[\s\u0085]*\{/.test(text) && text.charCodeAt(0) !== 0xfeff;

/** The content of a file as the kubelet turns it into JSON. */
export function jsonOf(document: ConfigDocument, from: Origin): JsonText {
  if (looksLikeJson(document.text)) return new JsonReader(document, from).read();
  const { problem } = document;
  // That K3s could not make options of it says nothing about the kubelet.
  if (problem && problem.kind !== 'yaml-structure') {
    return { duplicates: [], error: { message: problem.message, at: problem.span } };
  }
  const converter = new Converter(from);
  try {
    const value = document.root ? converter.value(document.root, '', 0) : synthetic(null, from);
    return { value, duplicates: converter.duplicates };
  } catch (error) {
    if (error instanceof Unconvertible) return { duplicates: [], error: { message: error.message, at: error.at } };
    if (!(error instanceof ValueError)) throw error;
    const [node] = error.nodes;
    return { duplicates: [], error: { message: error.message, at: node ?? NOWHERE } };
  }
}

class Unconvertible extends Error {
  readonly at: Span;

  constructor(message: string, at: Span) {
    super(message);
    this.at = at;
  }
}

class Converter {
  readonly duplicates: Duplicate[] = [];
  private readonly from: Origin;

  constructor(from: Origin) {
    this.from = from;
  }

  value(written: YamlNode, path: string, depth: number): JsonNode {
    if (depth > DEEPEST) throw new Unconvertible('nested too deeply', written);
    const node = written.kind === 'alias' ? written.target : written;
    const at = { start: written.start, end: written.end };
    if (node.kind === 'scalar') return this.scalar(node, at);
    if (node.kind === 'sequence') {
      return { kind: 'array', items: node.items.map((item) => this.value(item, `${path}[]`, depth + 1)), at };
    }
    if (node.kind === 'alias') return this.value(node, path, depth + 1);
    const members = new Map<string, { readonly member: Member; readonly id: string }>();
    this.fill(node, path, depth, members);
    return { kind: 'object', members: new Map([...members].map(([name, { member }]) => [name, member])), at };
  }

  /** Strict reading counts a key of a merged map and one beside it as twice the same. */
  private fill(node: Mapping, path: string, depth: number, members: Map<string, { member: Member; id: string }>): void {
    for (const pair of node.pairs) {
      if (isMerge(pair.key)) {
        const merged = pair.value.kind === 'alias' ? pair.value.target : pair.value;
        const maps = merged.kind === 'sequence' ? [...merged.items].reverse() : [merged];
        for (const map of maps) {
          const target = map.kind === 'alias' ? map.target : map;
          if (target.kind === 'mapping' && depth <= DEEPEST) this.fill(target, path, depth + 1, members);
        }
        continue;
      }
      const { name, id } = keyOf(pair.key);
      const inside = path === '' ? name : `${path}.${name}`;
      const value = this.value(pair.value, inside, depth + 1);
      const known = members.get(name);
      if (known?.id === id) {
        this.duplicates.push({ name, path: inside, at: pair.key, first: known.member.key, line: pair.key.line + 1 });
      }
      members.set(name, { member: { name, key: pair.key, value, from: this.from }, id });
    }
  }

  private scalar(node: Scalar, at: Span): JsonScalar {
    const { type, text } = resolve(node);
    if (type === 'null') return { kind: 'null', text: 'null', at, node };
    if (type === 'string') return { kind: 'string', text, at, node };
    if (type === 'bool') return { kind: 'bool', text, at, node };
    if (/Inf|NaN/.test(text)) throw new Unconvertible(`${text} is no number in JSON`, at);
    return { kind: 'number', text: numberText(text), at, node };
  }
}

/** Keys become strings; a map or a list is none, and neither is null. */
function keyOf(written: YamlNode): { name: string; id: string } {
  const node = written.kind === 'alias' ? written.target : written;
  if (node.kind !== 'scalar') throw new Unconvertible('a key must be a single value', written);
  const { type, text } = resolve(node);
  if (type === 'null') throw new Unconvertible('a key is missing', written);
  return { name: type === 'float' ? numberText(text) : text, id: `${type} ${text}` };
}

/** Reads JSON as Go's encoding/json accepts it; a key given twice is remembered. */
class JsonReader {
  private readonly duplicates: Duplicate[] = [];
  private readonly document: ConfigDocument;
  private readonly text: string;
  private readonly from: Origin;
  private at = 0;

  constructor(document: ConfigDocument, from: Origin) {
    this.document = document;
    this.text = document.text;
    this.from = from;
  }

  read(): JsonText {
    try {
      const value = this.value('', 0);
      this.blanks();
      if (this.at < this.text.length) this.fail('something follows behind the last brace');
      return { value, duplicates: this.duplicates };
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error;
      return { duplicates: [], error: { message: error.message, at: error.at } };
    }
  }

  private value(path: string, depth: number): JsonNode {
    this.blanks();
    if (depth > DEEPEST) this.fail('nested too deeply');
    const start = this.at;
    const first = this.text[start];
    if (first === '{') return this.object(path, depth);
    if (first === '[') return this.array(path, depth);
    if (first === '"') return { kind: 'string', text: this.string(), at: { start, end: this.at } };
    const [word] = /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?)(?![\w.])/.exec(this.rest()) ?? [];
    if (word === undefined) this.fail('a value is expected here');
    this.at += word.length;
    const at = { start, end: this.at };
    if (word === 'null') return { kind: 'null', text: word, at };
    if (word === 'true' || word === 'false') return { kind: 'bool', text: word, at };
    if (!Number.isFinite(Number(word))) this.fail('the number is too large');
    return { kind: 'number', text: numberText(word), at };
  }

  private rest(): string {
    return this.text.slice(this.at, this.at + 400);
  }

  private object(path: string, depth: number): JsonObject {
    const start = this.at++;
    const members = new Map<string, Member>();
    this.blanks();
    if (this.text[this.at] === '}') {
      this.at++;
      return { kind: 'object', members, at: { start, end: this.at } };
    }
    for (;;) {
      this.blanks();
      const from = this.at;
      if (this.text[from] !== '"') this.fail('a key in double quotes is expected here');
      const name = this.string();
      const key = { start: from, end: this.at };
      this.blanks();
      if (this.text[this.at] !== ':') this.fail('a colon is expected here');
      this.at++;
      const inside = path === '' ? name : `${path}.${name}`;
      const value = this.value(inside, depth + 1);
      const first = members.get(name);
      if (first) {
        const line = this.document.lineStarts.findLastIndex((lineStart) => lineStart <= from) + 1;
        this.duplicates.push({ name, path: inside, at: key, first: first.key, line });
      }
      members.set(name, { name, key, value, from: this.from });
      if (this.next('}')) return { kind: 'object', members, at: { start, end: this.at } };
    }
  }

  private array(path: string, depth: number): JsonArray {
    const start = this.at++;
    const items: JsonNode[] = [];
    this.blanks();
    if (this.text[this.at] === ']') {
      this.at++;
      return { kind: 'array', items, at: { start, end: this.at } };
    }
    for (;;) {
      items.push(this.value(`${path}[]`, depth + 1));
      if (this.next(']')) return { kind: 'array', items, at: { start, end: this.at } };
    }
  }

  /** Past the comma, or past the end of the collection. */
  private next(close: string): boolean {
    this.blanks();
    const found = this.text[this.at];
    if (found !== ',' && found !== close) this.fail(`a comma or "${close}" is expected here`);
    this.at++;
    return found === close;
  }

  private string(): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are forbidden
    const end = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    end.lastIndex = this.at;
    const [literal] = end.exec(this.text) ?? [];
    if (literal === undefined) this.fail('the text in double quotes is not closed, or has a character JSON forbids');
    this.at += literal.length;
    return JSON.parse(literal) as string;
  }

  private blanks(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++;
  }

  private fail(message: string): never {
    const end = Math.min(this.at + 1, this.text.length);
    throw new Unconvertible(message, { start: Math.min(this.at, end), end });
  }
}
