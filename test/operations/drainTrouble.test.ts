/** A drain that meets trouble: scenarios 5, 6, 7, 8, 11 and 12 of the node operations, and an end without a warning. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginDrain, remaining } from '../../client/operations/drain/state.ts';
import { NAMESPACES, NODES, PODS } from '../../demo/cluster/api/resources.ts';
import { STOP_SECONDS } from '../../demo/cluster/controllers/kubelet.ts';
import { barePod, deployment, rig, rows, statefulSet } from './rig.ts';

const READS = { verbs: ['get', 'list', 'watch'], groups: ['*'], resources: ['*'] };
const user = (name: string) => ({ name, groups: [] });

test('scenario 5: who may not cordon evicts nothing, also when only the server knows of it', async (t) => {
  const rules = [
    { user: 'evictor', ...READS },
    { user: 'evictor', verbs: ['create'], resources: ['pods/eviction'] },
  ];
  const fill = (store: Parameters<Parameters<typeof rig>[1]>[0]) => deployment(store, 'web', 2);
  const planned = await rig(t, fill, user('evictor'), rules);
  const { errors } = await planned.plan();
  assert.deepEqual(
    errors.map((error) => error.class),
    ['may-not-cordon'],
  );
  const { begin, pass, writes, cluster } = await rig(t, fill, user('evictor'), [...rules]);
  const body = { kind: 'Status', status: 'Failure', reason: 'Forbidden', message: 'webhook says no', code: 403 };
  cluster.access.rules.push({ user: 'evictor', verbs: ['patch'], resources: ['nodes'] });
  cluster.faults.add({ kind: 'answer', code: 403, body }, { method: 'PATCH' });
  const running = await begin();
  await pass(5000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'failedBeforeStart');
  assert.match(running.state.problem ?? '', /patch nodes/);
  assert.deepEqual(writes(), ['PATCH /api/v1/nodes/one']);
});

test('scenario 6: no right to evict in one namespace: those pods are named, the others go, nothing is deleted instead', async (t) => {
  const rules = [
    { user: 'operator', ...READS },
    { user: 'operator', verbs: ['patch'], resources: ['nodes'] },
    { user: 'operator', verbs: ['create'], resources: ['pods/eviction'], namespaces: ['a'] },
  ];
  const { plan, begin, pass, writes, cluster } = await rig(
    t,
    (store) => {
      const metadata = { name: 'payments' };
      store.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata, status: { phase: 'Active' } });
      deployment(store, 'web', 2);
      deployment(store, 'pay', 1, {}, { namespace: 'payments' });
    },
    user('operator'),
    rules,
  );
  const { warnings } = await plan();
  assert.match(warnings.find((one) => one.class === 'may-not-remove')?.pods.join() ?? '', /^payments\/pay-[^,]+$/);
  const running = await begin();
  await pass(60_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'partlyDone');
  assert.deepEqual(rows(running), ['pay forbidden', 'web gone', 'web gone']);
  assert.match(remaining(running.state, 0)[0]?.why ?? '', /permission in payments.*pods\/eviction/);
  assert.ok(writes().every((one) => !one.startsWith('DELETE')));
  assert.equal(cluster.store.get(NODES, 'one')?.spec?.unschedulable, true);
});

test('scenario 7: a pod of the same name is another pod: elsewhere it is left alone, here it is a row of its own', async (t) => {
  const elsewhere = await rig(t, (store) => statefulSet(store, 'db', 1));
  const first = await elsewhere.begin();
  await elsewhere.pass(60_000, () => first.state.result !== undefined);
  assert.equal(first.state.result, 'done');
  await elsewhere.pass(5000);
  assert.deepEqual(elsewhere.pods(), ['db-0 two']);
  assert.equal(elsewhere.evictions('db'), 1);

  const tolerations = [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }];
  const here = await rig(t, (store) =>
    statefulSet(store, 'db', 1, { tolerations, nodeSelector: { 'kubernetes.io/hostname': 'one' } }),
  );
  deployment(here.cluster.store, 'web', 1, { nodeName: 'one' }, { annotations: { [STOP_SECONDS]: '20' } });
  await here.pass(3000);
  const second = await here.begin();
  await here.pass(60_000, () => second.state.result !== undefined);
  assert.equal(here.evictions('db'), 1);
  assert.equal(second.state.result, 'partlyDone');
  const arrived = second.state.rows.filter(({ state, name }) => state === 'arrived' && name === 'db-0');
  assert.equal(arrived.length, 1);
  assert.equal(remaining(second.state, 0).find(({ pod }) => pod === 'a/db-0')?.why, 'It arrived during the drain.');
});

test('scenario 8: a namespace that is being deleted takes its pods along', async (t) => {
  const { begin, pass, cluster, admin } = await rig(t, (store) => deployment(store, 'web', 1));
  const details = { causes: [{ reason: 'NamespaceTerminating', message: 'namespace a is being terminated' }] };
  const body = { kind: 'Status', status: 'Failure', reason: 'Forbidden', message: 'no', code: 403, details };
  cluster.faults.add({ kind: 'answer', code: 403, body }, { method: 'POST', url: /eviction/ });
  const running = await begin();
  await pass(12_000);
  assert.equal(remaining(running.state, 0)[0]?.why, 'Its namespace is being deleted.');
  assert.ok(cluster.log.find('POST', /eviction/).length >= 2);
  await admin.delete('/api/v1/namespaces/a');
  await pass(60_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'done');
});

test('scenario 11: a node that cannot be reached: the plan says so, and not to wait is a choice', async (t) => {
  const { plan, begin, pass, cluster } = await rig(t, (store) => deployment(store, 'web', 2));
  cluster.life.stopKubelet('one');
  await pass(60_000);
  const { warnings, options } = await plan();
  assert.match(
    warnings.find((one) => one.class === 'not-ready')?.message ?? '',
    /cannot confirm.*out-of-service.*delete/,
  );
  assert.equal(options.skipWaitSeconds, 0);
  const waits = await begin({ timeLimitSeconds: 90 });
  await pass(95_000, () => waits.state.result !== undefined);
  assert.equal(waits.state.result, 'timedOut');
  assert.match(remaining(waits.state, cluster.clock.now())[0]?.why ?? '', /the node has not confirmed it/);
  const skips = await begin({ skipWaitSeconds: 30 });
  await pass(60_000, () => skips.state.result !== undefined);
  assert.equal(skips.state.result, 'done');
  assert.ok(skips.state.rows.every(({ state }) => state === 'kept' || state === 'skipped'));
});

test('scenario 12: the API server is away for 40 seconds: no row is lost, nothing is evicted twice, and it ends well', async (t) => {
  const { begin, pass, cluster, evictions } = await rig(t, (store) => deployment(store, 'web', 12));
  cluster.faults.add({ kind: 'slow', ms: 1000 }, { method: 'POST', url: /eviction/ });
  const running = await begin({ parallel: 2 });
  await pass(10_000, () => rows(running).filter((row) => /going|gone/.test(row)).length >= 4);
  assert.ok(rows(running).includes('web queued'));
  await cluster.faults.refuseFor(40_000);
  await pass(20_000);
  assert.match(running.state.trouble ?? '', /^Nothing listens on/);
  assert.equal(running.state.rows.length, 12);
  await pass(120_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'done');
  assert.equal(running.state.trouble, undefined);
  const all = cluster.log.find('POST', /eviction/).filter(({ status }) => status === 201);
  assert.equal(new Set(all.map(({ path }) => path)).size, all.length);
  assert.ok(evictions() >= 12);
});

test('whoever was killed goes on from the last word that was kept, and no other pod is ever meant', async (t) => {
  const { begin, run, pass, cluster } = await rig(t, (store) => deployment(store, 'web', 6));
  const killed = await begin({ parallel: 2 });
  await pass(3000, () => killed.state.rows.some(({ state }) => state === 'going'));
  const asking = killed.kept.find((text) => text.includes('"asking"')) ?? '';
  killed.stop();
  await pass(1000);
  const resumed = run(JSON.parse(asking));
  await pass(60_000, () => resumed.state.result !== undefined);
  assert.equal(resumed.state.result, 'done');
  assert.equal(resumed.state.cordon, 'ours');
  const accepted = cluster.log.find('POST', /eviction/).filter(({ status }) => status === 201);
  assert.equal(new Set(accepted.map(({ path }) => path)).size, accepted.length);
  assert.ok(killed.kept.every((text) => !/PRIVATE KEY|Bearer/.test(text)));
});

test('pods that come between plan and start and need consent keep it from starting; others just go along', async (t) => {
  const { plan, run, pass, cluster, clock, writes } = await rig(t, (store) => deployment(store, 'web', 1));
  const state = beginDrain(await plan(), clock.now());
  barePod(cluster.store, 'late');
  const stopped = run(state);
  await pass(5000, () => stopped.state.result !== undefined);
  assert.equal(stopped.state.result, 'failedBeforeStart');
  assert.match(stopped.state.problem ?? '', /a\/late/);
  assert.ok(writes().every((one) => one.startsWith('PATCH')));
  cluster.store.remove(PODS, 'late', 'a');
  const [set] = cluster.store.list(PODS);
  barePod(cluster.store, 'owned', { ownerReferences: set?.metadata.ownerReferences });
  const goes = run(state);
  await pass(60_000, () => goes.state.result !== undefined);
  assert.equal(goes.state.result, 'done');
});

test('a node that is another one by now, or gone, is left alone', async (t) => {
  const { plan, run, pass, cluster, clock, writes } = await rig(t, () => undefined);
  const state = beginDrain(await plan(), clock.now());
  const other = run({ ...state, nodeUid: 'another' });
  await pass(2000, () => other.state.result !== undefined);
  assert.match(other.state.problem ?? '', /another node of the same name/);
  cluster.store.remove(NODES, 'one');
  const gone = run(state);
  await pass(2000, () => gone.state.result !== undefined);
  assert.match(gone.state.problem ?? '', /does not exist any more/);
  assert.deepEqual(writes(), []);
});
