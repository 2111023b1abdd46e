/** A drain and everything that can go wrong around it: what it says stays true, and nothing is done twice or by force. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Api } from '../../client/cluster/request.ts';
import { trouble } from '../../client/cluster/trouble.ts';
import { drain } from '../../client/operations/drain/run.ts';
import { beginDrain, type DrainState, remaining } from '../../client/operations/drain/state.ts';
import { NODES } from '../../demo/cluster/api/resources.ts';
import { STOP_SECONDS } from '../../demo/cluster/controllers/kubelet.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import { addNode } from '../cluster/small.ts';
import { barePod, budget, deployment, rig, rows } from './rig.ts';

const status = (code: number, reason: string, message: string, details: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Status',
  metadata: {},
  status: 'Failure',
  code,
  reason,
  message,
  details,
});
const answer = (code: number, reason: string, message: string, headers: Readonly<Record<string, string>> = {}) =>
  ({ kind: 'answer', code, body: status(code, reason, message), headers }) as const;
const EVICTION = { method: 'POST', url: /eviction/ };
const READS = { verbs: ['get', 'list', 'watch'], groups: ['*'], resources: ['*'] };

/** The only pod whose name begins so. */
const rowOf = (state: DrainState, name: string) => state.rows.find((row) => row.name.startsWith(name));

test('who may not list pods or see the node gets no plan, with the missing right named', async (t) => {
  const rules = [{ user: 'blind', verbs: ['get', 'list'], resources: ['nodes'] }];
  const { plan } = await rig(t, (store) => deployment(store, 'web', 1), { name: 'blind', groups: [] }, rules);
  await assert.rejects(plan(), /pods is forbidden: User "blind" cannot list resource "pods"/);
});

test('what may not be read is said to be unknown, and what depends on it keeps the drain from starting', async (t) => {
  const rules = [
    { user: 'half', verbs: ['get', 'list'], groups: ['*'], resources: ['nodes', 'pods'] },
    { user: 'half', verbs: ['patch'], resources: ['nodes'] },
    { user: 'half', verbs: ['create'], resources: ['pods/eviction'] },
  ];
  const set = [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'lb', uid: 'u', controller: true }];
  const claim = { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] };
  const { plan, begin, pass } = await rig(
    t,
    (store) => {
      deployment(store, 'web', 1, claim);
      barePod(store, 'lb', { ownerReferences: set });
    },
    { name: 'half', groups: [] },
    rules,
  );
  const { errors, warnings } = await plan();
  const classes = (notes: readonly { class: string }[]) => notes.map((note) => note.class);
  assert.deepEqual(classes(errors), ['daemonset-lookup-failed']);
  assert.deepEqual(classes(warnings), ['budgets-unknown', 'volumes-unknown']);
  const [lb] = (await plan()).rows.filter(({ pod }) => pod.name === 'lb');
  const running = await begin({ exclude: [lb?.pod.uid ?? ''] });
  await pass(60_000, () => running.state.result !== undefined);
  assert.deepEqual([running.state.result, ...rows(running)], ['done', 'lb kept', 'web gone']);
});

test('a right that is taken away in the middle: what was accepted ends, the rest is named, and resumed when it is back', async (t) => {
  const rules = [
    { user: 'operator', ...READS },
    { user: 'operator', verbs: ['patch'], resources: ['nodes'] },
    { user: 'operator', verbs: ['create'], resources: ['pods/eviction'] },
  ];
  const fill = (store: Parameters<typeof deployment>[0]) => deployment(store, 'web', 4);
  const { begin, run, pass, cluster, writes } = await rig(t, fill, { name: 'operator', groups: [] }, rules);
  cluster.faults.add({ kind: 'slow', ms: 1000 }, EVICTION);
  const running = await begin({ parallel: 2 });
  await pass(10_000, () => rows(running).includes('web going'));
  const right = cluster.access.rules.filter(({ verbs }) => verbs.includes('create'));
  cluster.access.rules = cluster.access.rules.filter((rule) => !right.includes(rule));
  await pass(60_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'partlyDone');
  assert.deepEqual(new Set(rows(running)), new Set(['web gone', 'web forbidden']));
  assert.match(remaining(running.state, 0)[0]?.why ?? '', /^You have no permission in a: .*pods\/eviction/);
  cluster.access.rules.push(...right);
  const resumed = run(JSON.parse(running.kept.at(-1) ?? ''));
  await pass(60_000, () => resumed.state.result !== undefined);
  assert.equal(resumed.state.result, 'done');
  assert.ok(writes().every((one) => !one.startsWith('DELETE')));
});

