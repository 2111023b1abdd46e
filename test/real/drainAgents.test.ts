/** A drain of real agents: real budgets hold it, real kubelets end real containers, and one that is away ends nothing. */

import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../client/cluster/clock.ts';
import { DEFAULT_OPTIONS, type DrainOptions } from '../../client/operations/drain/options.ts';
import { planDrain } from '../../client/operations/drain/plan.ts';
import { readFacts } from '../../client/operations/drain/readFacts.ts';
import { drain } from '../../client/operations/drain/run.ts';
import { beginDrain, type DrainState, isWaiting } from '../../client/operations/drain/state.ts';
import { Client, type Json, MERGE_PATCH } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { connectionTo, soon } from './connect.ts';
import { type RealCluster, realCluster } from './machines/cluster.ts';
import type { Machine } from './machines/machine.ts';
import { podSpec, workload } from './machines/pods.ts';
import { makeNamespace } from './objects.ts';

const LIMIT = { timeout: 180_000 };
const PODS = '/api/v1/namespaces/mine/pods';
const APPS = '/apis/apps/v1/namespaces/mine';
const BUDGETS = '/apis/policy/v1/namespaces/mine/poddisruptionbudgets';

let cluster: RealCluster;
let api: Client;

before(
  async () => {
    // Workloads are on agents only.
    cluster = await realCluster({ agents: 2, server: { 'node-taint': ['example.org/server=true:NoExecute'] } });
    api = new Client(cluster.api);
    await makeNamespace(api, 'mine');
  },
  { timeout: 300_000 },
);

after(
  async () => {
    api?.end();
    await cluster?.end();
  },
  { timeout: 60_000 },
);

const cordon = async (name: string, unschedulable: boolean): Promise<void> =>
  void ok(await api.patch(`/api/v1/nodes/${name}`, MERGE_PATCH, { spec: { unschedulable } }));

/** The pods of an app, those that are about to end among them. */
const podsOf = async (app: string): Promise<Json[]> => ok(await api.get(`${PODS}?labelSelector=app%3D${app}`)).items;

const isReady = ({ status, metadata }: Json): boolean =>
  metadata.deletionTimestamp === undefined && status.containerStatuses?.[0]?.ready === true;

/** Waits until so many pods of the app are ready, and there are no others. */
async function ready(app: string, count: number): Promise<Json[]> {
  for (const end = Date.now() + 60_000; ; await sleep(200)) {
    const pods = await podsOf(app);
    if (pods.length === count && pods.every(isReady)) return pods;
    if (Date.now() > end) throw new Error(`${app}: ${JSON.stringify(pods.map(({ status }) => status))}`);
  }
}

/** A drain as a person starts it: planned, then run; `state` is how far it is. */
async function begin(t: TestContext, node: string, some: Partial<DrainOptions> = {}) {
  const connection = await connectionTo(t, cluster.kubeconfig);
  const stopper = new AbortController();
  t.after(() => stopper.abort());
  const sources = { api: connection.api, access: connection.access, clock: systemClock, signal: stopper.signal };
  const options = { ...DEFAULT_OPTIONS, ...some };
  const facts = await readFacts(sources, node, options);
  assert.ok(facts.ok);
  const plan = planDrain(facts.value, options);
  const states: DrainState[] = [beginDrain(plan, Date.now())];
  const run = (from: DrainState) => drain(from, { ...sources, onState: (state) => void states.push(state) });
  return { plan, states, now: () => states.at(-1) as DrainState, over: run(states[0] as DrainState), run };
}

/** For how long a kubelet was at work with a pod, in milliseconds. */
function going(states: readonly DrainState[], uid: string): number {
  const since = (state: string): number =>
    states.flatMap(({ rows }) => rows).find((row) => row.uid === uid && row.state === state)?.since ?? Number.NaN;
  return since('gone') - since('going');
}

/** Names of the containers that really run on a machine. */
const containers = async (machine: Machine): Promise<string[]> =>
  (
    await machine.exec(
      'k3s crictl ps --state Running -o json | grep -o \'"io.kubernetes.pod.name": "[^"]*"\' | cut -d\\" -f4',
    )
  )
    .split('\n')
    .filter(Boolean)
    .sort();

