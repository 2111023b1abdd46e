/** What labels and taints of a node have in common: values that stand under an id, each at most once. */

import type { JsonOperation } from '../../cluster/writes.ts';

/** By id: the key of a label; `key:Effect` of a taint. */
export type Entries = ReadonlyMap<string, string>;

/** What a person wants, by id; null takes it away. */
export type Changes = ReadonlyMap<string, string | null>;

/** One of the two. */
export interface Field {
  readonly kind: 'labels' | 'taints';
  /** What a Node object has. */
  entries(node: unknown): Entries;
  /**
   * Operations that make the changes where the node has what it had in `node`, and fail everywhere else; none where
   * there is nothing to change.
   */
  patch(node: unknown, changes: Changes): readonly JsonOperation[];
  /** As people write it: `key=value`, `key=value:Effect`. */
  text(id: string, value: string): string;
}

/** The part of the changes that a node does not fulfil yet. */
export function missing(entries: Entries, changes: Changes): Changes {
  return new Map([...changes].filter(([id, value]) => (entries.get(id) ?? null) !== value));
}

/** A part of a path in a JSON patch. */
export const pointed = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
