/** Go to definition: from a value of the kubelet to the one that replaces it, or from the one in force to those before. */

import type { Location } from 'vscode-languageserver-types';
import { type Feature, rangeOf } from '../features/feature.ts';
import type { NodeConfig } from '../node/config.ts';
import type { Member, Said } from './json.ts';
import { kubeletFor, kubeletOf, type NodeKubelet } from './ofNode.ts';
import { isAt, standingOf } from './standing.ts';
import { spotAt } from './where.ts';

export const definition: Feature<Location[]> = ({ node, document, offset }) => {
  const spot = spotAt(document, offset);
  if (!spot || spot.on === 'header' || (spot.slot.type === 'object' && !spot.slot.path.includes('['))) return [];
  const known = kubeletFor(node);
  const standing = standingOf(known.kubelet, spot.slot);
  if (!standing) return [];
  const { by, replaced } = standing;
  const isReplaced = replaced.some((said) => isAt(said, document.uri, spot.member));
  const others = isReplaced || by.length > 1 ? by : replaced;
  return others.filter((said) => !isAt(said, document.uri, spot.member)).flatMap((said) => locationOf(known, said));
};

/** What an item of `kubelet-arg` in a file replaces, by its position in the list. */
export function replacedBy(node: NodeConfig, index: number): Location[] {
  const known = kubeletOf(node);
  if (!known) return [];
  const members = new Set<Member>();
  for (const { from, earlier, keys } of known.kubelet.configuration.settings.values()) {
    if (from.kind === 'flag' && from.index === index) for (const member of earlier) members.add(member);
    for (const key of keys?.values() ?? []) {
      if (key.from.kind === 'flag' && key.from.index === index) for (const member of key.earlier) members.add(member);
    }
  }
  return [...members].flatMap((member) => locationOf(known, { from: member.from, member }));
}

function locationOf({ parts }: NodeKubelet, { from, member }: Said): Location[] {
  if (from.kind === 'file' && member) {
    return [{ uri: from.document.uri, range: rangeOf(from.document, member.key) }];
  }
  const part = from.kind === 'flag' ? parts[from.index] : undefined;
  return part ? [{ uri: part.document.uri, range: rangeOf(part.document, part.node) }] : [];
}
