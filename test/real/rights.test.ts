/** What one may do on a real K3s, and what disruption budgets let go: asked and told as the real server does it. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodes, podsOf, type Resource } from '../../client/cluster/resources.ts';
import { type Eviction, evict, patch } from '../../client/cluster/writes.ts';
import { Client, type Json, MERGE_PATCH } from '../cluster/client.ts';
import { base64, kubeconfig } from '../cluster/reach.ts';
import { ok } from '../cluster/scratch.ts';
import { folder } from '../support/folder.ts';
import { connectionTo, soon } from './connect.ts';
import { makeNamespace, makeNode, makePod } from './objects.ts';
import { type RealServer, startK3s } from './server.ts';

const LIMIT = { timeout: 120_000 };
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

let k3s: RealServer;
let api: Client;

before(async () => {
  k3s = await startK3s();
  api = new Client(k3s.server);
  await makeNode(api, 'one');
  await makeNamespace(api, 'mine');
});

after(async () => {
  api?.end();
  await k3s?.stop();
});

/** A token of a service account that may read the pods of `mine` and patch one node, and nothing else. */
async function reader(): Promise<string> {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'reader' } };
  ok(await api.post('/api/v1/namespaces/mine/serviceaccounts', account));
  const bind = async (kind: 'Role' | 'ClusterRole', collection: string, rules: readonly Json[]): Promise<void> => {
    const metadata = { name: 'reader' };
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    const subjects = [{ kind: 'ServiceAccount', name: 'reader', namespace: 'mine' }];
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name: 'reader' };
    ok(await api.post(`${RBAC}/${collection}s`, { apiVersion, kind, metadata, rules }));
    ok(
      await api.post(`${RBAC}/${collection}bindings`, {
        apiVersion,
        kind: `${kind}Binding`,
        metadata,
        subjects,
        roleRef,
      }),
    );
  };
  await bind('Role', 'namespaces/mine/role', [
    { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
  ]);
  const one = { apiGroups: [''], resources: ['nodes'], resourceNames: ['one'], verbs: ['get', 'patch'] };
  await bind('ClusterRole', 'clusterrole', [one]);
  const asked = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } };
  return ok(await api.post('/api/v1/namespaces/mine/serviceaccounts/reader/token', asked)).status.token;
}

test('a user with few rights is told which, and nothing that is denied is tried in vain', LIMIT, async (t) => {
  const { url, ca } = k3s.server;
  const cluster = { 'certificate-authority-data': base64(ca) };
  const files = folder(t, { config: kubeconfig({ server: url, cluster, user: { token: await reader() } }) });
  const connection = await connectionTo(t, files.at('config'));
  assert.equal((await connection.connect()).kind, 'connected');
  const { access } = connection;
  const may = async (verb: string, resource: string, more: object = {}) => access.may({ verb, resource, ...more });
  // The server learns of new roles a moment later.
  for (let tries = 0; tries < 200 && (await may('list', 'pods', { namespace: 'mine' })) !== 'yes'; tries++) {
    access.invalidate();
    await sleep(100);
  }
  assert.deepEqual(
    {
      podsHere: await may('list', 'pods', { namespace: 'mine' }),
      podsEverywhere: await may('list', 'pods'),
      evictions: await may('create', 'pods', { subresource: 'eviction', namespace: 'mine' }),
      nodes: await may('list', 'nodes'),
      oneNode: await may('patch', 'nodes', { name: 'one' }),
      otherNode: await may('patch', 'nodes', { name: 'two' }),
      addons: await may('list', 'addons', { group: 'k3s.cattle.io' }),
    },
    {
      podsHere: 'yes',
      podsEverywhere: 'no',
      evictions: 'no',
      nodes: 'no',
      oneNode: 'yes',
      otherNode: 'no',
      addons: 'no',
    },
  );
  const denied = connection.follow(nodes);
  const everywhere = connection.follow(podsOf('one'));
  const here = connection.follow({
    ...podsOf('one'),
    id: 'here',
    path: '/api/v1/namespaces/mine/pods',
  } as Resource<Json>);
  for (const one of [denied, everywhere, here]) one.resume();
  await soon(() => denied.state.kind === 'denied' && everywhere.state.kind === 'denied', 'denied');
  await soon(() => here.state.kind === 'live', 'live');
  const cordon = { type: 'strategic', patch: { spec: { unschedulable: true } } } as const;
  const refused = await patch(connection.api, { resource: 'nodes', name: 'two' }, cordon);
  assert.ok(!refused.ok && refused.trouble.kind === 'forbidden', JSON.stringify(refused));
  assert.ok((await patch(connection.api, { resource: 'nodes', name: 'one' }, cordon)).ok);
  assert.equal(connection.state.kind, 'connected');
  ok(await api.patch('/api/v1/nodes/one', MERGE_PATCH, { spec: { unschedulable: null } }));
});