for (const [code, reason, state] of [
  [409, 'Conflict', 'refused'],
  [500, 'InternalError', 'refused'],
  [422, 'Invalid', 'refused'],
] as const)
  test(`${code} for one pod: it is named with the server's words, the others go, and resuming asks again`, async (t) => {
    const { begin, run, pass, cluster, evictions } = await rig(t, (store) => {
      deployment(store, 'web', 1);
      deployment(store, 'api', 3);
    });
    const off = cluster.faults.add(answer(code, reason, 'the words of the server'), {
      ...EVICTION,
      url: /web-.*evict/,
    });
    const running = await begin();
    await pass(60_000, () => running.state.result !== undefined);
    assert.equal(running.state.result, 'partlyDone');
    assert.deepEqual(rows(running), ['api gone', 'api gone', 'api gone', `web ${state}`]);
    const [left] = remaining(running.state, 0);
    assert.match(left?.why ?? '', code === 409 ? /Somebody else is changing this pod/ : /the words of the server/);
    assert.equal(evictions('web'), 1);
    off();
    const resumed = run(JSON.parse(running.kept.at(-1) ?? ''));
    await pass(60_000, () => resumed.state.result !== undefined);
    assert.equal(resumed.state.result, 'done');
    assert.equal(evictions('web'), 2);
    assert.equal(evictions('api'), 3);
  });

test('a server that is not there for itself (503) is asked again, not before it said, and no pod is blamed', async (t) => {
  const { begin, pass, cluster } = await rig(t, (store) => deployment(store, 'web', 3));
  const off = cluster.faults.add(answer(503, 'ServiceUnavailable', 'etcd is away', { 'Retry-After': '25' }), EVICTION);
  const running = await begin({ parallel: 1 });
  await pass(20_000);
  assert.equal(cluster.log.find('POST', /eviction/).length, 1);
  assert.match(running.state.trouble ?? '', /etcd is away/);
  assert.equal(running.state.rows.filter(({ state }) => state === 'refused').length, 0);
  off();
  await pass(60_000, () => running.state.result !== undefined);
  assert.deepEqual([running.state.result, running.state.trouble], ['done', undefined]);
  assert.equal(cluster.log.find('POST', /eviction/).filter(({ status: code }) => code === 201).length, 3);
});

for (const [what, method, url] of [
  ['while the node is read', 'GET', /nodes\/one/],
  ['while it cordons', 'PATCH', /nodes\/one/],
  ['while the pods are read', 'GET', /pods\?.*limit=/],
] as const)
  test(`the server is overloaded or away ${what}: the drain waits for it and then does its work`, async (t) => {
    const { plan, run, pass, cluster, clock } = await rig(t, (store) => deployment(store, 'web', 2));
    const state = beginDrain(await plan({ timeLimitSeconds: 120 }), clock.now());
    const over = cluster.faults.overload(3, { method, url });
    const running = run(state);
    await pass(6000);
    assert.equal(running.state.result, undefined);
    assert.match(running.state.trouble ?? '', /429/);
    over();
    await cluster.faults.refuseFor(15_000);
    await pass(10_000);
    assert.equal(running.state.result, undefined);
    await pass(120_000, () => running.state.result !== undefined);
    assert.deepEqual([running.state.result, running.state.cordon, running.state.trouble], ['done', 'ours', undefined]);
    assert.deepEqual(rows(running), ['web gone', 'web gone']);
  });

test('a server that stays away while it is asked to cordon: timed out, and nothing is known to be cordoned', async (t) => {
  const { plan, run, pass, cluster, clock } = await rig(t, (store) => deployment(store, 'web', 2));
  const state = beginDrain(await plan({ timeLimitSeconds: 60 }), clock.now());
  await cluster.faults.stop();
  const running = run(state);
  await pass(59_000);
  assert.equal(running.state.result, undefined);
  await pass(2000);
  assert.deepEqual([running.state.result, running.state.cordon], ['timedOut', 'todo']);
  assert.deepEqual(rows(running), ['web queued', 'web queued']);
});

