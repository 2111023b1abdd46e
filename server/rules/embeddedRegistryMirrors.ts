/** Nodes that are to share images and find no registry for which they may. */

import { registryChanges } from '../knowledge/registries.ts';
import { hasSince } from '../knowledge/versions.ts';
import type { NodeConfig } from '../node/config.ts';
import { given, isOn } from '../node/given.ts';
import { mirrorsOf } from '../node/registryFile.ts';
import { say } from '../words/say.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import { type Edit, lineBreak, lineEnd, replace } from '../yaml/edits.ts';
import { type Fix, rule } from './rule.ts';

export const embeddedRegistryMirrors = rule({
  id: 'embedded-registry-mirrors',
  group: 'registries',
  scope: 'machine',
  summary: 'An embedded registry that no registry of registries.yaml takes part in.',
  severity: 'warning',
  message: {
    none: 'The nodes share no image: registries.yaml names no registry under "mirrors". Write {0} there, on every node.',
    missing: 'The nodes share no image without a registries.yaml. Write one with {0} under "mirrors", on every node.',
    missingMaybe:
      'The nodes share no image without a registries.yaml that has {0} under "mirrors". ' +
      'That is fine here if one is put on every node.',
  },
  *check({ node }) {
    const part = given(node, 'embedded-registry')?.part;
    const { root, machine } = node.sources;
    if (!part || root === undefined || !isOn(node, 'embedded-registry') || hasOtherRuntime(node)) return;
    const mirrors = mirrorsOf(node);
    if (mirrors !== 'none' && mirrors !== 'no file') return;
    const place = { at: part.entry.key, in: part.document.uri, args: [wanted(node)] };
    if (mirrors === 'none') yield { ...place, say: 'none' };
    else if (machine?.whole) yield { ...place, say: 'missing' };
    else yield { ...place, say: 'missingMaybe', severity: 'information' };
  },
  fix: (_hit, { node }): readonly Fix[] => {
    const file = node.sources.registries;
    const edit = file?.kind === 'document' && hasWildcard(node) ? insertion(file.document) : undefined;
    return edit ? [{ title: say('Add {0} under "mirrors"', '"*":'), edits: [edit] }] : [];
  },
});

/** K3s does not start with both, which another rule tells. */
const hasOtherRuntime = (node: NodeConfig): boolean => isOn(node, 'docker') || isOn(node, 'container-runtime-endpoint');

const hasWildcard = ({ flags }: NodeConfig): boolean => hasSince(registryChanges.wildcard, flags.release);

const wanted = (node: NodeConfig): string =>
  hasWildcard(node) ? '"*":' : say('the names of the registries, each with a colon');

/** The wildcard in the section, or with a section of its own at the end. */
function insertion(document: ConfigDocument): Edit | undefined {
  const { root, text } = document;
  if (root !== null && (root.kind !== 'mapping' || root.flow)) return undefined;
  const newline = lineBreak(text);
  const section = root?.pairs.findLast(({ key }) => key.kind === 'scalar' && key.text === 'mirrors');
  const open = (at: number): string => (at === text.length && text !== '' && !/[\r\n]$/.test(text) ? newline : '');
  if (!section) {
    const at = text.length;
    return replace(document, { start: at, end: at }, `${open(at)}mirrors:${newline}  "*":${newline}`);
  }
  const { key, value } = section;
  if (value.kind === 'mapping' && value.flow) return replace(document, value, '{"*": null}');
  if (value.kind !== 'scalar' || value.end > value.start) return undefined;
  const at = lineEnd(text, key.end);
  return replace(document, { start: at, end: at }, `${open(at)}  "*":${newline}`);
}
