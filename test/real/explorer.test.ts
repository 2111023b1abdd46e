/** What the explorer shows comes from a real K3s: nodes, pods, AddOns, charts, snapshots, tokens; and kubectl is seen. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import * as resources from '../../client/cluster/resources.ts';
import { bootstrapTokens, leaseOf, nodes, podCounts, podsOf } from '../../client/cluster/resources.ts';
import { addonsOf } from '../../client/explorer/model/addons.ts';
import type { ClusterSource, CollectionName } from '../../client/explorer/source.ts';
import { Client, type Json } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { connectionTo, soon, sourceOf } from './connect.ts';
import { WITH_ETCD } from './etcd.ts';
import { makeNamespace, makeNode, makePod } from './objects.ts';
import { type RealServer, startK3s } from './server.ts';

/** `control` is what the server calls itself; it files its snapshots under that node. */
const NODES = ['control', 'one', 'two', 'three'];
const LIMIT = { timeout: 120_000 };

let k3s: RealServer;
let api: Client;

before(async () => {
  k3s = await startK3s(...WITH_ETCD);
  api = new Client(k3s.server);
  await k3s.settled();
  for (const name of NODES) await makeNode(api, name);
  await makeNamespace(api, 'mine');
  for (const index of [1, 2, 3, 4, 5]) await makePod(api, 'mine', `pod-${index}`, index < 4 ? 'one' : 'two');
});

after(async () => {
  api?.end();
  await k3s?.stop();
});

/** Runs kubectl; gives what it prints. */
async function kubectl(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(k3s.kubectl, ['--kubeconfig', k3s.kubeconfig, ...args]);
  return stdout;
}

/** Waits until a collection of the source holds objects of all these names; gives those. */
async function shown(source: ClusterSource, collection: CollectionName, ...names: readonly string[]): Promise<Json[]> {
  source.want(collection);
  const items = (): Json[] => source.collection(collection).items as Json[];
  const find = (name: string): Json => items().find(({ metadata }) => metadata.name === name);
  const what = (): string => `${collection} ${names} among ${items().map(({ metadata }) => metadata.name)}`;
  await soon(() => source.collection(collection).state.kind === 'live' && names.every(find), what());
  return names.map(find);
}

test('everything that is followed goes over one HTTP/2 connection', LIMIT, async (t) => {
  const connection = await connectionTo(t, k3s.kubeconfig);
  const state = await connection.connect();
  assert.ok(state.kind === 'connected');
  assert.equal(state.version.text, 'v1.32.0+k3s1');
  const { plans, nodeMetrics, eventsOf, resourcePath, ...others } = resources;
  const all = Object.values({
    ...others,
    podsOf: podsOf('one'),
    leaseOf: leaseOf('one'),
    eventsOf: eventsOf('Node', 'one'),
  });
  const followed = all.map((one) => connection.follow(one as resources.Resource<ReadonlyMap<string, unknown>>));
  for (const one of followed) one.resume();
  const watched = (): boolean => connection.traffic.watches === followed.length;
  const states = (): string => followed.map(({ resource, state: { kind } }) => `${resource.id} ${kind}`).join(', ');
  await soon(() => watched() && followed.every(({ state: { kind } }) => kind === 'live'), states());
  assert.ok(followed.length >= 12, states());
  // None of them ends at once, as one does that the server cannot give.
  await new Promise((done) => setTimeout(done, 3000));
  for (const { resource, state: now } of followed) assert.deepEqual(now, { kind: 'live', polling: false }, resource.id);
  assert.deepEqual(connection.traffic, { sockets: 1, protocol: 'h2', watches: followed.length });
  // What is not served, and what is served by nobody at the moment.
  const [missing, silent] = [connection.follow(plans), connection.follow(nodeMetrics)];
  for (const one of [missing, silent]) one.resume();
  await soon(() => missing.state.kind === 'missing', missing.state.kind);
  await soon(() => silent.state.kind === 'stale', silent.state.kind);
});