test('the answer to the cordon is lost on the way: it is looked at, and known to be ours', async (t) => {
  const { plan, run, pass, cluster, clock, writes } = await rig(t, (store) => deployment(store, 'web', 1));
  const state = beginDrain(await plan(), clock.now());
  cluster.faults.add({ kind: 'spoil', truncateAfter: 0 }, { method: 'PATCH', times: 1 });
  const running = run(state);
  await pass(60_000, () => running.state.result !== undefined);
  assert.deepEqual([running.state.result, running.state.cordon], ['done', 'ours']);
  assert.equal(writes().filter((one) => one.startsWith('PATCH')).length, 1);
});

test('the answers to evictions are lost on the way: the pods are seen to go, and are not asked twice', async (t) => {
  const { begin, pass, cluster } = await rig(t, (store) => deployment(store, 'web', 4));
  cluster.faults.add({ kind: 'spoil', truncateAfter: 0 }, EVICTION);
  const running = await begin();
  await pass(60_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'done');
  const asked = cluster.log.find('POST', /eviction/).map(({ path }) => path);
  assert.equal(new Set(asked).size, asked.length);
});

test('the server restarts in the middle, watches and all: the drain goes on where it was', async (t) => {
  const { begin, pass, cluster } = await rig(t, (store) => deployment(store, 'web', 8));
  cluster.faults.add({ kind: 'slow', ms: 1000 }, EVICTION);
  const running = await begin({ parallel: 2 });
  for (let restarts = 0; restarts < 3; restarts++) {
    await pass(3000);
    await cluster.faults.restart();
  }
  await pass(120_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'done');
  const accepted = cluster.log.find('POST', /eviction/).filter((entry) => entry.status === 201);
  assert.equal(new Set(accepted.map(({ path }) => path)).size, accepted.length);
  assert.equal(running.state.rows.length, 8);
});

test('the network is gone for 40 seconds: it is said, nothing is given up, and it ends well', async (t) => {
  const { begin, pass, cluster, clock } = await rig(t, (store) => {
    deployment(store, 'web', 2, {}, { annotations: { [STOP_SECONDS]: '20' } });
    deployment(store, 'api', 3);
    budget(store, 'api', 'api', { minAvailable: 3 });
  });
  const running = await begin();
  await pass(5000, () => rows(running).includes('api waiting') && rows(running).includes('web going'));
  const off = cluster.faults.add({ kind: 'cut' });
  cluster.faults.cutConnections();
  await pass(20_000, () => running.state.trouble !== undefined);
  await pass(20_000);
  assert.equal(running.state.result, undefined);
  for (const row of rows(running)) assert.match(row, /^(api (waiting|asking)|web going)$/);
  off();
  await pass(30_000, () => rows(running).includes('web gone') && running.state.trouble === undefined);
  assert.match(remaining(running.state, clock.now())[0]?.why ?? '', /disruption budget api needs 3/);
});

for (const [how, jump] of [
  ['back', -3_600_000],
  ['forward', 3_600_000],
] as const)
  test(`the clock of this machine is put ${how} by an hour in the middle: nobody waits for that hour`, async (t) => {
    const { begin, run, pass, cluster, clock } = await rig(t, (store) => {
      deployment(store, 'web', 2);
      deployment(store, 'api', 3);
      budget(store, 'api', 'api', { minAvailable: 3 });
    });
    const now = clock.now;
    let skew = 0;
    clock.now = () => now() + skew;
    const running = await begin();
    await pass(5000, () => rows(running).includes('api waiting') && rows(running).includes('web going'));
    skew = jump;
    const state = (): DrainState => last.state;
    let last = running;
    if (jump > 0) {
      await pass(10_000, () => running.state.result !== undefined);
      assert.equal(running.state.result, 'timedOut');
      last = run(JSON.parse(running.kept.at(-1) ?? ''));
    }
    await pass(10_000, () => rows(last).filter((row) => row === 'web gone').length === 2);
    const asked = cluster.log.find('POST', /api-.*eviction/).length;
    await pass(15_000);
    assert.equal(state().result, undefined);
    assert.ok(cluster.log.find('POST', /api-.*eviction/).length > asked);
    for (const { why } of remaining(state(), clock.now())) assert.match(why, /^Waiting( for \d+ seconds)?:/);
    await pass(700_000, () => state().result !== undefined);
    assert.equal(state().result, 'timedOut');
    assert.equal(cluster.log.find('DELETE', /./).length, 0);
  });

