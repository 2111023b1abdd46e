/** What stands at an offset of a file: a field, a key of a map, or a value, with the field it belongs to. */

import type { ConfigDocument } from '../yaml/document.ts';
import { contentStart } from '../yaml/edits.ts';
import type { Mapping, Pair, Span, YamlNode } from '../yaml/tree.ts';
import { isMerge } from '../yaml/value.ts';
import { linesIn, namesAbove } from './lines.ts';
import { isHeader, type Slot, slotAt, slotInside, slotOfItem, TOP } from './slot.ts';

/** One place of a file that means something. */
export interface Spot {
  readonly on: 'header' | 'field' | 'key' | 'value';
  /** Name of the field, key of the map, or text of the value. */
  readonly word: string;
  readonly at: Span;
  /** The field; for the header the top. */
  readonly slot: Slot;
  /** The key whose value is in force or replaced: that of the field, or inside a map its own. */
  readonly member: Span;
}

/** Deeper text means nothing to a kubelet. */
const DEEPEST = 20;

/** The place at an offset; undefined in blanks, comments, and where the kubelet knows nothing. */
export function spotAt(document: ConfigDocument, offset: number): Spot | undefined {
  const root = rootOf(document);
  const found = root && inside(document, root, TOP, offset, undefined, 0);
  return found ?? (document.root ? undefined : onBrokenLine(document, offset));
}

/** The top of a file; of one that cannot be read, what was found in it. */
export function rootOf(document: ConfigDocument): Mapping | undefined {
  if (document.root) return document.root.kind === 'mapping' ? document.root : undefined;
  const pairs = document.entries.map(({ keyNode, valueNode }): Pair => ({ key: keyNode, value: valueNode }));
  const [first] = pairs;
  if (!first) return undefined;
  const end = Math.max(...pairs.slice(-1).map(({ value }) => value.end));
  return {
    kind: 'mapping',
    flow: false,
    pairs,
    start: first.key.start,
    end,
    line: first.key.line,
    tag: '',
    anchor: '',
  };
}

/** The text of a key; undefined for one that is no single value. */
export function nameOfKey(key: YamlNode): string | undefined {
  const node = key.kind === 'alias' ? key.target : key;
  return node.kind === 'scalar' && !isMerge(key) ? node.text : undefined;
}

const holds = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

function inside(
  document: ConfigDocument,
  node: YamlNode,
  slot: Slot,
  offset: number,
  member: Span | undefined,
  depth: number,
): Spot | undefined {
  if (depth > DEEPEST) return undefined;
  if (node.kind === 'mapping') {
    const pair = node.pairs.find(({ key, value }) => holds(key, offset) || holds(value, offset));
    return pair && inPair(document, pair, slot, offset, member, depth);
  }
  if (node.kind === 'sequence') {
    const item = node.items.find((one) => holds(one, offset));
    const of = slotOfItem(slot);
    return item && of && inside(document, item, of, offset, member, depth + 1);
  }
  if (node.kind === 'alias' || !member || node.end === node.start) return undefined;
  const at = { start: contentStart(document, node), end: node.end };
  return { on: 'value', word: node.text, at, slot, member };
}

function inPair(
  document: ConfigDocument,
  { key, value }: Pair,
  slot: Slot,
  offset: number,
  member: Span | undefined,
  depth: number,
): Spot | undefined {
  const word = nameOfKey(key);
  if (word === undefined) return undefined;
  const at = { start: key.start, end: key.end };
  if (isHeader(slot, word)) return { on: 'header', word, at: holds(key, offset) ? at : value, slot, member: at };
  const next = slotInside(slot, word);
  if (!next) return undefined;
  // Lists are replaced as a whole, so what stands inside an item is in force with its list.
  const own = slot.path.includes('[') ? (member ?? at) : at;
  if (!holds(key, offset)) return inside(document, value, next, offset, own, depth + 1);
  return { on: next.key === undefined ? 'field' : 'key', word, at, slot: next, member: own };
}

/** A text that cannot be read still has lines with keys in front. */
function onBrokenLine(document: ConfigDocument, offset: number): Spot | undefined {
  const lines = linesIn(document.text);
  const index = lines.findIndex((line) => line.kind === 'key' && holds(line.at, offset));
  const line = lines[index];
  if (line?.kind !== 'key') return undefined;
  const slot = slotAt(namesAbove(lines, index));
  if (!slot) return undefined;
  const { name: word, at } = line;
  if (isHeader(slot, word)) return { on: 'header', word, at, slot, member: at };
  const next = slotInside(slot, word);
  return next && { on: next.key === undefined ? 'field' : 'key', word, at, slot: next, member: at };
}
