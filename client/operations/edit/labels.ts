/** Labels of a node: read, changed one by one, and written as people write them. */

import { at } from '../../cluster/json.ts';
import type { JsonOperation } from '../../cluster/writes.ts';
import { mapAt } from '../../explorer/model/raw.ts';
import { type Changes, type Entries, type Field, missing, pointed } from './field.ts';

const PATH = '/metadata/labels';

export const labelField: Field = {
  kind: 'labels',
  entries: (node) => mapAt(node, 'metadata', 'labels'),
  /** Each label is tested by itself: whoever changes another one meanwhile is not in the way. */
  patch(node, changes) {
    const entries = labelField.entries(node);
    const work = missing(entries, changes);
    if (work.size === 0) return [];
    const uid: JsonOperation = { op: 'test', path: '/metadata/uid', value: at(node, 'metadata', 'uid') };
    if (at(node, 'metadata', 'labels') === undefined) return [uid, ...first(work)];
    return [uid, ...[...work].flatMap(([key, value]) => change(key, entries, value))];
  },
  text: (key, value) => `${key}=${value}`,
};

/** A test for null holds where there is nothing. */
function change(key: string, entries: Entries, value: string | null): JsonOperation[] {
  const path = `${PATH}/${pointed(key)}`;
  const test: JsonOperation = { op: 'test', path, value: entries.get(key) ?? null };
  return [test, value === null ? { op: 'remove', path } : { op: 'add', path, value }];
}

const first = (work: Changes): JsonOperation[] => [
  { op: 'test', path: PATH, value: null },
  { op: 'add', path: PATH, value: Object.fromEntries(work) },
];
