/** Nodes in groups, found by a text, in pages. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  filtered,
  type Grouping,
  groupingOf,
  groupsOf,
  labelKeys,
  pagesOf,
} from '../../client/explorer/model/groups.ts';
import { facts } from './objects.ts';

const nodes = [
  facts({ name: 'worker-10', labels: { zone: 'b' }, address: '10.0.1.10' }),
  facts({ name: 'worker-2', labels: { zone: 'a' }, version: 'v1.33.4+k3s1', ready: 'False' }),
  facts({ name: 'server-1', role: 'server', unschedulable: true }),
  facts({ name: 'worker-1', ready: 'Unknown' }),
];
const shown = (grouping: Grouping) =>
  groupsOf(nodes, grouping).map(({ key, nodes: members }) => `${key}: ${members.map(({ name }) => name).join(' ')}`);

test('by role, servers first', () => {
  assert.deepEqual(shown('role'), ['server: server-1', 'agent: worker-1 worker-2 worker-10']);
});

test('by status, trouble first', () => {
  assert.deepEqual(shown('status'), [
    'unknown: worker-1',
    'not ready: worker-2',
    'cordoned: server-1',
    'ready: worker-10',
  ]);
});

test('by version', () => {
  assert.deepEqual(shown('version'), ['v1.33.4+k3s1: worker-2', 'v1.34.2+k3s1: server-1 worker-1 worker-10']);
});

test('by a label, those without it last', () => {
  assert.deepEqual(shown('label:zone'), ['a: worker-2', 'b: worker-10', ': server-1 worker-1']);
});

test('not at all', () => assert.deepEqual(shown('none'), ['all: server-1 worker-1 worker-2 worker-10']));

test('a setting nobody understands means by role', () => {
  assert.deepEqual(
    [groupingOf('status'), groupingOf('label:a/b'), groupingOf('label:'), groupingOf(5)],
    ['status', 'label:a/b', 'role', 'role'],
  );
});

test('every word has to occur somewhere', () => {
  const names = (text: string) => filtered(nodes, text).map(({ name }) => name);
  assert.deepEqual(names('WORKER zone=b'), ['worker-10']);
  assert.deepEqual(names('10.0.1'), ['worker-10']);
  assert.deepEqual(names('1.33'), ['worker-2']);
  assert.deepEqual(
    names('  '),
    nodes.map(({ name }) => name),
  );
  assert.deepEqual(names('nothing'), []);
});

test('pages of 200', () => {
  const pages = pagesOf(Array.from({ length: 401 }, (_, index) => index));
  assert.deepEqual(
    pages.map(({ from, to }) => [from, to]),
    [
      [1, 200],
      [201, 400],
      [401, 401],
    ],
  );
  assert.equal(pagesOf([1, 2]).length, 1);
  assert.equal(pagesOf([]).length, 1);
});

test('labels worth grouping by have several values, and not one per node', () => {
  assert.deepEqual(labelKeys(nodes), ['zone']);
});
