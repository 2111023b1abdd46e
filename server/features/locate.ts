/** Where the cursor is, by the text of its line: works on half-typed lines that no parser understands. */

import type { ConfigDocument, Entry } from '../yaml/document.ts';
import { lineStart } from '../yaml/edits.ts';
import type { Span } from '../yaml/tree.ts';

export type Cursor =
  /** A key is typed here; `word` is what stands there already. */
  | { readonly kind: 'key'; readonly word: Span; readonly hasColon: boolean }
  | ValueCursor
  | { readonly kind: 'nowhere' };

/** The value of a key, or one element of it. */
export interface ValueCursor {
  readonly kind: 'value';
  readonly key: string;
  /** What stands there already, without quotes. */
  readonly word: Span;
  readonly item: boolean;
  /** The word stands in quotes. */
  readonly quoted: boolean;
  /** No blank stands between the colon or dash and the cursor, so one has to be written. */
  readonly glued: boolean;
}

const NOWHERE: Cursor = { kind: 'nowhere' };

const KEY = /^([ \t]*)(["']?)([\w.-]*\+?)$/;
const VALUE = /^([ \t]*)["']?([\w.-]+?)\+?["']?[ \t]*:(?=[ \t]|$)[ \t]*(.*)$/;
const ITEM = /^([ \t]*)-(?:[ \t]+(.*))?$/;

/** What the person is about to write at an offset. */
export function locate(document: ConfigDocument, offset: number): Cursor {
  const { text } = document;
  const start = lineStart(text, offset);
  const before = text.slice(start, offset);
  if (/(^|\s)#/.test(before)) return NOWHERE;
  const after = /^[^\r\n]*/.exec(text.slice(offset))?.[0] ?? '';
  const item = ITEM.exec(before);
  if (item) return itemAt(document, start, item[1] ?? '', item[2] ?? '', offset, after);
  const value = VALUE.exec(before);
  if (value) return valueAt(value[2] as string, value[3] as string, offset, before, after);
  const key = KEY.exec(before);
  if (key && (key[1] as string).length === topIndent(document)) {
    const tail = /^[\w.-]*/.exec(after)?.[0] ?? '';
    const word = { start: offset - (key[3] as string).length, end: offset + tail.length };
    return { kind: 'key', word, hasColon: /^["']?\+?[ \t]*:/.test(after.slice(tail.length)) };
  }
  return insideFlow(text, offset, after);
}

/** Keys of the file stand this far in; 0 in nearly all files. */
function topIndent({ entries, text }: ConfigDocument): number {
  const first = entries[0];
  return first ? first.key.start - lineStart(text, first.key.start) : 0;
}

function valueAt(key: string, typed: string, offset: number, before: string, after: string): Cursor {
  if (!typed.startsWith('[')) return wordAt({ key, typed, offset, after, item: false, glued: before.endsWith(':') });
  const element = typed.slice(1 + lengthOfWhole(typed.slice(1))).trimStart();
  return /^[^"']*\]/.test(element) ? NOWHERE : wordAt({ key, typed: element, offset, after, item: true, inFlow: true });
}

/** How much of a flow list are elements with their commas; commas in quotes are none. */
function lengthOfWhole(typed: string): number {
  let quote = '';
  let whole = 0;
  let isEmpty = true;
  for (let at = 0; at < typed.length; at++) {
    const sign = typed[at] as string;
    if (quote !== '') {
      if (sign === '\\' && quote === '"') at++;
      else if (sign === quote) quote = '';
    } else if (sign === ',') {
      whole = at + 1;
      isEmpty = true;
    } else if (isEmpty && (sign === '"' || sign === "'")) quote = sign;
    else if (sign !== ' ') isEmpty = false;
  }
  return whole;
}

function itemAt(
  document: ConfigDocument,
  start: number,
  indent: string,
  typed: string,
  offset: number,
  after: string,
): Cursor {
  const key = keyAbove(document.text, start, indent.length);
  if (key === undefined) return NOWHERE;
  const glued = document.text[offset - 1] === '-' && typed === '';
  return wordAt({ key, typed, offset, after, item: true, glued });
}

interface Word {
  readonly key: string;
  /** Text between the beginning of the value or element and the cursor. */
  readonly typed: string;
  readonly offset: number;
  /** Text from the cursor to the end of the line. */
  readonly after: string;
  readonly item: boolean;
  readonly inFlow?: boolean;
  readonly glued?: boolean;
}

function wordAt({ key, typed, offset, after, item, inFlow = false, glued = false }: Word): ValueCursor {
  const quote = /^["']/.exec(typed)?.[0];
  const rest = quote ? (quote === '"' ? /^[^"]*/ : /^[^']*/) : inFlow ? /^[^,\]\s]*/ : /^[^\s#]*/;
  const start = offset - typed.length + (quote ? 1 : 0);
  const word = { start, end: offset + (rest.exec(after)?.[0].length ?? 0) };
  return { kind: 'value', key, word, item, quoted: quote !== undefined, glued };
}

/** The key whose list the line belongs to: the nearest line above that is no item and not deeper. */
function keyAbove(text: string, start: number, indent: number): string | undefined {
  for (let end = start - 1; end >= 0; ) {
    const above = Math.min(lineStart(text, end), end);
    const line = text.slice(above, end).trimEnd();
    end = above - 1;
    if (/^\s*(#|$)/.test(line) || ITEM.test(line)) continue;
    const match = VALUE.exec(line);
    if (!match) return undefined;
    if ((match[1] as string).length <= indent) return match[2];
  }
  return undefined;
}

/** A flow list that goes over several lines. */
function insideFlow(text: string, offset: number, after: string): Cursor {
  const open = text.lastIndexOf('[', offset - 1);
  if (open < 0 || open >= offset || text.lastIndexOf(']', offset - 1) > open) return NOWHERE;
  const key = VALUE.exec(text.slice(lineStart(text, open), open));
  if (key?.[3] !== '') return NOWHERE;
  let from = offset;
  while (from > open + 1 && !/[\s,[]/.test(text[from - 1] as string)) from--;
  return wordAt({
    key: key[2] as string,
    typed: text.slice(from, offset),
    offset,
    after,
    item: true,
    inFlow: true,
  });
}

/** The entry whose key or value holds the offset. */
export function entryAt(document: ConfigDocument, offset: number): Entry | undefined {
  return document.entries.find(({ span }) => span.start <= offset && offset <= span.end);
}
