/** Where the cursor is in registries.yaml, by the indentation of its lines: works on lines that no parser understands. */

import { lineBreak, lineStart } from '../yaml/edits.ts';
import type { Span } from '../yaml/tree.ts';
import { withoutLine } from './seen.ts';

export type Spot = KeySpot | ItemSpot | ValueSpot;

interface Typed {
  /** The names of the blocks around the place. */
  readonly path: readonly string[];
  /** What takes the place of what stands there: with the blanks in front where they have to change. */
  readonly at: Span;
  /** What stands between the beginning of it and the cursor. */
  readonly typed: string;
  /** What has to be written in front. */
  readonly lead: string;
}

/** A key is typed here, or an item of a list whose dash is still missing. */
export interface KeySpot extends Typed {
  readonly kind: 'key';
  readonly hasColon: boolean;
  /** How far in the key stands. */
  readonly column: number;
  /** How much deeper the next level stands. */
  readonly step: number;
  readonly newline: string;
  /** The keys beside it. */
  readonly siblings: readonly string[];
}

/** An item of a list; `path` ends with the key of the list. */
export interface ItemSpot extends Typed {
  readonly kind: 'item';
  readonly quoted: boolean;
}

/** The value of the last name of `path`. */
export interface ValueSpot extends Typed {
  readonly kind: 'value';
  readonly quoted: boolean;
}

interface Line {
  readonly start: number;
  readonly indent: number;
  /** Empty for items of lists. */
  readonly name: string;
  /** Something stands behind the colon. */
  readonly hasValue: boolean;
  readonly isItem: boolean;
}

