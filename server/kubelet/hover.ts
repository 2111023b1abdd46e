/** Hover in a file of the kubelet: what a field, a key or a value means, and what is in force on this machine. */

import type { Hover } from 'vscode-languageserver-types';
import { type Asked, type Feature, rangeOf } from '../features/feature.ts';
import { kubernetesOf } from '../knowledge/kubernetes.ts';
import { footer } from '../words/inEffect.ts';
import { code } from '../words/markdown.ts';
import { say } from '../words/say.ts';
import { describe, headerText, tooOld, valueText } from './describe.ts';
import { kubeletFor } from './ofNode.ts';
import { linkOf, shownOrigin } from './origin.ts';
import { isAt, standingOf } from './standing.ts';
import { type Spot, spotAt } from './where.ts';

export const hover: Feature<Hover | null> = (asked) => {
  const { node, document, offset } = asked;
  const spot = spotAt(document, offset);
  if (!spot) return null;
  const { release } = node.flags;
  const { minor } = kubernetesOf(release);
  const value = spot.on === 'value' ? valueText(spot.slot, spot.word, minor) : undefined;
  const whole =
    spot.on === 'header' ? headerText(spot.word) : describe({ slot: spot.slot, release }, inForce(asked, spot));
  const head = value === undefined ? whole : `${value}\n\n---\n\n${whole}`;
  return {
    contents: { kind: 'markdown', value: [head, footer(node)].join('\n\n') },
    range: rangeOf(document, spot.at),
  };
};

/** What counts on this machine, and whether this line has a part in it. */
function inForce({ node, document }: Asked, { slot, member }: Spot): string {
  const old = tooOld(node.flags.release);
  if (old !== undefined && !isNamed(node, document.uri)) return old;
  if (slot.type === 'object' && !slot.path.includes('[')) return '';
  const known = kubeletFor(node);
  const { kubelet } = known;
  if (kubelet.skipped.some((file) => file.document.uri === document.uri))
    return say('**This line has no effect**, the kubelet passes over the file because of its name.');
  const standing = standingOf(kubelet, slot);
  if (!standing) return '';
  const linked = (list: typeof standing.by): string =>
    list.map(({ from, member: by }) => linkOf(shownOrigin(node, known, from, by))).join(', ');
  const lines: string[] = [];
  if (standing.text !== undefined) lines.push(say('In force: {0}, from {1}', code(standing.text), linked(standing.by)));
  if (standing.replaced.length > 0) lines.push(say('It replaces {0}', linked(standing.replaced)));
  const isReplaced = standing.replaced.some((said) => isAt(said, document.uri, member));
  if (isReplaced) {
    const [by] = standing.by;
    const why =
      by?.from.kind === 'flag'
        ? say('**This line has no effect**, `kubelet-arg` wins over all files.')
        : by?.from.kind === 'k3s' && old !== undefined
          ? say('**This line has no effect**, what K3s passes itself wins.')
          : by?.member?.value.kind === 'null'
            ? say('**This line has no effect**, a later file takes it out with null.')
            : say('**This line has no effect**, a later file replaces it.');
    lines.unshift(why);
  }
  return lines.join('  \n');
}

/** Files that `kubelet-arg` names, which older releases read as well. */
function isNamed(node: Asked['node'], uri: string): boolean {
  const { config } = node.sources.kubelet ?? {};
  const named = kubeletFor(node).input.named ?? [];
  return [...(config ? [config] : []), ...named].some(({ document }) => document.uri === uri);
}
