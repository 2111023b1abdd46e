/** Where a piece of a value stands in the file, and how to write another piece there. */

import type { ConfigDocument } from './document.ts';
import { asScalar, contentStart, type Edit, replace } from './edits.ts';
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

function startOf({ text, node, document }: Written): number | undefined {
  if (node.kind !== 'scalar' || text === '') return undefined;
  const start = contentStart(document, node);
  const at = document.text.slice(start, node.end).indexOf(text);
  return at < 0 ? undefined : start + at;
}

function whole({ node, document }: Written): Span {
  return { start: contentStart(document, node), end: node.end };
}
