/** The cluster lives: pods are replaced, budgets are counted, silent nodes are noticed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BUDGETS,
  DAEMONSETS,
  DEPLOYMENTS,
  JOBS,
  LEASES,
  NAMESPACES,
  NODES,
  PODS,
  SECRETS,
  STATEFULSETS,
} from '../../demo/cluster/api/resources.ts';
import { STOP_SECONDS } from '../../demo/cluster/controllers/kubelet.ts';
import { conditionOf } from '../../demo/cluster/store/object.ts';
import type { Store } from '../../demo/cluster/store/store.ts';
import type { Json } from './client.ts';
import { addNode, podsOf, scene, start } from './small.ts';

const template = (app: string, more: Json = {}) => ({
  metadata: { labels: { app }, ...more.metadata },
  spec: { containers: [{ name: 'c', image: 'x' }], ...more.spec },
});

function deployment(store: Store, name: string, replicas: number, more: Json = {}) {
  return store.create(DEPLOYMENTS, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'a' },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name, more) },
  });
}

function budget(store: Store, name: string, spec: Json) {
  return store.create(BUDGETS, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'a' },
    spec: { selector: { matchLabels: { app: name } }, ...spec },
  });
}

const evict = (name: string) => ({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'a' } });

test('an evicted pod ends after its time, and another one starts elsewhere', async (t) => {
  const { cluster, clock, api } = await start(t, {
    scene: scene(['one', 'two'], (store) => deployment(store, 'web', 1)),
  });
  await clock.advance(3_000);
  const [first] = cluster.store.list(PODS);
  assert.equal(first?.status?.phase, 'Running');
  const from = first?.spec?.nodeName;
  await api.patch(`/api/v1/nodes/${from}`, 'application/merge-patch+json', { spec: { unschedulable: true } });
  const name = first?.metadata.name ?? '';
  assert.equal((await api.post(`/api/v1/namespaces/a/pods/${name}/eviction`, evict(name))).code, 201);
  const going = cluster.store.get(PODS, name, 'a');
  assert.equal(going?.metadata.deletionGracePeriodSeconds, 30);
  assert.equal(conditionOf(going as never, 'DisruptionTarget')?.reason, 'EvictionByEvictionAPI');
  await clock.advance(1_000);
  assert.equal(podsOf(cluster).length, 2, 'the replacement does not wait for the end of the old one');
  await clock.advance(3_000);
  const [left] = cluster.store.list(PODS);
  assert.deepEqual(podsOf(cluster).length, 1);
  assert.notEqual(left?.spec?.nodeName, from);
  assert.equal(left?.status?.phase, 'Running');
});

test('a cordon shows as a taint, and goes with it', async (t) => {
  const { cluster, clock, api } = await start(t);
  const taints = () => cluster.store.get(NODES, 'one')?.spec?.taints;
  await api.patch('/api/v1/nodes/one', 'application/strategic-merge-patch+json', { spec: { unschedulable: true } });
  await clock.advance(0);
  assert.deepEqual(taints(), [
    { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: '2026-11-20T09:00:00Z' },
  ]);
  await api.patch('/api/v1/nodes/one', 'application/strategic-merge-patch+json', { spec: { unschedulable: null } });
  await clock.advance(0);
  assert.equal(taints(), undefined);
});

test('budgets: each eviction is counted until its pod is replaced', async (t) => {
  const { cluster, clock, api } = await start(t, {
    scene: scene(['one', 'two'], (store) => {
      deployment(store, 'web', 3);
      budget(store, 'web', { maxUnavailable: 1 });
    }),
  });
  await clock.advance(3_000);
  const status = () => {
    const { currentHealthy, desiredHealthy, disruptionsAllowed, expectedPods } =
      cluster.store.get(BUDGETS, 'web', 'a')?.status ?? {};
    return [currentHealthy, desiredHealthy, disruptionsAllowed, expectedPods];
  };
  assert.deepEqual(status(), [3, 2, 1, 3]);
  const [a = '', b = ''] = cluster.store.list(PODS).map(({ metadata }) => metadata.name);
  assert.equal((await api.post(`/api/v1/namespaces/a/pods/${a}/eviction`, evict(a))).code, 201);
  const refused = await api.post(`/api/v1/namespaces/a/pods/${b}/eviction`, evict(b));
  assert.equal(refused.code, 429);
  assert.equal(
    refused.json.details.causes[0].message,
    'The disruption budget web needs 2 healthy pods and has 2 currently',
  );
  await clock.advance(3_000);
  assert.deepEqual(status(), [3, 2, 1, 3]);
  assert.equal((await api.post(`/api/v1/namespaces/a/pods/${b}/eviction`, evict(b))).code, 201);
});

test('budgets in percent count what the owners ask for, and round up', async (t) => {
  const { cluster, clock } = await start(t, {
    scene: scene(['one'], (store) => {
      deployment(store, 'web', 7);
      budget(store, 'web', { minAvailable: '50%' });
    }),
  });
  await clock.advance(3_000);
  assert.equal(cluster.store.get(BUDGETS, 'web', 'a')?.status?.desiredHealthy, 4);
});

test('a budget that nobody has looked at yet makes evictions wait', async (t) => {
  const { cluster, clock, api } = await start(t, { scene: scene(['one'], (store) => deployment(store, 'web', 2)) });
  await clock.advance(3_000);
  cluster.life.pause();
  budget(cluster.store, 'web', { minAvailable: 1 });
  const name = cluster.store.list(PODS)[0]?.metadata.name ?? '';
  const answer = await api.post(`/api/v1/namespaces/a/pods/${name}/eviction`, evict(name));
  assert.equal(answer.code, 429);
  assert.equal(answer.headers['retry-after'], '10');
  assert.equal(
    answer.json.details.causes[0].message,
    'The disruption budget web is still being processed by the server.',
  );
  cluster.life.resume();
  await clock.advance(0);
  assert.equal((await api.post(`/api/v1/namespaces/a/pods/${name}/eviction`, evict(name))).code, 201);
});

test('another identity is told late for a pod that does not work, and as a busy budget for one that is not ready', async (t) => {
  const ready = (status: string) => [{ type: 'Ready', status, lastTransitionTime: '2026-11-20T08:00:00Z' }];
  const pod = (store: Store, name: string, phase: string, is: string) =>
    store.create(PODS, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'a', labels: { app: 'web' } },
      spec: { nodeName: 'one', containers: [] },
      status: { phase, conditions: ready(is) },
    });
  const { clock, api } = await start(t, {
    scene: scene(['one'], (store) => {
      pod(store, 'well', 'Running', 'True');
      pod(store, 'sick', 'Running', 'False');
      pod(store, 'done', 'Succeeded', 'False');
      budget(store, 'web', { minAvailable: 1 });
    }),
  });
  await clock.advance(0);
  const stale = { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } };
  const late = (name: string) =>
    api.post(`/api/v1/namespaces/a/pods/${name}/eviction`, { ...evict(name), deleteOptions: stale });
  const sick = await late('sick');
  assert.deepEqual([sick.code, sick.headers['retry-after']], [429, '10']);
  let answered = false;
  const done = late('done').finally(() => {
    answered = true;
  });
  for (let turn = 0; turn < 20; turn++) await clock.advance(400);
  assert.equal(answered, false);
  for (let turn = 0; turn < 20; turn++) await clock.advance(400);
  assert.equal((await done).code, 409);
});

test('a pod that takes its time is there until its grace period is over', async (t) => {
  const { cluster, clock, api } = await start(t, {
    scene: scene(['one'], (store) =>
      deployment(store, 'slow', 1, {
        metadata: { annotations: { [STOP_SECONDS]: 'forever' } },
        spec: { terminationGracePeriodSeconds: 600 },
      }),
    ),
  });
  await clock.advance(3_000);
  const name = cluster.store.list(PODS)[0]?.metadata.name ?? '';
  await api.delete(`/api/v1/namespaces/a/pods/${name}`);
  await clock.advance(599_000);
  assert.notEqual(cluster.store.get(PODS, name, 'a'), undefined);
  await clock.advance(2_000);
  assert.equal(cluster.store.get(PODS, name, 'a'), undefined);
});

test('a StatefulSet waits for the old pod before it makes the new one of the same name', async (t) => {
  const set = (store: Store) =>
    store.create(STATEFULSETS, {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db', namespace: 'a' },
      spec: { replicas: 2, selector: { matchLabels: { app: 'db' } }, template: template('db') },
    });
  const { cluster, clock, api } = await start(t, { scene: scene(['one', 'two'], set) });
  await clock.advance(1_000);
  assert.equal(podsOf(cluster).length, 1, 'one after another');
  await clock.advance(5_000);
  const old = cluster.store.get(PODS, 'db-0', 'a')?.metadata.uid;
  assert.equal(podsOf(cluster).length, 2);
  await api.delete('/api/v1/namespaces/a/pods/db-0');
  await clock.advance(1_000);
  assert.equal(cluster.store.get(PODS, 'db-0', 'a')?.metadata.uid, old);
  await clock.advance(5_000);
  assert.notEqual(cluster.store.get(PODS, 'db-0', 'a')?.metadata.uid, old);
});

test('a DaemonSet runs everywhere, on cordoned nodes, too', async (t) => {
  const set = (store: Store) =>
    store.create(DAEMONSETS, {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'lb', namespace: 'a' },
      spec: { selector: { matchLabels: { app: 'lb' } }, template: template('lb') },
    });
  const { cluster, clock, api } = await start(t, { scene: scene(['one', 'two'], set) });
  await api.patch('/api/v1/nodes/two', 'application/merge-patch+json', { spec: { unschedulable: true } });
  await clock.advance(3_000);
  assert.deepEqual(
    cluster.store
      .list(PODS)
      .map(({ spec }) => spec?.nodeName)
      .sort(),
    ['one', 'two'],
  );
  const name = cluster.store.list(PODS).find(({ spec }) => spec?.nodeName === 'two')?.metadata.name;
  await api.delete(`/api/v1/namespaces/a/pods/${name}`);
  await clock.advance(6_000);
  assert.deepEqual(
    cluster.store
      .list(PODS)
      .map(({ spec, status }) => `${spec?.nodeName} ${status?.phase}`)
      .sort(),
    ['one Running', 'two Running'],
  );
});

test('a job is done when its pod is', async (t) => {
  const job = (store: Store) =>
    store.create(JOBS, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'copy', namespace: 'a' },
      spec: { completions: 1, template: template('copy', { spec: { restartPolicy: 'Never' } }) },
    });
  const { cluster, clock } = await start(t, { scene: scene(['one'], job) });
  await clock.advance(10_000);
  assert.equal(cluster.store.get(JOBS, 'copy', 'a')?.status?.succeeded, 1);
  assert.equal(podsOf(cluster)[0]?.endsWith('Succeeded'), true);
});

test('a node whose lease stops is not ready after forty seconds, and its pods are sent away after five minutes', async (t) => {
  const { cluster, clock, api } = await start(t, {
    scene: scene(['one', 'two'], (store) => deployment(store, 'web', 2)),
  });
  await clock.advance(3_000);
  const renewed = () => cluster.store.get(LEASES, 'one', 'kube-node-lease')?.spec?.renewTime;
  const before = renewed();
  await clock.advance(10_000);
  assert.notEqual(renewed(), before, 'leases are renewed');
  cluster.life.stopKubelet('one');
  const ready = () => conditionOf(cluster.store.get(NODES, 'one') as never, 'Ready');
  await clock.advance(30_000);
  assert.equal(ready()?.status, 'True');
  await clock.advance(20_000);
  assert.deepEqual([ready()?.status, ready()?.reason], ['Unknown', 'NodeStatusUnknown']);
  assert.deepEqual(
    cluster.store.get(NODES, 'one')?.spec?.taints.map(({ key, effect }: Json) => `${key}:${effect}`),
    ['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoExecute'],
  );
  await clock.advance(310_000);
  const on = podsOf(cluster).filter((line) => line.includes(' one '));
  assert.equal(on.length > 0 && on.every((line) => line.endsWith('going')), true, 'nobody confirms their end');
  cluster.life.startKubelet('one');
  await clock.advance(5_000);
  assert.equal(ready()?.status, 'True');
  assert.deepEqual(
    podsOf(cluster).filter((line) => line.endsWith('going')),
    [],
  );
  assert.equal((await api.get('/apis/metrics.k8s.io/v1beta1/nodes')).json.items.length, 2);
});

test('a deleted node takes its pods along; while its agent runs it comes back', async (t) => {
  const { cluster, clock, api } = await start(t, {
    scene: scene(['one'], (store) => {
      store.create(NODES, {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: 'agent', annotations: { 'k3s.io/node-args': '["agent"]' } },
        spec: { unschedulable: true },
        status: {},
      });
      store.create(SECRETS, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'agent.node-password.k3s', namespace: 'kube-system' },
      });
      store.create(PODS, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', namespace: 'a' },
        spec: { nodeName: 'agent', containers: [] },
        status: { phase: 'Running' },
      });
    }),
  });
  await api.delete('/api/v1/nodes/agent');
  await clock.advance(1_000);
  assert.deepEqual(podsOf(cluster), []);
  assert.equal(cluster.store.get(SECRETS, 'agent.node-password.k3s', 'kube-system'), undefined);
  await clock.advance(10_000);
  assert.equal(cluster.store.get(NODES, 'agent')?.spec?.unschedulable, undefined);
  assert.notEqual(cluster.store.get(NODES, 'agent'), undefined);
  cluster.life.stopKubelet('agent');
  await api.delete('/api/v1/nodes/agent');
  await clock.advance(60_000);
  assert.equal(cluster.store.get(NODES, 'agent'), undefined);
});

test('what belongs to something goes with it, and a namespace goes with everything', async (t) => {
  const { cluster, clock, api } = await start(t, { scene: scene(['one'], (store) => deployment(store, 'web', 2)) });
  await clock.advance(3_000);
  await api.delete('/apis/apps/v1/namespaces/a/deployments/web', { propagationPolicy: 'Foreground' });
  await clock.advance(5_000);
  assert.deepEqual(podsOf(cluster), []);
  assert.equal(cluster.store.get(DEPLOYMENTS, 'web', 'a'), undefined);
  await api.delete('/api/v1/namespaces/a');
  await clock.advance(5_000);
  assert.equal(cluster.store.get(NAMESPACES, 'a'), undefined);
});

test('a pod that fits nowhere says why, and starts when it fits', async (t) => {
  const { cluster, clock, api } = await start(t, {
    scene: scene([], (store) => addNode(store, 'one', { unschedulable: true })),
  });
  deployment(cluster.store, 'web', 1);
  await clock.advance(1_000);
  const scheduled = () => conditionOf(cluster.store.list(PODS)[0] as never, 'PodScheduled');
  assert.equal(
    scheduled()?.message,
    '0/1 nodes are available: 1 node(s) were unschedulable. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
  );
  await api.patch('/api/v1/nodes/one', 'application/merge-patch+json', { spec: { unschedulable: false } });
  await clock.advance(3_000);
  assert.equal(podsOf(cluster)[0]?.endsWith('one Running'), true);
  assert.equal(scheduled()?.status, 'True');
});
