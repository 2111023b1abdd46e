/** JSON values with their places in the text and who says them. */

import type { ConfigDocument } from '../yaml/document.ts';
import type { Span, YamlNode } from '../yaml/tree.ts';

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

/** Somebody who says a value, with the place when it is one of a file. */
export interface Said {
  readonly from: Origin;
  readonly member?: Member;
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

/** The place of what nobody wrote. */
export const NOWHERE: Span = { start: 0, end: 0 };
const MAX_INT = 2n ** 63n - 1n;
const MIN_INT = -(2n ** 63n);
/** Values nested deeper are no configuration; the stack of the reader would not take much more. */
export const DEEPEST = 1000;

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

/** The text cannot become JSON. */
export class Unconvertible extends Error {
  readonly at: Span;

  constructor(message: string, at: Span) {
    super(message);
    this.at = at;
  }
}