test('a drain that was interrupted is given its whole time again, whenever somebody resumes it', async (t) => {
  const { begin, run, pass } = await rig(t, (store) => {
    deployment(store, 'web', 2);
    budget(store, 'web', 'web', { minAvailable: 2 });
  });
  const killed = await begin({ timeLimitSeconds: 60 });
  await pass(5000, () => rows(killed).includes('web waiting'));
  const kept = killed.kept.at(-1) ?? '';
  killed.stop();
  await pass(3_600_000 / 60);
  const resumed = run(JSON.parse(kept));
  await pass(30_000);
  assert.equal(resumed.state.result, undefined);
  await pass(60_000, () => resumed.state.result !== undefined);
  assert.equal(resumed.state.result, 'timedOut');
});

test('the node is deleted, and made anew with the same name: nobody calls that drained, and the new one is left alone', async (t) => {
  const { begin, run, pass, cluster, writes } = await rig(t, (store) => {
    deployment(store, 'web', 3, {}, { annotations: { [STOP_SECONDS]: '20' } });
  });
  const running = await begin();
  await pass(5000, () => rows(running).every((row) => row === 'web going'));
  cluster.store.remove(NODES, 'one');
  addNode(cluster.store, 'one');
  barePod(cluster.store, 'newcomer');
  await pass(60_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'partlyDone');
  assert.match(running.state.problem ?? '', /^one is another node of the same name by now/);
  const sent = writes().length;
  const resumed = run(JSON.parse(running.kept.at(-1) ?? ''));
  await pass(5000, () => resumed.state.result !== undefined);
  assert.equal(resumed.state.result, 'partlyDone');
  assert.match(resumed.state.problem ?? '', /^one is another node of the same name by now/);
  assert.equal(writes().length, sent);
  assert.notEqual(cluster.store.get(NODES, 'one')?.spec?.unschedulable, true);
  assert.equal(cluster.log.find('POST', /newcomer/).length, 0);
});

test('somebody else puts the node back into service: that is no end, and resuming takes it out again', async (t) => {
  const { begin, run, pass, cluster } = await rig(t, (store) => {
    deployment(store, 'web', 2, {}, { annotations: { [STOP_SECONDS]: '20' } });
  });
  const running = await begin();
  await pass(5000, () => rows(running).every((row) => row === 'web going'));
  const node = (): KubeObject => cluster.store.get(NODES, 'one') as KubeObject;
  cluster.store.update(NODES, { ...node(), spec: {} });
  await pass(60_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'partlyDone');
  assert.match(running.state.problem ?? '', /somebody else/i);
  const resumed = run(JSON.parse(running.kept.at(-1) ?? ''));
  await pass(60_000, () => resumed.state.result !== undefined);
  assert.deepEqual([resumed.state.result, resumed.state.cordon], ['done', 'ours']);
  assert.equal(node().spec?.unschedulable, true);
});

test('a webhook that hangs holds up its own pod only, its end is told, and a cancel waits for nobody', async (t) => {
  const { begin, pass, cluster, evictions } = await rig(t, (store) => {
    deployment(store, 'db', 2);
    deployment(store, 'web', 6);
  });
  const hook = { method: 'POST', url: /db-.*eviction/ };
  const words = 'failed calling webhook "guard.db.example": context deadline exceeded';
  cluster.faults.add({ kind: 'slow', ms: 25_000 }, hook);
  cluster.faults.add(answer(500, 'InternalError', words), hook);
  const running = await begin({ parallel: 3 });
  await pass(20_000, () => rows(running).filter((row) => row === 'web gone').length === 6);
  assert.deepEqual(rows(running).slice(0, 2), ['db asking', 'db asking']);
  await pass(60_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'partlyDone');
  assert.match(
    remaining(running.state, 0)[0]?.why ?? '',
    /^The server refused: failed calling webhook "guard.db.example"/,
  );
  assert.equal(evictions('db'), 2);

  const again = await begin({ parallel: 3 });
  await pass(5000, () => rows(again).includes('db asking'));
  again.stop();
  const { result, rows: left } = await again.over;
  assert.equal(result, 'cancelled');
  assert.deepEqual(new Set(left.map(({ state }) => state)), new Set(['queued']));
});

