/** Taints of a node: one list for the server, values under key and effect for a person. */

import { asArray, at } from '../../cluster/json.ts';
import { listAt, textAt } from '../../explorer/model/raw.ts';
import { taintText } from '../../explorer/model/taints.ts';
import { type Field, missing } from './field.ts';
import type { Effect } from './grammar.ts';

const PATH = '/spec/taints';

/** A node has a key and an effect at most once. */
export const taintId = (key: string, effect: Effect | string): string => `${key}:${effect}`;

/** An id taken apart; no key holds a colon. */
export function taintOf(id: string): { readonly key: string; readonly effect: string } {
  const colon = id.lastIndexOf(':');
  return { key: id.slice(0, colon), effect: id.slice(colon + 1) };
}

const idOf = (raw: unknown): string => taintId(textAt(raw, 'key') ?? '', textAt(raw, 'effect') ?? '');

export const taintField: Field = {
  kind: 'taints',
  entries: (node) =>
    new Map(listAt(node, 'spec', 'taints').map((raw) => [idOf(raw), textAt(raw, 'value') ?? ''] as const)),
  /** The server knows them as one list only, so all of it is tested. What is not touched stays as it is. */
  patch(node, changes) {
    const work = missing(taintField.entries(node), changes);
    if (work.size === 0) return [];
    const before = asArray(at(node, 'spec', 'taints'));
    const kept = (before ?? []).filter((raw) => !work.has(idOf(raw)));
    const added = [...work].flatMap(([id, value]) => {
      const { key, effect } = taintOf(id);
      return value === null ? [] : [{ key, ...(value === '' ? undefined : { value }), effect }];
    });
    const taints = [...kept, ...added];
    return [
      { op: 'test', path: '/metadata/uid', value: at(node, 'metadata', 'uid') },
      { op: 'test', path: PATH, value: before ?? null },
      taints.length > 0 ? { op: 'add', path: PATH, value: taints } : { op: 'remove', path: PATH },
    ];
  },
  text: (id, value) => taintText({ ...taintOf(id), value }),
};
