/** Requests, lists and watches against servers that answer well, badly, slowly or not at all. */

import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { authority, noOpenssl, signed } from './certificates.ts';
import { settle, until } from './clocks.ts';
import { base64, transportTo } from './reach.ts';
import { event, json, list, node, serve, status } from './server.ts';

const skip = noOpenssl;

test('a request says who asks, and the answer comes back', async (t) => {
  const server = await serve(t, (request, response) =>
    json(response, {
      who: request.headers.authorization,
      method: request.method,
      body: request.body,
      type: request.headers['content-type'],
    }),
  );
  const transport = transportTo(t, { server: server.url, user: { token: 'canary-token' } });
  const answer = await transport.request({
    method: 'PATCH',
    path: '/api/v1/nodes/a',
    query: { dryRun: 'All', no: undefined },
    body: { a: 1 },
    contentType: 'application/merge-patch+json',
  });
  assert.ok(answer.ok);
  assert.deepEqual(answer.body, {
    who: 'Bearer canary-token',
    method: 'PATCH',
    body: '{"a":1}',
    type: 'application/merge-patch+json',
  });
  assert.deepEqual(server.requests, ['PATCH /api/v1/nodes/a?dryRun=All']);
});

test('many watches and requests share one HTTP/2 connection', { skip }, async (t) => {
  const server = await serve(
    t,
    (request, response) =>
      request.at.searchParams.has('watch') ? response.writeHead(200).write('\n') : json(response, {}),
    { protocol: 'h2' },
  );
  const transport = transportTo(t, { server: server.url });
  await transport.request({ path: '/version' });
  let open = 0;
  const stop = new AbortController();
  const watches = Array.from({ length: 12 }, (_one, index) =>
    transport.watch({
      path: `/w${index}`,
      query: { watch: 'true' },
      onOpen: () => open++,
      onEvent: () => {},
      signal: stop.signal,
    }),
  );
  await until(() => open === 12, 'twelve watches');
  await Promise.all(Array.from({ length: 20 }, () => transport.request({ path: '/api' })));
  assert.equal(server.mostSockets, 1);
  assert.deepEqual(transport.state, { sockets: 1, protocol: 'h2', watches: 12 });
  stop.abort();
  for (const ended of await Promise.all(watches)) assert.ok(!ended.ok && ended.trouble.kind === 'cancelled');
});

test('over HTTP/1.1 there are at most four connections, and one stays free of watches', { skip }, async (t) => {
  const server = await serve(
    t,
    (request, response) =>
      request.at.searchParams.has('watch') ? response.writeHead(200).write('\n') : json(response, {}),
    { protocol: 'https' },
  );
  const transport = transportTo(t, { server: server.url });
  await transport.request({ path: '/version' });
  const stop = new AbortController();
  let open = 0;
  const watches = Array.from({ length: 10 }, () =>
    transport.watch({
      path: '/w',
      query: { watch: 'true' },
      onOpen: () => open++,
      onEvent: () => {},
      signal: stop.signal,
    }),
  );
  await until(() => open === 3, 'three watches');
  const answers = await Promise.all(Array.from({ length: 8 }, () => transport.request({ path: '/api' })));
  assert.ok(answers.every(({ ok }) => ok));
  assert.ok(server.mostSockets <= 4, `${server.mostSockets} sockets`);
  stop.abort();
  const kinds = (await Promise.all(watches)).map((one) => (one.ok ? 'ok' : one.trouble.kind)).sort();
  assert.deepEqual(kinds, [...Array(3).fill('cancelled'), ...Array(7).fill('noSlot')]);
});