const KEY = /^( *)(?:"([^"\r\n]*)"|'([^'\r\n]*)'|([^\s#"'\-[\]{},][^\s]*?|-[^\s]+?))[ \t]*:(?=[ \t]|$)[ \t]*(.*)$/;
const ITEM = /^( *)-(?:[ \t]+(.*))?$/;
const TYPED_KEY = /^( *)(["']?[^\s"'#[\]{},]*)$/;
/** A longer line is none that somebody types. */
const LONGEST = 2_000;

/** What the person is about to write at an offset; undefined where it is no place to help at. */
export function spotAt(text: string, offset: number): Spot | undefined {
  const start = lineStart(text, offset);
  const before = text.slice(start, offset);
  if (before.length > LONGEST || /(^|\s)#/.test(before) || isInFlow(text.slice(0, start))) return undefined;
  const after = /^[^\r\n]{0,2000}/.exec(text.slice(offset))?.[0] ?? '';
  const place: Cursor = { text, start, before, offset, after, lines: linesOf(withoutLine(text, start)) };
  const item = ITEM.exec(before);
  if (item) return itemAt(place, (item[1] ?? '').length, item[2] ?? '');
  const key = KEY.exec(before);
  if (key) return valueAt(place, (key[1] ?? '').length, key[2] ?? key[3] ?? key[4] ?? '', key[5] ?? '');
  const typed = TYPED_KEY.exec(before);
  return typed ? keyAt(place, (typed[1] ?? '').length, typed[2] ?? '') : undefined;
}

interface Cursor {
  readonly text: string;
  readonly start: number;
  readonly before: string;
  readonly offset: number;
  readonly after: string;
  /** All others. */
  readonly lines: readonly Line[];
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const [line] = match;
    if (line.length > LONGEST) continue;
    const item = ITEM.exec(line);
    const key = item ? null : KEY.exec(line);
    if (!item && !key) continue;
    lines.push({
      start: match.index,
      indent: (item?.[1] ?? key?.[1] ?? '').length,
      name: key?.[2] ?? key?.[3] ?? key?.[4] ?? '',
      hasValue: /^[^#&]/.test(key?.[5] ?? ''),
      isItem: item !== null,
    });
  }
  return lines;
}

/** The keys above a line that is so far in, outermost first; items count when they stand further out. */
function above({ lines, start }: Cursor, indent: number): Line[] {
  const chain: Line[] = [];
  let limit = indent;
  for (let index = lastBefore(lines, start); index >= 0 && limit > 0; index--) {
    const line = lines[index] as Line;
    if (line.isItem || line.indent >= limit) continue;
    chain.unshift(line);
    limit = line.indent;
  }
  return chain;
}

function lastBefore(lines: readonly Line[], start: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] as Line).start < start) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The lines directly below a key, or the outermost ones. */
function childrenOf(lines: readonly Line[], parent: Line | undefined): readonly Line[] {
  const from = parent ? lines.indexOf(parent) + 1 : 0;
  const end = parent
    ? lines.findIndex(
        (line, index) =>
          index >= from && line.indent <= parent.indent && !(line.isItem && line.indent === parent.indent),
      )
    : -1;
  const inside = lines.slice(from, end < 0 ? undefined : end);
  const indent = inside[0]?.indent;
  return inside.filter((line) => line.indent === indent);
}

function keyAt(place: Cursor, indent: number, typed: string): KeySpot | undefined {
  const { text, start, offset, after, lines } = place;
  const chain = above(place, indent);
  const parent = chain.at(-1);
  if (parent?.hasValue) return undefined;
  const children = childrenOf(lines, parent);
  const column = children[0]?.indent ?? (parent ? indent : 0);
  const quote = /^["']/.exec(typed)?.[0] ?? '';
  const tail = /^[^\s"'#[\]{},]*?(?=:?["']?(?:\s|$)|:\s)/.exec(after)?.[0] ?? '';
  const rest = after.slice(tail.length);
  const closing = quote !== '' && rest.startsWith(quote) ? 1 : 0;
  const moves = column !== indent;
  const at = { start: moves ? start : offset - typed.length, end: offset + tail.length + closing };
  return {
    kind: 'key',
    path: chain.map(({ name }) => name),
    at,
    typed: text.slice(at.start, offset).trimStart(),
    lead: moves ? ' '.repeat(column) : '',
    hasColon: /^[ \t]*:/.test(rest.slice(closing)),
    column,
    step: stepOf(lines),
    newline: lineBreak(text),
    siblings: children.map(({ name }) => name),
  };
}

/** How far in the second level of the file stands. */
function stepOf(lines: readonly Line[]): number {
  const first = lines[0]?.indent ?? 0;
  return (lines.find(({ indent, isItem }) => indent > first && !isItem)?.indent ?? first + 2) - first;
}

function itemAt(place: Cursor, indent: number, typed: string): ItemSpot | undefined {
  const chain = above(place, indent + 1);
  if (chain.at(-1)?.hasValue !== false) return undefined;
  const glued = place.before.endsWith('-') && typed === '';
  const path = chain.map(({ name }) => name);
  return { kind: 'item', path, ...word(place, typed, /^[^\s#]*/), lead: glued ? ' ' : '' };
}

function valueAt(place: Cursor, indent: number, name: string, typed: string): ItemSpot | ValueSpot | undefined {
  const path = [...above(place, indent).map((line) => line.name), name];
  const lead = place.before.endsWith(':') ? ' ' : '';
  if (!typed.startsWith('[')) return { kind: 'value', path, ...word(place, typed, /^[^\s#]*/), lead };
  const inside = /^\[(?:[^"',\]]*,|\s*"[^"]*"\s*,|\s*'[^']*'\s*,)*\s*(.*)$/.exec(typed)?.[1];
  return inside === undefined || /[\]{}]/.test(inside)
    ? undefined
    : { kind: 'item', path, ...word(place, inside, /^[^\s#,\]]*/), lead: '' };
}

function word({ offset, after }: Cursor, written: string, rest: RegExp): Pick<ItemSpot, 'at' | 'typed' | 'quoted'> {
  const quote = /^["']/.exec(written)?.[0];
  const typed = quote ? written.slice(1) : written;
  const tail = (quote === '"' ? /^[^"]*/ : quote ? /^[^']*/ : rest).exec(after)?.[0] ?? '';
  return { at: { start: offset - typed.length, end: offset + tail.length }, typed, quoted: quote !== undefined };
}

/** Whether brackets are open at the end of a text. */
function isInFlow(text: string): boolean {
  const section = text.slice(lastSection(text));
  // Nobody types in the middle of so much, and quotes in it are costly to look for.
  if (section.length > LARGEST_SECTION) return true;
  let depth = 0;
  // Quotes only count where a text begins; anywhere else they are part of it.
  const sign = /(?<=^|[\s[{,:])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|#[^\r\n]*)|[[\]{}]/gs;
  for (const { 0: found, index } of section.matchAll(sign)) {
    if (/[[{]/.test(found) && found.length === 1) depth += isOpening(section, index) ? 1 : 0;
    else if (/^[\]}]$/.test(found) && depth > 0) depth--;
  }
  return depth > 0;
}

const LARGEST_SECTION = 500_000;

/** Where the last line begins that stands at the left edge. */
function lastSection(text: string): number {
  for (let end = text.length; end > 0; ) {
    const start = lineStart(text, end - 1);
    if (/^[^\s#]/.test(text.slice(start, start + 1))) return start;
    // Behind a byte order mark the first line begins where it ends.
    end = Math.min(start, end - 1);
  }
  return 0;
}

/** A bracket opens a list where a value begins, and not in the middle of a word. */
const isOpening = (text: string, at: number): boolean => at === 0 || /[\s[{,:]/.test(text[at - 1] ?? '');
