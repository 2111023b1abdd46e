/** Edits on the text that keep everything around them: comments, order, quotes, line ends. */

import { type ConfigDocument, type Entry, readText } from './document.ts';
import type { Span, YamlNode } from './tree.ts';
import { typeOfPlain } from './value.ts';

export interface Edit {
  readonly uri: string;
  readonly at: Span;
  readonly text: string;
}

/** Applies edits of one file; they must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { at, text: replacement } of edits
    .toSorted((a, b) => b.at.start - a.at.start || b.at.end - a.at.end)
    .reverse()) {
    pieces.push(text.slice(done, at.start), replacement);
    done = at.end;
  }
  return pieces.join('') + text.slice(done);
}

/** Whether K3s can still read a file after the edits. */
export function staysReadable(document: ConfigDocument, edits: readonly Edit[]): boolean {
  return readText(document.uri, applyEdits(document.text, edits)).problem === undefined;
}

export function replace(document: ConfigDocument, at: Span, text: string): Edit {
  return { uri: document.uri, at: { start: at.start, end: at.end }, text };
}

/** Another name for a key; a `+` behind it stays. */
export function renameKey(document: ConfigDocument, entry: Entry, name: string): Edit {
  const written = document.text.slice(entry.key.start, entry.key.end);
  const quote = /^["']/.exec(written)?.[0] ?? '';
  return replace(document, entry.key, `${quote}${name}${entry.append ? '+' : ''}${quote}`);
}

/** The text in single quotes, or in double quotes when it has something single quotes cannot hold. */
export function quoted(text: string): string {
  return /[\u0000-\u001f\u007f-\u009f]/.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

/** A scalar written as text: what stands there now, in quotes. */
export function quoteNode(document: ConfigDocument, node: YamlNode): Edit {
  const start = contentStart(document, node);
  return replace(document, { start, end: node.end }, quoted(document.text.slice(start, node.end)));
}

/** Where the content of a scalar starts, behind anchor and tag. */
export function contentStart(document: ConfigDocument, node: Span): number {
  const properties = /^(?:(?:[&!]\S*)\s+)*/.exec(document.text.slice(node.start, node.end));
  return node.start + (properties?.[0].length ?? 0);
}

/** A value that is safe to stand plain, also in a list between brackets; else in quotes. */
export function asScalar(text: string): string {
  const harmless = /^[\w./][\w./@+=<>%-]*(?::[\w./@+=<>%-]+)*$/.test(text);
  return harmless && typeOfPlain(text) === 'string' ? text : quoted(text);
}

/** The whole lines an entry stands on, its comment lines above stay. */
export function linesOf(document: ConfigDocument, span: Span): Span {
  const start = lineStart(document.text, span.start);
  return { start, end: lineEnd(document.text, span.end) };
}

/** Takes an entry out, with its line ends. */
export function removeEntry(document: ConfigDocument, entry: Entry): Edit {
  if (isInFlow(document, entry)) {
    const after = /^\s*,\s*/.exec(document.text.slice(entry.span.end));
    if (after) return replace(document, { start: entry.span.start, end: entry.span.end + after[0].length }, '');
    const before = /,\s*$/.exec(document.text.slice(0, entry.span.start));
    return replace(document, { start: entry.span.start - (before?.[0].length ?? 0), end: entry.span.end }, '');
  }
  return replace(document, linesOf(document, entry.span), '');
}

/** Whether the whole document is written as `{…}`. */
export function isInFlow(document: ConfigDocument, entry: Entry): boolean {
  return document.root?.kind === 'mapping' && document.root.flow && entry.key.start > document.root.start;
}

/** Writes a new entry behind another one, in the same style. */
export function insertAfter(document: ConfigDocument, entry: Entry, text: string): Edit {
  if (isInFlow(document, entry)) return replace(document, { start: entry.span.end, end: entry.span.end }, `, ${text}`);
  const end = lineEnd(document.text, entry.span.end);
  const indent = ' '.repeat(entry.key.start - lineStart(document.text, entry.key.start));
  const newline = lineBreak(document.text);
  const open = end === document.text.length && !/[\r\n]$/.test(document.text);
  const lines = text.split('\n').map((line) => indent + line);
  return replace(document, { start: end, end }, open ? newline + lines.join(newline) : lines.join(newline) + newline);
}

/** The line break the file uses. */
export function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Where the line that holds `offset` begins, behind a byte order mark. */
export function lineStart(text: string, offset: number): number {
  let start = Math.min(offset, text.length);
  // A search for both kinds of line ends would run through the whole file for the kind it does not have.
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  return start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start;
}

/** Offset behind the line break of the line that holds `offset`. */
export function lineEnd(text: string, offset: number): number {
  const at = text.slice(offset).search(/\r\n|\r|\n/);
  if (at < 0) return text.length;
  return offset + at + (text.startsWith('\r\n', offset + at) ? 2 : 1);
}