test('nodes with their pods, counted and listed, and their leases', LIMIT, async (t) => {
  const connection = await connectionTo(t, k3s.kubeconfig);
  const [all, counts, own, lease] = [
    connection.follow(nodes),
    connection.follow(podCounts),
    connection.follow(podsOf('two')),
    connection.follow(leaseOf('two')),
  ];
  for (const one of [all, counts, own, lease]) one.resume();
  await soon(() => [all, counts, own, lease].every(({ state }) => state.kind === 'live'));
  assert.deepEqual([...all.view.keys()].sort(), [...NODES].sort());
  const listed = async (): Promise<Record<string, number>> => {
    const { items } = ok(await api.get('/api/v1/pods'));
    const found: Record<string, number> = {};
    for (const { spec } of items as Json[]) if (spec.nodeName) found[spec.nodeName] = (found[spec.nodeName] ?? 0) + 1;
    return found;
  };
  // The scheduler is at work with the pods of the AddOns; it comes to an end.
  await soon(() => (counts.view.get('one') ?? 0) >= 3 && (counts.view.get('two') ?? 0) >= 2);
  await makePod(api, 'mine', 'late', 'two');
  await api.delete('/api/v1/namespaces/mine/pods/pod-1', { gracePeriodSeconds: 0 });
  let same = false;
  for (let tries = 0; !same && tries < 200; tries++) {
    const expected = await listed();
    await new Promise((done) => setTimeout(done, 400));
    same = JSON.stringify(Object.entries(expected).sort()) === JSON.stringify([...counts.view].sort());
  }
  assert.ok(same, JSON.stringify([[...counts.view], await listed()]));
  assert.ok(own.view.has('mine/late') && own.view.has('mine/pod-4') && !own.view.has('mine/pod-2'));
  assert.equal((lease.view.get('kube-node-lease/two') as Json)?.spec.holderIdentity, 'two');
  assert.equal(own.view.size, counts.view.get('two'));
});

test('AddOns with their events, charts and the jobs that install them, as K3s makes them', LIMIT, async (t) => {
  const source = await sourceOf(t, k3s.kubeconfig);
  const [coredns] = await shown(source, 'addons', 'coredns', 'traefik', 'local-storage');
  assert.ok(coredns.spec.source.endsWith('/server/manifests/coredns.yaml'));
  assert.match(coredns.spec.checksum, /^[0-9a-f]{64}$/);
  const [owner] = addonsOf([coredns], []);
  assert.ok(owner);
  const listed = await kubectl(...owner.listing.split(' ').slice(1), '-o', 'name');
  assert.match(listed, /^deployment\.apps\/coredns$/m);
  assert.match(listed, /^clusterrole\.rbac\.authorization\.k8s\.io\/system:coredns$/m);
  assert.doesNotMatch(listed, /local-path/);
  const [traefik] = await shown(source, 'helmCharts', 'traefik', 'traefik-crd');
  assert.equal(traefik.status.jobName, 'helm-install-traefik');
  const [job] = await shown(source, 'chartJobs', 'helm-install-traefik');
  assert.equal(job.metadata.labels['helmcharts.helm.cattle.io/chart'], 'traefik');
  assert.equal(job.spec.template, undefined);
  await shown(source, 'addonEvents');
  const events = source.collection('addonEvents').items as Json[];
  assert.ok(
    events.some(({ reason, involvedObject }) => reason === 'AppliedManifest' && involvedObject.name === 'coredns'),
  );
  await soon(() => source.collection('plans').state.kind === 'missing', 'no plans');
});

test('snapshots of etcd appear when somebody takes one', LIMIT, async (t) => {
  const source = await sourceOf(t, k3s.kubeconfig);
  await shown(source, 'etcdSnapshots');
  const args = ['etcd-snapshot', 'save', '--data-dir', k3s.data, '--name', 'by-hand'];
  await promisify(execFile)(k3s.binary, args);
  await soon(() => source.collection('etcdSnapshots').items.length > 0, 'a snapshot');
  const [snapshot] = source.collection('etcdSnapshots').items as Json[];
  assert.match(snapshot.spec.snapshotName, /^by-hand-control-\d+$/);
  assert.equal(snapshot.spec.nodeName, 'control');
  assert.equal(snapshot.status.readyToUse, true);
  assert.match(snapshot.status.size, /^\d/);
});

