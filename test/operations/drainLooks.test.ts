/** How a drain finds out what became of its pods when watches fail it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PODS } from '../../demo/cluster/api/resources.ts';
import { deployment, rig, rows, statefulSet } from './rig.ts';

test('where no watch is to be had, the pods are read again every few seconds', async (t) => {
  const { begin, pass, cluster } = await rig(t, (store) => deployment(store, 'web', 3));
  const body = { kind: 'Status', status: 'Failure', reason: 'Forbidden', message: 'no', code: 403 };
  cluster.faults.add({ kind: 'answer', code: 403, body }, { url: /watch=true/ });
  const running = await begin();
  await pass(15_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'done');
});

test('the last look is taken again until it succeeds, and till then nothing is called done', async (t) => {
  const { begin, pass, cluster } = await rig(t, (store) => deployment(store, 'web', 2));
  const running = await begin();
  await pass(5000, () => rows(running).includes('web going'));
  const off = cluster.faults.unavailable({ url: /\/pods\?.*limit=/ });
  await pass(10_000, () => rows(running).every((row) => row === 'web gone'));
  await pass(6000);
  assert.equal(running.state.result, undefined);
  assert.match(running.state.trouble ?? '', /unable to handle/);
  off();
  await pass(10_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'done');
});

test('a last look that cannot be taken in time ends as timed out', async (t) => {
  const { begin, pass, cluster } = await rig(t, (store) => deployment(store, 'web', 1));
  const running = await begin({ timeLimitSeconds: 30 });
  await pass(5000, () => rows(running).includes('web going'));
  cluster.faults.unavailable({ url: /\/pods\?.*limit=/ });
  await pass(40_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'timedOut');
});

test('a pod that was replaced behind our back is not evicted, and the old one counts as gone', async (t) => {
  const { begin, pass, cluster, pods } = await rig(t, (store) => {
    deployment(store, 'aaa', 1);
    statefulSet(store, 'db', 1);
  });
  cluster.faults.add({ kind: 'slow', ms: 8000 }, { method: 'POST', url: /aaa-.*eviction/ });
  const running = await begin({ parallel: 1 });
  await pass(3000, () => rows(running).includes('aaa asking'));
  cluster.faults.freezeWatches();
  cluster.store.remove(PODS, 'db-0', 'a');
  await pass(
    60_000,
    () =>
      running.state.result !== undefined ||
      running.state.rows.some((row) => row.name === 'db-0' && row.state === 'gone'),
  );
  assert.equal(running.state.rows.find(({ name }) => name === 'db-0')?.state, 'gone');
  assert.ok(pods().includes('db-0 two'));
  assert.equal(cluster.log.find('POST', /db-0\/eviction/).filter(({ status }) => status === 201).length, 0);
});
