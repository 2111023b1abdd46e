/** What stands at a place of registries.yaml: the names above it, and whether it is a key, a value or a list item. */

import type { ConfigDocument } from '../yaml/document.ts';
import type { Pair, YamlNode } from '../yaml/tree.ts';

export interface Place {
  /** The names from the top of the file; the last one is that of the pair itself. */
  readonly path: readonly string[];
  readonly pair: Pair;
  /** The place is in the key, and not in what stands behind it. */
  readonly onKey: boolean;
  /** The item of a list. */
  readonly item?: YamlNode;
}

/** No field lies deeper. */
const DEEPEST = 5;

/** The innermost pair that holds an offset. */
export function placeAt({ root }: ConfigDocument, offset: number): Place | undefined {
  const path: string[] = [];
  let block: YamlNode | null = root;
  let found: Place | undefined;
  while (block?.kind === 'mapping' && path.length < DEEPEST) {
    const pair: Pair | undefined = block.pairs.findLast(({ key }) => key.start <= offset);
    if (!pair || offset > Math.max(pair.key.end, pair.value.end)) break;
    path.push(nameOf(pair.key));
    const onKey = offset <= pair.key.end;
    found = { path: [...path], pair, onKey };
    if (onKey) break;
    if (pair.value.kind === 'sequence') {
      const item = pair.value.items.find(({ start, end }) => start <= offset && offset <= end);
      return item ? { ...found, item } : found;
    }
    block = pair.value;
  }
  return found;
}

/** The text of a key. */
export const nameOf = (key: YamlNode): string =>
  key.kind === 'alias' ? nameOf(key.target) : key.kind === 'scalar' ? key.text : '';
