/** What a YAML node is worth to K3s: the types of gopkg.in/yaml.v2, printed as Go prints them. */

import { YamlError } from './scan.ts';
import type { Mapping, Pair, Scalar, YamlNode } from './tree.ts';

export type ScalarType = 'null' | 'bool' | 'int' | 'float' | 'string';

export interface ScalarValue {
  readonly kind: 'scalar';
  readonly type: ScalarType;
  /** As Go's `fmt.Sprint` prints it; empty for null. */
  readonly text: string;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

export interface MapValue {
  readonly kind: 'map';
  readonly pairs: readonly { readonly key: Value; readonly value: Value }[];
}

export type Value = ScalarValue | ListValue | MapValue;

/** One entry of the top-level map, in the order of the file. */
export interface Item {
  readonly key: Value;
  readonly value: Value;
  readonly keyNode: YamlNode;
  readonly valueNode: YamlNode;
}

/** The text cannot become a map of options; `kind` is the family of the error K3s prints. */
export class ValueError extends Error {
  readonly kind: 'yaml-structure' | 'yaml-value';
  readonly nodes: readonly YamlNode[];

  constructor(kind: 'yaml-structure' | 'yaml-value', problem: string, nodes: readonly YamlNode[]) {
    super(problem);
    this.kind = kind;
    this.nodes = nodes;
  }
}

const LONG = 'tag:yaml.org,2002:';
const MERGE = `${LONG}merge`;
const WORDS = new Map<string, ScalarValue>();
for (const word of ['y', 'yes', 'true', 'on', 'n', 'no', 'false', 'off']) {
  const value: ScalarValue = { kind: 'scalar', type: 'bool', text: String(['y', 'yes', 'true', 'on'].includes(word)) };
  for (const form of [word, word[0]?.toUpperCase() + word.slice(1), word.toUpperCase()]) WORDS.set(form, value);
}
for (const word of ['', '~', 'null', 'Null', 'NULL']) WORDS.set(word, { kind: 'scalar', type: 'null', text: '' });
for (const [text, forms] of [
  ['NaN', ['.nan', '.NaN', '.NAN']],
  ['+Inf', ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']],
  ['-Inf', ['-.inf', '-.Inf', '-.INF']],
] as const) {
  for (const form of forms) WORDS.set(form, { kind: 'scalar', type: 'float', text });
}

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const DOT_FLOAT = /^\.[0-9]+([eE][-+]?[0-9]+)?$/;
const TIMESTAMP =
  /^\d{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01])([Tt ]([01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d([.,]\d+)?(Z|[-+]\d\d:\d\d)?)?$/;
/** Go switches to the exponent form at six digits before the point when it prints the shortest form. */
const EXPONENT_FROM = 6;
const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;

/**
 * The value of one scalar as yaml.v2 resolves it for an untyped target.
 *
 * @throws ValueError when the text does not fit an explicit tag such as `!!int`
 */
export function resolve(node: Scalar): ScalarValue {
  const string: ScalarValue = { kind: 'scalar', type: 'string', text: node.text };
  if (node.tag === '') return node.implicit ? guess(node.text, true) : string;
  if (node.tag === `${LONG}binary`) return { ...string, text: base64(node) };
  if (!node.tag.startsWith(LONG)) return string;
  const wanted = node.tag.slice(LONG.length);
  switch (wanted) {
    case 'str':
      return string;
    case 'timestamp':
      if (TIMESTAMP.test(node.text)) return string;
      break;
    case 'bool':
    case 'int':
    case 'null':
    case 'float': {
      const found = guess(node.text, false);
      if (found.type === wanted) return found;
      if (wanted === 'float' && found.type === 'int') {
        const whole = BigInt(found.text);
        if (whole <= MAX_INT) return { kind: 'scalar', type: 'float', text: printFloat(Number(whole)) };
      }
      break;
    }
    default:
      return string;
  }
  const found = guess(node.text, wanted === 'timestamp');
  const name = found.type === 'string' ? 'str' : found.type;
  throw new ValueError('yaml-value', `cannot decode !!${name} \`${node.text}\` as a !!${wanted}`, [node]);
}

/** The type that text gets when it stands without quotes. */
export function typeOfPlain(text: string): ScalarType {
  return guess(text, true).type;
}

/** The type yaml.v2 gives to unquoted text. */
function guess(text: string, dates: boolean): ScalarValue {
  const word = WORDS.get(text);
  if (word) return word;
  const first = text.charCodeAt(0);
  const digit = first >= 48 && first <= 57;
  if (first === 46 && DOT_FLOAT.test(text)) {
    const number = Number(text);
    if (Number.isFinite(number)) return { kind: 'scalar', type: 'float', text: printFloat(number) };
  }
  if (digit || first === 43 || first === 45) {
    if (dates && TIMESTAMP.test(text)) return { kind: 'scalar', type: 'string', text };
    const plain = text.replaceAll('_', '');
    // The reader takes what follows `0b` as a number of its own, sign included.
    const whole =
      parseInteger(plain) ?? (/^0b[-+][01]+$/.test(plain) ? BigInt(Number.parseInt(plain.slice(2), 2)) : undefined);
    if (whole !== undefined) {
      if ((whole >= MIN_INT && whole <= MAX_INT) || (whole <= MAX_UINT && whole > 0n && plain[0] !== '+')) {
        return { kind: 'scalar', type: 'int', text: whole.toString() };
      }
    }
    if (FLOAT.test(plain)) {
      const number = Number(plain);
      if (Number.isFinite(number)) return { kind: 'scalar', type: 'float', text: printFloat(number) };
    }
  }
  return { kind: 'scalar', type: 'string', text };
}

const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|([1-9][0-9]*|0))$/;

const LONGEST_NUMBER = 100;
const BEYOND = 2n ** 400n;

/** An integer with Go's base prefixes (`0x`, `0o`, `0`, `0b`); undefined when the text is none. */
export function parseInteger(text: string): bigint | undefined {
  const match = INTEGER.exec(text);
  if (!match) return undefined;
  const [, sign, hex, octal, binary, decimal] = match;
  // Nobody takes a number that long, and to make one would take seconds.
  if ((hex ?? octal ?? binary ?? decimal ?? '').replace(/^0+/, '').length > LONGEST_NUMBER) return BEYOND;
  const value = hex
    ? BigInt(`0x${hex}`)
    : octal
      ? BigInt(`0o${octal}`)
      : binary
        ? BigInt(`0b${binary}`)
        : BigInt(decimal ?? 0);
  return sign === '-' ? -value : value;
}

/** A float as Go's `%v` prints it: shortest digits, exponent form below 1e-4 and from a million on. */
export function printFloat(number: number): string {
  if (Object.is(number, -0)) return '-0';
  if (number === 0) return '0';
  const [mantissa, power] = number.toExponential().split('e') as [string, string];
  const exponent = Number(power);
  const digits = mantissa.replace(/[-.]/g, '').length;
  if (exponent < -4 || exponent >= EXPONENT_FROM) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return number.toFixed(Math.max(0, digits - 1 - exponent));
}

function base64(node: Scalar): string {
  const bare = node.text.replace(/[\r\n]/g, '');
  const valid = bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare);
  if (!valid) throw new ValueError('yaml-value', '!!binary value contains invalid base64 data', [node]);
  const octets = Uint8Array.from(atob(bare), (c) => c.charCodeAt(0));
  return new TextDecoder().decode(octets);
}

const NOTHING: ScalarValue = { kind: 'scalar', type: 'null', text: '' };

/**
 * The top-level entries of a document, as `yaml.Unmarshal` into an ordered map gives them.
 *
 * @throws ValueError when the document is no map, or a value does not fit its tag
 * @throws YamlError when aliases expand beyond what the decoder allows
 */
export function itemsOf(root: YamlNode | null): Item[] {
  if (root === null) return [];
  checkAliases(root);
  const node = root.kind === 'alias' ? root.target : root;
  if (node.kind === 'mapping') return entriesOf(node);
  if (node.kind === 'scalar') {
    const value = resolve(node);
    if (value.type === 'null') return [];
    throw new ValueError('yaml-structure', `cannot unmarshal ${tagName(value)} into yaml.MapSlice`, [node]);
  }
  return itemsOfTopList(node.kind === 'sequence' ? node.items : []);
}

function tagName(value: ScalarValue): string {
  return value.type === 'string' ? '!!str' : `!!${value.type}`;
}

function entriesOf(node: Mapping): Item[] {
  const items: Item[] = [];
  for (const { key, value } of node.pairs) {
    if (isMerge(key)) {
      checkMerge(value);
      continue;
    }
    items.push({ key: valueOfNode(key), value: valueOfNode(value), keyNode: key, valueNode: value });
  }
  return items;
}

/** A list at the top decodes item by item into a pair with the fields `key` and `value`; all else is lost. */
function itemsOfTopList(nodes: readonly YamlNode[]): Item[] {
  const items: Item[] = [];
  const wrong: YamlNode[] = [];
  for (const written of nodes) {
    const node = written.kind === 'alias' ? written.target : written;
    if (node.kind === 'mapping') {
      let key: Pair | undefined;
      let value: Pair | undefined;
      for (const pair of node.pairs) {
        if (pair.key.kind !== 'scalar') continue;
        if (pair.key.text === 'key') key = pair;
        if (pair.key.text === 'value') value = pair;
      }
      items.push({
        key: key ? valueOfNode(key.value) : NOTHING,
        value: value ? valueOfNode(value.value) : NOTHING,
        keyNode: key?.value ?? written,
        valueNode: value?.value ?? written,
      });
    } else if (node.kind === 'scalar' && resolve(node).type === 'null') {
      items.push({ key: NOTHING, value: NOTHING, keyNode: written, valueNode: written });
    } else {
      wrong.push(written);
    }
  }
  if (wrong.length > 0) throw new ValueError('yaml-structure', 'cannot unmarshal into yaml.MapItem', wrong);
  return items;
}

/** Whether a key is the merge key `<<`, which an ordered map silently drops. */
export function isMerge(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.text === '<<' && (key.implicit || key.tag === MERGE);
}

function checkMerge(value: YamlNode): void {
  const isMap = (node: YamlNode): boolean => (node.kind === 'alias' ? node.target.kind : node.kind) === 'mapping';
  const fits = isMap(value) || (value.kind === 'sequence' && value.items.every(isMap));
  if (!fits)
    throw new YamlError('map merge requires map or sequence of maps as the value', { at: value.start, line: 0 });
}

const cache = new WeakMap<YamlNode, Value>();

/** The value of any node; aliases share the value of what they name. */
export function valueOfNode(node: YamlNode): Value {
  if (node.kind === 'scalar') return resolve(node);
  if (node.kind === 'alias') return valueOfNode(node.target);
  const known = cache.get(node);
  if (known) return known;
  const value: Value =
    node.kind === 'sequence'
      ? { kind: 'list', items: node.items.map(valueOfNode) }
      : { kind: 'map', pairs: entriesOf(node).map(({ key, value }) => ({ key, value })) };
  cache.set(node, value);
  return value;
}

/** `fmt.Sprint` of a value inside a collection. */
function print(value: Value): string {
  if (value.kind === 'scalar') return value.type === 'null' ? '<nil>' : value.text;
  if (value.kind === 'list') return `[${value.items.map(print).join(' ')}]`;
  return `[${value.pairs.map((pair) => `{${print(pair.key)} ${print(pair.value)}}`).join(' ')}]`;
}

/** The text the loader makes of a value: of a list only its first element, trimmed as Go trims. */
export function textOf(value: Value): string {
  const single = value.kind === 'list' ? (value.items[0] ?? NOTHING) : value;
  if (single.kind === 'scalar' && single.type === 'null') return '';
  return trim(print(single));
}

const GO_SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const LEADING = new RegExp(`^${GO_SPACE}`);
const TRAILING = new RegExp(`${GO_SPACE}$`);

/** `strings.TrimSpace` of Go. */
export function trim(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  const first = text.charCodeAt(0);
  const edges = first <= 32 || first >= 0x85 || last <= 32 || last >= 0x85;
  return edges ? text.replace(LEADING, '').replace(TRAILING, '') : text;
}

/** Refuses what the decoder inside K3s refuses: values that contain themselves, and alias bombs. */
function checkAliases(root: YamlNode): void {
  const open = new Set<YamlNode>();
  let decoded = 0;
  let aliased = 0;
  const visit = (node: YamlNode, depth: number): void => {
    decoded++;
    if (depth > 0) aliased++;
    if (aliased > 100 && decoded > 1000 && aliased / decoded > allowedRatio(decoded)) {
      throw new YamlError('document contains excessive aliasing', { at: node.start, line: 0 });
    }
    if (node.kind === 'alias') {
      if (open.has(node))
        throw new YamlError(`anchor '${node.name}' value contains itself`, { at: node.start, line: 0 });
      open.add(node);
      visit(node.target, depth + 1);
      open.delete(node);
    } else if (node.kind === 'sequence') {
      for (const item of node.items) visit(item, depth);
    } else if (node.kind === 'mapping') {
      for (const { key, value } of node.pairs) {
        if (!isMerge(key)) visit(key, depth);
        visit(value, depth);
      }
    }
  };
  visit(root, 0);
}

function allowedRatio(decoded: number): number {
  if (decoded <= 400_000) return 0.99;
  if (decoded >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000);
}
