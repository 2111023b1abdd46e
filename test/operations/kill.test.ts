/** A window that is killed in the middle of a drain: another one finishes it, and nothing is done twice. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { beginDrain, type DrainState } from '../../client/operations/drain/state.ts';
import { NODES, PODS } from '../../demo/cluster/api/resources.ts';
import { STOP_SECONDS } from '../../demo/cluster/controllers/kubelet.ts';
import type { Logged } from '../../demo/cluster/serve/log.ts';
import type { DemoCluster } from '../../demo/cluster/start.ts';
import { addNode } from '../cluster/small.ts';
import { folder } from '../support/folder.ts';
import { budget, daemonSet, deployment, rig, statefulSet } from './rig.ts';
import { type WindowProcess, windowProcess } from './windowProcess.ts';

/** Time is the same for the cluster and for the windows that live. */
const STEP_MS = 250;
const LONGEST_MS = 180_000;

async function rigged(t: TestContext, nodes: readonly string[]) {
  const { cluster, clock, plan, pass, config } = await rig(t, (store) => {
    deployment(store, 'web', 4);
    deployment(store, 'slow', 2, {}, { annotations: { [STOP_SECONDS]: '8' } });
    statefulSet(store, 'db', 1);
    daemonSet(store, 'lb');
    budget(store, 'web', 'web', { maxUnavailable: 2 });
  });
  addNode(cluster.store, 'three');
  await pass(5000);
  const disk = folder(t, {});
  const living = new Set<WindowProcess>();
  const evicted = recordEvictions(cluster);
  const open = async (window: string): Promise<WindowProcess> => {
    const made = await windowProcess(t, { folder: disk.path, window, now: clock.now(), config });
    await made.ready();
    living.add(made);
    return made;
  };
  const until = async (test: () => boolean | Promise<boolean>, what: string): Promise<void> => {
    for (let passed = 0; !(await test()); passed += STEP_MS) {
      if (passed > LONGEST_MS) throw new Error(`not in time: ${what}`);
      await clock.advance(STEP_MS);
      for (const window of living) await window.advance(STEP_MS);
    }
  };
  const participants = [];
  for (const name of nodes) {
    const made = await plan({ parallel: 2 }, name);
    participants.push({ name, key: made.facts.node.uid, detail: beginDrain(made, clock.now()) });
  }
  return {
    cluster,
    disk,
    open,
    until,
    evicted,
    order: { kind: 'drain', cluster: { id: 'c', name: 'home' }, goOn: false, participants },
    uids: cluster.store.list(PODS).filter(({ spec }) => nodes.includes(spec?.nodeName)),
    kill: async (window: WindowProcess): Promise<void> => {
      living.delete(window);
      await window.kill();
    },
  };
}

/** How often each pod was told to go, by UID, as the store saw it. */
function recordEvictions({ store }: DemoCluster): Map<string, number> {
  const told = new Map<string, number>();
  store.collection(PODS).listen(({ type, entry, before }) => {
    const { uid, deletionTimestamp } = entry.object.metadata;
    const first = deletionTimestamp !== undefined && before?.object.metadata.deletionTimestamp === undefined;
    if (first && type !== 'DELETED') told.set(uid, (told.get(uid) ?? 0) + 1);
  });
  return told;
}

const posts = ({ log }: DemoCluster): readonly Logged[] => log.find('POST', /\/eviction/);

/** Where the first window is killed: what holds the server up, and what has happened by then. */
const MOMENTS: readonly {
  readonly name: string;
  readonly slow?: { readonly method: string; readonly url: RegExp };
  readonly when: (cluster: DemoCluster, state: DrainState) => boolean;
}[] = [
  {
    name: 'asked to cordon, and not heard the answer',
    slow: { method: 'PATCH', url: /nodes\/one/ },
    when: ({ log }) => log.find('PATCH', /nodes/).length > 0,
  },
  {
    name: 'cordoned, before it looked at the pods',
    slow: { method: 'GET', url: /pods\?.*limit/ },
    when: ({ store, log }) =>
      store.get(NODES, 'one')?.spec?.unschedulable === true && log.find('GET', /pods\?.*limit/).length > 0,
  },
  {
    name: 'asked for the first evictions, and not heard the answers',
    slow: { method: 'POST', url: /eviction/ },
    when: (cluster) => posts(cluster).length === 2,
  },
  {
    name: 'some pods going, others not asked yet, and some waiting for a budget',
    when: (_cluster, { rows }) =>
      rows.some(({ state }) => state === 'going') && rows.some(({ state }) => state === 'waiting'),
  },
  {
    name: 'some gone, the last ones going',
    when: (_cluster, { rows }) =>
      rows.some(({ state }) => state === 'gone') &&
      rows.every(({ state }) => state === 'gone' || state === 'going' || state === 'kept'),
  },
  {
    name: 'all gone, before the last look',
    when: (_cluster, { rows }) => rows.every(({ state }) => state === 'gone' || state === 'kept'),
    slow: { method: 'GET', url: /pods\?.*limit=/ },
  },
];

