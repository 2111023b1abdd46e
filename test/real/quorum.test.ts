/**
 * Three real servers with etcd, of which one loses power: no second one is let go by accident, and a drain is told that
 * the lost one confirms nothing. While two of them join, which takes longest, pods end on the first in their own time.
 */

import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { systemClock } from '../../client/cluster/clock.ts';
import { DEFAULT_CHOICES, planDelete } from '../../client/operations/delete/plan.ts';
import { readFacts } from '../../client/operations/delete/readFacts.ts';
import { remaining } from '../../client/operations/drain/state.ts';
import { Client, type Json } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { connectionTo } from './connect.ts';
import { count, desk } from './drain/desk.ts';
import { makeScene, service } from './drain/scene.ts';
import { installK3s, nodesReady, type RealCluster, realCluster, WITHOUT } from './machines/cluster.ts';
import type { Machine } from './machines/machine.ts';
import { podSpec } from './machines/pods.ts';

const LIMIT = { timeout: 300_000 };
const FIRST = 'server';
/** Etcd and an agent, without an API server of their own: two cores have enough to do with one. */
const ETCD_ONLY = { 'disable-apiserver': true, 'disable-controller-manager': true, 'disable-scheduler': true };
/** A node that was not heard for so long is not ready; a kubelet is heard every ten seconds. */
const SILENCE = { 'kube-controller-manager-arg': ['node-monitor-grace-period=16s'] };
const VOTERS = ['server Ready EtcdIsVoter', 'server-2 Ready EtcdIsVoter'];

let cluster: RealCluster;
let api: Client;
/** Settles with the servers that have joined. */
let joining: Promise<readonly [Machine, Machine]>;

before(async () => {
  cluster = await realCluster({ server: { 'cluster-init': true, ...SILENCE } });
  api = new Client(cluster.api);
  const token = (await cluster.server.exec('cat /var/lib/rancher/k3s/server/node-token')).trim();
  const config = { server: cluster.api.url, token, disable: WITHOUT, ...ETCD_ONLY };
  async function join(name: string): Promise<Machine> {
    const machine = await cluster.freshMachine(name);
    await installK3s(machine, { words: 'server', config });
    await nodesReady(cluster.api, [name]);
    return machine;
  }
  joining = Promise.all([join('server-2'), join('server-3')]);
  // Whoever needs them is told.
  joining.catch(() => undefined);
}, LIMIT);

after(
  async () => {
    await joining?.catch(() => undefined);
    api?.end();
    await cluster?.end();
  },
  { timeout: 120_000 },
);

/** Pods whose container goes on for so long after it was told to end, within that grace period. */
const lingering = (linger: string, terminationGracePeriodSeconds: number) => ({
  spec: podSpec(['--linger', linger], { terminationGracePeriodSeconds }),
});

/** The pods of that namespace whose containers run on the first server; of a pod's name what it has in common. */
async function running(namespace: string): Promise<string[]> {
  const { containers } = JSON.parse(await cluster.server.exec('k3s crictl ps --state Running -o json')) as Json;
  return containers
    .map(({ labels }: Json) => labels)
    .filter((labels: Json) => labels['io.kubernetes.pod.namespace'] === namespace)
    .map((labels: Json) => labels['io.kubernetes.pod.name'].split('-')[0])
    .sort();
}

test('pods are gone when their containers are; static pods and those of a DaemonSet run on', LIMIT, async (t) => {
  const scene = await makeScene(api, 'ends');
  const folder = '/var/lib/rancher/k3s/agent/pod-manifests';
  const manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'static', namespace: 'ends' } };
  const input = JSON.stringify({ ...manifest, spec: podSpec() });
  await cluster.server.exec(`mkdir -p ${folder}; cat >${folder}/static.yaml`, { input });
  await scene.deployment('web', 2, [FIRST], lingering('4s', 30));
  await scene.daemonSet('lb', FIRST, lingering('0s', 1));
  await scene.until(scene.at('pods'), ({ items }) =>
    items.some(({ metadata, status }: Json) => metadata.name === `static-${FIRST}` && status.phase === 'Running'),
  );
  assert.deepEqual(await running('ends'), ['lb', 'static', 'web', 'web']);
  const { drain, over, rows, recorder, state } = await desk(t, cluster.kubeconfig);
  const id = await drain(FIRST);
  assert.deepEqual(await over(id), ['done']);
  assert.deepEqual(rows(id), ['lb kept', `static-${FIRST} kept`, 'web gone', 'web gone']);
  assert.deepEqual(await running('ends'), ['lb', 'static']);
  const asked = Math.max(...recorder.evictions().map(({ to }) => to));
  for (const row of state(id).rows)
    if (row.state === 'gone') assert.ok(row.since - asked >= 3500, `gone after ${row.since - asked} ms`);
  await cluster.server.exec(`rm ${folder}/static.yaml`);
});

