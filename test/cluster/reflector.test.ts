/** One resource kept up to date: pages, events, forgotten versions, servers that go and come back, missing rights. */

import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { Reflector } from '../../client/cluster/reflector.ts';
import type { Change } from '../../client/cluster/reflectorState.ts';
import type { Api } from '../../client/cluster/request.ts';
import { nodeMetrics, nodes, podCounts, type Resource } from '../../client/cluster/resources.ts';
import { trouble } from '../../client/cluster/trouble.ts';
import { FakeClock, settle, until } from './clocks.ts';
import { transportTo } from './reach.ts';
import { event, type Handler, json, list, node, serve, status } from './server.ts';

interface Answers {
  readonly list: Handler;
  readonly watch?: Handler;
}

/** A reflector before a real server; `watches` are the open ones, to be written to. */
async function reflect<View>(t: TestContext, resource: Resource<View>, answers: Answers) {
  const watches: ServerResponse[] = [];
  const server = await serve(t, (request, response) => {
    if (request.at.searchParams.get('watch') !== 'true') return answers.list(request, response);
    if (answers.watch) return answers.watch(request, response);
    response.writeHead(200).write('\n');
    watches.push(response.on('close', () => watches.splice(watches.indexOf(response), 1)));
  });
  const clock = new FakeClock();
  const transport = transportTo(t, { server: server.url }, { clock });
  const reflector = new Reflector(resource, { api: transport, clock });
  const changes: Change[] = [];
  reflector.onChange((change) => changes.push(change));
  t.after(() => reflector.pause());
  const is = (kind: string): Promise<void> => until(() => reflector.state.kind === kind, `the state ${kind}`);
  const count = (what: RegExp): number => server.requests.filter((one) => what.test(one)).length;
  return {
    server,
    clock,
    reflector,
    changes,
    watches,
    is,
    count,
    lists: () => count(/limit=/),
    watched: () => count(/watch=true/),
  };
}

const names = (view: ReadonlyMap<string, unknown>): string[] => [...view.keys()];

test('the first page is shown at once, the others follow, then it is watched from there', async (t) => {
  const pages = [[node('a'), node('b')], [node('c')]];
  let second: (() => void) | undefined;
  const { reflector, is, server, changes, clock } = await reflect(t, nodes, {
    list: (request, response) => {
      const next = request.at.searchParams.get('continue');
      if (next) second = () => json(response, list(pages[1] ?? [], '9'));
      else json(response, list(pages[0] ?? [], '9', 'page2'));
    },
  });
  assert.deepEqual([reflector.state.kind, server.requests.length], ['idle', 0]);
  reflector.resume();
  await until(() => second !== undefined);
  await clock.advance(0);
  assert.deepEqual([names(reflector.view), reflector.state.kind, changes.length], [['a', 'b'], 'loading', 1]);
  second?.();
  await until(() => server.requests.length === 3);
  await is('live');
  assert.deepEqual(names(reflector.view), ['a', 'b', 'c']);
  assert.equal(changes.length, 2, 'nobody waits a quarter of a second for the end of a list');
  assert.deepEqual(server.requests, [
    'GET /api/v1/nodes?limit=500&resourceVersion=0',
    'GET /api/v1/nodes?limit=500&continue=page2',
    'GET /api/v1/nodes?watch=true&allowWatchBookmarks=true&resourceVersion=9&timeoutSeconds=300',
  ]);
});

