/** Proxies: which one for which server, and real ones on loopback. */

import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { proxyFor } from '../../client/cluster/proxy.ts';
import { noOpenssl } from './certificates.ts';
import { transportTo } from './reach.ts';
import { json, serve } from './server.ts';

const through = (server: string, env: Record<string, string>, ofEntry?: string): string | undefined => {
  const found = proxyFor(new URL(server), ofEntry, { env });
  return found.ok ? found.value?.host : found.trouble.kind;
};

test('the kubeconfig goes before the setting, and the setting before the environment', () => {
  const server = new URL('https://k3s.example:6443');
  const settings = { url: 'http://setting:1', env: { HTTPS_PROXY: 'http://env:1' } };
  const host = (ofEntry?: string, one = settings) => {
    const found = proxyFor(server, ofEntry, one);
    return found.ok && found.value?.hostname;
  };
  assert.deepEqual(
    [host('http://entry:1'), host(), host(undefined, { ...settings, url: '' })],
    ['entry', 'setting', 'env'],
  );
  assert.equal(through('http://k3s.example', { HTTPS_PROXY: 'http://env:1' }), undefined);
  assert.equal(through('https://k3s.example', { https_proxy: 'env:1' }), 'env:1');
  assert.equal(through('https://k3s.example', { HTTPS_PROXY: 'gopher://env' }), 'proxy');
  for (const scheme of ['http', 'https']) {
    assert.equal(through(`${scheme}://k3s.example`, { all_proxy: 'socks5://all:1' }), 'all:1');
    const both = { ALL_PROXY: 'http://all:1', [`${scheme.toUpperCase()}_PROXY`]: 'http://one:1' };
    assert.equal(through(`${scheme}://k3s.example`, both), 'one:1');
  }
  assert.equal(through('https://k3s.example', { ALL_PROXY: 'http://all:1', NO_PROXY: 'k3s.example' }), undefined);
});

test('where the editor is told to use no proxy, only the one in the kubeconfig counts', () => {
  const settings = {
    url: 'http://setting:1',
    off: true,
    env: { HTTPS_PROXY: 'http://env:1', ALL_PROXY: 'http://all:1' },
  };
  const server = new URL('https://k3s.example:6443');
  assert.deepEqual(proxyFor(server, undefined, settings), { ok: true, value: undefined });
  const found = proxyFor(server, 'http://entry:1', settings);
  assert.ok(found.ok && found.value?.hostname === 'entry');
});

test('NO_PROXY as Go reads it', () => {
  const direct = (server: string, words: string): boolean =>
    through(server, { HTTPS_PROXY: 'http://p:1', NO_PROXY: words }) === undefined;
  for (const [server, words, expected] of [
    ['https://k3s.example:6443', 'k3s.example', true],
    ['https://a.k3s.example', 'k3s.example', true],
    ['https://a.k3s.example', '.k3s.example', true],
    ['https://k3s.example', '.k3s.example', false],
    ['https://notk3s.example', 'k3s.example', false],
    ['https://10.1.2.3:6443', '10.0.0.0/8', true],
    ['https://11.1.2.3:6443', '10.0.0.0/8', false],
    ['https://10.1.2.3:6443', '10.1.2.3:6443', true],
    ['https://10.1.2.3:6443', '10.1.2.3:443', false],
    ['https://[fd00::5]:6443', 'fd00::/16', true],
    ['https://k3s.example', ' other , * ', true],
    ['https://k3s.example', '10.0.0.0/99, ,/', false],
    ['https://127.0.0.1:6443', '', true],
    ['https://localhost', '', true],
  ] as const)
    assert.equal(direct(server, words), expected, `${server} ${words}`);
});

/** CONNECT, and SOCKS5 with user and password. */
async function proxy(t: TestContext, answer?: string) {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (first: Buffer) => {
      if (first[0] === 5) return socks(socket, asked);
      const head = first.toString('latin1');
      asked.push(head.split('\r\n')[0] ?? '', /proxy-authorization: (.*)\r/i.exec(head)?.[1] ?? '');
      if (answer !== undefined) return socket.end(answer);
      const [, host, port] = /CONNECT (.*):(\d+) /.exec(head) ?? [];
      return join(socket, Number(port), host ?? '', 'HTTP/1.1 200 OK\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => void server.close());
  return { asked, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function join(socket: Socket, port: number, host: string, hello: string | Buffer): void {
  const onwards = connect(port, host, () => {
    socket.write(hello);
    socket.pipe(onwards).pipe(socket);
  });
  onwards.on('error', () => socket.destroy());
}

function socks(socket: Socket, asked: string[]): void {
  socket.write(Buffer.from([5, 2]));
  socket.once('data', (login: Buffer) => {
    asked.push(login.subarray(2, 2 + (login[1] ?? 0)).toString());
    socket.write(Buffer.from([1, 0]));
    socket.once('data', (target: Buffer) => {
      const host = target.subarray(5, 5 + (target[4] ?? 0)).toString();
      asked.push(host);
      join(socket, target.readUInt16BE(5 + host.length), host, Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
    });
  });
}

test('HTTP/2 through CONNECT and through SOCKS5, with a login', { skip: noOpenssl }, async (t) => {
  const server = await serve(t, (request, response) => json(response, { version: request.httpVersion }), {
    protocol: 'h2',
  });
  const { host, asked } = await proxy(t);
  for (const scheme of ['http', 'socks5']) {
    const transport = transportTo(t, {
      server: server.url,
      cluster: { 'proxy-url': `${scheme}://me:pass%20word@${host}` },
    });
    const answer = await transport.request({ path: '/version' });
    assert.ok(answer.ok, JSON.stringify(answer));
    assert.deepEqual(answer.body, { version: '2.0' });
    assert.equal(transport.state.protocol, 'h2');
  }
  assert.deepEqual(asked, [
    `CONNECT 127.0.0.1:${server.port} HTTP/1.1`,
    `Basic ${Buffer.from('me:pass word').toString('base64')}`,
    'me',
    '127.0.0.1',
  ]);
});

test('a proxy that refuses, wants a login, talks nonsense, or is not there', async (t) => {
  for (const [answer, kind, words] of [
    ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', 'proxy', /user and a password/],
    ['HTTP/1.1 403 Forbidden\r\n\r\n', 'proxy', /does not let us through/],
    ['nonsense\r\n\r\n', 'proxy', /does not let us through/],
    ['cut off', 'interrupted', /broke off/],
  ] as const) {
    const { host } = await proxy(t, answer);
    const transport = transportTo(t, {
      server: 'https://k3s.example:6443',
      cluster: { 'certificate-authority-data': undefined, 'proxy-url': `http://me:canary@${host}` },
    });
    const found = await transport.request({ path: '/' });
    assert.ok(!found.ok);
    assert.equal(found.trouble.kind, kind, answer);
    assert.match(found.trouble.message, words);
    assert.ok(!JSON.stringify(found).includes('canary'));
  }
  const gone = await transportTo(t, {
    server: 'https://k3s.example',
    cluster: { 'certificate-authority-data': undefined, 'proxy-url': 'http://127.0.0.1:1' },
  }).request({ path: '/' });
  assert.ok(!gone.ok && gone.trouble.kind === 'refused' && /proxy/.test(gone.trouble.message));
});