test('scenario 10: at its time limit it says what remains and for how long, and forces nothing', LIMIT, async (t) => {
  const scene = await makeScene(api, 'slow');
  await service(api, FIRST, true);
  await scene.deployment('slow', 1, [FIRST], lingering('1h', 600));
  const { drain, over, rows, recorder, state } = await desk(t, cluster.kubeconfig);
  const from = Date.now();
  const id = await drain(FIRST, { timeLimitSeconds: 10 });
  assert.deepEqual(await over(id), ['timedOut']);
  assert.ok(Date.now() - from >= 10_000);
  assert.ok(rows(id).includes('slow going'));
  const left = remaining(state(id), Date.now()).find(({ pod }) => pod.startsWith('slow/'));
  assert.match(left?.why ?? '', /grace period lasts 5\d\d more seconds/);
  assert.equal(recorder.evictions('slow').filter(({ status }) => status === 201).length, 1);
  assert.ok(recorder.writes.every(({ method }) => method !== 'DELETE'));
  assert.deepEqual(await running('slow'), ['slow']);
});

/** `server Ready EtcdIsVoter` for each server, of what is so. */
async function conditions(): Promise<string[]> {
  const { items } = ok(await api.get('/api/v1/nodes'));
  return items.map(({ metadata, status }: Json) => {
    const so = ['Ready', 'EtcdIsVoter'].filter((type) =>
      status.conditions.some((one: Json) => one.type === type && one.status === 'True'),
    );
    return [metadata.name, ...so].join(' ');
  });
}

async function become(wanted: readonly string[]): Promise<void> {
  let seen: string[] = [];
  const end = Date.now() + 120_000;
  for (; String(seen) !== String(wanted); seen = await conditions().catch(() => []))
    if (Date.now() > end) assert.deepEqual(seen, wanted);
}

/** What would be planned for the deletion of a node. */
async function deletion(t: TestContext, name: string, choices = DEFAULT_CHOICES) {
  const { api: ours, access } = await connectionTo(t, cluster.kubeconfig);
  const facts = await readFacts({ api: ours, access, clock: systemClock, signal: t.signal }, name);
  assert.ok(facts.ok);
  return planDelete(facts.value, choices);
}

test(
  'scenario 26: of three servers one has no power, and neither of the others is deleted by accident',
  LIMIT,
  async (t) => {
    const [, third] = await joining;
    await become([...VOTERS, 'server-3 Ready EtcdIsVoter']);
    // For the next test: pods on the machine that goes.
    const scene = await makeScene(api, 'silent');
    await scene.deployment('lost', 2, ['server-3'], lingering('0s', 1));
    const healthy = await deletion(t, 'server-2');
    assert.deepEqual([healthy.blocks, healthy.typed], [[], true]);
    assert.match(healthy.warnings.join(' '), /Afterwards etcd has 2 members, and none of them may fail/);

    await third.kill();
    await become([...VOTERS, 'server-3 EtcdIsVoter']);
    const guarded = await deletion(t, 'server-2');
    assert.deepEqual(guarded.blocks, [
      {
        class: 'quorum',
        message:
          'etcd would lose its quorum: 2 of 3 members are healthy; without server-2 it is 1 of 2, and 2 are needed.',
      },
    ]);
    const anyway = await deletion(t, 'server-2', { ...DEFAULT_CHOICES, despiteQuorum: true });
    assert.deepEqual([anyway.blocks, anyway.typed], [[], true]);
    // The one without power is what may go.
    assert.deepEqual((await deletion(t, 'server-3')).blocks, []);
  },
);

test(
  'scenario 11: a machine that is gone confirms nothing: the plan says so, and not to wait is a choice',
  LIMIT,
  async (t) => {
    const { plan, begin, drain, over, rows, recorder, state } = await desk(t, cluster.kubeconfig);
    const made = await plan('server-3', { timeLimitSeconds: 4 });
    const said = made.warnings.find((one) => one.class === 'not-ready')?.message;
    assert.match(said ?? '', /cannot confirm.*out-of-service.*delete/);
    assert.equal(made.options.skipWaitSeconds, 0);
    const waits = await begin(made);
    assert.deepEqual(await over(waits), ['timedOut']);
    assert.equal(count(rows(waits), 'lost going'), 2);
    assert.match(remaining(state(waits), Date.now())[0]?.why ?? '', /the node has not confirmed it/);
    const skips = await drain('server-3', { skipWaitSeconds: 6 });
    assert.deepEqual(await over(skips), ['done']);
    // The plan keeps them, or the drain waits no longer: whichever comes first.
    assert.ok(state(skips).rows.every((row) => row.state === 'kept' || row.state === 'skipped'));
    assert.ok(recorder.writes.every(({ method }) => method !== 'DELETE'));
  },
);
