/** Scenarios of the node operations that are about more than one drain: windows, several nodes, lists that expire. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { DrainOptions } from '../../client/operations/drain/options.ts';
import { inOrder, readReplicas } from '../../client/operations/drain/order.ts';
import { beginDrain, type DrainState } from '../../client/operations/drain/state.ts';
import type { Known, Order } from '../../client/operations/operations.ts';
import { operationReport } from '../../client/operations/report.ts';
import { DEPLOYMENTS, NODES } from '../../demo/cluster/api/resources.ts';
import { STOP_SECONDS } from '../../demo/cluster/controllers/kubelet.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import { addNode } from '../cluster/small.ts';
import { budget, deployment, rig, rows } from './rig.ts';
import { office, statesOf } from './windows.ts';

type Rig = Awaited<ReturnType<typeof rig>>;

/** Windows over the cluster of a rig, all by its clock. */
function windowsOver(t: TestContext, { sources, clock, plan }: Rig) {
  const { open, disk } = office(t);
  const { api, access } = sources;
  return {
    disk,
    open: (name: string) => open(name, { clock, reach: async () => ({ api, access, redact: (text) => text }) }),
    /** Drains, in that order. */
    async order(names: readonly string[], some: Partial<DrainOptions> = {}): Promise<Order> {
      const participants = [];
      for (const name of names) {
        const made = await plan(some, name);
        participants.push({ name, key: made.facts.node.uid, detail: beginDrain(made, clock.now()) });
      }
      return { kind: 'drain', cluster: { id: 'file#context', name: 'home' }, goOn: false, participants };
    },
  };
}

const drainOf = (known: Known | undefined): DrainState => known?.operation.participants[0]?.detail as DrainState;

test('scenario 35: the node is deleted while its operation runs: the operation says so, and so does its report', async (t) => {
  const made = await rig(t, (store) => deployment(store, 'web', 2, {}, { annotations: { [STOP_SECONDS]: '20' } }));
  const { cluster, pass, clock, writes } = made;
  const { open, order } = windowsOver(t, made);
  const { operations, begin, over } = await open('mine');
  const id = await begin(await order(['one']));
  await pass(5000, () => rows({ state: drainOf(operations.get(id)) } as never).every((row) => row === 'web going'));
  cluster.store.remove(NODES, 'one');
  const known = await over(id, pass);
  assert.deepEqual(statesOf(known), ['one partlyDone']);
  const report = operationReport(known, await operations.readLog(id), clock.now());
  assert.match(report, /The node one does not exist any more\./);
  const sent = writes().length;
  assert.ok((await operations.resume(id)).ok);
  assert.deepEqual(statesOf(await over(id, pass)), ['one partlyDone']);
  assert.equal(writes().length, sent);
});

test('scenario 38: two windows, one node: the second sees every step of the first, begins nothing, and may stop it', async (t) => {
  const made = await rig(t, (store) => {
    deployment(store, 'api', 2);
    deployment(store, 'web', 2);
    budget(store, 'web', 'web', { minAvailable: 2 });
  });
  const { pass, clock, plan, writes } = made;
  const { open, order } = windowsOver(t, made);
  const [first, second] = [await open('first'), await open('second')];
  const id = await first.begin(await order(['one']));
  await pass(20_000, () => drainOf(first.operations.get(id)).rows.some(({ reason }) => reason === 'budget'));
  await pass(10_000);
  const seen = await second.sees(id, (known) => drainOf(known).rows.filter((row) => row.state === 'gone').length === 2);
  assert.deepEqual([seen.status, seen.here], ['running', false]);
  const report = operationReport(seen, await second.operations.readLog(id), clock.now());
  const log = await second.operations.readLog(id);
  assert.equal(log.match(/Waiting: The disruption budget web/g)?.length, 2, log);
  assert.match(
    report,
    /What is still blocking[\s\S]*Waiting for 1\d seconds: The disruption budget web needs 2 healthy pods and has 2/,
  );
  const uid = seen.operation.participants[0]?.key ?? '';
  assert.equal((await second.operations.busyWith(uid))?.operation.id, id);
  const sent = writes().length;
  const refused = await second.operations.begin(await order(['two', 'one']));
  assert.deepEqual(refused, { ok: false, why: 'Another operation works on one.', busy: id });
  assert.equal(writes().length, sent);
  const { warnings } = await plan();
  assert.match(
    warnings.find((note) => note.class === 'cordoned-before')?.message ?? '',
    /^one is cordoned already, by somebody or something else/,
  );
  await second.operations.cancel(id);
  await first.sees(id, ({ status, here }) => status === 'cancelled' && !here);
  await second.sees(id, ({ status }) => status === 'cancelled');
  const after = writes().length;
  await pass(15_000);
  assert.equal(writes().length, after);
});

