/** Moves blocks of lines to the column they belong to. */

import type { ConfigDocument } from '../document.ts';
import type { Edit } from '../edits.ts';
import { replace } from '../edits.ts';
import { type Line, lineAt, lineBelow } from './lines.ts';

/**
 * Moves a line and what hangs on it to the left.
 *
 * @param keep where the block ends at the latest; without it, at the first line further left than the first one
 */
export function dedent(document: ConfigDocument, first: Line, column: number, keep = document.text.length): Edit[] {
  const by = first.indent - column;
  const edits: Edit[] = [];
  for (let line: Line | undefined = first; line && line.start < keep; line = lineBelow(document.text, line)) {
    if (line.content !== '' && line.indent < first.indent) break;
    if (line.indent >= by && line.text.trim() !== '')
      edits.push(replace(document, { start: line.start, end: line.start + by }, ''));
  }
  return edits;
}

/** Every tab in front of the text of a line becomes two blanks, the blank behind a dash included. */
export function untab(document: ConfigDocument, isText: (offset: number) => boolean): Edit[] {
  const edits: Edit[] = [];
  for (const match of document.text.matchAll(/^[ \t]*(?:-[ \t]+)*/gm)) {
    const { index } = match;
    if (!match[0].includes('\t') || isText(index)) continue;
    const { text } = lineAt(document.text, index);
    const indentation = (/^[ \t]*/.exec(text)?.[0] ?? '').replaceAll('\t', '  ');
    const dashes = match[0].trimStart().replace(/-[ \t]+/g, '- ');
    edits.push(replace(document, { start: index, end: index + match[0].length }, indentation + dashes));
  }
  return edits;
}
