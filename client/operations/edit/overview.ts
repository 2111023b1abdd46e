/** Labels or taints of several nodes seen together: which values there are, who owns them, what is to become of them. */

import { labelOwnerWords, taintOwnerWords } from '../../explorer/items/states.ts';
import { labelsOf } from '../../explorer/model/labels.ts';
import type { NodeFacts } from '../../explorer/model/node.ts';
import { taintsOf } from '../../explorer/model/taints.ts';
import { plain } from '../../explorer/model/text.ts';
import { say } from '../../say.ts';
import { type Changes, type Field, missing } from './field.ts';
import { taintId } from './taints.ts';

/** One label or taint as it stands on the nodes. */
export interface Standing {
  readonly id: string;
  /** The value on all nodes that have it; undefined where they differ. */
  readonly value: string | undefined;
  /** As people write it, with all its values. */
  readonly text: string;
  /** Whose it is, and on how many of the nodes; may be empty. */
  readonly words: string;
  /** None of the nodes has it. */
  readonly isNew: boolean;
  /** What it is to become: null is taken away, undefined stays. */
  readonly next: string | null | undefined;
}

/** What is there and what is to come; those of the configuration first, then by name. */
export function overview(field: Field, nodes: readonly NodeFacts[], changes: Changes): Standing[] {
  const owners = new Map<string, string>();
  for (const node of nodes) for (const [id, words] of ownersOf(field, node)) if (words !== '') owners.set(id, words);
  const ordered = new Set([...nodes.flatMap((node) => [...ownersOf(field, node).keys()]), ...changes.keys()]);
  return [...ordered].map((id) => {
    const values = nodes.flatMap(({ raw }) => field.entries(raw).get(id) ?? []);
    const different = [...new Set(values)];
    const next = changes.get(id);
    const where =
      values.length < nodes.length && values.length > 0 ? say('on {0} of {1} nodes', values.length, nodes.length) : '';
    return {
      id,
      value: different.length === 1 ? different[0] : undefined,
      text:
        different.length === 0 ? field.text(id, next ?? '') : different.map((one) => field.text(id, one)).join(', '),
      words: [owners.get(id), where].filter(Boolean).join(', '),
      isNew: values.length === 0,
      next,
    };
  });
}

function ownersOf(field: Field, node: NodeFacts): ReadonlyMap<string, string> {
  return field.kind === 'labels'
    ? new Map(labelsOf(node).map(({ key, owner, configured }) => [key, labelOwnerWords(owner, configured)]))
    : new Map(taintsOf(node).map(({ key, effect, owner }) => [taintId(key, effect), taintOwnerWords(owner)]));
}

/** What a value that is typed anew meets on the nodes: undefined for nothing. */
export function meets(
  field: Field,
  nodes: readonly NodeFacts[],
  id: string,
  value: string,
): { readonly kind: 'same' | 'other'; readonly text: string } | undefined {
  const had = nodes.flatMap(({ raw }) => field.entries(raw).get(id) ?? []);
  if (had.length === 0) return undefined;
  const wanted: Changes = new Map([[id, value]]);
  if (nodes.every(({ raw }) => missing(field.entries(raw), wanted).size === 0))
    return { kind: 'same', text: say('It is there already.') };
  const others = [...new Set(had.filter((one) => one !== value))].map((one) => plain(field.text(id, one), 80));
  if (others.length === 0) return undefined;
  return { kind: 'other', text: say('This is there already and will be replaced: {0}', others.join(', ')) };
}