for (const [protocol, most] of [
  ['h2', 8],
  ['https', 3],
] as const) {
  test(`after a certificate was renewed, as many watches run as before (${protocol})`, { skip }, async (t) => {
    const server = await serve(
      t,
      (request, response) =>
        request.at.searchParams.has('watch') ? response.writeHead(200).write('\n') : json(response, {}),
      { protocol, clients: 'k3s-client-ca' },
    );
    const userOf = (cn: string) => {
      const { cert, key } = signed({ by: 'k3s-client-ca', cn });
      return { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
    };
    let now = 0;
    const clock = { now: () => now, after: () => () => {}, random: () => 0 };
    const transport = transportTo(t, { server: server.url, user: userOf('before') }, { clock });
    const stop = new AbortController();
    t.after(() => stop.abort());
    const watches = () => {
      let open = 0;
      let refused = 0;
      for (let index = 0; index < 8; index++)
        void transport
          .watch({
            path: `/w${index}`,
            query: { watch: 'true' },
            onOpen: () => open++,
            onEvent: () => {},
            signal: stop.signal,
          })
          .then((ended) => {
            if (!ended.ok && ended.trouble.kind === 'noSlot') refused++;
          });
      return until(() => open === most && refused === 8 - most, `${most} watches`);
    };
    // Nothing is known of the server when the first of them begin.
    await watches();
    transport.reached.write({ server: server.url, user: userOf('after') });
    now += 2000;
    await watches();
    await until(() => transport.state.watches === most);
    assert.ok((await transport.request({ path: '/api' })).ok);
    assert.ok(server.mostSockets <= 4, `${server.mostSockets} sockets`);
  });
}

test('a Status tells reason, causes and when to come back', async (t) => {
  const server = await serve(t, (_request, response) =>
    status(response, 429, 'TooManyRequests', {
      details: {
        retryAfterSeconds: 7,
        causes: [
          { reason: 'DisruptionBudget', message: 'The disruption budget web needs 2 healthy pods and has 2 currently' },
        ],
      },
    }),
  );
  const answer = await transportTo(t, { server: server.url }).request({ path: '/x' });
  assert.ok(!answer.ok);
  assert.equal(answer.trouble.kind, 'busy');
  assert.deepEqual(
    [answer.status, answer.reason, answer.retryAfterMs, answer.causes?.[0]?.reason],
    [429, 'TooManyRequests', 7000, 'DisruptionBudget'],
  );
});

for (const [name, code, reason, kind] of [
  ['a right that is missing', 403, 'Forbidden', 'forbidden'],
  ['an object that is not there', 404, 'NotFound', 'missing'],
  ['an object that is there already', 409, 'AlreadyExists', 'exists'],
  ['somebody who was faster', 409, 'Conflict', 'conflict'],
  ['a version that is forgotten', 410, 'Expired', 'gone'],
  ['a value the server does not accept', 422, 'Invalid', 'rejected'],
  ['a server in trouble', 500, 'InternalError', 'server'],
] as const) {
  test(`a Status about ${name}`, async (t) => {
    const server = await serve(t, (_request, response) => status(response, code, reason));
    const answer = await transportTo(t, { server: server.url }).request({ path: '/x' });
    assert.ok(!answer.ok);
    assert.deepEqual([answer.trouble.kind, answer.status, answer.reason], [kind, code, reason]);
  });
}

test('a login page instead of an API server is told as such', async (t) => {
  const server = await serve(t, (request, response) =>
    request.at.pathname === '/redirect'
      ? response.writeHead(302, { location: 'http://login/' }).end()
      : response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>'),
  );
  const transport = transportTo(t, { server: server.url });
  for (const path of ['/version', '/redirect']) {
    const answer = await transport.request({ path });
    assert.ok(!answer.ok && answer.trouble.kind === 'notKubernetes', path);
  }
  const items = await transport.list({ path: '/api/v1/nodes', onItem: () => assert.fail() });
  assert.ok(!items.ok && items.trouble.kind === 'notKubernetes');
});

test('packed answers are unpacked, and a small answer that unpacks to a huge one is refused', async (t) => {
  const server = await serve(t, (request, response) => {
    assert.equal(request.headers['accept-encoding'], 'gzip');
    const body = request.at.pathname === '/bomb' ? Buffer.alloc(40 * 1024 * 1024, ' ') : Buffer.from('{"a":"ü"}');
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body));
  });
  const transport = transportTo(t, { server: server.url });
  const answer = await transport.request({ path: '/' });
  assert.ok(answer.ok);
  assert.deepEqual(answer.body, { a: 'ü' });
  const bomb = await transport.request({ path: '/bomb' });
  assert.ok(!bomb.ok && bomb.trouble.kind === 'tooLarge');
});

test('a server that accepts and then says nothing is given up in time', async (t) => {
  const server = await serve(t, () => {});
  const transport = transportTo(t, { server: server.url });
  const from = performance.now();
  const answer = await transport.request({ path: '/version', timeoutMs: 150 });
  assert.ok(!answer.ok && answer.trouble.kind === 'timeout');
  assert.ok(performance.now() - from < 5000);
});

