/** The plan of a drain: what becomes of every pod and why (scenario 1), and where we know better than kubectl. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_OPTIONS } from '../../client/operations/drain/options.ts';
import { planDrain } from '../../client/operations/drain/plan.ts';
import { beginDrain } from '../../client/operations/drain/state.ts';
import { CLAIMS, NODES, VOLUMES } from '../../demo/cluster/api/resources.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import type { Store } from '../../demo/cluster/store/store.ts';
import { barePod, budget, daemonSet, deployment, rig } from './rig.ts';

const owner = (kind: string, name: string) => [
  { apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1', kind, name, uid: `uid-${name}`, controller: true },
];
const CACHE = { volumes: [{ name: 'tmp', emptyDir: {} }] };

/** As local-path makes it: it exists on one node only. */
function localVolume(store: Store): void {
  const here = { key: 'kubernetes.io/hostname', operator: 'In', values: ['one'] };
  const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions: [here] }] } };
  store.create(VOLUMES, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'pvc-1' },
    spec: { nodeAffinity },
  });
  store.create(CLAIMS, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'a' },
    spec: { volumeName: 'pvc-1' },
  });
}

function everything(store: Store): void {
  deployment(store, 'web', 2);
  deployment(store, 'api', 1);
  deployment(store, 'metrics', 1, CACHE);
  deployment(store, 'data', 1, { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] });
  daemonSet(store, 'lb');
  localVolume(store);
  budget(store, 'web', 'web', { minAvailable: 2 });
  barePod(store, 'static', { annotations: { 'kubernetes.io/config.mirror': 'x' } });
  barePod(store, 'solo');
  barePod(store, 'job', { ownerReferences: owner('Job', 'job') }, { phase: 'Succeeded' }, CACHE);
}

test('scenario 1: every pod has its verdict, budgets their numbers, and nothing is written', async (t) => {
  const { plan, writes, run, pass, clock } = await rig(t, everything);
  const made = await plan();
  const app = (name: string) => made.rows.find(({ pod }) => pod.name === name || pod.labels.app === name);
  assert.deepEqual(app('web')?.verdict, {
    kind: 'blocked',
    budget: { name: 'web', allowed: 0, desired: 2, healthy: 2 },
  });
  assert.deepEqual(app('api')?.verdict, { kind: 'evict' });
  assert.deepEqual(app('metrics')?.verdict, { kind: 'consent', missing: ['emptyDir'] });
  assert.deepEqual(app('solo')?.verdict, { kind: 'consent', missing: ['unmanaged'] });
  assert.deepEqual(app('data')?.verdict, { kind: 'pinned', volumes: ['pvc-1'] });
  assert.deepEqual(app('lb')?.verdict, { kind: 'keep', why: 'daemonSet' });
  assert.deepEqual(app('static')?.verdict, { kind: 'keep', why: 'static' });
  assert.deepEqual(app('job')?.verdict, { kind: 'finished' });
  const classes = (notes: readonly { class: string }[]) => notes.map((note) => note.class).sort();
  assert.deepEqual(classes(made.errors), ['local-storage', 'unmanaged']);
  assert.deepEqual(classes(made.warnings), ['budget-blocked', 'daemonset-ignored', 'pinned']);
  const started = run(beginDrain(made, clock.now()));
  assert.equal((await started.over).result, 'failedBeforeStart');
  await pass(2000);
  assert.deepEqual(writes(), []);
  const uid = (name: string): string => app(name)?.pod.uid ?? '';
  const consent = { ...DEFAULT_OPTIONS.consent, emptyDir: [uid('metrics')] };
  assert.deepEqual((await plan({ consent, exclude: [uid('solo')] })).errors, []);
  assert.equal((await plan({ consent, exclude: [uid('solo')] })).rows.filter(({ goes }) => goes).length, 6);
});

