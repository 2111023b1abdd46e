/** A machine cut down to what rules can look at in time: of very long lists and maps only the beginning. */

import type { ConfigDocument, Entry } from '../yaml/document.ts';
import type { YamlNode } from '../yaml/tree.ts';
import type { Value } from '../yaml/value.ts';
import { NodeConfig } from './config.ts';

/** Longer lists are no configuration: K3s itself would hand each element to a command line. */
export const LONGEST_LIST = 2_000;
/** A file without a list that long. */
const SMALL = 2 * LONGEST_LIST;

const known = new WeakMap<NodeConfig, NodeConfig>();

/** The machine itself, unless one of its lists is too long. */
export function limited(node: NodeConfig): NodeConfig {
  const before = known.get(node);
  if (before) return before;
  const files = node.sources.files.map((file) =>
    file.kind === 'document' ? { ...file, document: cutDocument(file.document) } : file,
  );
  const same = files.every((file, index) => {
    const original = node.sources.files[index];
    return file.kind !== 'document' || (original?.kind === 'document' && original.document === file.document);
  });
  const result = same ? node : new NodeConfig({ ...node.sources, files }, node.choices);
  known.set(node, result);
  return result;
}

function cutDocument(document: ConfigDocument): ConfigDocument {
  if (document.text.length < SMALL || !document.entries.some(isLong)) return document;
  return { ...document, entries: document.entries.map((entry) => (isLong(entry) ? cutEntry(entry) : entry)) };
}

const isLong = ({ value }: Entry): boolean => isLongValue(value);

function isLongValue(value: Value): boolean {
  if (value.kind === 'scalar') return false;
  if (value.kind === 'list') return value.items.length > LONGEST_LIST || value.items.some(isLongValue);
  return value.pairs.length > LONGEST_LIST || value.pairs.some((pair) => isLongValue(pair.value));
}

function cutEntry(entry: Entry): Entry {
  return {
    ...entry,
    value: cutValue(entry.value),
    valueNode: cutNode(entry.valueNode),
    texts: entry.texts.slice(0, LONGEST_LIST),
  };
}

function cutValue(value: Value): Value {
  if (value.kind === 'scalar' || !isLongValue(value)) return value;
  if (value.kind === 'list') return { ...value, items: value.items.slice(0, LONGEST_LIST).map(cutValue) };
  const pairs = value.pairs.slice(0, LONGEST_LIST);
  return { ...value, pairs: pairs.map((pair) => ({ ...pair, value: cutValue(pair.value) })) };
}

function cutNode(node: YamlNode): YamlNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'alias') return { ...node, target: cutNode(node.target) };
  if (node.kind === 'sequence') return { ...node, items: node.items.slice(0, LONGEST_LIST).map(cutNode) };
  const pairs = node.pairs.slice(0, LONGEST_LIST);
  return { ...node, pairs: pairs.map(({ key, value }) => ({ key, value: cutNode(value) })) };
}
