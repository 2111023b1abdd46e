/** The merge key `<<`: K3s drops it without a word. */

import { say } from '../words/say.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import { type Edit, lineBreak, lineEnd, lineStart, replace } from '../yaml/edits.ts';
import { hasAnchor, targetOf } from '../yaml/elements.ts';
import type { Mapping, Pair, YamlNode } from '../yaml/tree.ts';
import { isMerge } from '../yaml/value.ts';
import { rule } from './rule.ts';

export const mergeKeyDropped = rule<{ pair: Pair; map: Mapping }>({
  id: 'merge-key-dropped',
  group: 'yaml',
  summary: 'A merge key `<<`, which K3s drops.',
  severity: 'warning',
  message: 'K3s drops "<<" without a word and merges nothing. Write the keys out.',
  *check({ file }) {
    if (file.problem || !file.root) return;
    for (const { pair, map } of mergesIn(file.root)) yield { at: pair.key, data: { pair, map } };
  },
  fix({ data }, { file }) {
    if (!data || data.map !== file.root) return [];
    const edits = writeOut(file, data.map, data.pair);
    return edits.length > 0 ? [{ title: say('Write the merged keys out'), edits }] : [];
  },
});

function* mergesIn(node: YamlNode): Generator<{ pair: Pair; map: Mapping }> {
  if (node.kind === 'sequence') for (const item of node.items) yield* mergesIn(item);
  if (node.kind !== 'mapping') return;
  for (const pair of node.pairs) {
    if (isMerge(pair.key)) yield { pair, map: node };
    else yield* mergesIn(pair.value);
  }
}

/** The pairs of the map that is named, as lines in the place of the merge key. Keys that are set anyway stay as they are. */
function writeOut(file: ConfigDocument, map: Mapping, { key, value }: Pair): Edit[] {
  const source = targetOf(value);
  if (source.kind !== 'mapping' || map.flow || hasAnchor(value)) return [];
  const own = new Set(map.pairs.map((pair) => nameOf(pair.key)));
  const lines = source.pairs
    .filter((pair) => !own.has(nameOf(pair.key)))
    .map((pair) => written(file, pair, source.flow));
  if (lines.includes(undefined)) return [];
  const newline = lineBreak(file.text);
  const at = { start: lineStart(file.text, key.start), end: lineEnd(file.text, Math.max(key.end, value.end)) };
  return [replace(file, at, lines.map((line) => line + newline).join(''))];
}

const nameOf = (key: YamlNode): string => (key.kind === 'scalar' ? key.text : '');

function written({ text }: ConfigDocument, { key, value }: Pair, flow: boolean): string | undefined {
  if (hasAnchor(key) || hasAnchor(value)) return undefined;
  const source = text.slice(key.start, Math.max(key.end, value.end));
  if (flow) return source.includes('\n') ? undefined : source;
  const indent = key.start - lineStart(text, key.start);
  return source.replaceAll(`\n${' '.repeat(indent)}`, '\n');
}