test('drain-007, drain-018, drain-032: what is lost for good stays a warning, whatever later rules say', async (t) => {
  const { plan } = await rig(t, (store) => {
    barePod(store, 'orphan', { ownerReferences: owner('DaemonSet', 'gone') }, {}, CACHE);
    barePod(store, 'solo', {}, {}, CACHE);
  });
  const consent = { emptyDir: 'all', unmanaged: 'all', orphan: 'all' } as const;
  const { warnings, errors } = await plan({ consent });
  assert.deepEqual(errors, []);
  assert.deepEqual(
    warnings.map((note) => [note.class, ...note.pods]),
    [
      ['daemonset-missing-deleted', 'a/orphan'],
      ['local-storage-deleted', 'a/orphan', 'a/solo'],
      ['unmanaged-deleted', 'a/solo'],
    ],
  );
});

test('pods that share a budget are counted together, and those that are not ready spare it', async (t) => {
  const { plan } = await rig(t, (store) => {
    deployment(store, 'web', 3);
    budget(store, 'web', 'web', { maxUnavailable: 1 });
  });
  const { facts, options } = await plan();
  const kinds = (pods = facts.pods, budgets = facts.budgets) =>
    planDrain({ ...facts, pods, budgets }, options).rows.map(({ verdict }) => verdict.kind);
  assert.deepEqual(kinds(), ['evict', 'inTurn', 'inTurn']);
  assert.deepEqual(kinds(facts.pods.map((pod) => ({ ...pod, ready: false }))), ['evict', 'evict', 'evict']);
  const [web] = facts.budgets ?? [];
  assert.ok(web);
  assert.deepEqual(kinds(facts.pods, [{ ...web, current: false }]), ['blocked', 'blocked', 'blocked']);
  const selects = (expression: object) => kinds(facts.pods, [{ ...web, selector: { matchExpressions: [expression] } }]);
  const evict = ['evict', 'evict', 'evict'];
  assert.deepEqual(selects({ key: 'app', operator: 'In', values: ['web'] }), ['evict', 'inTurn', 'inTurn']);
  assert.deepEqual(selects({ key: 'app', operator: 'Exists' }), ['evict', 'inTurn', 'inTurn']);
  assert.deepEqual(selects({ key: 'app', operator: 'NotIn', values: ['web'] }), evict);
  assert.deepEqual(selects({ key: 'app', operator: 'DoesNotExist' }), evict);
  assert.deepEqual(selects({ key: 'app', operator: 'Like', values: ['w'] }), evict);
  assert.deepEqual(kinds(facts.pods, [{ ...web, selector: undefined }]), evict);
});

test('the last node that takes pods, the only server, what may not be read, and how pods go', async (t) => {
  const { plan, cluster } = await rig(t, (store) => deployment(store, 'web', 1));
  const classes = async (some = {}) => (await plan(some)).warnings.map((note) => note.class);
  assert.deepEqual(await classes(), []);
  const change = (name: string, labels: object, spec: object): void => {
    const node = cluster.store.get(NODES, name) as KubeObject;
    const metadata = { ...node.metadata, labels: { ...node.metadata.labels, ...labels } };
    cluster.store.update(NODES, { ...node, metadata, spec });
  };
  change('two', {}, { unschedulable: true });
  change('one', { 'node-role.kubernetes.io/control-plane': 'true' }, { unschedulable: true });
  assert.deepEqual(await classes(), ['cordoned-before', 'last-schedulable', 'single-server']);
  assert.deepEqual((await classes({ way: 'delete' })).at(-1), 'budgets-not-asked');
  const { facts, options } = await plan();
  const blind = { ...facts, others: undefined, budgets: undefined, pinned: undefined };
  assert.deepEqual(
    planDrain(blind, options).warnings.map((note) => note.class),
    ['cordoned-before', 'budgets-unknown', 'volumes-unknown'],
  );
  const old = { ...facts, eviction: 'none' as const };
  assert.deepEqual(
    planDrain(old, options).errors.map((note) => note.class),
    ['no-eviction'],
  );
});
