/** Where a piece of a value stands in the file, and how to write another piece there. */

import type { ConfigDocument } from './document.ts';
import { asScalar, contentStart, type Edit, lineStart, linesOf, replace } from './edits.ts';
import type { Span, YamlNode } from './tree.ts';

/** A value as K3s reads it and the node that writes it. */
export interface Written {
  readonly text: string;
  readonly node: YamlNode;
  readonly document: ConfigDocument;
}

/**
 * The place of `text.slice(from, to)`; the whole value where escapes or folding keep the piece from being found.
 */
export function placeOf(written: Written, from: number, to: number): Span {
  const start = startOf(written);
  return start === undefined ? whole(written) : { start: start + from, end: start + to };
}

/** Another text for a piece of a value; quotes and the rest of it stay. */
export function replacePiece(written: Written, from: number, to: number, piece: string): Edit {
  const start = startOf(written);
  if (start !== undefined) return replace(written.document, { start: start + from, end: start + to }, piece);
  return replaceValue(written, written.text.slice(0, from) + piece + written.text.slice(to));
}

/** Another text for all of a value. */
export function replaceValue({ node, document }: Written, text: string): Edit {
  return replace(document, { start: contentStart(document, node), end: node.end }, asScalar(text));
}

/** Takes one element out of a list that has others, or a piece out of a text with commas. */
export function removePiece(written: Written, from: number, to: number): Edit | undefined {
  const { text, node, document } = written;
  if (from > 0 || to < text.length) {
    const behind = /^\s*,\s*/.exec(text.slice(to));
    const before = /\s*,\s*$/.exec(text.slice(0, from));
    if (behind) return replacePiece(written, from, to + behind[0].length, '');
    return before ? replacePiece(written, from - before[0].length, to, '') : undefined;
  }
  const start = lineStart(document.text, node.start);
  if (/^[ \t]*-[ \t]+$/.test(document.text.slice(start, node.start)))
    return replace(document, linesOf(document, node), '');
  const behind = /^\s*,[ \t]*/.exec(document.text.slice(node.end));
  if (behind) return replace(document, { start: node.start, end: node.end + behind[0].length }, '');
  const before = /,\s*$/.exec(document.text.slice(0, node.start));
  return before ? replace(document, { start: node.start - before[0].length, end: node.end }, '') : undefined;
}

const starts = new WeakMap<Written, { readonly at: number | undefined }>();

/** Found once for a value, however many pieces it has. */
function startOf(written: Written): number | undefined {
  const before = starts.get(written);
  if (before) return before.at;
  const at = findStart(written);
  starts.set(written, { at });
  return at;
}

function findStart({ text, node, document }: Written): number | undefined {
  if (node.kind !== 'scalar' || text === '') return undefined;
  // A quote is written as two there, and the text would be found one too far left.
  if (node.style === 'single' && text.includes("'")) return undefined;
  const start = contentStart(document, node);
  const at = document.text.slice(start, node.end).indexOf(text);
  return at < 0 ? undefined : start + at;
}

function whole({ node, document }: Written): Span {
  return { start: contentStart(document, node), end: node.end };
}