test('a server that sends half of an answer and then nothing, too', async (t) => {
  const server = await serve(t, (_request, response) => response.writeHead(200).write('{"items":[{"metadata":'));
  const answer = await transportTo(t, { server: server.url }).list({ path: '/', onItem: () => {}, timeoutMs: 150 });
  assert.ok(!answer.ok && answer.trouble.kind === 'timeout');
});

test('a list may take longer than its limit as long as more of it comes', async (t) => {
  const server = await serve(t, async (_request, response) => {
    response.writeHead(200).write('{"metadata":{"resourceVersion":"7"},"items":[');
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      response.write(`${JSON.stringify(node(name))},`);
    }
    response.end(`${JSON.stringify(node('i'))}]}`);
  });
  let items = 0;
  const transport = transportTo(t, { server: server.url });
  const answer = await transport.list({ path: '/', onItem: () => items++, timeoutMs: 400 });
  assert.deepEqual([answer.ok, items], [true, 9]);
});

test('a cancelled request ends at once', async (t) => {
  const server = await serve(t, () => {});
  const stop = new AbortController();
  const answer = transportTo(t, { server: server.url }).request({ path: '/', signal: stop.signal });
  await until(() => server.requests.length === 1);
  stop.abort();
  const ended = await answer;
  assert.ok(!ended.ok && ended.trouble.kind === 'cancelled');
});

test('a list comes item by item, and the rest of it at the end', async (t) => {
  const server = await serve(t, (_request, response) => json(response, list([node('a'), node('b')], '7', 'next')));
  const names: unknown[] = [];
  const answer = await transportTo(t, { server: server.url }).list({
    path: '/api/v1/nodes',
    onItem: (item) => names.push(item),
  });
  assert.ok(answer.ok);
  assert.deepEqual(names, [node('a'), node('b')]);
  assert.deepEqual(answer.body, list([], '7', 'next'));
});

test('events are cut at line ends, whatever the pieces, and letters are not torn', async (t) => {
  const text = event('ADDED', node('höher', '1', { emoji: '🦆' })) + event('DELETED', node('b', '2'));
  const server = await serve(t, async (_request, response) => {
    response.writeHead(200);
    for (const byte of Buffer.from(text)) {
      response.write(Buffer.from([byte]));
      if (byte > 127) await settle(1);
    }
    response.end();
  });
  const events: unknown[] = [];
  const ended = await transportTo(t, { server: server.url }).watch({ path: '/', onEvent: (one) => events.push(one) });
  assert.ok(ended.ok);
  assert.deepEqual(events, [
    { type: 'ADDED', object: node('höher', '1', { emoji: '🦆' }) },
    { type: 'DELETED', object: node('b', '2') },
  ]);
});

