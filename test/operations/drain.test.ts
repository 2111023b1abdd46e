/** A drain against the demo's API server: scenarios 2, 3, 4, 9 and 10 of the node operations. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remaining } from '../../client/operations/drain/state.ts';
import { DEPLOYMENTS, NODES } from '../../demo/cluster/api/resources.ts';
import { STOP_SECONDS } from '../../demo/cluster/controllers/kubelet.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import { budget, deployment, rig, rows } from './rig.ts';

test('scenario 2: a budget blocks one pod, delays no other, and is asked every five seconds until it frees', async (t) => {
  const { begin, pass, cluster, evictions, clock } = await rig(t, (store) => {
    deployment(store, 'web', 2);
    deployment(store, 'api', 3);
    budget(store, 'web', 'web', { minAvailable: 2 });
  });
  const running = await begin();
  await pass(10_000, () => rows(running).filter((row) => row === 'api gone').length === 3);
  await pass(20_000);
  assert.deepEqual(rows(running), ['api gone', 'api gone', 'api gone', 'web waiting', 'web waiting']);
  const [waiting] = remaining(running.state, clock.now());
  assert.match(
    waiting?.why ?? '',
    /^Waiting for 2\d seconds: The disruption budget web needs 2 healthy pods and has 2/,
  );
  const before = evictions('web');
  await pass(25_000);
  const tries = evictions('web') - before;
  assert.ok(tries >= 8 && tries <= 12, `${tries} in 25 seconds for two pods`);
  const web = cluster.store.get(DEPLOYMENTS, 'web', 'a') as KubeObject;
  cluster.store.update(DEPLOYMENTS, { ...web, spec: { ...web.spec, replicas: 3 } });
  await pass(3000);
  await pass(10_000, () => rows(running).some((row) => /web (going|gone)/.test(row)));
  await pass(60_000, () => running.state.result !== undefined);
  assert.equal((await running.over).result, 'done');
  assert.equal(running.state.cordon, 'ours');
});

test('scenario 3: an overloaded server makes everybody wait as long as it says, and no budget is blamed', async (t) => {
  const { begin, pass, cluster } = await rig(t, (store) => deployment(store, 'web', 8));
  const off = cluster.faults.overload(7, { method: 'POST', url: /eviction/ });
  const running = await begin({ parallel: 3 });
  await pass(5000, () => rows(running).includes('web waiting'));
  assert.ok(running.state.rows.every(({ reason, words }) => reason !== 'budget' && !words));
  const first = cluster.log.find('POST', /eviction/);
  const since = first[0]?.at ?? 0;
  await pass(6000);
  assert.equal(cluster.log.find('POST', /eviction/).filter(({ at }) => at - since < 7000).length, 3);
  off();
  await pass(60_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'done');
  assert.ok(cluster.log.mostAtOnce <= 4, `${cluster.log.mostAtOnce} at once`);
});

test('scenario 4: two budgets for one pod are named in the plan; asked anyway, it is refused once and the others go', async (t) => {
  const { plan, begin, pass, evictions } = await rig(t, (store) => {
    deployment(store, 'web', 1);
    deployment(store, 'api', 2);
    budget(store, 'first', 'web', { minAvailable: 0 });
    budget(store, 'second', 'web', { maxUnavailable: 1 });
  });
  const { rows: planned, errors } = await plan();
  assert.deepEqual(errors, []);
  assert.deepEqual(planned.find(({ pod }) => pod.labels.app === 'web')?.verdict, {
    kind: 'several',
    names: ['first', 'second'],
  });
  const running = await begin();
  await pass(60_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'partlyDone');
  assert.deepEqual(rows(running), ['api gone', 'api gone', 'web refused']);
  assert.equal(evictions('web'), 1);
  assert.match(remaining(running.state, 0)[0]?.why ?? '', /more than one PodDisruptionBudget/);
});

test('scenario 9: cancelled halfway, nothing is sent any more; resumed, nothing is done twice and nothing is asked', async (t) => {
  const { begin, run, pass, cluster, writes } = await rig(t, (store) => {
    deployment(store, 'api', 10);
    deployment(store, 'web', 5);
    budget(store, 'web', 'web', { minAvailable: 5 });
  });
  const running = await begin();
  await pass(20_000, () => rows(running).filter((row) => row === 'api gone').length === 10);
  running.stop();
  assert.equal((await running.over).result, 'cancelled');
  const sent = writes().length;
  await pass(20_000);
  assert.equal(writes().length, sent);
  assert.equal(cluster.store.get(NODES, 'one')?.spec?.unschedulable, true);
  const web = cluster.store.get(DEPLOYMENTS, 'web', 'a') as KubeObject;
  cluster.store.update(DEPLOYMENTS, { ...web, spec: { ...web.spec, replicas: 10 } });
  await pass(5000);
  const resumed = run(JSON.parse(running.kept.at(-1) ?? ''));
  await pass(120_000, () => resumed.state.result !== undefined);
  assert.equal(resumed.state.result, 'done');
  const again = writes().slice(sent);
  assert.ok(
    again.every((one) => /web-[^/]+\/eviction$/.test(one)),
    again.join('\n'),
  );
});

test('scenario 10: at its time limit it says what remains and for how long, and nothing is deleted by force', async (t) => {
  const { begin, pass, cluster, clock, writes } = await rig(t, (store) => {
    const slow = { annotations: { [STOP_SECONDS]: 'forever' } };
    deployment(store, 'slow', 1, { terminationGracePeriodSeconds: 600 }, slow);
  });
  const running = await begin({ timeLimitSeconds: 60 });
  await pass(59_000);
  assert.equal(running.state.result, undefined);
  await pass(1500);
  assert.equal((await running.over).result, 'timedOut');
  assert.deepEqual(rows(running), ['slow going']);
  const [left] = remaining(running.state, clock.now());
  assert.match(left?.why ?? '', /grace period lasts 5\d\d more seconds/);
  assert.equal(writes().filter((one) => one.startsWith('DELETE')).length, 0);
  assert.equal(cluster.log.find('POST', /eviction/).length, 1);
});

test('one request for each pod, and a few for the whole', async (t) => {
  const { begin, pass, cluster } = await rig(t, (store) => deployment(store, 'web', 60));
  const running = await begin();
  await pass(60_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'done');
  assert.ok(cluster.log.entries.length <= 60 * 1.1 + 25, `${cluster.log.entries.length} requests`);
  assert.ok(cluster.log.mostAtOnce <= 11, `${cluster.log.mostAtOnce} at once`);
});
