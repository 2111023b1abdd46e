/** The server: who is let in, what faults do, and what the log proves. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { test } from 'node:test';
import type { Rule } from '../../demo/cluster/api/access.ts';
import { CONFIGMAPS, PODS } from '../../demo/cluster/api/resources.ts';
import { createAuthority } from '../../demo/cluster/certificates/authority.ts';
import { Client, type Json } from './client.ts';
import { scene, start } from './small.ts';

const pods = scene(['one'], (store) => {
  for (const name of ['a', 'b', 'c'])
    store.create(PODS, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'a' },
      spec: { nodeName: 'one', containers: [] },
      status: { phase: 'Running' },
    });
});
const RULES: readonly Rule[] = [
  { user: 'jane', verbs: ['get', 'list'], resources: ['pods'], namespaces: ['a'] },
  { group: 'drainers', verbs: ['create'], resources: ['pods/eviction'] },
];

test('rules decide, and the answer says what is missing', async (t) => {
  const { as } = await start(t, { scene: pods, rules: RULES });
  const jane = as({ name: 'jane', groups: [] });
  assert.equal((await jane.get('/api/v1/namespaces/a/pods')).code, 200);
  const nodes = await jane.get('/api/v1/nodes');
  assert.equal(nodes.code, 403);
  assert.deepEqual(nodes.json, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope',
    reason: 'Forbidden',
    details: { kind: 'nodes' },
    code: 403,
  });
  const pod = await jane.delete('/api/v1/namespaces/a/pods/a');
  assert.equal(
    pod.json.message,
    'pods "a" is forbidden: User "jane" cannot delete resource "pods" in API group "" in the namespace "a"',
  );
  const group = await jane.get('/apis/apps/v1/namespaces/a/deployments');
  assert.equal(
    group.json.message,
    'deployments.apps is forbidden: User "jane" cannot list resource "deployments" in API group "apps" in the namespace "a"',
  );
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'a' } };
  assert.equal(
    (await jane.post('/api/v1/namespaces/a/pods/a/eviction', eviction)).json.message,
    'pods "a" is forbidden: User "jane" cannot create resource "pods/eviction" in API group "" in the namespace "a"',
  );
  assert.equal(
    (await as({ name: 'joe', groups: ['drainers'] }).post('/api/v1/namespaces/a/pods/a/eviction', eviction)).code,
    201,
  );
});

test('access reviews answer from the same rules', async (t) => {
  const { as } = await start(t, { scene: pods, rules: RULES });
  const jane = as({ name: 'jane', groups: [] });
  const may = async (resourceAttributes: Json) =>
    (
      await jane.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      })
    ).json.status.allowed;
  assert.equal(await may({ verb: 'list', resource: 'pods', namespace: 'a' }), true);
  assert.equal(await may({ verb: 'list', resource: 'pods' }), false);
  assert.equal(await may({ verb: 'create', resource: 'pods', subresource: 'eviction', namespace: 'a' }), false);
  const rules = await jane.post('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    spec: { namespace: 'a' },
  });
  assert.deepEqual(rules.json.status, {
    resourceRules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] }],
    nonResourceRules: [],
    incomplete: false,
  });
});

test('a token may end in the middle of a list', async (t) => {
  const { cluster, clock, as } = await start(t, { scene: pods });
  cluster.access.addToken('short', { name: 'jane', groups: ['system:masters'] }, clock.now() + 60_000);
  const jane = as({ token: 'short' });
  const page = await jane.get('/api/v1/namespaces/a/pods?limit=1');
  assert.equal(page.code, 200);
  await clock.advance(61_000);
  assert.equal((await jane.get(`/api/v1/namespaces/a/pods?limit=1&continue=${page.json.metadata.continue}`)).code, 401);
});

test('certificates: expired ones, strangers, and rotation', async (t) => {
  const { cluster, api } = await start(t);
  const { url, authority, faults } = cluster;
  const fresh = async (ca: string, auth: Json = cluster.credentials()) => {
    const client = new Client({ url, ca, auth });
    try {
      return (await client.get('/version')).code;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code;
    } finally {
      client.end();
    }
  };
  const past = { from: new Date('2020-01-01'), until: new Date('2021-01-01') };
  assert.equal(await fresh(authority.cert), 200);
  assert.equal(await fresh(createAuthority().cert), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  assert.equal(await fresh(authority.cert, cluster.clients.client('system:admin', ['system:masters'], past)), 401);
  assert.equal(await fresh(authority.cert, createAuthority().client('system:admin', ['system:masters'])), 401);
  assert.equal((await api.get('/version')).code, 200);
  faults.certificate(authority.server(['127.0.0.1'], past));
  assert.equal((await api.get('/version')).code, 200, 'what is open stays open');
  assert.equal(await fresh(authority.cert), 'CERT_HAS_EXPIRED');
  const next = createAuthority('next');
  faults.certificate(next.server(['127.0.0.1']));
  assert.equal(await fresh(authority.cert), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  assert.equal(await fresh(next.cert), 200);
});

test('stop, refuse for a while, restart on the same port', async (t) => {
  const { cluster, clock, api, fresh } = await start(t);
  const failure = () =>
    fresh.get('/version').then(
      ({ code }) => code,
      (error: NodeJS.ErrnoException) => error.code,
    );
  const watching = await api.watch('/api/v1/nodes');
  await watching.next();
  await cluster.faults.refuseFor(5_000);
  assert.equal(await failure(), 'ECONNREFUSED');
  assert.equal((await watching.rest()).length <= 1, true, 'and open watches break off');
  await clock.advance(5_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await failure(), 200);
  await cluster.faults.stop();
  assert.equal(await failure(), 'ECONNREFUSED');
  await cluster.faults.restart();
  assert.equal(await failure(), 200);
});

test('silent servers: no hello, no answer, no more events', async (t) => {
  const { cluster, clock, api, fresh } = await start(t);
  const answered = async (promise: Promise<unknown>) => {
    let done = false;
    promise.then(
      () => (done = true),
      () => (done = true),
    );
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    return done;
  };
  const watching = await api.watch(
    `/api/v1/namespaces/a/configmaps?allowWatchBookmarks=true&resourceVersion=${cluster.store.version}`,
  );
  cluster.faults.freezeWatches();
  cluster.store.create(CONFIGMAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'a' } });
  await clock.advance(600_000);
  assert.equal(await answered(watching.next()), false);
  watching.close();
  const off = cluster.faults.add({ kind: 'silent' }, { url: /version/ });
  assert.equal(await answered(fresh.get('/version')), false);
  off();
  assert.equal((await api.get('/version')).code, 200);
  await cluster.faults.deaf();
  assert.equal(await answered(fresh.get('/version')), false);
  assert.equal(cluster.connections.open > 0, true);
});

test('wrong answers: overload, unavailable, slow, malformed, cut short, too old', async (t) => {
  const { cluster, clock, api } = await start(t);
  const { faults } = cluster;
  faults.overload(7, { times: 1, method: 'GET' });
  const busy = await api.get('/api/v1/nodes');
  assert.deepEqual(
    [busy.code, busy.headers['retry-after'], busy.text],
    [429, '7', 'Too many requests, please try again later.\n'],
  );
  const up = faults.unavailable();
  assert.deepEqual(
    [(await api.get('/api/v1/nodes')).code, (await api.get('/api/v1/nodes')).json.reason],
    [503, 'ServiceUnavailable'],
  );
  up();
  faults.add({ kind: 'slow', ms: 4_000 }, { times: 1 });
  let answered = false;
  const slow = api.get('/api/v1/nodes').then((answer) => {
    answered = true;
    return answer;
  });
  while (cluster.log.open.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(3_999);
  assert.equal(answered, false);
  await clock.advance(1);
  assert.equal((await slow).code, 200);
  faults.add({ kind: 'spoil', malformed: true }, { times: 1 });
  const broken = await api.get('/api/v1/nodes');
  assert.throws(() => broken.json, SyntaxError);
  faults.add({ kind: 'spoil', truncateAfter: 20 }, { times: 1 });
  await assert.rejects(api.get('/api/v1/nodes'), { code: 'ECONNRESET' });
  faults.add({ kind: 'cut' }, { times: 1 });
  await assert.rejects(api.get('/api/v1/nodes'), { code: 'ECONNRESET' });
  faults.expireAfterList();
  const list = (await api.get('/api/v1/nodes')).json;
  const old = await api.watch(`/api/v1/nodes?resourceVersion=${list.metadata.resourceVersion}`);
  assert.equal((await old.next()).object.code, 410);
  const open = await api.watch(`/api/v1/nodes?resourceVersion=${list.metadata.resourceVersion}`);
  faults.expireWatches();
  assert.equal((await open.next()).object.reason, 'Expired');
  assert.equal(await open.next(), undefined);
});

test('the log proves what was asked, by whom, over how many connections', async (t) => {
  const { cluster, clock, api, as } = await start(t);
  const watching = await api.watch('/api/v1/nodes?resourceVersion=0');
  await watching.next();
  await api.get('/api/v1/pods?limit=5');
  await as({ name: 'jane', groups: [] }).get('/api/v1/pods');
  const told = cluster.log.entries.map(({ method, path, status, user, watch }) => [method, path, status, user, watch]);
  assert.deepEqual(told, [
    ['GET', '/api/v1/nodes', 200, 'system:admin', true],
    ['GET', '/api/v1/pods', 200, 'system:admin', false],
    ['GET', '/api/v1/pods', 403, 'jane', false],
  ]);
  assert.equal(new Set(cluster.log.entries.map(({ connection }) => connection)).size, 3);
  assert.deepEqual([cluster.connections.open, cluster.connections.most], [3, 3]);
  assert.equal(cluster.log.open.length, 1);
  cluster.log.clear();
  await clock.advance(120_000);
  assert.equal(cluster.log.entries.length, 1, 'only the watch is left');
  watching.close();
});

test('K3s answers on the same port, to anybody', async (t) => {
  const { cluster, as } = await start(t);
  const nobody = as({ token: '' });
  assert.equal((await nobody.get('/ping')).text, 'pong');
  assert.equal((await nobody.get('/cacerts')).text, cluster.authority.cert);
  assert.equal((await nobody.get('/version')).code, 401);
});

test('over HTTP/2 one connection carries all of it, and what breaks off is one answer or all of them', async (t) => {
  const { cluster } = await start(t);
  const { cert, key } = cluster.credentials() as { cert: string; key: string };
  const session = connect(cluster.url, { ca: cluster.authority.cert, cert, key });
  t.after(() => session.destroy());
  session.on('error', () => undefined);
  const ask = async (path: string) => {
    const stream = session.request({ ':path': path });
    stream.on('error', () => undefined);
    const [headers] = await once(stream, 'response');
    return { stream, code: headers[':status'] };
  };
  const watches = [await ask('/api/v1/nodes?watch=true'), await ask('/api/v1/pods?watch=true')];
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/api/v1/nodes')));
  assert.deepEqual([...new Set([...watches, ...answers].map(({ code }) => code))], [200]);
  assert.deepEqual(
    [...new Set(cluster.log.entries.map(({ user, connection }) => `${user} ${connection}`))],
    ['system:admin 1'],
  );
  assert.deepEqual({ ...cluster.connections }, { open: 1, opened: 1, most: 1 });
  const [nodes, pods] = watches.map(({ stream }) => stream);
  assert.ok(nodes && pods);
  cluster.faults.cutWatches(/nodes/);
  await new Promise((resolve) => nodes.once('close', resolve));
  assert.equal(nodes.rstCode, 2, 'an internal error, which no client takes for an end');
  assert.equal((await ask('/version')).code, 200);
  assert.equal(pods.closed, false);
  cluster.faults.add({ kind: 'cut' }, { url: /version/ });
  session.request({ ':path': '/version' }).on('error', () => undefined);
  await once(session, 'close');
  assert.equal(pods.closed, true);
});
