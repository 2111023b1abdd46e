/** The lines of a text around a place, as the diagnoses of syntax errors look at them. */

import type { Span } from '../tree.ts';

/** One line, without its line break. */
export interface Line extends Span {
  readonly text: string;
  /** Blanks in front of the first character. */
  readonly indent: number;
  /** What stands on it besides indentation and comment; empty for a line that says nothing. */
  readonly content: string;
}

export function lineAt(text: string, offset: number): Line {
  let start = offset;
  while (start > 0 && !isBreak(text, start - 1)) start--;
  if (start === 0 && text.charCodeAt(0) === 0xfeff) start = 1;
  let end = offset;
  while (end < text.length && !isBreak(text, end)) end++;
  const line = text.slice(start, end);
  return { start, end, text: line, indent: /^ */.exec(line)?.[0].length ?? 0, content: withoutComment(line).trim() };
}

export function lineBelow(text: string, line: Line): Line | undefined {
  if (line.end >= text.length) return undefined;
  return lineAt(text, line.end + (text.startsWith('\r\n', line.end) ? 2 : 1));
}

/** The nearest line above that says something. */
export function contentAbove(text: string, line: Line): Line | undefined {
  let current = line;
  while (current.start > 1) {
    current = lineAt(text, current.start - (text.startsWith('\r\n', current.start - 2) ? 2 : 1));
    if (current.content !== '') return current;
  }
  return undefined;
}

/** From a place to the end of its line, without comment and blanks. */
export function restOfLine(text: string, start: number): Span {
  const rest = withoutComment(text.slice(start, lineAt(text, start).end)).trimEnd();
  return { start, end: start + rest.length };
}

export function withoutComment(line: string): string {
  return line.replace(/(^|[ \t])#.*$/, '$1');
}

/** Column of the keys of the file: where its first line with content starts. */
export function topColumn(text: string): number {
  for (let line: Line | undefined = lineAt(text, 0); line; line = lineBelow(text, line)) {
    if (line.content !== '' && !/^(---|%)/.test(line.content)) return line.indent;
  }
  return 0;
}

const isBreak = (text: string, offset: number): boolean => text[offset] === '\n' || text[offset] === '\r';