test('tokens come without their secret, passwords of nodes as names only', LIMIT, async (t) => {
  const secrets = '/api/v1/namespaces/kube-system/secrets';
  const secret = (name: string, type: string, stringData: Json) =>
    api.post(secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type, stringData });
  ok(
    await secret('bootstrap-token-abcdef', 'bootstrap.kubernetes.io/token', {
      'token-id': 'abcdef',
      'token-secret': '0123456789abcdef',
      'usage-bootstrap-authentication': 'true',
    }),
  );
  ok(await secret('one.node-password.k3s', 'Opaque', { hash: '$1:swordfish' }));
  const source = await sourceOf(t, k3s.kubeconfig);
  const [token] = await shown(source, 'bootstrapTokens', 'bootstrap-token-abcdef');
  assert.deepEqual(Object.keys(token.data).sort(), ['token-id', 'usage-bootstrap-authentication']);
  const [password] = await shown(source, 'nodePasswords', 'one.node-password.k3s');
  assert.deepEqual(Object.keys(password), ['metadata']);
  // What comes later comes the same way.
  ok(await secret('two.node-password.k3s', 'Opaque', { hash: '$1:swordfish' }));
  await shown(source, 'nodePasswords', 'one.node-password.k3s', 'two.node-password.k3s');
  assert.ok(!JSON.stringify(source.collection('nodePasswords')).includes('swordfish'));
  assert.equal(bootstrapTokens.namespace, 'kube-system');
});

test('discovery names what K3s adds, and the group whose server is down', LIMIT, async (t) => {
  const connection = await connectionTo(t, k3s.kubeconfig);
  const answer = await connection.served();
  assert.ok(answer.ok);
  const { served } = answer;
  for (const name of ['nodes', 'pods/eviction', 'addons.k3s.cattle.io', 'etcdsnapshotfiles.k3s.cattle.io'])
    assert.ok(served.has(name), name);
  for (const name of ['helmcharts.helm.cattle.io', 'helmchartconfigs.helm.cattle.io', 'jobs.batch'])
    assert.deepEqual(served.versions(name), ['v1'], name);
  assert.ok(!served.has('plans.upgrade.cattle.io'));
  assert.deepEqual(served.silent, ['metrics.k8s.io']);
});

test('what kubectl changes is seen: cordon, label, taint, a new object, one that goes', LIMIT, async (t) => {
  const source = await sourceOf(t, k3s.kubeconfig);
  await shown(source, 'nodes', ...NODES);
  const three = (): Json =>
    (source.collection('nodes').items as Json[]).find(({ metadata }) => metadata.name === 'three');
  await kubectl('cordon', 'three');
  await soon(() => three().spec.unschedulable === true, 'cordoned');
  await kubectl('label', 'node', 'three', 'example.org/rack=r1');
  await soon(() => three().metadata.labels['example.org/rack'] === 'r1', 'labelled');
  await kubectl('taint', 'node', 'three', 'example.org/only=mine:NoSchedule');
  await soon(() => JSON.stringify(three().spec.taints).includes('example.org/only'), 'tainted');
  await kubectl('uncordon', 'three');
  await soon(() => three().spec.unschedulable === undefined, 'uncordoned');
  const config = {
    apiVersion: 'helm.cattle.io/v1',
    kind: 'HelmChartConfig',
    metadata: { name: 'traefik', namespace: 'kube-system' },
  };
  ok(
    await api.post('/apis/helm.cattle.io/v1/namespaces/kube-system/helmchartconfigs', {
      ...config,
      spec: { valuesContent: 'a: 1' },
    }),
  );
  await shown(source, 'helmChartConfigs', 'traefik');
  await kubectl('delete', 'node', 'three');
  await soon(() => three() === undefined, 'deleted');
});
