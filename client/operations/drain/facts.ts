/** What a drain plan is made from, as plain data. */

import type { May } from '../../cluster/access.ts';
import type { Budget } from './budgets.ts';
import type { Pod } from './pod.ts';

export interface NodeFacts {
  readonly name: string;
  readonly uid: string;
  readonly cordoned: boolean;
  readonly ready: boolean;
  /** When it was last seen to become ready or not, in milliseconds. */
  readonly since: number | undefined;
  /** It runs the control plane. */
  readonly server: boolean;
}

export interface Facts {
  readonly node: NodeFacts;
  /** All others; undefined where they may not be listed. */
  readonly others: readonly NodeFacts[] | undefined;
  readonly pods: readonly Pod[];
  /** Why the server does not understand the pod selector. */
  readonly selectorProblem?: string;
  /** By `namespace/name`, for those that pods of the node belong to. */
  readonly daemonSets: Readonly<Record<string, 'there' | 'missing' | 'unknown'>>;
  /** Undefined where they may not be listed. */
  readonly budgets: readonly Budget[] | undefined;
  /** `namespace/claim` to the volume that exists on this node only; undefined where they may not be listed. */
  readonly pinned: Readonly<Record<string, string>> | undefined;
  /** Which API evicts. */
  readonly eviction: 'v1' | 'v1beta1' | 'none';
  readonly rights: {
    readonly cordon: May;
    /** To evict, or to delete where that was chosen; by namespace. */
    readonly remove: Readonly<Record<string, May>>;
  };
  readonly now: number;
}
