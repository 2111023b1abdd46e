/** What other parts of the product want to know of registries.yaml without reading it as a whole. */

import type { ConfigDocument } from '../yaml/document.ts';
import type { Pair, Scalar, YamlNode } from '../yaml/tree.ts';
import type { NodeConfig } from './config.ts';

const FILES = ['ca_file', 'cert_file', 'key_file'];

/** The certificates and keys it names. */
export function tlsFilesOf(document: ConfigDocument): { readonly field: string; readonly node: Scalar }[] {
  const found = new Map<YamlNode, { field: string; node: Scalar }>();
  for (const host of namesIn(document, 'configs')) {
    for (const { key, value } of pairsOf(blockIn(host.value, 'tls'))) {
      const field = key.kind === 'scalar' ? key.text : '';
      const node = value.kind === 'alias' ? value.target : value;
      if (FILES.includes(field) && node.kind === 'scalar' && node.text !== '') found.set(node, { field, node });
    }
  }
  return [...found.values()];
}

/** Whether it stands for any registry: `none` for certain, `some`, or `unknown` where it cannot be read. */
export function mirrorsOf({ sources }: NodeConfig): 'none' | 'some' | 'unknown' | 'no file' {
  const file = sources.registries;
  if (!file) return 'no file';
  if (file.kind !== 'document' || file.document.problem) return 'unknown';
  if (namesIn(file.document, 'mirrors').length > 0) return 'some';
  return namesIn(file.document, '<<').length > 0 ? 'unknown' : 'none';
}

/** What stands in a section; one that stands twice counts as one. */
function namesIn({ root }: ConfigDocument, section: string): readonly Pair[] {
  return pairsOf(root ?? undefined)
    .filter(({ key }) => key.kind === 'scalar' && key.text === section)
    .flatMap(({ value }) => pairsOf(value));
}

function blockIn(node: YamlNode, name: string): YamlNode | undefined {
  return pairsOf(node).findLast(({ key }) => key.kind === 'scalar' && key.text === name)?.value;
}

function pairsOf(node: YamlNode | undefined): readonly Pair[] {
  const target = node?.kind === 'alias' ? node.target : node;
  return target?.kind === 'mapping' ? target.pairs : [];
}
