/** Which address a cluster is reached by: what its certificate is for, asked of real servers, and what to do when none fits. */

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import {
  type Address,
  addressesFor,
  type Known,
  serverUrl,
  sortedByAnswer,
  tlsSanAdvice,
} from '../../client/machines/kubeconfig/addresses.ts';
import { canonical, namesIn, type Probed, probe } from '../../client/machines/kubeconfig/probe.ts';
import { createAuthority } from '../../demo/cluster/certificates/authority.ts';
import { authority, noOpenssl, signed } from '../cluster/certificates.ts';

/** As K3s makes it for a server `server-1` at 10.0.0.5. */
const NAMES = [
  ...['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'],
  ...['localhost', 'server-1', '10.0.0.5', '10.43.0.1', '127.0.0.1', '::1'],
];

const known = (some: Partial<Known> = {}): Known => ({
  names: NAMES,
  reachedBy: [],
  addresses: ['10.0.0.5'],
  hostname: 'server-1',
  serviceCidr: '',
  local: undefined,
  ...some,
});

const words = ({ host, named, serverName }: Address): string =>
  named ? host : `${host} as ${serverName ?? 'nothing'}`;
const hosts = (some: Partial<Known> = {}): readonly string[] => addressesFor(known(some)).map(words);

test("scenario 31: names that lead here, inside the cluster or to the API's own service are none", () => {
  assert.deepEqual(hosts(), ['server-1', '10.0.0.5']);
  assert.deepEqual(hosts({ serviceCidr: '10.50.0.0/16,fd50::/112', names: [...NAMES, '10.50.0.1', 'fd50::1'] }), [
    '10.43.0.1',
    'server-1',
    '10.0.0.5',
  ]);
});

test('scenario 31: what somebody put there with `tls-san` comes before what the server calls itself', () => {
  assert.deepEqual(hosts({ names: [...NAMES, 'k3s.example.org', '203.0.113.9'] }), [
    'k3s.example.org',
    '203.0.113.9',
    'server-1',
    '10.0.0.5',
  ]);
});

test('scenario 31: how the person reaches it already comes first, where the certificate is for that', () => {
  assert.deepEqual(hosts({ reachedBy: ['10.0.0.5'] }), ['10.0.0.5', 'server-1']);
  assert.deepEqual(hosts({ reachedBy: ['a.k3s.example.org'], names: [...NAMES, '*.k3s.example.org'] }), [
    'a.k3s.example.org',
    'server-1',
    '10.0.0.5',
  ]);
});

test('scenario 31: an address that the certificate is not for comes last, with the name to expect, and `tls-san` is proposed', () => {
  assert.deepEqual(hosts({ reachedBy: ['bastion.example.org', '127.0.0.1'], addresses: ['10.0.0.5', '203.0.113.5'] }), [
    'server-1',
    '10.0.0.5',
    'bastion.example.org as kubernetes',
    '203.0.113.5 as kubernetes',
  ]);
  assert.deepEqual(hosts({ names: [], reachedBy: ['a'] }), ['a as nothing', '10.0.0.5 as nothing']);
  assert.match(tlsSanAdvice('bastion.example.org'), /bastion\.example\.org.*`tls-san` in config\.yaml/);
});

test('in a window on the server its own address is the best', () => {
  assert.deepEqual(hosts({ local: '127.0.0.1' })[0], '127.0.0.1');
});

test('IPv6 has one spelling, and stands in brackets', () => {
  assert.deepEqual(hosts({ names: ['fd00::5'], addresses: ['FD00:0:0:0:0:0:0:5'] }), ['fd00::5']);
  assert.equal(canonical('[FD00::0:5]'), 'fd00::5');
  assert.equal(serverUrl('fd00::5', '6443')?.href, 'https://[fd00::5]:6443/');
  assert.equal(serverUrl('k3s.example.org', '6443')?.href, 'https://k3s.example.org:6443/');
});

test('those that answer come first, strangers do not come at all', () => {
  const all = addressesFor(
    known({ reachedBy: ['bastion'], names: [...NAMES, 'k3s.example.org', 'other.example.org'] }),
  );
  const answers: Probed = { kind: 'answers', names: [] };
  const probed = new Map<string, Probed>([
    ['k3s.example.org', { kind: 'silent' }],
    ['other.example.org', { kind: 'stranger' }],
    ['10.0.0.5', answers],
    ['bastion', answers],
  ]);
  assert.deepEqual(sortedByAnswer(all, probed).map(words), [
    '10.0.0.5',
    'k3s.example.org',
    'server-1',
    'bastion as kubernetes',
  ]);
});

async function listening(t: TestContext, pair: { cert: string; key: string }): Promise<number> {
  const server = createTlsServer(pair).listen(0, '127.0.0.1');
  server.on('tlsClientError', () => undefined);
  t.after(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('a certificate of the CA says for which names it is, whatever it is asked by', async (t) => {
  const ca = createAuthority('k3s-server-ca');
  const port = await listening(t, ca.server(['kubernetes', 'Server-1', '10.0.0.5', '::1']));
  for (const host of ['127.0.0.1', 'localhost'])
    assert.deepEqual(await probe(host, port, ca.cert), {
      kind: 'answers',
      names: ['kubernetes', 'server-1', '10.0.0.5', '::1'],
    });
});

test("a certificate of another CA, or out of date, is a stranger's; nobody there is silence", {
  skip: noOpenssl,
}, async (t) => {
  const port = await listening(t, signed());
  assert.equal((await probe('127.0.0.1', port, authority().cert)).kind, 'answers');
  assert.deepEqual(await probe('127.0.0.1', port, createAuthority().cert), { kind: 'stranger' });
  const late = await listening(t, signed({ days: -1 }));
  assert.deepEqual(await probe('127.0.0.1', late, authority().cert), { kind: 'stranger' });
  const mute = createServer().listen(0, '127.0.0.1');
  t.after(() => mute.close());
  await once(mute, 'listening');
  const { port: quiet } = mute.address() as AddressInfo;
  assert.deepEqual(await probe('127.0.0.1', quiet, authority().cert, { timeoutMs: 50 }), { kind: 'silent' });
  assert.deepEqual(await probe('127.0.0.1', quiet, authority().cert, { signal: AbortSignal.abort() }), {
    kind: 'silent',
  });
  mute.close();
  assert.deepEqual(await probe('127.0.0.1', quiet, authority().cert), { kind: 'silent' });
});

test('names as openssl writes them; what is no name is left out', { skip: noOpenssl }, () => {
  const names = 'DNS:k3s.example.org,DNS:*.k3s.example.org,IP:10.0.0.5,IP:fd00::5,URI:https://x,email:a@b';
  const { cert } = signed({ names });
  assert.deepEqual(namesIn(new X509Certificate(cert)), ['k3s.example.org', '*.k3s.example.org', '10.0.0.5', 'fd00::5']);
  assert.deepEqual(namesIn({ subjectAltName: 'DNS:"a, DNS:b", DNS:x y, IP Address:nope, DNS:c' }), ['c']);
  assert.deepEqual(namesIn({ subjectAltName: undefined }), []);
});
