/** Deletions against the demo's API server: gone means seen to be gone, with its password, and not back. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Access } from '../../client/cluster/access.ts';
import type { Api } from '../../client/cluster/request.ts';
import { deleteKind } from '../../client/operations/delete/kind.ts';
import {
  DEFAULT_CHOICES,
  type DeleteChoices,
  type DeletePlan,
  planDelete,
} from '../../client/operations/delete/plan.ts';
import { readFacts } from '../../client/operations/delete/readFacts.ts';
import { deleteNode } from '../../client/operations/delete/run.ts';
import { beginDelete, type DeleteState, deleteParts } from '../../client/operations/delete/state.ts';
import type { Rule, User } from '../../demo/cluster/api/access.ts';
import { NODES, SECRETS, VOLUMES } from '../../demo/cluster/api/resources.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import type { Store } from '../../demo/cluster/store/store.ts';
import type { Json } from '../cluster/client.ts';
import { addNode } from '../cluster/small.ts';
import { barePod, daemonSet, rig } from './rig.ts';

const PASSWORD = 'one.node-password.k3s';
const READS = { verbs: ['get', 'list', 'watch'], groups: ['*'], resources: ['*'] };

/** With an agent on `one` that would bring its node back, and with its password. */
function agent(store: Store, more: Json = {}): void {
  const node = store.get(NODES, 'one') as KubeObject;
  const annotations = { 'k3s.io/node-args': '["agent"]' };
  store.update(NODES, { ...node, metadata: { ...node.metadata, annotations, ...more } });
  password(store);
}

function password(store: Store): void {
  const metadata = { name: PASSWORD, namespace: 'kube-system' };
  store.create(SECRETS, { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data: { hash: 'Q2FuYXJ5' } });
}

interface Setup {
  readonly fill?: (store: Store) => void;
  /** The machine is off. */
  readonly off?: boolean;
  readonly user?: User;
  readonly rules?: Rule[];
}

async function setup(t: TestContext, { fill = agent, off = true, user, rules }: Setup = {}) {
  const here = await rig(t, fill, user, rules as Json[] | undefined);
  const { clock, cluster, pass } = here;
  if (off) cluster.life.stopKubelet('one');
  // So long that a silent node is not ready, and its lease is old.
  if (off) await pass(70_000);
  cluster.log.clear();
  const sources = (api: Api) => ({ api, clock, access: new Access(api, clock), signal: new AbortController().signal });
  async function plan(some: Partial<DeleteChoices> = {}): Promise<DeletePlan> {
    const facts = await readFacts(sources(here.api), 'one');
    if (!facts.ok) throw new Error(facts.trouble.message);
    return planDelete(facts.value, { ...DEFAULT_CHOICES, ...some });
  }
  /** Runs until it ends, or somebody stops it. */
  function run(state: DeleteState, api: Api = here.api) {
    const stopper = new AbortController();
    t.after(() => stopper.abort());
    const running = { state, log: deleteKind.told(undefined, state) as string[], stop: () => stopper.abort() };
    const onState = (next: DeleteState): void => {
      running.log.push(...deleteKind.told(running.state, next));
      // As it would be kept, and read again.
      const kept: unknown = JSON.parse(JSON.stringify(next));
      assert.ok(deleteKind.isDetail(kept));
      running.state = kept;
    };
    void deleteNode(state, { ...sources(api), signal: stopper.signal, onState });
    return running;
  }
  async function ran(state: DeleteState, api?: Api): Promise<DeleteState> {
    const running = run(state, api);
    await pass(300_000, () => running.state.result !== undefined);
    return running.state;
  }
  const there = (): string[] => [
    ...(cluster.store.get(NODES, 'one') ? ['node'] : []),
    ...(cluster.store.get(SECRETS, PASSWORD, 'kube-system') ? ['password'] : []),
  ];
  const deletions = (): string[] => here.writes().filter((one) => one.startsWith('DELETE'));
  return { ...here, plan, run, ran, there, deletions, begin: async () => beginDelete(await plan()) };
}

const words = (state: DeleteState): string => deleteKind.summary(state, 0);

test('a machine that is off: the node is deleted once, its password goes with it, and a minute later it is not back', async (t) => {
  const { run, begin, pass, there, deletions, clock } = await setup(t);
  const from = clock.now();
  const running = run(await begin());
  await pass(120_000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'done');
  assert.ok(clock.now() - from >= 60_000);
  assert.deepEqual(there(), []);
  assert.deepEqual(deletions(), ['DELETE /api/v1/nodes/one']);
  assert.equal(words(running.state), 'one is gone, and did not come back within a minute.');
  assert.deepEqual(running.log, [
    'Node: The server was asked to delete it.',
    'Node: Gone.',
    'Return: Checking whether it comes back.',
    'Node password: Its Secret is gone.',
    'Return: It did not come back.',
    'one is gone, and did not come back within a minute.',
  ]);
});

