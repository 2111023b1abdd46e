/** Links from paths to the files of the machine. */

import type { DocumentLink } from 'vscode-languageserver-types';
import { type Feature, rangeOf } from '../features/feature.ts';
import { below } from '../node/machineFiles.ts';
import type { Mapping, YamlNode } from '../yaml/tree.ts';
import { type Slot, slotInside, TOP } from './slot.ts';
import { nameOfKey, rootOf } from './where.ts';

/** Fields that name a folder, which no editor opens as a file. */
const FOLDERS: ReadonlySet<string> = new Set(['staticPodPath', 'volumePluginDir']);

export const links: Feature<DocumentLink[]> = ({ node, document }) => {
  const { root } = node.sources;
  const top = rootOf(document);
  if (root === undefined || !top) return [];
  return pathsIn(top, TOP).flatMap((value) => {
    const target = below(root, value.text);
    return target === undefined ? [] : [{ range: rangeOf(document, value), target }];
  });
};

/** Values of fields that name a file, inside objects as well. */
function pathsIn({ pairs }: Mapping, slot: Slot): (YamlNode & { kind: 'scalar' })[] {
  return pairs.flatMap(({ key, value }) => {
    const name = nameOfKey(key);
    const next = name === undefined ? undefined : slotInside(slot, name);
    if (!next) return [];
    if (next.type === 'object' && value.kind === 'mapping') return pathsIn(value, next);
    const isPath = next.field?.format === 'path' && !FOLDERS.has(next.path);
    return isPath && value.kind === 'scalar' && value.text !== '' ? [value] : [];
  });
}
