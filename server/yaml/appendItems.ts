/** Writes further items behind those of a list, in its style. */

import type { ConfigDocument, Entry } from './document.ts';
import { asScalar, type Edit, insertAfter, isInFlow, lineBreak, lineEnd, lineStart, replace } from './edits.ts';
import { inBrackets, valueToList } from './listItems.ts';

/** Nothing where the value stands elsewhere, or is no list and cannot become one. */
export function appendItems(document: ConfigDocument, entry: Entry, texts: readonly string[]): Edit[] {
  const { valueNode: node, value } = entry;
  if (node.kind === 'scalar') {
    const before = value.kind === 'scalar' && value.type !== 'null' ? entry.texts.map(({ text }) => text) : [];
    return valueToList(document, entry, [...before, ...texts]);
  }
  if (node.kind !== 'sequence') return [];
  const last = node.items.at(-1);
  if (!last) return [replace(document, node, `[${texts.map(inBrackets).join(', ')}]`)];
  if (node.flow) {
    return [replace(document, { start: last.end, end: last.end }, `, ${texts.map(inBrackets).join(', ')}`)];
  }
  const start = lineStart(document.text, last.start);
  const dash = document.text.slice(start, last.start).lastIndexOf('-');
  if (dash < 0) return [];
  const end = lineEnd(document.text, last.end);
  const newline = lineBreak(document.text);
  const lines = texts.map((text) => `${' '.repeat(dash)}- ${asScalar(text)}`).join(newline);
  const open = end === document.text.length && !/[\r\n]$/.test(document.text);
  return [replace(document, { start: end, end }, open ? newline + lines : lines + newline)];
}

/** Writes a new list behind an entry. */
export function insertList(document: ConfigDocument, entry: Entry, name: string, texts: readonly string[]): Edit {
  const text = isInFlow(document, entry)
    ? `${name}: [${texts.map(inBrackets).join(', ')}]`
    : [`${name}:`, ...texts.map((item) => `  - ${asScalar(item)}`)].join('\n');
  return insertAfter(document, entry, text);
}
