/** Faults between a server and the tree, with everything of ours in between: nothing is lost, executed or rendered. */

import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { nodes } from '../../client/cluster/resources.ts';
import { LiveSource } from '../../client/cluster/source.ts';
import { Screen } from '../support/screen.ts';
import { noOpenssl } from './certificates.ts';
import { FakeClock, until } from './clocks.ts';
import { connectionTo } from './reach.ts';
import { event, type Handler, json, list, node, serve, status } from './server.ts';

const skip = noOpenssl;
const version: Handler = (_request, response) => json(response, { gitVersion: 'v1.34.1+k3s1' });

/** The explorer before a server, as a person sees it. */
async function explorer(t: TestContext, handler: Handler) {
  const answer: Handler = (request, response) =>
    (request.at.pathname === '/version' ? version : handler)(request, response);
  const server = await serve(t, answer, { protocol: 'h2' });
  const source = new LiveSource(connectionTo(t, { server: server.url }));
  const screen = new Screen([source]);
  t.after(() => screen.dispose());
  screen.show();
  return { server, source, screen };
}

test('a token that expires in the middle of a list is renewed from its file, and the list goes on where it was', async (t) => {
  let accepted = 'first';
  const pages: string[] = [];
  const server = await serve(t, (request, response) => {
    const { pathname, searchParams } = request.at;
    if (request.headers.authorization !== `Bearer ${accepted}-token`) return status(response, 401, 'Unauthorized');
    if (pathname === '/version') return version(request, response);
    if (searchParams.has('watch')) return response.writeHead(200).write('\n');
    pages.push(searchParams.get('continue') ?? 'begin');
    if (searchParams.has('continue')) return json(response, list([node('b')], '5'));
    json(response, list([node('a')], '5', 'more'));
    accepted = 'second';
    connection.reached.folder.write('token', 'second-token\n');
  });
  const connection = connectionTo(t, { server: server.url, user: { tokenFile: 'token' } }, { clock: new FakeClock() });
  connection.reached.folder.write('token', 'first-token\n');
  const reflector = connection.follow(nodes);
  reflector.resume();
  await until(() => reflector.state.kind === 'live', 'live');
  assert.deepEqual([...reflector.view.keys()], ['a', 'b']);
  assert.deepEqual([pages, connection.state.kind], [['begin', 'more'], 'connected']);
});

test('a token that expires in the middle of a list and is renewed late: told as that, and well again without a click', async (t) => {
  let accepted = 'first';
  const server = await serve(t, (request, response) => {
    const { pathname, searchParams } = request.at;
    if (request.headers.authorization !== `Bearer ${accepted}-token`) return status(response, 401, 'Unauthorized');
    if (pathname === '/version') return version(request, response);
    if (searchParams.has('watch')) return response.writeHead(200).write('\n');
    if (searchParams.has('continue')) return json(response, list([node('b')], '5'));
    json(response, list([node('a')], '5', 'more'));
    accepted = 'second';
  });
  const clock = new FakeClock();
  const connection = connectionTo(t, { server: server.url, user: { tokenFile: 'token' } }, { clock });
  connection.reached.folder.write('token', 'first-token\n');
  const reflector = connection.follow(nodes);
  reflector.resume();
  await until(() => connection.state.kind === 'stale' && reflector.state.kind === 'stale', 'stale');
  assert.ok(connection.state.kind === 'stale' && connection.state.trouble.kind === 'unauthorized');
  assert.deepEqual([...reflector.view.keys()], ['a'], 'what arrived is shown');
  connection.reached.folder.write('token', 'second-token\n');
  await clock.advance(30_000);
  await until(() => reflector.state.kind === 'live' && connection.state.kind === 'connected', 'well again');
  assert.deepEqual([...reflector.view.keys()], ['a', 'b']);
});

test('a slow server: nodes are in the tree while the list still comes, and all of them when it is there', {
  skip,
}, async (t) => {
  const names = Array.from({ length: 250 }, (_one, index) => `node-${String(index).padStart(3, '0')}`);
  const items = names.map((name) => JSON.stringify(node(name)));
  let slow: ServerResponse | undefined;
  const { source, screen } = await explorer(t, (request, response) => {
    if (request.at.pathname !== '/api/v1/nodes') return status(response, 404, 'NotFound');
    if (request.at.searchParams.has('watch')) return response.writeHead(200).write('\n');
    slow = response;
    response.writeHead(200).write(`{"metadata":{"resourceVersion":"5"},"items":[${items.slice(0, 120).join()}`);
  });
  const there = () => new Set(screen.nodes.map((line) => line.node).filter((name) => name !== undefined));
  await screen.until(() => there().size >= 100);
  assert.equal(source.collection('nodes').state.kind, 'loading');
  slow?.end(`,${items.slice(120).join()}]}`);
  await screen.until(() => source.collection('nodes').state.kind === 'live');
  await screen.until(() => /–250( |$)/.test(screen.nodes.at(-1)?.description ?? ''));
});

/** Markdown, HTML, links that would run something, text that runs backwards, options, ends of lines. */
const EVIL = [
  '[click](command:workbench.action.terminal.new)',
  '<img src=x onerror=alert(1)>',
  '![x](https://evil.example/x.png) $(trash)',
  '\u202egnp.exe\u2066\u0007\u001b[31m',
  '--kubeconfig=/etc/shadow',
  '`x`\n\n# Title | cell\n---',
  '__proto__',
  '../../etc/passwd',
];
/** Whatever stands where something else should. */
const WRONG = [7, null, true, 'text', [], [[]], {}, { a: { b: 1 } }, [null, 3, 'x', {}], EVIL[0]];