test('a line without end is not collected for ever', async (t) => {
  const server = await serve(t, (_request, response) => {
    response.writeHead(200);
    const more = (): void => {
      if (!response.destroyed && response.write(Buffer.alloc(1024 * 1024, 'a'))) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  });
  const ended = await transportTo(t, { server: server.url }).watch({ path: '/', onEvent: () => assert.fail() });
  assert.ok(!ended.ok && ended.trouble.kind === 'tooLarge');
});

for (const protocol of ['h2', 'https'] as const) {
  test(`a watch whose server has gone silent ends (${protocol})`, { skip }, async (t) => {
    const server = await serve(t, (_request, response) => response.writeHead(200).write(event('ADDED', node('a'))), {
      protocol,
    });
    const events: unknown[] = [];
    const ended = await transportTo(t, { server: server.url }).watch({
      path: '/',
      onEvent: (one) => events.push(one),
      silenceMs: 120,
    });
    assert.ok(!ended.ok && ended.trouble.kind === 'timeout');
    assert.equal(events.length, 1);
  });
}

test('after a half-open connection the next request does not wait in vain', { skip }, async (t) => {
  const server = await serve(
    t,
    (request, response) => (request.at.pathname === '/w' ? response.writeHead(200).write('\n') : json(response, {})),
    { protocol: 'h2' },
  );
  const way = await relay(t, server.port);
  for (const how of ['request', 'watch'] as const) {
    const transport = transportTo(t, { server: `https://127.0.0.1:${way.port}` });
    assert.ok((await transport.request({ path: '/' })).ok);
    const watch =
      how === 'watch'
        ? transport.watch({ path: '/w', silenceMs: 100, onOpen: () => way.freeze(), onEvent: () => {} })
        : undefined;
    if (how === 'request') way.freeze();
    const waited = await (watch ?? transport.request({ path: '/', timeoutMs: 100 }));
    assert.ok(!waited.ok && waited.trouble.kind === 'timeout');
    assert.ok((await transport.request({ path: '/' })).ok, how);
    assert.equal(transport.state.sockets, 1);
  }
});

test('a half-open connection is noticed by its pings, long before a watch has to say something; a quiet one stays', {
  skip,
}, async (t) => {
  const server = await serve(
    t,
    (request, response) => (request.at.pathname === '/w' ? response.writeHead(200).write('\n') : json(response, {})),
    { protocol: 'h2' },
  );
  const way = await relay(t, server.port);
  const transport = transportTo(t, { server: `https://127.0.0.1:${way.port}` }, { pingMs: 100 });
  let open = false;
  let ended: string | undefined;
  const watch = transport
    .watch({
      path: '/w',
      onOpen: () => {
        open = true;
      },
      onEvent: () => {},
    })
    .then((end) => {
      ended = end.ok ? 'ok' : end.trouble.kind;
    });
  await until(() => open);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.deepEqual([ended, transport.state.sockets], [undefined, 1]);
  way.freeze();
  await watch;
  assert.equal(ended, 'interrupted');
  assert.ok((await transport.request({ path: '/' })).ok);
});

test('a request beside one that waited in vain on a half-open connection is sent again over the new one', {
  skip,
}, async (t) => {
  const server = await serve(t, (_request, response) => json(response, {}), { protocol: 'h2' });
  const way = await relay(t, server.port);
  const transport = transportTo(t, { server: `https://127.0.0.1:${way.port}` });
  assert.ok((await transport.request({ path: '/' })).ok);
  way.freeze();
  const beside = transport.request({ path: '/beside' });
  const inVain = await transport.request({ path: '/in-vain', timeoutMs: 100 });
  assert.ok(!inVain.ok && inVain.trouble.kind === 'timeout');
  assert.ok((await beside).ok, JSON.stringify(await beside));
});

/** A way to a server that forgets its connections, as a firewall does: nothing comes through, and nothing is closed. */
async function relay(t: TestContext, to: number) {
  const pairs: Socket[] = [];
  const server = createTcpServer((from) => {
    const onwards = connect(to, '127.0.0.1');
    pairs.push(from, onwards);
    from.pipe(onwards).pipe(from);
    for (const socket of [from, onwards]) socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    for (const socket of pairs) socket.destroy();
  });
  const freeze = (): void => {
    for (const socket of pairs) socket.unpipe().pause();
  };
  return { port: (server.address() as AddressInfo).port, freeze };
}

test('a kept connection that the server has closed meanwhile is opened again', async (t) => {
  const server = await serve(t, (_request, response) => json(response, {}));
  const transport = transportTo(t, { server: server.url });
  assert.ok((await transport.request({ path: '/a' })).ok);
  server.handler = (request, response) => {
    server.handler = (_request, again) => json(again, {});
    if (request.method === 'GET') response.destroy();
  };
  assert.ok((await transport.request({ path: '/b' })).ok);
  assert.deepEqual(server.requests, ['GET /a', 'GET /b', 'GET /b']);
});

test('what writes is never sent twice', async (t) => {
  const server = await serve(t, (_request, response) => void response.destroy());
  const answer = await transportTo(t, { server: server.url }).request({ method: 'POST', path: '/a', body: {} });
  assert.ok(!answer.ok && answer.trouble.kind === 'interrupted');
  assert.equal(server.requests.length, 1);
});

test('a certificate of another authority, an old one and one for another name each have their sentence', {
  skip,
}, async (t) => {
  const cases = [
    ['authority', signed({ by: 'other-ca' }), /another authority[\s\S]*Import the kubeconfig again/],
    ['expired', signed({ days: -1 }), /expired[\s\S]*Restart K3s/],
    ['hostname', signed({ names: 'DNS:k3s.example,IP:10.0.0.5' }), /k3s\.example, 10\.0\.0\.5[\s\S]*tls-san/],
  ] as const;
  for (const [kind, pair, words] of cases) {
    const server = await serve(t, (_request, response) => json(response, {}), { protocol: 'h2', pair });
    const answer = await transportTo(t, { server: server.url }).request({ path: '/version' });
    assert.ok(!answer.ok);
    assert.equal(answer.trouble.kind, kind);
    assert.match(`${answer.trouble.message}\n${answer.trouble.next}`, words);
    const trusting = await transportTo(t, {
      server: server.url,
      cluster: { 'insecure-skip-tls-verify': true },
    }).request({ path: '/version' });
    assert.ok(trusting.ok, kind);
  }
});

test('a name for TLS of its own is what the certificate has to be for', { skip }, async (t) => {
  const server = await serve(t, (_request, response) => json(response, {}), {
    protocol: 'h2',
    pair: signed({ names: 'DNS:k3s.example' }),
  });
  const answer = await transportTo(t, { server: server.url, cluster: { 'tls-server-name': 'k3s.example' } }).request({
    path: '/version',
  });
  assert.ok(answer.ok);
});

test('TLS to a port without TLS, and no TLS to a port with it', { skip }, async (t) => {
  const plain = await serve(t, (_request, response) => json(response, {}));
  const one = await transportTo(t, { server: plain.url.replace('http:', 'https:') }).request({ path: '/' });
  assert.ok(!one.ok && one.trouble.kind === 'notTls', JSON.stringify(one));
  // kube-apiserver's words.
  plain.handler = (_request, response) =>
    response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n');
  const other = await transportTo(t, { server: plain.url }).request({ path: '/' });
  assert.ok(!other.ok && other.trouble.kind === 'notTls');
});

test('nobody listens; the name is unknown; nobody answers', async (t) => {
  const server = await serve(t, () => {});
  await server.stop();
  const refused = await transportTo(t, { server: server.url }).request({ path: '/' });
  assert.ok(!refused.ok && refused.trouble.kind === 'refused');
  const unknown = await transportTo(t, {
    server: 'https://k3s.invalid:6443',
    cluster: { 'certificate-authority-data': undefined },
  }).request({ path: '/', timeoutMs: 2000 });
  assert.ok(!unknown.ok && ['dns', 'timeout'].includes(unknown.trouble.kind), JSON.stringify(unknown));
  // Accepts on TCP level, and never begins TLS.
  const deaf = createTcpServer(() => {});
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  t.after(() => void deaf.close());
  const { port } = deaf.address() as AddressInfo;
  const silent = await transportTo(
    t,
    { server: `https://127.0.0.1:${port}`, cluster: { 'certificate-authority-data': undefined } },
    { connectMs: 100 },
  ).request({ path: '/' });
  assert.ok(!silent.ok && silent.trouble.kind === 'timeout', JSON.stringify(silent));
});

test('scenario 42: a client certificate renewed on the disk is used without a reload of the window, and watches start anew', {
  skip,
}, async (t) => {
  const seen: string[] = [];
  const server = await serve(
    t,
    (request, response) => {
      seen.push(
        (request.socket as never as { getPeerCertificate(): { subject?: { CN: string } } }).getPeerCertificate().subject
          ?.CN ?? '-',
      );
      if (request.at.searchParams.has('watch')) response.writeHead(200).write('\n');
      else json(response, {});
    },
    { protocol: 'https', clients: 'k3s-client-ca' },
  );
  const userOf = (cn: string) => {
    const { cert, key } = signed({ by: 'k3s-client-ca', cn });
    return { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
  };
  let now = 0;
  const clock = { now: () => now, after: () => () => {}, random: () => 0 };
  const transport = transportTo(t, { server: server.url, user: userOf('before') }, { clock });
  await transport.request({ path: '/' });
  let open = false;
  const watch = transport.watch({
    path: '/',
    query: { watch: 'true' },
    onOpen: () => {
      open = true;
    },
    onEvent: () => {},
  });
  await until(() => open);
  transport.reached.write({ server: server.url, user: userOf('after') });
  now += 2000;
  await transport.request({ path: '/' });
  assert.deepEqual(await watch, { ok: true });
  assert.deepEqual(seen, ['before', 'before', 'after']);
  await until(() => transport.state.sockets === 1, 'the old connection is closed');
});

test('a new token needs no new connection, and disturbs no watch', { skip }, async (t) => {
  const server = await serve(
    t,
    (request, response) =>
      request.at.pathname === '/w'
        ? response.writeHead(200).write('\n')
        : json(response, request.headers.authorization),
    { protocol: 'h2' },
  );
  let now = 0;
  const clock = { now: () => now, after: () => () => {}, random: () => 0 };
  const transport = transportTo(t, { server: server.url, user: { token: 'first-token' } }, { clock });
  let open = false;
  void transport.watch({
    path: '/w',
    onOpen: () => {
      open = true;
    },
    onEvent: () => {},
  });
  await until(() => open);
  transport.reached.write({ server: server.url, user: { token: 'second-token' } });
  now += 2000;
  const answer = await transport.request({ path: '/' });
  assert.ok(answer.ok && answer.body === 'Bearer second-token');
  assert.deepEqual(transport.state, { sockets: 1, protocol: 'h2', watches: 1 });
});

test('an expired client certificate is told with its date', { skip }, async (t) => {
  const server = await serve(t, (_request, response) => status(response, 401, 'Unauthorized'));
  const { cert, key } = signed({ by: 'k3s-client-ca', days: -1 });
  const tls = await serve(t, server.handler, { protocol: 'h2' });
  const answer = await transportTo(t, {
    server: tls.url,
    user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) },
  }).request({ path: '/' });
  assert.ok(!answer.ok && answer.trouble.kind === 'unauthorized');
  assert.match(answer.trouble.message, /expired on \d{4}-\d\d-\d\d/);
});