for (const { name, slow, when } of MOMENTS)
  test(`killed with ${name}: another window resumes, nothing is evicted twice, all is drained`, async (t) => {
    const { cluster, open, until, kill, order, uids, evicted, disk } = await rigged(t, ['one']);
    const first = await open('first');
    const second = await open('second');
    cluster.log.clear();
    const off = slow && cluster.faults.add({ kind: 'slow', ms: 1500 }, slow);
    const begun = await first.begin(order);
    assert.ok(begun.ok, JSON.stringify(begun));
    const stateIn = async (window: WindowProcess): Promise<DrainState> =>
      (await window.all())[0]?.operation.participants[0]?.detail as DrainState;
    await until(async () => when(cluster, await stateIn(first)), name);
    await kill(first);
    off?.();
    await until(async () => (await second.all())[0]?.status === 'interrupted', 'noticed');
    assert.deepEqual(await second.resume(begun.id), begun);
    assert.equal((await ended(second, until))?.status, 'done');
    assert.equal((await stateIn(second)).cordon, 'ours');
    assertDrained(cluster, ['one'], uids, evicted);
    assert.match(readFileSync(disk.at(`operations/${begun.id}.log`), 'utf8'), /one {2}Drained\. Pods that are gone: 7/);
    assert.deepEqual(readdirSync(disk.at('locks')), []);
  });

test('killed while several nodes are cordoned, and again between two of them: the third window finishes', async (t) => {
  const { cluster, open, until, kill, order, uids, evicted } = await rigged(t, ['two', 'one']);
  const off = cluster.faults.add({ kind: 'slow', ms: 1500 }, { method: 'PATCH', url: /nodes\/one/ });
  const first = await open('first');
  const begun = await first.begin(order);
  assert.ok(begun.ok);
  await until(() => cluster.log.find('PATCH', /nodes\/one/).length > 0, 'the second is being cordoned');
  await kill(first);
  off();
  assert.equal(posts(cluster).length, 0);
  const second = await open('second');
  assert.deepEqual(await second.resume(begun.id), begun);
  await until(async () => (await second.all())[0]?.operation.participants[1]?.state === 'running', 'the second node');
  await until(() => posts(cluster).length > 0, 'its first eviction');
  await kill(second);
  const third = await open('third');
  assert.deepEqual(await third.resume(begun.id), begun);
  const details = (await ended(third, until))?.operation.participants.map(({ detail }) => detail as DrainState);
  assert.deepEqual(
    details?.map(({ cordon, result }) => [cordon, result]),
    [
      ['ours', 'done'],
      ['ours', 'done'],
    ],
  );
  assertDrained(cluster, ['one', 'two'], uids, evicted);
});

/** The operation, when it is over and everything is given back. */
async function ended(window: WindowProcess, until: Awaited<ReturnType<typeof rigged>>['until']) {
  const known = async () => (await window.all())[0];
  await until(async () => (await known())?.here === false, 'ended');
  return known();
}

/** All that was there is gone by one eviction each, and nothing else was sent. */
function assertDrained(
  { store, log }: DemoCluster,
  nodes: readonly string[],
  before: readonly { metadata: { uid: string; name: string } }[],
  evicted: ReadonlyMap<string, number>,
): void {
  const left = store.list(PODS).filter(({ spec }) => nodes.includes(spec?.nodeName));
  assert.deepEqual(
    left.filter(({ metadata }) => !metadata.name.startsWith('lb-')).map(({ metadata }) => metadata.name),
    [],
  );
  const leaving = before.filter(({ metadata }) => !metadata.name.startsWith('lb-'));
  assert.deepEqual(
    leaving.map(({ metadata }) => evicted.get(metadata.uid)),
    leaving.map(() => 1),
  );
  assert.equal(evicted.size, leaving.length);
  const accepted = log.find('POST', /\/eviction/).filter(({ status }) => status === 201);
  assert.equal(new Set(accepted.map(({ path }) => path)).size, accepted.length);
  assert.deepEqual(
    log.entries.filter(({ method }) => method === 'DELETE' || method === 'PUT'),
    [],
  );
  for (const node of nodes) assert.equal(store.get(NODES, node)?.spec?.unschedulable, true);
}