test('no answer at all, on a connection that stays open: after the limit of the request it is asked again, by UID', async (t) => {
  const { plan, sources, pass, clock, cluster } = await rig(t, (store) => deployment(store, 'web', 1));
  const state = beginDrain(await plan(), clock.now());
  let asked = 0;
  const { api } = sources;
  const silent: Api = {
    ...api,
    request(request) {
      if (!/eviction/.test(request.path) || ++asked > 1) return api.request(request);
      return new Promise((resolve) =>
        clock.after(request.timeoutMs ?? 0, () =>
          resolve({ ok: false, trouble: trouble('timeout', 'The server did not answer in time.') }),
        ),
      );
    },
  };
  const told: DrainState[] = [];
  const over = drain(state, { ...sources, api: silent, onState: (next) => told.push(next) });
  await pass(31_000, () => told.at(-1)?.trouble !== undefined);
  await pass(60_000, () => told.at(-1)?.result !== undefined);
  assert.equal((await over).result, 'done');
  assert.deepEqual([asked, cluster.log.find('POST', /eviction/).length], [2, 1]);
});

test('a second budget appears while a pod waits for the first: it is told, and the others go on', async (t) => {
  const { begin, pass, cluster, evictions } = await rig(t, (store) => {
    deployment(store, 'web', 2);
    deployment(store, 'api', 1, {}, { annotations: { [STOP_SECONDS]: '20' } });
    budget(store, 'first', 'web', { minAvailable: 2 });
  });
  const running = await begin();
  await pass(5000, () => rows(running).includes('web waiting'));
  budget(cluster.store, 'second', 'web', { minAvailable: 1 });
  await pass(60_000, () => running.state.result !== undefined);
  assert.deepEqual([running.state.result, ...rows(running)], ['partlyDone', 'api gone', 'web refused', 'web refused']);
  assert.match(remaining(running.state, 0)[0]?.why ?? '', /more than one PodDisruptionBudget/);
  assert.ok(evictions('web') <= 6);
});

test('a budget with broken numbers is the fault of the budget, not a missing right', async (t) => {
  const { begin, pass, cluster } = await rig(t, (store) => deployment(store, 'web', 1));
  const words = 'poddisruptionbudget.policy "web" is forbidden: pdb disruptions allowed is negative';
  cluster.faults.add(answer(403, 'Forbidden', words), EVICTION);
  const running = await begin();
  await pass(60_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'partlyDone');
  assert.equal(rowOf(running.state, 'web')?.state, 'refused');
  assert.equal(remaining(running.state, 0)[0]?.why, `The server refused: ${words}`);
});

test('answers that make no sense end nothing in a wrong way', async (t) => {
  for (const effect of [
    { kind: 'answer', code: 200, body: '<html>Please log in</html>', headers: { 'Content-Type': 'text/html' } },
    { kind: 'spoil', malformed: true },
    { kind: 'answer', code: 302, body: '', headers: { Location: 'https://login.example/' } },
  ] as const) {
    const { begin, pass, cluster, pods } = await rig(t, (store) => deployment(store, 'web', 1));
    const off = cluster.faults.add(effect, { method: 'GET', url: /pods\?.*limit=/ });
    await assert.rejects(begin());
    off();
    const running = await begin({ timeLimitSeconds: 60 });
    await pass(2000, () => rows(running).includes('web going'));
    cluster.faults.add(effect, { url: /pods/ });
    cluster.faults.cutConnections();
    await pass(120_000, () => running.state.result !== undefined);
    assert.ok(running.state.result !== 'done' || pods().every((pod) => !pod.endsWith(' one')), running.state.result);
    assert.equal(running.state.result, 'timedOut');
  }
});
