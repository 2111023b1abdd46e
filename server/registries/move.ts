/** Edits on registries.yaml that go beyond one value: other names, and blocks that move to where K3s reads them. */

import type { ConfigDocument } from '../yaml/document.ts';
import { asScalar, contentStart, type Edit, lineBreak, lineEnd, lineStart, replace } from '../yaml/edits.ts';
import type { Mapping, Pair, YamlNode } from '../yaml/tree.ts';

/** Another text for a key or a value. */
export function rewriteNode(document: ConfigDocument, node: YamlNode, text: string): Edit {
  return replace(document, { start: contentStart(document, node), end: node.end }, asScalar(text));
}

/**
 * Takes pairs of one block out and writes them below a path of keys from the top of the file, together with those keys
 * that are not there yet. Nothing when they do not stand on lines of their own, or when the place is taken.
 *
 * @param outer the pair that holds them, when it goes away with them
 */
export function moveTo(
  document: ConfigDocument,
  pairs: readonly Pair[],
  path: readonly string[],
  outer?: Pair,
): Edit[] {
  const { root } = document;
  if (root?.kind !== 'mapping' || root.flow) return [];
  const blocks = pairs.map((pair) => blockOf(document, pair));
  if (blocks.some((block) => block === undefined)) return [];
  const { parent, missing, column } = descend(document, root, path);
  if (!parent) return [];
  const names = new Set(parent.pairs.map(({ key }) => (key.kind === 'scalar' ? key.text : '')));
  const taken = pairs.some(({ key }) => key.kind === 'scalar' && names.has(key.text));
  if (missing.length === 0 && taken) return [];
  const end = lineEnd(document.text, endOf(parent));
  const moved = blocks as Block[];
  const whole = outer && blockOf(document, outer);
  if (outer && !whole) return [];
  const removed = whole ? [whole] : moved;
  if (removed.some((block) => block.start < end && end < block.end)) return [];
  const newline = lineBreak(document.text);
  const heads = missing.map((name, level) => `${' '.repeat(column + 2 * level)}${asScalar(name)}:`);
  const indent = column + 2 * missing.length;
  const lines = moved.flatMap((block) => block.lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)));
  const open = end === document.text.length && !/[\r\n]$/.test(document.text);
  const text = `${open ? newline : ''}${[...heads, ...lines].join(newline)}${open ? '' : newline}`;
  return [
    ...removed.map(({ start, end: to }) => replace(document, { start, end: to }, '')),
    replace(document, { start: end, end }, text),
  ];
}

interface Block {
  readonly start: number;
  readonly end: number;
  /** Without the indentation of the key. */
  readonly lines: readonly string[];
}

function blockOf({ text }: ConfigDocument, { key, value }: Pair): Block | undefined {
  const start = lineStart(text, key.start);
  const indent = text.slice(start, key.start);
  if (!/^ *$/.test(indent)) return undefined;
  const end = lineEnd(text, Math.max(key.end, value.end));
  const lines = text
    .slice(start, end)
    .replace(/(\r\n|\r|\n)$/, '')
    .split(/\r\n|\r|\n/);
  if (lines.some((line) => line.trim() !== '' && !line.startsWith(indent))) return undefined;
  return { start, end, lines: lines.map((line) => line.slice(indent.length).trimEnd()) };
}

/** The deepest block of the path that exists, and the names below it that do not. */
function descend(
  document: ConfigDocument,
  root: Mapping,
  path: readonly string[],
): { parent: Mapping | undefined; missing: readonly string[]; column: number } {
  let parent = root;
  for (const [index, name] of path.entries()) {
    const pair = parent.pairs.findLast(({ key }) => key.kind === 'scalar' && key.text === name);
    if (!pair) return { parent, missing: path.slice(index), column: columnOf(document, parent) };
    // What is written as `{…}`, is null or an alias takes no lines below it.
    if (pair.value.kind !== 'mapping' || pair.value.flow) return { parent: undefined, missing: [], column: 0 };
    parent = pair.value;
  }
  return { parent, missing: [], column: columnOf(document, parent) };
}

function columnOf({ text }: ConfigDocument, { pairs, start }: Mapping): number {
  const first = pairs[0]?.key.start ?? start;
  return first - lineStart(text, first);
}

const endOf = ({ pairs, end }: Mapping): number => {
  const last = pairs.at(-1);
  return last ? Math.max(last.key.end, last.value.end) : end;
};
