/** Where the cursor is, by the text of its line: works on half-typed lines that no parser understands. */

import type { ConfigDocument, Entry } from '../yaml/document.ts';
import { lineStart } from '../yaml/edits.ts';
import type { Span } from '../yaml/tree.ts';

export type Cursor =
  /** A key is typed here; `word` is what stands there already. */
  | { readonly kind: 'key'; readonly word: Span; readonly hasColon: boolean }
  /** The value of a key, or one element of it. */
  | { readonly kind: 'value'; readonly key: string; readonly word: Span; readonly item: boolean }
  | { readonly kind: 'nowhere' };

const KEY = /^([ \t]*)(["']?)([\w.-]*)$/;
const VALUE = /^([ \t]*)["']?([\w.-]+?)\+?["']?[ \t]*:(?=[ \t]|$)[ \t]*(.*)$/;
const ITEM = /^([ \t]*)-(?:[ \t]+(.*))?$/;

/** What the person is about to write at an offset. */
export function locate(document: ConfigDocument, offset: number): Cursor {
  const { text } = document;
  const start = lineStart(text, offset);
  const before = text.slice(start, offset);
  if (/(^|\s)#/.test(before)) return { kind: 'nowhere' };
  const after = /^[^\r\n]*/.exec(text.slice(offset))?.[0] ?? '';
  const item = ITEM.exec(before);
  if (item) return itemAt(document, start, item[1] ?? '', item[2] ?? '', offset, after);
  const value = VALUE.exec(before);
  if (value) return valueAt(value[2] as string, value[3] as string, offset, after);
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

function valueAt(key: string, typed: string, offset: number, after: string): Cursor {
  const flow = /^\[(?:.*,)?[ \t]*(["']?[^,\]]*)$/.exec(typed);
  const word = (flow ? flow[1] : typed) ?? '';
  const tail = (flow ? /^[^,\]\s]*/ : /^[^\s#]*/).exec(after)?.[0] ?? '';
  return { kind: 'value', key, word: { start: offset - word.length, end: offset + tail.length }, item: flow !== null };
}

function itemAt(document: ConfigDocument, start: number, indent: string, typed: string, offset: number, after: string): Cursor {
  const key = keyAbove(document.text, start, indent.length);
  if (key === undefined) return { kind: 'nowhere' };
  const tail = /^[^\s#]*/.exec(after)?.[0] ?? '';
  return { kind: 'value', key, word: { start: offset - typed.length, end: offset + tail.length }, item: true };
}

/** The key whose list the line belongs to: the nearest line above that is no item and not deeper. */
function keyAbove(text: string, start: number, indent: number): string | undefined {
  const lines = text.slice(0, Math.max(start - 1, 0)).split(/\r?\n/);
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i] as string;
    if (/^\s*(#|$)/.test(line) || ITEM.test(line)) continue;
    const match = VALUE.exec(line);
    if (match && (match[1] as string).length <= indent) return match[2];
    if (match) continue;
    return undefined;
  }
  return undefined;
}

/** A flow list that goes over several lines. */
function insideFlow(text: string, offset: number, after: string): Cursor {
  const open = text.lastIndexOf('[', offset - 1);
  if (open < 0 || text.lastIndexOf(']', offset - 1) > open) return { kind: 'nowhere' };
  const key = VALUE.exec(text.slice(lineStart(text, open), open));
  if (!key || (key[3] as string) !== '') return { kind: 'nowhere' };
  const typed = /[^\s,[]*$/.exec(text.slice(open, offset))?.[0] ?? '';
  const tail = /^[^,\]\s]*/.exec(after)?.[0] ?? '';
  return {
    kind: 'value',
    key: key[2] as string,
    word: { start: offset - typed.length, end: offset + tail.length },
    item: true,
  };
}

/** The entry whose key or value holds the offset. */
export function entryAt(document: ConfigDocument, offset: number): Entry | undefined {
  return document.entries.find(({ span }) => span.start <= offset && offset <= span.end);
}
