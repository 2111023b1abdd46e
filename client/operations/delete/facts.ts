/** What the plan of a deletion is made from, as plain data. */

import type { May } from '../../cluster/access.ts';
import type { NodeFacts } from '../../explorer/model/node.ts';

/** A volume whose data is on this node and nowhere else. */
export interface LocalVolume {
  readonly name: string;
  /** `namespace/name` of the claim that it belongs to; empty for none. */
  readonly claim: string;
}

/** The Secret in which K3s keeps the hash of a node's password. */
export type Password =
  | { readonly kind: 'there'; readonly uid: string }
  | { readonly kind: 'missing' }
  /** It may not be read. */
  | { readonly kind: 'unknown' };

export interface DeleteFacts {
  readonly node: NodeFacts;
  readonly uid: string;
  /** Somebody asked for its deletion before; it waits for its finalizers. */
  readonly ending: boolean;
  /** All others; undefined where they may not be listed. */
  readonly others: readonly NodeFacts[] | undefined;
  /** When its kubelet was heard last, in milliseconds. */
  readonly heard: number | undefined;
  /** `namespace/name` of pods that run here and belong neither to a DaemonSet nor to the node itself; undefined: unknown. */
  readonly pods: readonly string[] | undefined;
  /** Undefined where volumes may not be listed. */
  readonly volumes: readonly LocalVolume[] | undefined;
  readonly password: Password;
  readonly rights: { readonly node: May; readonly password: May };
  readonly now: number;
}
