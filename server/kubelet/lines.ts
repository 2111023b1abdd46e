/** The lines of a file by their indentation: keys and dashes, each below the one it belongs to. Works on half-typed text. */

import type { Span } from '../yaml/tree.ts';

/** A key with its colon, or the dash of an item. */
export type Line = {
  readonly column: number;
  readonly at: Span;
  /** Index of the line it belongs to; -1 at the top. */
  readonly parent: number;
} & (
  | { readonly kind: 'dash' }
  | {
      readonly kind: 'key';
      readonly name: string;
      /** Where the value begins on this line, or where it would. */
      readonly value: number;
      /** The value begins with a bracket or a brace and ends here. */
      readonly flowEnd?: number;
    }
);

/** Longer ones are no keys, and searching them would take its time. */
const KEY =
  /(?:"((?:[^"\\\r\n]|\\.){0,300})"|'([^'\r\n]{0,300})'|([^\s#&*!|>'"%@`{}[\],][^\r\n]{0,300}?))[ \t]{0,20}:(?=[ \t\r\n]|$)/y;
const DASH = /-(?=[ \t\r\n]|$)/y;
const BLOCK_TEXT = /[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?$/;

/** Lines of a text, in their order. */
export function linesIn(text: string): Line[] {
  const found: Line[] = [];
  const open: number[] = [];
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let skipDeeperThan: number | undefined;
  while (start < text.length) {
    const end = endOfLine(text, start);
    const content = start + blanksAt(text, start);
    const column = content - start;
    const isEmpty = content >= end || text[content] === '#';
    const isText = skipDeeperThan !== undefined && (isEmpty || column > skipDeeperThan);
    let next = end;
    if (!isText) skipDeeperThan = undefined;
    if (!isEmpty && !isText) {
      const last = read(text, start, content, end, found, open);
      if (last?.flowEnd !== undefined) next = Math.max(next, endOfLine(text, last.flowEnd));
      else if (last && BLOCK_TEXT.test(text.slice(last.value, end))) skipDeeperThan = last.column;
    }
    start = next + (text.startsWith('\r\n', next) ? 2 : 1);
  }
  return found;
}

/** Dashes and at most one key of one line. */
function read(
  text: string,
  start: number,
  content: number,
  end: number,
  found: Line[],
  open: number[],
): Extract<Line, { kind: 'key' }> | undefined {
  let at = content;
  for (;;) {
    DASH.lastIndex = at;
    if (!DASH.test(text) || at >= end) break;
    push({ kind: 'dash', column: at - start, at: { start: at, end: at + 1 } }, found, open);
    at += 1 + blanksAt(text, at + 1);
    if (at >= end) return undefined;
  }
  KEY.lastIndex = at;
  const match = KEY.exec(text);
  if (!match || match.index + match[0].length > end) return undefined;
  const [whole, double, single, plain] = match;
  const name = double ?? single ?? plain ?? '';
  const keyEnd = at + whole.slice(0, -1).trimEnd().length;
  const value = at + whole.length + blanksAt(text, at + whole.length);
  const opens = text[value] === '{' || text[value] === '[';
  const flowEnd = opens ? endOfFlow(text, value, at - start) : undefined;
  const line = {
    kind: 'key',
    name,
    column: at - start,
    at: { start: at, end: keyEnd },
    value: Math.min(value, end),
    ...(flowEnd === undefined ? {} : { flowEnd }),
  } as const;
  return push(line, found, open) as Extract<Line, { kind: 'key' }>;
}

type Loose<T> = T extends unknown ? Omit<T, 'parent'> : never;

/** Puts a line below the last one that stands further left; a dash may stand straight below its key. */
function push(line: Loose<Line>, found: Line[], open: number[]): Line {
  while (open.length > 0 && !isAbove(found[open.at(-1) as number] as Line, line)) open.pop();
  const whole = { ...line, parent: open.at(-1) ?? -1 } as Line;
  open.push(found.push(whole) - 1);
  return whole;
}

/** Whether what stands at a column, as a dash or not, belongs to a line further up. */
export function isAbove(above: Pick<Line, 'kind' | 'column'>, below: Pick<Line, 'kind' | 'column'>): boolean {
  if (above.column !== below.column) return above.column < below.column;
  return above.kind === 'key' && below.kind === 'dash';
}

/** Keys above a line, `[]` for dashes, from the top. */
export function namesAbove(lines: readonly Line[], index: number): string[] {
  return namesTo(lines, lines[index]?.parent ?? -1);
}

/** Keys from the top down to a line, itself included. */
export function namesTo(lines: readonly Line[], index: number): string[] {
  const names: string[] = [];
  for (let at = index; at >= 0; at = (lines[at] as Line).parent) {
    const line = lines[at] as Line;
    names.unshift(line.kind === 'dash' ? '[]' : line.name);
    if (names.length > DEEPEST) return names;
  }
  return names;
}

const DEEPEST = 50;

/** Behind the bracket that closes the one at `start`; where none does, in front of the next key that is no deeper. */
function endOfFlow(text: string, start: number, column: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const sign = text[at] as string;
    if (sign === '"' || sign === "'") at = Math.min(endOfQuote(text, at), text.length);
    else if (sign === '#' && /\s/.test(text[at - 1] ?? '')) at = endOfLine(text, at);
    else if (sign === '{' || sign === '[') depth++;
    else if ((sign === '}' || sign === ']') && --depth === 0) return at + 1;
    if ((text[at] === '\n' || text[at] === '\r') && isKeyAt(text, at + 1, column)) return at;
  }
  return text.length;
}

const NEXT_KEY = /[A-Za-z][\w.-]{0,100}:(?=[ \t\r\n]|$)/y;

function isKeyAt(text: string, start: number, most: number): boolean {
  const blanks = blanksAt(text, start);
  NEXT_KEY.lastIndex = start + blanks;
  return blanks <= most && NEXT_KEY.test(text);
}

/** The closing quote, or the end of the line where it is missing. */
export function endOfQuote(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\n' || sign === '\r') return at;
    if (sign === '\\' && quote === '"') at++;
    else if (sign === quote) return at;
  }
  return text.length;
}

export function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

export function blanksAt(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at - from;
}