test('a list that comes slowly is shown while it comes; one that broke off is asked for in pages the next time', async (t) => {
  const items = Array.from({ length: 150 }, (_one, index) => JSON.stringify(node(`node-${index}`)));
  let slow: ServerResponse | undefined;
  let last: (() => void) | undefined;
  const { reflector, is, clock, server } = await reflect(t, nodes, {
    list: (request, response) => {
      if (slow && !request.at.searchParams.has('continue')) return json(response, list([node('a')], '9', 'more'));
      if (slow) {
        last = () => json(response, list([node('b')], '9'));
        return undefined;
      }
      slow = response;
      response.writeHead(200).write(`{"metadata":{},"items":[${items.join()}`);
    },
  });
  reflector.resume();
  await until(() => reflector.view.size >= 100, 'the first nodes');
  await clock.advance(0);
  assert.equal(reflector.state.kind, 'loading');
  slow?.destroy();
  await is('stale');
  const { size } = reflector.view;
  await clock.advance(1000);
  await until(() => server.requests.some((one) => one.includes('continue')), 'the second page');
  assert.deepEqual([size >= 100, reflector.view.size], [true, size], 'what has arrived stays until the list is whole');
  last?.();
  await is('live');
  assert.deepEqual(
    server.requests.filter((one) => one.includes('limit')),
    [
      'GET /api/v1/nodes?limit=500&resourceVersion=0',
      'GET /api/v1/nodes?limit=500',
      'GET /api/v1/nodes?limit=500&continue=more',
    ],
  );
});

test('events add, change and delete; what did not change is not told; bookmarks move the place to go on from', async (t) => {
  const { reflector, is, watches, changes, clock, server, watched } = await reflect(t, nodes, {
    list: (_request, response) => json(response, list([node('a', '1'), node('b', '1')], '5')),
  });
  reflector.resume();
  await is('live');
  await until(() => watches.length === 1);
  await clock.advance(1000);
  changes.length = 0;
  const [watch] = watches;
  watch?.write(event('MODIFIED', node('a', '6')) + event('ADDED', node('c', '7')) + event('DELETED', node('b', '8')));
  watch?.write(
    `${event('MODIFIED', { metadata: 'nonsense' })}[]\n${event('BOOKMARK', { metadata: { resourceVersion: '40' } })}`,
  );
  await until(() => names(reflector.view).join() === 'a,c');
  await settle();
  await clock.advance(250);
  assert.deepEqual(
    changes.map(({ keys }) => [...keys]),
    [['c', 'b']],
  );
  await clock.advance(400_000);
  watch?.end();
  await until(() => watched() === 2);
  assert.match(server.requests.at(-1) ?? '', /resourceVersion=40/);
});

test('what nobody needs is not kept', async (t) => {
  const annotations = {
    'kubectl.kubernetes.io/last-applied-configuration': 'x',
    'k3s.io/node-args': '["agent"]',
    huge: 'a'.repeat(1024 * 1024),
  };
  const metadata = { name: 'a', managedFields: [{}], annotations };
  const { reflector, is } = await reflect(t, nodes, {
    list: (_request, response) =>
      json(
        response,
        list(
          [
            { metadata, status: { images: [1], volumesInUse: [], conditions: [] } },
            { metadata: 7 },
            { metadata: { name: {} } },
            3 as never,
            { metadata: { name: '--help', namespace: {} } },
          ],
          '5',
        ),
      ),
  });
  reflector.resume();
  await is('live');
  assert.deepEqual(names(reflector.view), ['a']);
  const kept = reflector.view.get('a');
  assert.deepEqual([kept?.status, Object.keys(kept?.metadata ?? {})], [{ conditions: [] }, ['name', 'annotations']]);
  assert.deepEqual(Object.keys(kept?.metadata.annotations ?? {}), ['k3s.io/node-args', 'huge']);
  assert.ok(String(kept?.metadata.annotations?.huge).length < 40_000);
});