test('an agent that lives brings its node back: that is told, and resuming deletes nothing', async (t) => {
  const { begin, ran, there, deletions, cluster, pass } = await setup(t, { off: false });
  const state = await begin();
  const end = await ran(state);
  assert.equal(end.result, 'partlyDone');
  assert.match(words(end), /^one was deleted and is back: K3s on the machine registered it again/);
  assert.deepEqual(there(), ['node']);
  assert.notEqual(cluster.store.get(NODES, 'one')?.metadata.uid, state.nodeUid);
  const again = await ran(end);
  assert.equal(again.result, 'partlyDone');
  assert.equal(deletions().length, 1);
  // Stopped on the machine, and deleted by somebody: resuming sees that.
  cluster.life.stopKubelet('one');
  cluster.store.remove(NODES, 'one');
  await pass(1000);
  assert.equal((await ran(again)).result, 'done');
  assert.equal(deletions().length, 1);
});

test('the facts: pods that run there, data that is only there, the password without its content, rights', async (t) => {
  const local = (name: string, node: string, claimRef?: Json) => (store: Store) => {
    const rule = { key: 'kubernetes.io/hostname', operator: 'In', values: [node] };
    const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions: [rule] }] } };
    const spec = { nodeAffinity, ...(claimRef && { claimRef }) };
    store.create(VOLUMES, { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name }, spec });
  };
  const { plan, cluster } = await setup(t, {
    off: false,
    fill: (store) => {
      agent(store);
      barePod(store, 'web');
      barePod(store, 'done', {}, { phase: 'Succeeded' });
      barePod(store, 'mirror', { annotations: { 'kubernetes.io/config.mirror': 'x' } });
      daemonSet(store, 'ds');
      local('pvc-1', 'one', { namespace: 'shop', name: 'db' })(store);
      local('pvc-2', 'two')(store);
    },
  });
  const { facts, typed } = await plan();
  assert.deepEqual(facts.pods, ['a/web']);
  assert.deepEqual(facts.volumes, [{ name: 'pvc-1', claim: 'shop/db' }]);
  assert.equal(facts.password.kind, 'there');
  assert.deepEqual(facts.rights, { node: 'yes', password: 'yes' });
  assert.equal(facts.node.ready, 'yes');
  assert.deepEqual(
    facts.others?.map(({ name }) => name),
    ['two'],
  );
  assert.ok(typed);
  const asked = cluster.log.entries.filter(({ path }) => path.includes(PASSWORD));
  assert.equal(asked.length, 1);
  assert.doesNotMatch(JSON.stringify(facts), /Q2FuYXJ5/);
});

test('a K3s that leaves the password: it is given ten seconds, then the Secret is removed, or kept as chosen', async (t) => {
  for (const choice of ['remove', 'keep'] as const) {
    const { cluster, plan, run, pass, there, deletions } = await setup(t);
    cluster.life.pause();
    const running = run(beginDelete(await plan({ password: choice })));
    await pass(9000);
    assert.deepEqual(there(), ['password']);
    await pass(120_000, () => running.state.result !== undefined);
    assert.equal(running.state.result, 'done');
    assert.deepEqual(there(), choice === 'keep' ? ['password'] : []);
    const secret = `DELETE /api/v1/namespaces/kube-system/secrets/${PASSWORD}`;
    assert.deepEqual(deletions().slice(1), choice === 'keep' ? [] : [secret]);
    const state = deleteParts(running.state).find(({ id }) => id === 'password');
    assert.equal(state?.words, choice === 'keep' ? 'Its Secret stays, as was chosen.' : 'Its Secret is gone.');
  }
});

test('the password of a machine that came back is another one, and left alone', async (t) => {
  const { cluster, begin, run, pass, there, deletions } = await setup(t);
  const running = run(await begin());
  await pass(5000, () => running.state.step === 'gone');
  password(cluster.store);
  await pass(120_000, () => running.state.result !== undefined);
  assert.equal(running.state.password.state, 'gone');
  assert.deepEqual(there(), ['password']);
  assert.equal(deletions().length, 1);
});

test('without the right to Secrets the node is deleted, and what is not known is told', async (t) => {
  const rules = [
    { user: 'half', verbs: ['get', 'list', 'watch', 'delete'], resources: ['nodes'] },
    { user: 'half', verbs: ['list'], resources: ['pods', 'persistentvolumes'] },
  ];
  const { plan, ran, there } = await setup(t, { user: { name: 'half', groups: [] }, rules });
  const planned = await plan();
  assert.deepEqual(planned.blocks, []);
  assert.match(planned.warnings.join('\n'), /may not read or delete Secrets in kube-system/);
  const end = await ran(beginDelete(planned));
  assert.equal(end.result, 'partlyDone');
  assert.match(words(end), /one is gone.*the right to get Secrets in kube-system is missing/);
  assert.deepEqual(there(), []);
});