test('a budget without slack keeps its pods, and lets them go when it has some', LIMIT, async (t) => {
  const labels = { app: 'shop' };
  for (const name of ['shop-1', 'shop-2']) await makePod(api, 'mine', name, 'one', labels);
  const budgets = '/apis/policy/v1/namespaces/mine/poddisruptionbudgets';
  const spec = { minAvailable: 2, selector: { matchLabels: labels } };
  const metadata = { name: 'shop' };
  ok(await api.post(budgets, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec }));
  const told = async (healthy: number, allowed: number): Promise<void> => {
    for (let tries = 0; ; tries++) {
      const { status } = ok(await api.get(`${budgets}/shop`));
      if (status?.currentHealthy === healthy && status.disruptionsAllowed === allowed) return;
      assert.ok(tries < 200, JSON.stringify(status));
      await sleep(100);
    }
  };
  const connection = await connectionTo(t, k3s.kubeconfig);
  await connection.connect();
  const go = (name: string, more: object = {}): Promise<Eviction> =>
    evict(connection.api, { namespace: 'mine', name, ...more });
  await told(2, 0);
  assert.deepEqual(await go('shop-1'), {
    kind: 'budget',
    words: 'The disruption budget shop needs 2 healthy pods and has 2 currently',
    retryAfterMs: undefined,
  });
  ok(await api.patch(`${budgets}/shop`, MERGE_PATCH, { spec: { minAvailable: 1 } }));
  await told(2, 1);
  const dry = await evict(connection.api, { namespace: 'mine', name: 'shop-1' }, { dryRun: true });
  assert.deepEqual(dry, { kind: 'accepted' });
  // Refused, and yet the budget counts it as on its way, for two minutes.
  assert.deepEqual(await go('shop-2', { uid: '00000000-0000-0000-0000-000000000000' }), { kind: 'otherPod' });
  assert.equal((await go('shop-1')).kind, 'budget');
  ok(await api.patch(`${budgets}/shop`, MERGE_PATCH, { spec: { minAvailable: 0 } }));
  await told(1, 1);
  assert.deepEqual(await go('shop-1'), { kind: 'accepted' });
  // It is on its way as long as no kubelet says that it has gone.
  const going = ok(await api.get('/api/v1/namespaces/mine/pods/shop-1'));
  assert.notEqual(going.metadata.deletionTimestamp, undefined);
  assert.equal(going.metadata.deletionGracePeriodSeconds, 30);
  ok(await api.delete('/api/v1/namespaces/mine/pods/shop-1', { gracePeriodSeconds: 0 }));
  assert.deepEqual(await go('shop-1'), { kind: 'gone' });
});

test('two budgets on one pod are no reason to wait', LIMIT, async (t) => {
  const labels = { app: 'twice' };
  await makePod(api, 'mine', 'twice', 'one', labels);
  const spec = { minAvailable: 1, selector: { matchLabels: labels } };
  for (const name of ['left', 'right'])
    ok(
      await api.post('/apis/policy/v1/namespaces/mine/poddisruptionbudgets', {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name },
        spec,
      }),
    );
  const connection = await connectionTo(t, k3s.kubeconfig);
  await connection.connect();
  const answer = await evict(connection.api, { namespace: 'mine', name: 'twice' });
  assert.equal(answer.kind, 'refused', JSON.stringify(answer));
});

test('nobody evicts from a namespace that goes', LIMIT, async (t) => {
  await makeNamespace(api, 'goes');
  await makePod(api, 'goes', 'stays', 'one');
  ok(await api.delete('/api/v1/namespaces/goes'));
  const connection = await connectionTo(t, k3s.kubeconfig);
  await connection.connect();
  // The pod is marked by now or will be in a moment; either way it may be asked to go.
  const answer = await evict(connection.api, { namespace: 'goes', name: 'stays' });
  assert.ok(['accepted', 'namespaceGoes', 'gone'].includes(answer.kind), JSON.stringify(answer));
  await api.delete('/api/v1/namespaces/goes/pods/stays', { gracePeriodSeconds: 0 });
});
