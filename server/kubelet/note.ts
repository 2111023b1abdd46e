/** What all notes share: their shape, whose value is a person's, the text of a scalar. */

import { kubeletKind } from '../knowledge/kubeletValues.ts';
import type { JsonNode, JsonObject, Origin } from './json.ts';
import { K3S_FILE } from './order.ts';
import type { Problem } from './problem.ts';
import type { Kubelet } from './read.ts';

/** A kubelet whose notes are still to come. */
export type Read = Omit<Kubelet, 'problems'> & { readonly problems: readonly Problem[] };
type Rest = Pick<Problem, 'class' | 'severity' | 'say'> & Partial<Problem>;

/** A problem the kubelet itself is silent about. */
export const note = (rest: Rest): Problem => ({ stage: 'editor', fields: [], args: [], ...rest });

/** Whose value it is: that of a person, not of K3s. */
export const isUsers = (from: Origin): from is Origin & { kind: 'file' } =>
  from.kind === 'file' && from.name !== K3S_FILE;

/** The text of a scalar. */
export const textOf = (node: JsonNode | undefined): string | undefined =>
  node && 'text' in node ? node.text : undefined;

/** A file of another kind has other fields, and one error says it all. */
export const isOfOurKind = ({ members }: JsonObject): boolean =>
  (textOf(members.get('kind')?.value) ?? kubeletKind) === kubeletKind;