test('names that look like something else are only names', async (t) => {
  const { reflector, is } = await reflect(t, nodes, {
    list: (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        '{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"__proto__","__proto__":{"polluted":1}}},{"metadata":{"name":"--all"}}]}',
      );
    },
  });
  reflector.resume();
  await is('live');
  assert.deepEqual(names(reflector.view), ['__proto__', '--all']);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

for (const [how, answer] of [
  ['as an answer', (_request, response) => status(response, 410, 'Expired')],
  [
    'as an event',
    (_request, response) =>
      response.writeHead(200).end(event('ERROR', { kind: 'Status', code: 410, reason: 'Expired' })),
  ],
] as readonly (readonly [string, Handler])[]) {
  test(`410 right after the list, ${how}: read again at once, then ever less often, and nothing is lost meanwhile`, async (t) => {
    let version = 5;
    const { reflector, clock, lists, is, watched } = await reflect(t, nodes, {
      list: (_request, response) => json(response, list([node('a'), node(`b${version}`)], String(version++))),
      watch: answer,
    });
    reflector.resume();
    await until(() => lists() === 2 && watched() === 2);
    await until(() => clock.waiting > 0);
    await settle(5);
    assert.deepEqual([lists(), names(reflector.view)], [2, ['a', 'b6']]);
    await clock.advance(1000);
    await until(() => watched() === 3);
    await settle(5);
    await clock.advance(1000);
    assert.equal(lists(), 3);
    await clock.advance(1000);
    await until(() => watched() === 4);
    assert.equal(lists(), 4);
    await is('live');
  });
}

test('a page token that expires in the middle of the list: the list is begun again', async (t) => {
  let expired = false;
  const { reflector, is, server } = await reflect(t, nodes, {
    list: (request, response) => {
      if (!request.at.searchParams.get('continue'))
        return json(response, list(expired ? [node('new')] : [node('old'), node('a')], '9', 'next'));
      if (expired) return json(response, list([node('z')], '9'));
      expired = true;
      return status(response, 410, 'Expired');
    },
  });
  reflector.resume();
  await is('live');
  assert.deepEqual(names(reflector.view), ['new', 'z']);
  assert.equal(server.requests.filter((one) => one.includes('limit')).length, 4);
});

test('a server that is gone for 40 seconds: data stays, its age is told, and nothing that happened is missed', async (t) => {
  let items = [node('a', '1'), node('b', '1')];
  const handler: Handler = (request, response) => {
    if (request.at.searchParams.get('watch') !== 'true') return json(response, list(items, '5'));
    response.writeHead(200);
    if (request.at.searchParams.get('resourceVersion') === '5') response.write('\n');
    else response.end();
  };
  const first = await serve(t, handler);
  const clock = new FakeClock();
  const reflector = new Reflector(nodes, { api: transportTo(t, { server: first.url }, { clock }), clock });
  t.after(() => reflector.pause());
  reflector.resume();
  await until(() => reflector.state.kind === 'live' && first.requests.length === 2);
  const from = clock.now();
  await first.stop();
  await until(() => reflector.state.kind === 'stale', 'stale');
  assert.ok(
    reflector.state.kind === 'stale' && reflector.state.since === from && reflector.state.trouble.kind === 'refused',
  );
  const waits: number[] = [];
  while (clock.now() - from < 40_000) {
    assert.ok(reflector.state.kind === 'stale');
    const wait = reflector.state.retryAt - clock.now();
    waits.push(wait);
    await clock.advance(wait);
    await until(() => reflector.state.kind === 'stale' && reflector.state.retryAt > clock.now(), 'the next attempt');
  }
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 30_000]);
  assert.deepEqual(names(reflector.view), ['a', 'b']);
  items = [node('a', '1'), node('c', '6')];
  // Restarted, it has forgotten what happened before.
  const again = await serve(
    t,
    (request, response) =>
      request.at.searchParams.get('resourceVersion') === '5' && again.requests.length === 1
        ? status(response, 410, 'Expired')
        : handler(request, response),
    { port: first.port },
  );
  await clock.advance(30_000);
  await until(() => names(reflector.view).join() === 'a,c', 'the new list');
  await until(() => reflector.state.kind === 'live');
});

test('no right to list: told with verb and resource; asked again only after minutes, or when somebody says so', async (t) => {
  let may = false;
  const { reflector, is, lists, clock } = await reflect(t, nodes, {
    list: (_request, response) => (may ? json(response, list([node('a')], '1')) : status(response, 403, 'Forbidden')),
  });
  reflector.resume();
  await is('denied');
  assert.ok(
    reflector.state.kind === 'denied' && reflector.state.verb === 'list' && reflector.state.resource === 'nodes',
  );
  await clock.advance(120_000);
  assert.equal(lists(), 1);
  may = true;
  reflector.retryNow();
  await is('live');
});

