/** What is asked for when somebody points at a line, and let go when the tooltip is built. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterItems } from '../../client/explorer/items/clusters.ts';
import type { Item } from '../../client/explorer/items/item.ts';
import { tooltipOf } from '../../client/explorer/tooltips.ts';
import { FakeSource } from './fakeSource.ts';
import { ago, NOW, node } from './objects.ts';

/** The line of the only node. */
function lineOf(source: FakeSource): Item {
  const [cluster] = clusterItems({ sources: [source], grouping: 'role', filter: '', now: NOW });
  const nodes = cluster?.children?.().find(({ label }) => label === 'Nodes');
  const [line] = nodes?.children?.() ?? [];
  assert.ok(line);
  return line;
}

test('the lease of a node is asked for when somebody points at it', async () => {
  const source = new FakeSource('prod', [node({ name: 'a' })]).set('certificateEvents', []);
  const text = tooltipOf(lineOf(source), [source]);
  assert.deepEqual(source.wanted, ['leaseOf a', 'certificateEvents']);
  source.set('leaseOf', [{ spec: { renewTime: ago(8, 's') } }], { kind: 'live' }, 'a');
  source.change();
  assert.match((await text) ?? '', /Last heard of: 10\\:41/);
  assert.deepEqual(source.wanted, []);
});

test('what does not come in time is left out', async () => {
  const source = new FakeSource('prod', [node({ name: 'a' })]);
  const text = await tooltipOf(lineOf(source), [source], 10);
  assert.match(text ?? '', /^\*\*a\*\*/);
  assert.doesNotMatch(text ?? '', /Last heard of/);
  assert.deepEqual(source.wanted, []);
});

test('of a cluster that is out of reach nothing is asked, nor for lines that tell no more', async () => {
  const source = new FakeSource('prod', [node({ name: 'a' })]);
  const [cluster] = clusterItems({ sources: [source], grouping: 'role', filter: '', now: NOW });
  assert.ok(cluster);
  assert.match((await tooltipOf(cluster, [source])) ?? '', /^\*\*prod\*\*/);
  const line = lineOf(source);
  source.state = { kind: 'stale', since: NOW, cause: { message: 'connect ECONNREFUSED' } };
  assert.match((await tooltipOf(line, [source])) ?? '', /^\*\*a\*\*/);
  assert.deepEqual(source.log, []);
});