/** An object with each of its fields wrong in some way. */
const wrong = (name: string, at: number): object => {
  const value = (offset: number): unknown => WRONG[(at + offset) % WRONG.length];
  const fields = ['labels', 'annotations', 'creationTimestamp', 'deletionTimestamp', 'ownerReferences', 'finalizers'];
  const metadata = Object.fromEntries(fields.map((field, index) => [field, value(index)]));
  return {
    metadata: { ...metadata, name, uid: value(7), resourceVersion: value(3) },
    spec: value(1),
    status: value(2),
  };
};

/** A node whose fields are all of the right kind, and all evil. */
const evil = (name: string, text: string): object => ({
  metadata: {
    name,
    resourceVersion: '4',
    creationTimestamp: text,
    labels: { [text]: text, 'node-role.kubernetes.io/master': text },
    annotations: {
      'k3s.io/node-args': JSON.stringify(['server', text]),
      'k3s.io/node-env': text,
    },
  },
  spec: { unschedulable: true, taints: [{ key: text, value: text, effect: text }] },
  status: {
    addresses: [{ type: text, address: text }],
    conditions: [{ type: 'Ready', status: text, reason: text, message: text, lastTransitionTime: text }],
    nodeInfo: { kubeletVersion: text, osImage: text },
    capacity: { cpu: text, memory: text, pods: text },
    allocatable: text,
  },
});

const discovery: object = {
  kind: 'APIGroupDiscoveryList',
  items: [null, 7, { metadata: { name: {} }, versions: [{ version: [], resources: [{ resource: 'nodes' }, 'x'] }] }],
};

test('hostile objects over the wire: the tree shows them as text, and nothing of it crashes or becomes anything else', {
  skip,
}, async (t) => {
  const hostile = [
    ...EVIL.map((text) => evil(text, text)),
    ...WRONG.map((_one, index) => wrong(`wrong-${index}`, index)),
  ];
  const large = { metadata: { name: 'large', annotations: { [EVIL[0] ?? '']: 'x'.repeat(1024 * 1024) } } };
  const items = [...hostile, large, 3, null, [], { metadata: null }, { metadata: { name: {} } }] as object[];
  const watched: ServerResponse[] = [];
  const { source, screen } = await explorer(t, (request, response) => {
    const { pathname, searchParams } = request.at;
    if (pathname === '/api') return json(response, discovery);
    // What nobody tells may be there, so all of it is asked for.
    if (pathname === '/apis') return status(response, 500, 'InternalError');
    if (request.method === 'POST') return json(response, { status: { allowed: true, resourceRules: [7, null] } }, 201);
    if (!searchParams.has('watch')) {
      const isTable = /as=Table/.test(String(request.headers.accept));
      return json(response, isTable ? { kind: 'Table', columnDefinitions: items, rows: items } : list(items, '5'));
    }
    response.writeHead(200).write('\n');
    if (pathname === '/api/v1/nodes') watched.push(response);
  });
  await screen.until(() => screen.nodes.length === hostile.length + 1);

  const opened = new Set<string>();
  const openAll = (): boolean => {
    const closed = screen.all.filter(({ id, collapsible }) => collapsible !== 'none' && !opened.has(id));
    for (const { id } of closed) screen.expand(id);
    for (const { id } of closed) opened.add(id);
    return closed.length > 0;
  };
  for (let rounds = 0; rounds < 8 && openAll(); rounds++) await new Promise((resolve) => setTimeout(resolve, 400));
  assert.ok(screen.all.length > 3 * hostile.length, `${screen.all.length} lines`);
  assert.equal(new Set(screen.all.map(({ id }) => id)).size, screen.all.length, 'no two lines are the same');

  for (const { label, description, accessible, context, tooltip } of screen.all) {
    const told = [label, description, accessible].join('\n');
    assert.doesNotMatch(told.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u, label);
    assert.ok(told.length < 5000, `${told.length} characters`);
    assert.match(context, /^[\w.-]*$/);
    const shown = tooltip?.() ?? '';
    assert.ok(shown.length < 50_000, `${shown.length} characters`);
    assert.doesNotMatch(shown, /(?<!\\)(?:<img|\]\(|!\[|\$\()/, shown.slice(0, 300));
  }
  assert.equal(({} as Record<string, unknown>).polluted, undefined);

  const { length } = watched;
  const watch = watched.at(-1);
  assert.ok(watch);
  const events = [
    [],
    7,
    { type: {} },
    { type: 'MODIFIED' },
    { type: 'ADDED', object: [] },
    { type: EVIL[0], object: {} },
  ];
  for (const one of events) watch.write(`${JSON.stringify(one)}\n`);
  watch.write(event('MODIFIED', wrong('wrong-0', 4)));
  watch.write('this is no JSON at all\n');
  await until(() => watched.length > length, 'a new watch');
  watched.at(-1)?.write(event('ADDED', node('well')));
  await screen.until(() => screen.nodes.some((line) => line.node === 'well'));
  assert.equal(source.state.kind, 'connected');
});
