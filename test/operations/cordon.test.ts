/** Nodes taken out of service and back: only what changes is sent, and each of several has its own answer. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cordon, cordonAll } from '../../client/operations/cordon.ts';
import { NODES } from '../../demo/cluster/api/resources.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import { rig } from './rig.ts';

test('scenario 40: a node that is cordoned already is asked for nothing, and what a person sees is true afterwards', async (t) => {
  const { api, cluster, writes } = await rig(t, () => undefined);
  const node = (name: string) => cluster.store.get(NODES, name) as KubeObject;
  assert.deepEqual(await cordon(api, node('one'), true), { ok: true, changed: true });
  assert.equal(node('one').spec?.unschedulable, true);
  assert.deepEqual(await cordon(api, node('one'), true), { ok: true, changed: false });
  assert.equal(writes().length, 1);
  assert.deepEqual(await cordon(api, node('one'), false), { ok: true, changed: true });
  assert.equal(node('one').spec?.unschedulable, undefined);
  assert.deepEqual(await cordon(api, node('two'), false), { ok: true, changed: false });
  assert.deepEqual(writes(), ['PATCH /api/v1/nodes/one', 'PATCH /api/v1/nodes/one']);
});

test('several at once: those that may not or are gone say so, the others are done', async (t) => {
  const rules = [{ user: 'half', verbs: ['patch'], resources: ['nodes'], names: ['two', 'lost'] }];
  const { api, cluster } = await rig(t, () => undefined, { name: 'half', groups: [] }, rules);
  const nodes = [...cluster.store.list(NODES), { metadata: { name: 'lost' } }];
  const answers = await cordonAll(api, nodes, true, { atOnce: 2 });
  const told = Object.fromEntries(
    [...answers].map(([name, answer]) => [name, answer.ok ? answer.changed : answer.trouble.kind]),
  );
  assert.deepEqual(told, { one: 'forbidden', two: true, lost: 'missing' });
  const stopped = await cordonAll(api, nodes, false, { signal: AbortSignal.abort() });
  assert.equal(stopped.size, 0);
});
