/** Deletions as operations: one node after the other, none that something else works on, and a line in the tree for each part. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationItems } from '../../client/actions/items.ts';
import { Access } from '../../client/cluster/access.ts';
import { DEFAULT_CHOICES, planAll } from '../../client/operations/delete/plan.ts';
import { readFacts } from '../../client/operations/delete/readFacts.ts';
import { beginDelete } from '../../client/operations/delete/state.ts';
import { kinds } from '../../client/operations/kinds.ts';
import { Locks } from '../../client/operations/lock.ts';
import { Operations } from '../../client/operations/operations.ts';
import { operationReport } from '../../client/operations/report.ts';
import { OperationStore } from '../../client/operations/store.ts';
import { NODES } from '../../demo/cluster/api/resources.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import { addNode } from '../cluster/small.ts';
import { folder } from '../support/folder.ts';
import { rig } from './rig.ts';
import { noMachines } from './stage.ts';

const CLUSTER = { id: 'c', name: 'home' };

test('serial: the first that comes back is the last; a node that another operation has is not begun', async (t) => {
  const { api, clock, cluster, pass } = await rig(t, (store) => {
    for (const name of ['three', 'four']) addNode(store, name);
    const two = store.get(NODES, 'two') as KubeObject;
    const annotations = { 'k3s.io/node-args': '["agent"]' };
    store.update(NODES, { ...two, metadata: { ...two.metadata, annotations } });
  });
  const place = folder(t, {});
  const locks = new Locks(place.at('locks'), clock);
  const access = new Access(api, clock);
  const operations = new Operations({
    store: new OperationStore(place.at('operations')),
    locks,
    clock,
    kinds,
    window: 'w',
    machines: noMachines,
    reach: async () => ({ api, access, redact: (text) => text }),
  });
  t.after(() => operations.close());
  const signal = new AbortController().signal;
  const plansOf = async (...names: string[]) => {
    const found = await Promise.all(names.map((name) => readFacts({ api, clock, access, signal }, name)));
    const facts = found.flatMap((one) => (one.ok ? [one.value] : []));
    return planAll(facts, DEFAULT_CHOICES);
  };
  const begin = async (...names: string[]) =>
    operations.begin({
      kind: 'delete',
      cluster: CLUSTER,
      goOn: false,
      participants: (await plansOf(...names)).map((plan) => ({
        name: plan.facts.node.name,
        key: plan.facts.uid,
        detail: beginDelete(plan),
      })),
    });

  const uid = cluster.store.get(NODES, 'four')?.metadata.uid ?? '';
  await locks.take(uid, { operation: 'drain-1', window: 'other', pid: process.pid });
  const busy = await begin('three', 'four');
  assert.deepEqual(busy, { ok: false, why: 'Another operation works on four.', busy: 'drain-1' });
  assert.ok(cluster.store.get(NODES, 'three'));

  const begun = await begin('one', 'two', 'three');
  assert.ok(begun.ok);
  await pass(300_000, () => operations.get(begun.id)?.operation.ended !== undefined);
  const known = operations.get(begun.id);
  assert.ok(known);
  assert.equal(known.status, 'partlyDone');
  assert.deepEqual(
    known.operation.participants.map(({ name, state }) => `${name} ${state}`),
    ['one done', 'two partlyDone', 'three notStarted'],
  );
  assert.deepEqual(
    cluster.store.list(NODES).map(({ metadata }) => metadata.name),
    ['four', 'three', 'two'],
  );
  const [item] = operationItems([known], 'c', 'f', clock.now());
  assert.equal(item?.label, 'Delete 3 nodes');
  assert.match(item?.context ?? '', /^k3s\.operation\.delete\.partlyDone\.resumable$/);
  const [, two] = item?.children?.() ?? [];
  assert.deepEqual(
    two?.children?.().map(({ label, description }) => `${label}: ${description}`),
    [
      'Return: It is back: K3s on the machine registered it again.',
      'Node: Gone.',
      'Node password: Its Secret is gone.',
    ],
  );
  const report = operationReport(known, await operations.readLog(begun.id), clock.now());
  assert.match(report, /two was deleted and is back/);
  assert.match(report, /one {2}Node: Gone\./);
});
