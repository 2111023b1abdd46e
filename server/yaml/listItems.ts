/** Rewrites maps and nested lists as plain items of a list, in the style around them. */

import type { ConfigDocument, Entry } from './document.ts';
import { asScalar, type Edit, isInFlow, lineBreak, lineStart, quoted, replace } from './edits.ts';
import { hasComment, targetOf } from './elements.ts';
import type { Mapping, YamlNode } from './tree.ts';

/**
 * Writes each pair of a map as an item of its own.
 *
 * @param texts one text per pair
 * @returns nothing when a comment would be lost
 */
export function pairsToItems(document: ConfigDocument, entry: Entry, map: Mapping, texts: readonly string[]): Edit[] {
  if (map.pairs.some(({ key, value }) => hasComment(document, { start: key.start, end: Math.max(key.end, value.end) })))
    return [];
  const list = targetOf(entry.valueNode);
  const inList = list.kind === 'sequence' ? list : undefined;
  if (map.flow) {
    if (inList) return replaceItem(document, inList, map, texts);
    return [replace(document, map, `[${texts.map(inBrackets).join(', ')}]`)];
  }
  const column = inList ? dashColumn(document, map) : undefined;
  return map.pairs.map(({ key, value }, index) => {
    const end = Math.max(key.end, value.end);
    const text = asScalar(texts[index] ?? '');
    if (column === undefined) return replace(document, { start: key.start, end }, `- ${text}`);
    if (index === 0) return replace(document, { start: key.start, end }, text);
    return replace(document, { start: lineStart(document.text, key.start), end }, `${' '.repeat(column)}- ${text}`);
  });
}

/** Writes several items in the place of one item of a list. */
export function replaceItem(
  document: ConfigDocument,
  list: YamlNode,
  item: YamlNode,
  texts: readonly string[],
  write: { block: (text: string) => string; flow: (text: string) => string } = { block: asScalar, flow: inBrackets },
): Edit[] {
  if (hasComment(document, item)) return [];
  if (list.kind === 'sequence' && list.flow) return [replace(document, item, texts.map(write.flow).join(', '))];
  const between = `${lineBreak(document.text)}${' '.repeat(dashColumn(document, item))}- `;
  return [replace(document, item, texts.map(write.block).join(between))];
}

/** A text that is safe to stand plain between brackets, else in quotes. */
export function inBrackets(text: string): string {
  return /[,[\]{}]/.test(text) ? quoted(text) : asScalar(text);
}

/** Column of the dash an item of a block list stands behind. */
function dashColumn({ text }: ConfigDocument, item: YamlNode): number {
  const start = lineStart(text, item.start);
  return Math.max(text.slice(start, item.start).lastIndexOf('-'), 0);
}

/** Writes a list where one value stands. */
export function valueToList(document: ConfigDocument, entry: Entry, texts: readonly string[]): Edit[] {
  const { text } = document;
  const { key, valueNode } = entry;
  if (hasComment(document, valueNode)) return [];
  if (isInFlow(document, entry)) return [replace(document, valueNode, `[${texts.map(inBrackets).join(', ')}]`)];
  const colon = key.end + (/^\s*:/.exec(text.slice(key.end))?.[0].length ?? 0);
  const between = `${lineBreak(text)}${' '.repeat(key.start - lineStart(text, key.start))}  - `;
  return [replace(document, { start: colon, end: valueNode.end }, between + texts.map(asScalar).join(between))];
}