test('a resource that is not served is missing, not broken', async (t) => {
  const { reflector, is } = await reflect(t, nodes, {
    list: (_request, response) => response.writeHead(404).end('404 page not found\n'),
  });
  reflector.resume();
  await is('missing');
});

test('a list without the right to watch is read again every now and then; so is what cannot be watched', async (t) => {
  for (const resource of [nodes, nodeMetrics]) {
    let version = 1;
    const { reflector, is, lists, clock } = await reflect(t, resource, {
      list: (_request, response) => json(response, list([node(`a${version}`)], String(version++))),
      watch: (_request, response) => status(response, 403, 'Forbidden'),
    });
    reflector.resume();
    await until(() => reflector.state.kind === 'live' && reflector.state.polling && clock.waiting > 0);
    await settle(5);
    await clock.advance(30_000);
    await until(() => lists() === 2);
    await until(() => names(reflector.view).join() === 'a2');
    await is('live');
  }
});

test('hidden, nothing is asked; shown again soon, it goes on from where it was', async (t) => {
  const { reflector, is, lists, watched, clock, watches, server } = await reflect(t, nodes, {
    list: (_request, response) => json(response, list([node('a')], '5')),
  });
  reflector.resume();
  await until(() => watches.length === 1);
  watches[0]?.write(event('ADDED', node('b', '6')));
  await until(() => names(reflector.view).length === 2);
  reflector.pause();
  await until(() => watches.length === 0, 'the watch is closed');
  const before = server.requests.length;
  await clock.advance(100_000);
  assert.deepEqual(
    [server.requests.length, clock.waiting, reflector.state.kind, names(reflector.view)],
    [before, 0, 'idle', ['a', 'b']],
  );
  reflector.resume();
  await is('live');
  await until(() => watched() === 2);
  assert.deepEqual([lists(), /resourceVersion=6&/.test(server.requests.at(-1) ?? '')], [1, true]);
  reflector.pause();
  await clock.advance(1_000_000);
  reflector.resume();
  await is('live');
  assert.equal(lists(), 2);
});

test('many events are told together, at most four times a second', async (t) => {
  const { reflector, is, watches, changes, clock } = await reflect(t, nodes, {
    list: (_request, response) => json(response, list([], '5')),
  });
  reflector.resume();
  await is('live');
  await until(() => watches.length === 1);
  await clock.advance(1000);
  changes.length = 0;
  for (let second = 0; second < 10; second++) {
    for (let index = 0; index < 50; index++) watches[0]?.write(event('ADDED', node(`n${second}-${index}`, '6')));
    await until(() => reflector.view.size === (second + 1) * 50);
    await clock.advance(100);
  }
  await clock.advance(250);
  assert.ok(changes.length <= 6, `${changes.length} changes`);
  assert.equal(
    changes.reduce((sum, { keys }) => sum + (keys === 'all' ? 0 : keys.size), 0),
    500,
  );
});

const columns = ['Name', 'Ready', 'Status', 'Restarts', 'Age', 'IP', 'Node'].map((name) => ({ name }));
const row = (name: string, on: string, ip = on === '<none>' ? on : '10.42.0.5'): object => ({
  cells: [name, '1/1', 'Running', 0, '3d', ip, on],
  object: null,
});
const table = (rows: readonly object[], resourceVersion: string, withColumns = false): object => ({
  kind: 'Table',
  metadata: { resourceVersion },
  ...(withColumns ? { columnDefinitions: columns } : undefined),
  rows,
});