test('without the right to delete nodes nothing is sent; where only the server knows of it, it is told the same', async (t) => {
  const user = { name: 'reader', groups: [] };
  const { plan, ran, deletions, there, cluster } = await setup(t, { user, rules: [{ user: 'reader', ...READS }] });
  const planned = await plan();
  assert.match(planned.blocks[0]?.message ?? '', /^You may not delete one: the right to delete nodes is missing/);
  const refused = await ran(beginDelete(planned));
  assert.deepEqual([refused.result, deletions().length], ['failedBeforeStart', 0]);
  const body = {
    kind: 'Status',
    status: 'Failure',
    reason: 'Forbidden',
    code: 403,
    message:
      'nodes "one" is forbidden: User "reader" cannot delete resource "nodes" in API group "" at the cluster scope',
  };
  cluster.access.rules.push({ user: 'reader', verbs: ['delete'], resources: ['nodes'] });
  const state = beginDelete(await plan());
  cluster.faults.add({ kind: 'answer', code: 403, body }, { method: 'DELETE' });
  const end = await ran(state);
  assert.equal(end.result, 'failedBeforeStart');
  assert.match(words(end), /the right to delete nodes is missing/);
  assert.ok(there().includes('node'));
});

test('scenario 35: a node that is gone when it begins is what was wanted; one of the same name is somebody else’s', async (t) => {
  const gone = await setup(t);
  const state = await gone.begin();
  gone.cluster.store.remove(NODES, 'one');
  await gone.pass(1000);
  const end = await gone.ran(state);
  assert.deepEqual([end.result, gone.deletions().length], ['done', 0]);

  const other = await setup(t);
  const before = await other.begin();
  other.cluster.store.remove(NODES, 'one');
  addNode(other.cluster.store, 'one');
  const refused = await other.ran(before);
  assert.equal(refused.result, 'failedBeforeStart');
  assert.equal(words(refused), 'one is another node of the same name by now.');
  assert.deepEqual([other.deletions(), other.there()], [[], ['node']]);
});

test('a node that is replaced between the look and the deletion is not deleted', async (t) => {
  const { api, begin, ran, cluster, there } = await setup(t);
  let replaced = false;
  const late: Api = {
    ...api,
    async request(request) {
      if (request.method === 'DELETE' && !replaced) {
        replaced = true;
        cluster.store.remove(NODES, 'one');
        addNode(cluster.store, 'one');
      }
      return api.request(request);
    },
  };
  const end = await ran(await begin(), late);
  assert.equal(end.result, 'partlyDone');
  assert.match(words(end), /is back/);
  assert.ok(there().includes('node'));
});

test('what the plan said is held against the cluster again: a quorum that shrank, data that came', async (t) => {
  const etcd = (store: Store, name: string, ready = true): void => {
    const node = store.get(NODES, name) ?? addNode(store, name);
    const roles = { 'node-role.kubernetes.io/etcd': 'true', 'node-role.kubernetes.io/control-plane': 'true' };
    const conditions = [{ type: 'Ready', status: ready ? 'True' : 'Unknown' }];
    const metadata = { ...node.metadata, labels: { ...node.metadata.labels, ...roles } };
    store.update(NODES, { ...node, metadata, status: { ...node.status, conditions } });
  };
  const shrank = await setup(t, {
    off: false,
    fill: (store) => {
      for (const name of ['one', 'two', 'three']) etcd(store, name);
    },
  });
  const state = await shrank.begin();
  shrank.cluster.life.pause();
  etcd(shrank.cluster.store, 'three', false);
  const refused = await shrank.ran(state);
  assert.deepEqual([refused.result, shrank.deletions()], ['failedBeforeStart', []]);
  assert.match(words(refused), /etcd would lose its quorum: 2 of 3/);

  const data = await setup(t);
  const planned = await data.begin();
  const rule = { key: 'kubernetes.io/hostname', operator: 'In', values: ['one'] };
  const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions: [rule] }] } };
  const metadata = { name: 'pvc-new' };
  data.cluster.store.create(VOLUMES, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata,
    spec: { nodeAffinity },
  });
  const stopped = await data.ran(planned);
  assert.deepEqual([stopped.result, data.deletions()], ['failedBeforeStart', []]);
  assert.match(words(stopped), /^Volumes came to one since the plan was made: pvc-new/);

  const woke = await setup(t);
  const asleep = await woke.begin();
  woke.cluster.life.startKubelet('one');
  await woke.pass(1000);
  const alive = await woke.ran(asleep);
  assert.deepEqual([alive.result, woke.deletions()], ['failedBeforeStart', []]);
});