test(
  'a budget without slack holds the drain; with slack one pod goes after the other, each until its container has ended',
  LIMIT,
  async (t) => {
    const [one] = cluster.agents as [Machine, Machine];
    await cordon('agent-2', true);
    ok(
      await api.post(
        `${APPS}/deployments`,
        workload('Deployment', 'web', podSpec(['--linger', '3s']), { replicas: 2 }),
      ),
    );
    ok(await api.post(`${APPS}/daemonsets`, workload('DaemonSet', 'log', podSpec())));
    const selector = { matchLabels: { app: 'web' } };
    const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'web' } };
    ok(await api.post(BUDGETS, { ...budget, spec: { minAvailable: 2, selector } }));
    const pods = await ready('web', 2);
    assert.deepEqual(new Set(pods.map(({ spec }) => spec.nodeName)), new Set(['agent-1']));
    await ready('log', 2);
    await cordon('agent-2', false);

    const { plan, states, now, over } = await begin(t, 'agent-1');
    assert.deepEqual(
      plan.rows.map(({ verdict }) => verdict.kind).sort(),
      ['blocked', 'blocked', 'keep'],
      JSON.stringify(plan.rows),
    );
    await soon(() => now().rows.filter((row) => isWaiting(row) && row.reason === 'budget').length === 2, 'waiting');
    // Long enough to have asked again.
    await sleep(6000);
    assert.ok((await podsOf('web')).every(isReady), 'nobody was evicted');

    ok(await api.patch(`${BUDGETS}/web`, MERGE_PATCH, { spec: { minAvailable: 1 } }));
    const end = await over;
    assert.equal(end.result, 'done', JSON.stringify(end));
    for (const { metadata } of pods) assert.ok(going(states, metadata.uid) > 2000, metadata.name);
    const both = states.filter(({ rows }) => rows.filter(({ state }) => state === 'going').length === 2);
    assert.deepEqual(both, [], 'one after the other');
    assert.deepEqual(new Set((await ready('web', 2)).map(({ spec }) => spec.nodeName)), new Set(['agent-2']));
    const left = (await podsOf('log')).find(({ spec }) => spec.nodeName === 'agent-1');
    assert.deepEqual(await containers(one), [left.metadata.name]);
  },
);

test('a container that does not end is killed when its grace period is over, and not before', LIMIT, async (t) => {
  const [, two] = cluster.agents as [Machine, Machine];
  const metadata = { name: 'stubborn', labels: { app: 'stubborn' } };
  const spec = podSpec(['--linger', '10m'], { nodeName: 'agent-2', terminationGracePeriodSeconds: 5 });
  ok(await api.post(PODS, { apiVersion: 'v1', kind: 'Pod', metadata, spec }));
  const [pod] = await ready('stubborn', 1);
  const { plan } = await begin(t, 'agent-2', { podSelector: 'app=stubborn' });
  assert.deepEqual(
    plan.rows.map(({ needs }) => needs),
    [['unmanaged']],
  );
  const consent = { ...DEFAULT_OPTIONS.consent, unmanaged: [pod.metadata.uid] };
  const { states, over } = await begin(t, 'agent-2', { podSelector: 'app=stubborn', consent });
  assert.equal((await over).result, 'done');
  const took = going(states, pod.metadata.uid);
  assert.ok(took > 4000 && took < 25_000, `${took} ms`);
  assert.ok(!(await containers(two)).includes('stubborn'));
  await cordon('agent-2', false);
});

test(
  'on a machine without power pods stay: the drain says so when its time is up, and goes on when it is back',
  LIMIT,
  async (t) => {
    const [, two] = cluster.agents as [Machine, Machine];
    await cordon('agent-1', false);
    await two.kill();
    const first = await begin(t, 'agent-2', { timeLimitSeconds: 12, podSelector: 'app=web' });
    const stuck = await first.over;
    assert.equal(stuck.result, 'timedOut');
    assert.ok(
      stuck.rows.some(({ state }) => state === 'going'),
      JSON.stringify(stuck.rows),
    );
    await two.start();
    const end = await first.run(stuck);
    // Its own time has begun anew; a machine that starts may need more of it.
    const last = end.result === 'timedOut' ? await first.run(end) : end;
    assert.equal(last.result, 'done', JSON.stringify(last.rows));
    assert.deepEqual(new Set((await ready('web', 2)).map(({ spec }) => spec.nodeName)), new Set(['agent-1']));
  },
);
