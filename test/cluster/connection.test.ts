/** A whole cluster: asked only when somebody asks, lost, found again, out of reach, or half closed to us. */

import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Plugins } from '../../client/cluster/plugins.ts';
import { addons, bootstrapTokens, nodePasswords, nodes, podsOf } from '../../client/cluster/resources.ts';
import { noOpenssl } from './certificates.ts';
import { FakeClock, settle, until } from './clocks.ts';
import { connectionTo } from './reach.ts';
import { event, type Handler, json, list, node, serve, status } from './server.ts';

const cluster =
  (objects: Readonly<Record<string, readonly object[]>>, more?: Handler): Handler =>
  (request, response) => {
    const { pathname, searchParams } = request.at;
    if (pathname === '/version') return json(response, { gitVersion: 'v1.34.1+k3s1', platform: 'linux/arm64' });
    const items = objects[pathname];
    if (!items) return more ? more(request, response) : status(response, 404, 'NotFound');
    if (!searchParams.has('watch')) return json(response, list(items, '5'));
    response.writeHead(200).write('\n');
  };

const NODES = { '/api/v1/nodes': [node('a')] };

test('nothing happens before somebody asks; then there is one connection', { skip: noOpenssl }, async (t) => {
  const server = await serve(t, cluster(NODES), { protocol: 'h2' });
  const connection = connectionTo(t, { server: server.url });
  const states: string[] = [];
  connection.onChange(() => states.push(connection.state.kind));
  const reflector = connection.follow(nodes);
  await settle();
  assert.deepEqual([connection.state.kind, server.mostSockets], ['idle', 0]);
  reflector.resume();
  await until(() => reflector.state.kind === 'live');
  assert.deepEqual(connection.state, {
    kind: 'connected',
    version: { text: 'v1.34.1+k3s1', k3s: true, platform: 'linux/arm64' },
  });
  assert.deepEqual(
    [states, server.mostSockets, connection.follow(nodes) === reflector],
    [['connecting', 'connected'], 1, true],
  );
  await connection.close();
  await until(() => server.sockets.size === 0, 'all is closed');
  assert.equal((await connection.connect()).kind, 'closed');
});

