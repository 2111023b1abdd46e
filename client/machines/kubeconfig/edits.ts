/** Changes to the text of a kubeconfig: each replaces a few characters, and everything else stays as it was written. */

import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { scalar } from '../yamlText.ts';
import { keyOf, LISTS, type List, listOf, type Target } from './target.ts';

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Fields = Readonly<Record<string, string>>;

/** Applies edits that do not overlap; of two at one place the first one stands first. */
export function apply(text: string, edits: readonly Edit[]): string {
  let done = 0;
  const pieces: string[] = [];
  for (const { start, end, text: piece } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    pieces.push(text.slice(done, start), piece);
    done = end;
  }
  return pieces.join('') + text.slice(done);
}

/** The line break of the file. */
export const lineBreak = (text: string): string => (/^[^\n]*\r\n/.test(text) ? '\r\n' : '\n');

/** A new entry at the end of a list, in the style of what is there. */
export function addEntry(target: Target, list: List, name: string, fields: Fields): readonly Edit[] {
  const { text, root } = target;
  const br = lineBreak(text);
  const seq = listOf(target, list);
  const last = seq?.items.at(-1) as Node | undefined;
  const json = JSON.stringify({ [LISTS[list]]: fields, name });
  if (seq?.flow && last) return [insert(end(last), `, ${json}`)];
  if (root?.flow) return inFlowRoot(root, list, `[${json}]`);
  const lines = entryLines(list, name, fields);
  const pair = root?.items.find((one) => keyOf(one) === list);
  if (!pair) return newKey(target, [`${list}:`, ...lines]);
  const indent = ' '.repeat(last && seq ? indentOf(seq) : columnOf(text, startOf(pair)));
  const own = lines.map((line) => indent + line);
  if (last) return [insertLines(text, end(last), own, br)];
  // What stands for nothing goes, what stands behind it stays.
  const { range } = (pair.value ?? {}) as Partial<Node>;
  const written = range && range[1] > range[0] ? [{ start: afterColon(text, range[0]), end: range[1], text: '' }] : [];
  return [...written, insertLines(text, written[0]?.end ?? end(pair.key as Node), own, br)];
}

/** As kubectl writes it. */
const entryLines = (list: List, name: string, fields: Fields): readonly string[] => [
  `- ${LISTS[list]}:`,
  ...Object.entries(fields).map(([key, value]) => `    ${key}: ${scalar(value)}`),
  `  name: ${scalar(name)}`,
];

/** One text for a key of the root, which has none yet. */
export function setAtRoot(target: Target, key: string, value: string): readonly Edit[] {
  const { text, root } = target;
  if (root?.flow) return inFlowRoot(root, key, JSON.stringify(value));
  const pair = root?.items.find((one) => keyOf(one) === key);
  if (!pair) return newKey(target, [`${key}: ${scalar(value)}`]);
  const range = (pair.value as Node | null)?.range;
  const written = range && range[1] > range[0];
  const start = written ? range[0] : text.indexOf(':', end(pair.key as Node)) + 1;
  return [{ start, end: written ? range[1] : start, text: `${written ? '' : ' '}${scalar(value)}` }];
}

/** The value of a key in a map between braces; the key comes where it is not there. */
function inFlowRoot(root: YAMLMap, key: string, value: string): readonly Edit[] {
  const pair = root.items.find((one) => keyOf(one) === key);
  const range = (pair?.value as Node | null | undefined)?.range;
  if (range) return [{ start: range[0], end: range[1], text: `${range[0] === range[1] ? ' ' : ''}${value}` }];
  const last = root.items.at(-1);
  const at = last ? endOfPair(last) : (root.range?.[0] ?? 0) + 1;
  return [insert(at, `${last ? ', ' : ''}${JSON.stringify(key)}: ${value}`)];
}

/** Lines behind everything else. */
function newKey({ text, root }: Target, lines: readonly string[]): readonly Edit[] {
  const [first, last] = [root?.items[0], root?.items.at(-1)];
  const indent = first ? ' '.repeat(columnOf(text, startOf(first))) : '';
  const own = lines.map((line) => indent + line);
  return [insertLines(text, last ? endOfPair(last) : text.length, own, lineBreak(text))];
}

const afterColon = (text: string, at: number): number => text.slice(0, at).trimEnd().length;

/** Gives a map of a block or flow style exactly these fields where they are named, and takes `drop` away. */
export function setFields(text: string, map: YAMLMap, fields: Fields, drop: readonly string[]): readonly Edit[] {
  const br = lineBreak(text);
  if (map.flow || map.items.length === 0) {
    const was = map.toJSON() as Record<string, unknown>;
    const kept = Object.entries(was).filter(([key]) => !drop.includes(key));
    const wanted = { ...Object.fromEntries(kept), ...fields };
    const [start = 0, stop = 0] = map.range ?? [];
    return isDeepStrictEqual(wanted, was) ? [] : [{ start, end: stop, text: JSON.stringify(wanted) }];
  }
  const first = map.items[0] as Pair;
  const indent = ' '.repeat(columnOf(text, startOf(first)));
  const known = new Set(map.items.map(keyOf));
  const added = Object.entries(fields).filter(([key]) => !known.has(key));
  return [
    ...added.map(([key, value]) => insert(lineStart(text, startOf(first)), `${indent}${key}: ${scalar(value)}${br}`)),
    ...map.items.flatMap((pair) => changed(text, pair, fields, drop, br)),
  ];
}

function changed(text: string, pair: Pair, fields: Fields, drop: readonly string[], br: string): readonly Edit[] {
  const key = keyOf(pair);
  if (drop.includes(key))
    return [{ start: lineStart(text, startOf(pair)), end: nextLine(text, endOfPair(pair)), text: '' }];
  const value = fields[key];
  const node = pair.value as Node | null;
  if (value === undefined || !node?.range || (isScalar(node) && node.value === value)) return [];
  const [start, stop] = node.range;
  // Of a text in several lines the last line break belongs to it.
  const tail = text.slice(start, stop).endsWith('\n') ? br : '';
  const space = /:$/.test(text.slice(0, start)) ? ' ' : '';
  return [{ start, end: stop, text: space + scalar(value) + tail }];
}

const insert = (at: number, text: string): Edit => ({ start: at, end: at, text });

/** Whole lines behind the line on which something ends. */
function insertLines(text: string, after: number, lines: readonly string[], br: string): Edit {
  const at = nextLine(text, after);
  const open = at > 0 && text[at - 1] !== '\n';
  return insert(at, `${open ? br : ''}${lines.join(br)}${br}`);
}

/** The beginning of the line behind the one that something ends on. */
function nextLine(text: string, after: number): number {
  if (after > 0 && text[after - 1] === '\n') return after;
  const found = text.indexOf('\n', after);
  return found < 0 ? text.length : found + 1;
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
const columnOf = (text: string, at: number): number =>
  at - lineStart(text, at) - (text.startsWith('\ufeff') && lineStart(text, at) === 0 ? 1 : 0);
const end = (node: Node): number => node.range?.[1] ?? 0;
const startOf = ({ key }: Pair): number => (key as Node).range?.[0] ?? 0;

function endOfPair({ key, value }: Pair): number {
  const node = value as Node | null;
  if (!node?.range) return end(key as Node);
  const inner = isMap(node) && !node.flow ? node.items.at(-1) : undefined;
  return Math.max(node.range[1], inner ? endOfPair(inner) : 0);
}

/** How far the dashes of a list are indented. */
function indentOf(seq: YAMLSeq): number {
  const token = seq.srcToken;
  return token?.type === 'block-seq' ? token.indent : 0;
}
