/** What a person is about to write at an offset of a file: a field, a key, an item or a value, by the lines around it. */

import type { ConfigDocument } from '../yaml/document.ts';
import { lineStart } from '../yaml/edits.ts';
import type { Span } from '../yaml/tree.ts';
import { looksLikeJson } from './content.ts';
import { inFlow } from './flow.ts';
import { endOfLine, isAbove, type Line, linesIn, namesTo } from './lines.ts';
import { isHeader, type Slot, slotAt, slotInside, slotOfItem, TOP } from './slot.ts';

/** How the text around the cursor is written. */
export type Style = 'block' | 'flow' | 'json';

interface Typed {
  /** What stands there already, without quotes. */
  readonly word: Span;
  readonly quote: '' | '"' | "'";
  readonly style: Style;
  /** Keys, or items of the list, that stand beside it. */
  readonly present: ReadonlySet<string>;
}

export interface KeyCursor extends Typed {
  readonly kind: 'key';
  /** The object or map whose key is typed. */
  readonly slot: Slot;
  readonly hasColon: boolean;
  /** Column at which the key stands. */
  readonly column: number;
}

export interface ValueCursor extends Typed {
  readonly kind: 'value';
  readonly slot: Slot;
  /** What is still missing in front of the value. */
  readonly lead: '' | ' ' | '- ';
}

export type Cursor =
  | KeyCursor
  | ValueCursor
  | (Typed & { readonly kind: 'header'; readonly name: 'kind' | 'apiVersion'; readonly lead: '' | ' ' });

/** Undefined where nothing can be said: in comments, behind values, below fields that nobody knows. */
export function cursorAt(document: ConfigDocument, offset: number): Cursor | undefined {
  const { text } = document;
  if (looksLikeJson(text)) {
    const start = text.indexOf('{');
    return offset > start ? ofFlow(text, start, TOP, offset, 'json') : undefined;
  }
  const start = lineStart(text, offset);
  const before = text.slice(start, offset);
  if (/(^|\s)#/.test(before) || before.includes('\t')) return undefined;
  const lines = linesIn(text);
  const flow = lines.findLastIndex((line) => line.kind === 'key' && isInFlow(text, line, offset));
  const holder = lines[flow];
  if (holder?.kind === 'key') {
    const slot = slotAt(namesTo(lines, flow));
    return slot && ofFlow(text, holder.value, slot, offset, 'flow');
  }
  return ofBlock(text, lines, start, offset);
}

function isInFlow(text: string, { value, flowEnd }: Extract<Line, { kind: 'key' }>, offset: number): boolean {
  if (flowEnd === undefined || offset <= value) return false;
  return offset < flowEnd || (offset === flowEnd && !/[}\]]/.test(text[flowEnd - 1] ?? ''));
}

function ofFlow(text: string, start: number, slot: Slot, offset: number, style: Style): Cursor | undefined {
  const found = inFlow(text, start, slot, offset);
  if (!found) return undefined;
  const { around, key, isItem, word, quote, hasColon, present } = found;
  const typed = { word, quote, style, present };
  if (isItem || key !== undefined) {
    if (key !== undefined && isHeader(around, key)) return { ...typed, kind: 'header', name: key, lead: '' };
    const inner = isItem ? slotOfItem(around) : slotInside(around, key as string);
    return inner && { ...typed, kind: 'value', slot: inner, lead: '' };
  }
  return hasKeys(around) ? { ...typed, kind: 'key', slot: around, hasColon, column: 0 } : undefined;
}

const hasKeys = ({ type }: Slot): boolean => type === 'object' || type.startsWith('map<');

function ofBlock(text: string, lines: readonly Line[], start: number, offset: number): Cursor | undefined {
  const end = endOfLine(text, offset);
  const isHere = ({ at }: Line): boolean => at.start >= start && at.start <= end;
  const key = lines.findIndex((line) => line.kind === 'key' && isHere(line));
  const line = lines[key];
  if (line?.kind === 'key') {
    const colon = text.indexOf(':', line.at.end);
    if (offset > colon) return valueBehind(text, lines, key, colon + 1, offset);
    return offset >= line.at.start ? keyAt(text, lines, line, line.parent, start, offset) : undefined;
  }
  const dash = lines.findLastIndex((one) => one.kind === 'dash' && isHere(one) && one.at.start < offset);
  const column = /^ */.exec(text.slice(start, offset))?.[0].length ?? 0;
  if (dash < 0) return keyAt(text, lines, undefined, above(lines, start, column), start, offset);
  return keyAt(text, lines, undefined, dash, start, offset);
}

/** The line that a key at a column would belong to. */
function above(lines: readonly Line[], start: number, column: number): number {
  let index = lines.findLastIndex(({ at }) => at.start < start);
  while (index >= 0 && !isAbove(lines[index] as Line, { kind: 'key', column })) index = (lines[index] as Line).parent;
  return index;
}