test('a server that is lost is asked by one question at a time, and found again without anybody asking', async (t) => {
  const handler = cluster({ ...NODES, '/apis/k3s.cattle.io/v1/namespaces/kube-system/addons': [] });
  const first = await serve(t, handler);
  const clock = new FakeClock();
  const connection = connectionTo(t, { server: first.url }, { clock });
  const followed = [connection.follow(nodes), connection.follow(addons), connection.follow(podsOf('a'))];
  for (const one of followed.slice(0, 2)) one.resume();
  await until(() => followed[1]?.state.kind === 'live' && followed[0]?.state.kind === 'live');
  await until(() => first.requests.length === 5);
  const from = clock.now();
  await first.stop();
  await until(() => connection.state.kind === 'stale', 'stale');
  assert.ok(
    connection.state.kind === 'stale' && connection.state.trouble.kind === 'refused' && connection.state.since === from,
  );
  await until(() => followed[0]?.state.kind === 'stale' && followed[1]?.state.kind === 'stale');
  assert.deepEqual([...(followed[0]?.view.keys() ?? [])], ['a']);
  await clock.advance(40_000);
  assert.equal(connection.state.kind, 'stale');
  const again = await serve(t, handler, { port: first.port });
  const found = (): boolean => connection.state.kind === 'connected';
  for (let second = 0; second < 31 && !found(); second++) {
    await clock.advance(1000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await until(found, 'connected');
  await until(() => followed[0]?.state.kind === 'live' && followed[1]?.state.kind === 'live', 'live again');
  assert.equal(again.requests.filter((one) => one.includes('/version')).length, 1);
});

test('out of reach: said at once, or when the limit is over, and requests do not pile up', async (t) => {
  const deaf = createTcpServer(() => {});
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  t.after(() => void deaf.close());
  const clock = new FakeClock();
  const server = `https://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
  const connection = connectionTo(
    t,
    { server, cluster: { 'certificate-authority-data': undefined } },
    { clock, connectMs: 100 },
  );
  const state = await connection.connect();
  assert.ok(state.kind === 'failed' && state.trouble.kind === 'timeout' && state.retryAt === clock.now() + 1000);
  const from = performance.now();
  const answers = await Promise.all(Array.from({ length: 20 }, () => connection.api.request({ path: '/api' })));
  assert.ok(answers.every((answer) => !answer.ok && answer.trouble.kind === 'timeout' && answer.retryAfterMs === 1000));
  assert.ok(performance.now() - from < 1000);
});

test('a plugin that never returns, a bad file and a good cluster do not disturb each other', async (t) => {
  const server = await serve(t, cluster(NODES));
  const clock = new FakeClock();
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './login', interactiveMode: 'Never' };
  const hanging = connectionTo(t, { server: server.url, user: { exec } }, { clock, plugins: new Plugins(clock, 150) });
  hanging.reached.folder.write('login', '#!/bin/sh\nsleep 100\n');
  chmodSync(hanging.reached.folder.at('login'), 0o755);
  const broken = connectionTo(t, { server: server.url, user: { 'as-groups': ['a'] } }, { clock });
  const good = connectionTo(t, { server: server.url }, { clock });
  const [one, two, three] = await Promise.all([hanging.connect(), broken.connect(), good.connect()]);
  assert.ok(
    one.kind === 'failed' &&
      one.trouble.kind === 'plugin' &&
      /login/.test(one.trouble.message) &&
      one.retryAt === undefined,
  );
  // Somebody may be about to repair the file.
  assert.ok(two.kind === 'failed' && two.trouble.kind === 'invalid' && two.retryAt === clock.now() + 1000);
  assert.equal(three.kind, 'connected');
  // Nobody is bothered by a plugin again before somebody asks.
  assert.equal(clock.waiting, 1);
});

test('a cluster that is collapsed while its plugin runs wants no login any more; expanded again, it asks anew', async (t) => {
  const server = await serve(t, cluster(NODES));
  const clock = new FakeClock();
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './login', interactiveMode: 'Never' };
  const connection = connectionTo(t, { server: server.url, user: { exec } }, { clock });
  const { folder } = connection.reached;
  const answer = JSON.stringify({ apiVersion: exec.apiVersion, kind: 'ExecCredential', status: { token: 'good' } });
  folder.write('login', `#!/bin/sh\necho run >> "$0.runs"\n[ -e "$0.ready" ] || sleep 100\necho '${answer}'\n`);
  chmodSync(folder.at('login'), 0o755);
  const runs = (): number =>
    existsSync(folder.at('login.runs')) ? readFileSync(folder.at('login.runs')).length / 4 : 0;
  const reflector = connection.follow(nodes);
  reflector.resume();
  await until(() => runs() === 1);
  connection.pause();
  await until(() => connection.state.kind === 'idle', 'idle');
  assert.deepEqual([clock.waiting, reflector.state.kind, server.requests.length], [0, 'idle', 0]);
  connection.resume();
  await until(() => runs() === 2, 'asked anew');
  // Collapsed and expanded again before anything could happen.
  connection.pause();
  folder.write('login.ready', '');
  connection.resume();
  await until(() => reflector.state.kind === 'live', 'live');
  assert.equal(runs(), 3);
});

test('a token that is no longer accepted makes the cluster stale; a new kubeconfig makes it well', async (t) => {
  let accepted = 'first';
  const server = await serve(t, (request, response) =>
    request.headers.authorization === `Bearer ${accepted}-token`
      ? cluster(NODES)(request, response)
      : status(response, 401, 'Unauthorized'),
  );
  const connection = connectionTo(t, { server: server.url, user: { token: 'first-token' } });
  assert.equal((await connection.connect()).kind, 'connected');
  accepted = 'second';
  const answer = await connection.api.request({ path: '/api' });
  assert.ok(!answer.ok && answer.trouble.kind === 'unauthorized');
  await until(() => connection.state.kind === 'stale');
  connection.reached.write({ server: server.url, user: { token: 'second-token' } });
  assert.equal((await connection.retryNow()).kind, 'connected');
});

test('hidden, a cluster asks nothing; one that is out of reach is not asked for either', async (t) => {
  const server = await serve(t, cluster(NODES));
  const clock = new FakeClock();
  const connection = connectionTo(t, { server: server.url }, { clock });
  const reflector = connection.follow(nodes);
  reflector.resume();
  await until(() => reflector.state.kind === 'live');
  await until(() => server.requests.length === 3);
  await server.stop();
  await until(() => connection.state.kind === 'stale');
  connection.pause();
  await settle();
  assert.deepEqual([clock.waiting, reflector.state.kind], [0, 'idle']);
  await serve(t, cluster(NODES), { port: server.port });
  connection.resume();
  await until(() => connection.state.kind === 'connected' && reflector.state.kind === 'live');
});

test('a clock that is put back by an hour makes nobody wait for an hour', async (t) => {
  const server = await serve(t, cluster(NODES));
  const clock = new FakeClock();
  const connection = connectionTo(t, { server: server.url }, { clock });
  const reflector = connection.follow(nodes);
  let told = 0;
  reflector.onChange(() => told++);
  reflector.resume();
  await until(() => server.requests.length === 3 && reflector.state.kind === 'live');
  clock.putBack(3_600_000);
  const before = told;
  await server.stop();
  await until(() => connection.state.kind === 'stale' && reflector.state.kind === 'stale', 'stale');
  assert.ok(connection.state.kind === 'stale' && connection.state.retryAt !== undefined);
  const wait = connection.state.retryAt - clock.now();
  assert.ok(wait > 0 && wait <= 30_000, `${wait} ms`);
  await clock.advance(250);
  assert.ok(told > before, 'the change is told');
  connection.pause();
  clock.putBack(3_600_000);
  await serve(t, cluster(NODES), { port: server.port });
  const refused = await connection.api.request({ path: '/version' });
  assert.ok(!refused.ok && refused.retryAfterMs !== undefined && refused.retryAfterMs <= 30_000);
  await clock.advance(refused.retryAfterMs);
  assert.ok((await connection.api.request({ path: '/version' })).ok, 'asked again when it is due');
});

test('who may only see a part sees that part, and what is missing is named', async (t) => {
  const server = await serve(
    t,
    cluster(NODES, (_request, response) => status(response, 403, 'Forbidden')),
  );
  const connection = connectionTo(t, { server: server.url });
  const [seen, denied] = [connection.follow(nodes), connection.follow(bootstrapTokens)];
  seen.resume();
  denied.resume();
  await until(() => seen.state.kind === 'live' && denied.state.kind === 'denied');
  assert.equal(connection.state.kind, 'connected');
});

test('secrets of bootstrap tokens are dropped as they arrive; of node passwords only names are asked for', async (t) => {
  const data = {
    'token-id': btoa('abcdef'),
    'token-secret': btoa('canarycanary1234'),
    expiration: btoa('2026-02-01T00:00:00Z'),
    'usage-bootstrap-authentication': btoa('true'),
    description: btoa('for node-7'),
  };
  const metadata = {
    name: 'bootstrap-token-abcdef',
    namespace: 'kube-system',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'canary' },
  };
  let form: string | undefined;
  const server = await serve(t, (request, response) => {
    if (request.at.searchParams.has('watch'))
      return void response.writeHead(200).write(event('ADDED', { metadata: { name: 'bootstrap-token-ghijkl' }, data }));
    if (request.at.pathname === '/version') return json(response, {});
    if (request.at.searchParams.has('fieldSelector')) return json(response, list([{ metadata, data }], '5'));
    form = request.headers.accept;
    return json(
      response,
      list([{ metadata: { name: 'node-7.node-password.k3s' }, data }, { metadata: { name: 'other' } }], '5'),
    );
  });
  const connection = connectionTo(t, { server: server.url });
  const [tokens, passwords] = [connection.follow(bootstrapTokens), connection.follow(nodePasswords)];
  tokens.resume();
  passwords.resume();
  await until(() => tokens.view.size === 2 && passwords.view.size === 1);
  const kept = tokens.view.get('kube-system/bootstrap-token-abcdef')?.data ?? {};
  assert.equal(atob(kept.description ?? ''), 'for node-7');
  assert.equal(atob(kept.expiration ?? ''), '2026-02-01T00:00:00Z');
  assert.ok(!('token-secret' in kept));
  assert.match(form ?? '', /as=PartialObjectMetadataList/);
  assert.ok(!JSON.stringify([...tokens.view, ...passwords.view]).includes(btoa('canarycanary1234')));
  assert.ok(!JSON.stringify([...tokens.view]).includes('canary'));
});

test('what is served is asked in one question, or group by group, and remembered', async (t: TestContext) => {
  const aggregated = (group: string, resource: string, version = 'v1', more: object = {}): object => ({
    kind: 'APIGroupDiscoveryList',
    items: [
      {
        metadata: { name: group },
        versions: [{ version, ...more, resources: [{ resource, subresources: [{ subresource: 'eviction' }] }] }],
      },
    ],
  });
  const plain: Readonly<Record<string, object>> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': {
      kind: 'APIGroupList',
      groups: [
        { name: 'upgrade.cattle.io', versions: [{ version: 'v1' }] },
        { name: 'metrics.k8s.io', versions: [{ version: 'v1beta1' }] },
        { name: 'other.io', versions: [{ version: 'v1' }] },
      ],
    },
    '/api/v1': { resources: [{ name: 'pods' }, { name: 'pods/eviction' }] },
    '/apis/upgrade.cattle.io/v1': { resources: [{ name: 'plans' }] },
  };
  const modern: Readonly<Record<string, object>> = {
    '/api': aggregated('', 'pods'),
    '/apis': {
      kind: 'APIGroupDiscoveryList',
      items: [
        ...(aggregated('upgrade.cattle.io', 'plans') as { items: object[] }).items,
        { metadata: { name: 'metrics.k8s.io' }, versions: [{ version: 'v1beta1', freshness: 'Stale', resources: [] }] },
      ],
    },
  };
  for (const answers of [plain, modern]) {
    const server = await serve(t, (request, response) => {
      const body = request.at.pathname === '/version' ? {} : answers[request.at.pathname];
      return body ? json(response, body) : status(response, 503, 'ServiceUnavailable');
    });
    const connection = connectionTo(t, { server: server.url });
    const found = await connection.served();
    assert.ok(found.ok);
    await connection.served();
    const { served } = found;
    assert.deepEqual(
      ['pods', 'pods/eviction', 'plans.upgrade.cattle.io', 'addons.k3s.cattle.io', 'pods/log'].map((one) =>
        served.has(one),
      ),
      [true, true, true, false, false],
    );
    assert.deepEqual([served.versions('plans.upgrade.cattle.io'), served.silent], [['v1'], ['metrics.k8s.io']]);
    assert.equal(server.requests.length, answers === plain ? 6 : 3);
  }
});