test('scenario 39: three nodes, those with most company first, one by one; a failure at the second leaves the third alone', async (t) => {
  const made = await rig(t, (store) => {
    deployment(store, 'alone', 2);
    budget(store, 'alone', 'alone', { maxUnavailable: 2 });
  });
  const { cluster, clock, pass, plan, sources, writes } = made;
  for (const name of ['three', 'four']) addNode(cluster.store, name);
  await onlyOn(made, 'two', () => deployment(cluster.store, 'web', 2));
  await onlyOn(made, 'three', () => {
    const web = cluster.store.get(DEPLOYMENTS, 'web', 'a') as KubeObject;
    cluster.store.update(DEPLOYMENTS, { ...web, spec: { ...web.spec, replicas: 4 } });
    deployment(cluster.store, 'solo', 1);
  });
  const plans = [];
  for (const name of ['one', 'two', 'three']) plans.push(await plan({}, name));
  const ordered = inOrder(plans, await readReplicas(sources)).map(({ facts }) => facts.node.name);
  assert.deepEqual(ordered, ['two', 'three', 'one']);

  const off = cluster.faults.add(
    { kind: 'answer', code: 500, body: { kind: 'Status', status: 'Failure', code: 500, message: 'webhook says no' } },
    { method: 'POST', url: /solo-.*eviction/ },
  );
  const { open, order } = windowsOver(t, made);
  const { operations, begin, over } = await open('mine');
  cluster.log.clear();
  const id = await begin(await order(ordered));
  const known = await over(id, pass);
  assert.deepEqual(statesOf(known), ['two done', 'three partlyDone', 'one notStarted']);
  assert.equal(known.status, 'partlyDone');
  const nodeOf = new Map(
    known.operation.participants.flatMap(({ name, detail }) =>
      (detail as DrainState).rows.map((row) => [row.name, name] as const),
    ),
  );
  assert.deepEqual(
    writes().map((line) =>
      line.startsWith('PATCH') ? `cordon ${line.split('/').at(-1)}` : nodeOf.get(line.split('/').at(-2) ?? ''),
    ),
    ['cordon two', 'cordon three', 'cordon one', 'two', 'two', 'three', 'three', 'three'],
  );
  const report = operationReport(known, await operations.readLog(id), clock.now());
  assert.match(report, /## two: done[\s\S]*## three: partly done[\s\S]*webhook says no[\s\S]*## one: not started/);

  off();
  assert.ok((await operations.resume(id)).ok);
  assert.deepEqual(statesOf(await over(id, pass)), ['two done', 'three done', 'one done']);
  assert.equal(writes().filter((line) => /solo-.*eviction/.test(line)).length, 2);
  assert.equal(writes().filter((line) => line.startsWith('PATCH')).length, 3);
});

/** Lets pods land on one node, and on no other. */
async function onlyOn({ cluster, pass }: Rig, name: string, fill: () => void): Promise<void> {
  const service = (serves: (node: string) => boolean): void => {
    for (const node of cluster.store.list(NODES))
      cluster.store.update(NODES, { ...node, spec: serves(node.metadata.name) ? {} : { unschedulable: true } });
  };
  service((node) => node === name);
  fill();
  await pass(10_000);
  service(() => true);
}

test('scenario 41: the list of pods expires between two pages, and the watch right after it: nothing is lost', async (t) => {
  const { plan, run, pass, cluster, clock } = await rig(t, (store) => deployment(store, 'web', 510));
  await pass(5000);
  const body = {
    kind: 'Status',
    status: 'Failure',
    reason: 'Expired',
    code: 410,
    message: 'The provided continue parameter is too old',
  };
  const expire = (): void =>
    void cluster.faults.add({ kind: 'answer', code: 410, body }, { url: /pods\?.*continue=/, times: 1 });
  expire();
  const made = await plan({ parallel: 50, timeLimitSeconds: 0 });
  assert.equal(made.rows.length, 510);
  expire();
  cluster.faults.expireAfterList();
  const running = run(beginDrain(made, clock.now()));
  await pass(10_000, () => running.state.rows.some(({ state }) => state === 'gone'));
  cluster.faults.expireWatches();
  await pass(300_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'done');
  assert.deepEqual(new Set(rows(running)), new Set(['web gone']));
  const asked = cluster.log.find('POST', /eviction/).map(({ path }) => path);
  assert.deepEqual([asked.length, new Set(asked).size], [510, 510]);
});