test('pods are counted by rows of a Table, without any pod', async (t) => {
  const rows = [row('web-1', 'a'), row('web-2', 'a'), row('db-0', 'b'), row('db-0', '<none>'), row('new', '<none>')];
  const { reflector, is, watches, server, lists } = await reflect(t, podCounts, {
    list: (request, response) => {
      assert.match(String(request.headers.accept), /as=Table/);
      json(response, table(rows, '5', true));
    },
  });
  reflector.resume();
  await is('live');
  assert.match(server.requests[0] ?? '', /includeObject=None.*resourceVersion=0/);
  assert.deepEqual(
    [...reflector.view],
    [
      ['a', 2],
      ['b', 1],
    ],
  );
  await until(() => watches.length === 1);
  const happened = async (type: string, name: string, on: string, expected: string): Promise<void> => {
    watches[0]?.write(event(type, table([row(name, on)], '6')));
    await until(
      () => [...reflector.view].sort().join(' ') === expected,
      `${type} ${name} ${on}: ${[...reflector.view]}`,
    );
  };
  await happened('MODIFIED', 'new', 'b', 'a,2 b,2');
  await happened('ADDED', 'more', 'c', 'a,2 b,2 c,1');
  await happened('MODIFIED', 'more', 'c', 'a,2 b,2 c,1');
  await happened('DELETED', 'web-1', 'a', 'a,1 b,2 c,1');
  // One db-0 is on b, another one of another namespace waits: its address tells which of them this is.
  for (let times = 0; times < 5; times++) await happened('MODIFIED', 'db-0', 'b', 'a,1 b,2 c,1');
  watches[0]?.write(event('MODIFIED', table([row('db-0', 'b', '<none>')], '7')));
  await until(() => reflector.view.get('b') === 3, 'the pod that waited');
  await happened('MODIFIED', 'db-0', 'b', 'a,1 b,3 c,1');
  watches[0]?.write(event('MODIFIED', table([row('db-0', 'b', '10.42.0.6')], '7')));
  watches[0]?.write(event('DELETED', table([row('db-0', 'b', '10.42.0.6')], '7')));
  await until(() => reflector.view.get('b') === 2);
  assert.equal(lists(), 1);
});

test('where even an address does not tell pods of one name apart, they are read again, ever less often', async (t) => {
  const rows = [row('db-0', 'b', '<none>'), row('db-0', '<none>')];
  const { reflector, is, watches, lists, clock } = await reflect(t, podCounts, {
    list: (_request, response) => json(response, table(rows, '5', true)),
  });
  reflector.resume();
  await is('live');
  for (const [index, wait] of [5000, 10_000, 20_000, 20_000].entries()) {
    await until(() => watches.length === 1);
    watches[0]?.write(event('MODIFIED', table([row('db-0', 'b', '<none>')], '7')));
    await until(() => watches.length === 0);
    await settle(10);
    await clock.advance(wait - 1);
    assert.equal(lists(), index + 1);
    await clock.advance(1);
    await until(() => lists() === index + 2);
  }
});

test('a half-open watch is opened again from where it was, at once and without a list', async () => {
  const clock = new FakeClock();
  const asked: string[] = [];
  let silent: (() => void) | undefined;
  const api: Api = {
    request: () => assert.fail(),
    list: async ({ onItem }) => {
      asked.push('list');
      onItem(node('a'));
      return { ok: true, status: 200, headers: {}, body: list([], '5') };
    },
    watch: ({ query, onOpen, onEvent, signal }) =>
      new Promise((resolve) => {
        asked.push(`watch ${query?.resourceVersion}`);
        onOpen?.();
        if (asked.length === 2) onEvent({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '8' } } });
        silent = () => resolve({ ok: false, trouble: trouble('timeout', 'no data') });
        signal?.addEventListener('abort', () => resolve({ ok: false, trouble: trouble('cancelled', '') }));
      }),
  };
  const reflector = new Reflector(nodes, { api, clock });
  reflector.resume();
  await settle();
  await clock.advance(70_000);
  silent?.();
  await settle();
  assert.deepEqual([asked, reflector.state.kind], [['list', 'watch 5', 'watch 8'], 'live']);
  reflector.pause();
});