test('rights of a namespace are asked for once, others one by one; both are remembered until told otherwise', async (t) => {
  const server = await serve(t, (request, response) => {
    if (request.at.pathname === '/version') return json(response, {});
    const { spec } = JSON.parse(request.body);
    if (request.at.pathname.endsWith('selfsubjectrulesreviews'))
      return json(
        response,
        {
          status: {
            incomplete: true,
            resourceRules: [
              { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', '*/log'] },
              { verbs: ['delete'], apiGroups: [''], resources: ['secrets'], resourceNames: ['a'] },
            ],
          },
        },
        201,
      );
    const { verb, resource } = spec.resourceAttributes;
    return verb === 'watch'
      ? status(response, 500, 'InternalError')
      : json(response, { status: { allowed: resource === 'nodes' } }, 201);
  });
  const { access } = connectionTo(t, { server: server.url });
  const namespace = 'kube-system';
  assert.equal(await access.may({ verb: 'list', resource: 'pods', namespace }), 'yes');
  assert.equal(await access.may({ verb: 'get', resource: 'pods', subresource: 'log', namespace }), 'yes');
  assert.equal(await access.may({ verb: 'delete', resource: 'secrets', name: 'a', namespace }), 'yes');
  assert.equal(server.requests.length, 2);
  // Not among the rules, but those were incomplete.
  assert.equal(await access.may({ verb: 'delete', resource: 'secrets', name: 'b', namespace }), 'no');
  assert.equal(await access.may({ verb: 'create', resource: 'pods', subresource: 'eviction', namespace }), 'no');
  assert.equal(await access.may({ verb: 'list', group: 'apps', resource: 'pods', namespace }), 'no');
  assert.equal(server.requests.length, 5);
  assert.equal(await access.may({ verb: 'patch', resource: 'nodes' }), 'yes');
  assert.equal(await access.may({ resource: 'nodes', verb: 'patch' }), 'yes');
  assert.equal(server.requests.length, 6);
  assert.equal(await access.may({ verb: 'watch', resource: 'nodes' }), 'unknown');
  access.invalidate();
  assert.equal(await access.may({ verb: 'patch', resource: 'nodes' }), 'yes');
  assert.equal(server.requests.length, 8);
});