test('finalizers hold a node: they are named, after two minutes it is timed out, and resuming goes on', async (t) => {
  const finalizers = ['wrangler.cattle.io/node'];
  const { begin, ran, cluster, deletions } = await setup(t, { fill: (store) => agent(store, { finalizers }) });
  const end = await ran(await begin());
  assert.equal(end.result, 'timedOut');
  assert.equal(words(end), 'one is being deleted, and waits for wrangler.cattle.io/node.');
  const held = cluster.store.get(NODES, 'one') as KubeObject;
  cluster.store.update(NODES, { ...held, metadata: { ...held.metadata, finalizers: [] } });
  const again = await ran(end);
  assert.equal(again.result, 'done');
  assert.equal(deletions().length, 1);
});

test('an API server that is away for forty seconds: it is told, nothing is lost, and the node is deleted once', async (t) => {
  const { cluster, begin, run, pass, deletions, there } = await setup(t);
  const running = run(await begin());
  await pass(5000, () => running.state.step === 'gone');
  const back = cluster.faults.unavailable();
  await pass(10_000, () => running.state.trouble !== undefined);
  await pass(40_000);
  assert.equal(running.state.result, undefined);
  back();
  await pass(120_000, () => running.state.result !== undefined);
  assert.deepEqual([running.state.result, running.state.trouble], ['done', undefined]);
  assert.deepEqual([deletions().length, there()], [1, []]);
});

test('a deletion that is refused for the moment is asked for again, with pauses; one whose answer is lost is looked for', async (t) => {
  const busy = await setup(t);
  busy.cluster.faults.unavailable({ method: 'DELETE', times: 2 });
  assert.equal((await busy.ran(await busy.begin())).result, 'done');
  assert.equal(busy.deletions().length, 3);

  const lost = await setup(t);
  const deaf: Api = {
    ...lost.api,
    async request(request) {
      const answer = await lost.api.request(request);
      const trouble = { kind: 'interrupted', message: 'The connection ended.' } as const;
      return request.method === 'DELETE' ? { ok: false as const, trouble } : answer;
    },
  };
  assert.equal((await lost.ran(await lost.begin(), deaf)).result, 'done');
  assert.equal(lost.deletions().length, 1);
});

test('stopped and resumed: what was done stays done, and nothing is sent after the stop', async (t) => {
  const { begin, run, ran, pass, deletions } = await setup(t);
  const running = run(await begin());
  await pass(20_000, () => running.state.password.state === 'gone');
  running.stop();
  await pass(1000, () => running.state.result !== undefined);
  assert.equal(running.state.result, 'cancelled');
  assert.match(words(running.state), /one is gone. Whether it comes back was not checked to the end/);
  const end = await ran(running.state);
  assert.deepEqual([end.result, deletions().length], ['done', 1]);
});

test('a file may hold anything: what is no state of a deletion is none', async (t) => {
  const { begin } = await setup(t);
  const state = await begin();
  assert.ok(deleteKind.isDetail(state));
  const wrong: Json[] = [
    { format: 2 },
    { node: 1 },
    { choices: { password: 'shred', despiteQuorum: false } },
    { choices: null },
    { typed: 'yes' },
    { alive: 1 },
    { volumes: [1] },
    { step: 'constructor' },
    { password: {} },
    { back: true },
    { finalizers: 'x' },
    { problem: {} },
  ];
  for (const some of wrong) assert.ok(!deleteKind.isDetail({ ...state, ...some }), JSON.stringify(some));
  for (const value of [null, undefined, [], 'x', 1]) assert.ok(!deleteKind.isDetail(value));
});

test('a password that may be read but not removed stays, and that is told', async (t) => {
  const rules = [
    { user: 'half', ...READS },
    { user: 'half', verbs: ['delete'], resources: ['nodes'] },
  ];
  const { cluster, begin, ran, there } = await setup(t, { user: { name: 'half', groups: [] }, rules });
  const state = await begin();
  cluster.life.pause();
  const end = await ran(state);
  assert.equal(end.result, 'partlyDone');
  assert.match(words(end), /one is gone.*It stays: the right to delete Secrets in kube-system is missing/);
  assert.deepEqual(there(), ['password']);
});

test('an agent of an older K3s lives on and does not bring its node back: the end says what is left to do', async (t) => {
  const { begin, ran, there } = await setup(t, { off: false, fill: password });
  const end = await ran(await begin());
  assert.deepEqual([end.result, there()], ['done', []]);
  assert.match(
    words(end),
    /did not come back within a minute. K3s ran on the machine.*at its next start. Uninstall it there/,
  );
});