test('a token file is read again when it changed, at the latest after a 401', async (t) => {
  const server = await serve(t, (request, response) =>
    request.headers.authorization === 'Bearer second-token'
      ? json(response, {})
      : status(response, 401, 'Unauthorized'),
  );
  const clock = { now: () => 0, after: () => () => {}, random: () => 0 };
  const transport = transportTo(t, { server: server.url, user: { tokenFile: 'token' } }, { clock });
  transport.reached.folder.write('token', 'first-token\n');
  const first = await transport.request({ path: '/' });
  assert.ok(!first.ok && first.trouble.kind === 'unauthorized');
  transport.reached.folder.write('token', 'second-token\n');
  assert.ok((await transport.request({ path: '/' })).ok);
});

test('a kubeconfig of a folder that nobody trusts sends no file', async (t) => {
  const server = await serve(t, (_request, response) => json(response, {}));
  const transport = transportTo(
    t,
    { server: server.url, user: { tokenFile: '/etc/hostname' } },
    { mayRun: () => false },
  );
  const answer = await transport.request({ path: '/' });
  assert.ok(!answer.ok && answer.trouble.kind === 'untrusted');
  assert.equal(server.requests.length, 0);
});

test('garbage as certificate, and a key that belongs to another one', { skip }, async (t) => {
  const { cert } = signed();
  const other = authority('other-ca');
  for (const config of [
    { server: 'https://127.0.0.1:1', cluster: { 'certificate-authority-data': base64('canary-garbage') } },
    {
      server: 'https://127.0.0.1:1',
      user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(other.key) },
    },
    { server: 'https://127.0.0.1:1', user: { 'client-certificate-data': base64(cert) } },
    { server: 'https://127.0.0.1:1', user: { token: 'two\nlines' } },
    { server: 'http://10.0.0.1:1', user: { token: 'would-be-seen' } },
  ]) {
    const answer = await transportTo(t, config).request({ path: '/' });
    assert.ok(!answer.ok && ['invalid', 'unsupported'].includes(answer.trouble.kind), JSON.stringify(answer));
    assert.ok(!JSON.stringify(answer).includes('canary'));
  }
});

test('as somebody else, with groups and extras, or not at all', async (t) => {
  const server = await serve(t, (request, response) => json(response, request.headers));
  const user = {
    as: 'jane',
    'as-uid': '7',
    'as-groups': ['dev', 'ops'],
    'as-user-extra': { 'example.com/scope': ['a'] },
  };
  const answer = await transportTo(t, { server: server.url, user }).request({ path: '/' });
  assert.ok(answer.ok);
  const headers = answer.body as Record<string, string>;
  assert.equal(headers['impersonate-user'], 'jane');
  assert.equal(headers['impersonate-uid'], '7');
  assert.equal(headers['impersonate-group'], 'dev, ops');
  assert.equal(headers['impersonate-extra-example.com%2fscope'], 'a');
  const nobody = await transportTo(t, { server: server.url, user: { 'as-groups': ['system:masters'] } }).request({
    path: '/',
  });
  assert.ok(!nobody.ok && nobody.trouble.kind === 'invalid');
});