/** A key, or where the line above wants something else, an item or a value. */
function keyAt(
  text: string,
  lines: readonly Line[],
  line: Line | undefined,
  parent: number,
  start: number,
  offset: number,
): Cursor | undefined {
  const owner = lines[parent];
  const slot = slotAt(namesTo(lines, parent));
  if (!slot || (owner?.kind === 'key' && hasValue(text, owner))) return undefined;
  const isOnDash = owner?.kind === 'dash' && owner.at.start >= start;
  const lead = isOnDash && offset === owner.at.end ? ' ' : '';
  const from = line?.at.start ?? wordStart(text, isOnDash ? owner.at.end : start, offset);
  const typed = wordAt(text, from, offset, hasKeys(slot) ? /^[\w./-]*/ : /^[^\s#]*/);
  if (!typed) return undefined;
  const present = besides(text, lines, parent, line);
  if (hasKeys(slot)) {
    const column = from - start + lead.length;
    const siblings = lines.filter((one) => one.kind === 'key' && one.parent === parent && one !== line);
    if (siblings.some((one) => one.column !== column && one.at.start < start)) return undefined;
    return { ...typed, kind: 'key', slot, style: 'block', present, hasColon: line !== undefined, column };
  }
  if (line) return undefined;
  const item = owner?.kind === 'key' ? slotOfItem(slot) : undefined;
  // Items of objects begin with their first field, which stands behind the dash.
  if (item?.type === 'object') return undefined;
  if (item) return { ...typed, kind: 'value', slot: item, style: 'block', present, lead: '- ' };
  return slot.type.startsWith('list<')
    ? undefined
    : { ...typed, kind: 'value', slot, style: 'block', present: itemsBeside(text, lines, parent), lead };
}

const hasValue = (text: string, { value }: Extract<Line, { kind: 'key' }>): boolean =>
  !/^(?:[ \t]*(?:#|$)|[&!]\S*\s*$)/.test(text.slice(value, endOfLine(text, value)));

function valueBehind(
  text: string,
  lines: readonly Line[],
  key: number,
  from: number,
  offset: number,
): Cursor | undefined {
  const line = lines[key] as Extract<Line, { kind: 'key' }>;
  const around = slotAt(namesTo(lines, line.parent));
  const start = wordStart(text, from, offset);
  const typed = wordAt(text, start, offset, /^[^\s#]*/);
  if (!around || !typed) return undefined;
  const lead = offset === from ? ' ' : '';
  const present: ReadonlySet<string> = new Set();
  if (isHeader(around, line.name)) return { ...typed, kind: 'header', name: line.name, style: 'block', present, lead };
  const slot = slotInside(around, line.name);
  // What has keys of its own, or items below it, wants no value beside it.
  const isOpen = slot && !hasKeys(slot) && !lines.some(({ parent }) => parent === key);
  return isOpen ? { ...typed, kind: 'value', slot, style: 'block', present, lead } : undefined;
}

function wordStart(text: string, from: number, offset: number): number {
  let start = from;
  while (start < offset && text[start] === ' ') start++;
  return start;
}

/** The word from where it begins to its end behind the cursor; undefined when blanks stand in it. */
function wordAt(text: string, from: number, offset: number, tail: RegExp): Pick<Typed, 'word' | 'quote'> | undefined {
  const first = text[from];
  const quote = offset > from && (first === '"' || first === "'") ? first : '';
  const start = from + quote.length;
  const before = text.slice(start, offset);
  if (quote === '' ? /\s/.test(before) : before.includes(quote)) return undefined;
  const after = text.slice(offset, endOfLine(text, offset));
  const rest = quote === '' ? tail.exec(after)?.[0] : after.split(quote)[0];
  return { word: { start, end: offset + (rest ?? '').length }, quote };
}

/** Keys of the same object, but for the one the cursor is on. */
function besides(text: string, lines: readonly Line[], parent: number, line: Line | undefined): ReadonlySet<string> {
  const names = lines.flatMap((one) => (one.kind === 'key' && one.parent === parent && one !== line ? [one.name] : []));
  return new Set([...names, ...(lines[parent]?.kind === 'key' ? itemsBelow(text, lines, parent) : [])]);
}

/** Texts of the other items of the list that a dash belongs to. */
const itemsBeside = (text: string, lines: readonly Line[], dash: number): ReadonlySet<string> =>
  new Set(itemsBelow(text, lines, lines[dash]?.parent ?? -1, dash));

function itemsBelow(text: string, lines: readonly Line[], parent: number, without = -1): string[] {
  return lines.flatMap((one, index) =>
    one.kind === 'dash' && one.parent === parent && index !== without
      ? [/^\s*["']?([^\s#"']*)/.exec(text.slice(one.at.end, endOfLine(text, one.at.end)))?.[1] ?? '']
      : [],
  );
}
