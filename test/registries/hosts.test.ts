/** What K3s writes for containerd. The conformance cases hold the whole of it; these are the points worth knowing. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generated, hosts } from '../support/registries.ts';

const mirror = (...endpoints: string[]): string => `mirrors: {docker.io: {endpoint: [${endpoints.join(', ')}]}}`;

describe('an endpoint', () => {
  for (const [written, url] of [
    ['mirror.lan', 'https://mirror.lan/v2'],
    ['mirror.lan:8443', 'https://mirror.lan:8443/v2'],
    ['localhost:5000', 'http://localhost:5000/v2'],
    ['localhost:443', 'https://localhost:443/v2'],
    ['127.0.0.1:5000', 'http://127.0.0.1:5000/v2'],
    ['https://mirror.lan/', 'https://mirror.lan/v2'],
    ['https://mirror.lan/v2', 'https://mirror.lan/v2'],
    ['https://mirror.lan/v2/', 'https://mirror.lan/v2/ (path as it stands)'],
    ['https://mirror.lan/v2/hub', 'https://mirror.lan/v2/hub (path as it stands)'],
    ['HTTPS://Mirror.LAN', 'https://Mirror.LAN/v2'],
    ['https:/mirror.lan', 'https://https:/mirror.lan (path as it stands)'],
    ['~', 'https:///v2'],
  ] as const) {
    it(`${written} becomes ${url}`, () => {
      assert.deepEqual(hosts(mirror(written)), [`docker.io: ${url}, then https://registry-1.docker.io/v2`]);
    });
  }

  it('that is refused or repeated is a line in the log', () => {
    const { log } = generated(mirror('https://a.lan:x', 'https://a.lan', 'a.lan/v2'));
    assert.deepEqual(
      log.map(({ kind, ...entry }) => `${kind} ${'index' in entry ? entry.index : ''}`),
      ['invalid-endpoint 0', 'duplicate-endpoint 2'],
    );
  });
});

describe('the registry itself', () => {
  it('is asked last', () => {
    assert.deepEqual(hosts(mirror('https://a.lan')), [
      'docker.io: https://a.lan/v2, then https://registry-1.docker.io/v2',
    ]);
  });

  it('is not asked with disable-default-registry-endpoint', () => {
    assert.deepEqual(hosts(mirror('https://a.lan'), { noDefaultEndpoint: true }), ['docker.io: https://a.lan/v2']);
  });

  it('is asked again because of an entry under configs, even an empty one', () => {
    const text = 'mirrors: {a.lan: {endpoint: [https://b.lan]}}\nconfigs: {a.lan: }';
    assert.deepEqual(hosts(text, { noDefaultEndpoint: true }), ['a.lan: https://b.lan/v2, then https://a.lan/v2']);
  });

  it('loses the rewrites when it is written as the last endpoint', () => {
    const text = 'mirrors: {a.lan: {endpoint: [https://b.lan, https://a.lan], rewrite: {"(.*)": x/$1}}}';
    assert.deepEqual(hosts(text), ['a.lan: https://b.lan/v2 (.*) → x/$1, then https://a.lan/v2']);
  });

  it('needs no file when nothing is set', () => {
    assert.deepEqual(hosts('mirrors: {quay.io: {endpoint: [https://quay.io]}, ghcr.io: }\nconfigs: {a.lan: }'), []);
  });
});

describe('settings', () => {
  const settings = (host: string): string =>
    `${mirror('https://m.lan:5000')}\nconfigs: {"${host}": {tls: {ca_file: /ca}}}`;

  it('count for the exact host of the endpoint', () => {
    assert.deepEqual(hosts(settings('m.lan:5000')), [
      'm.lan:5000: then https://m.lan:5000/v2 ca /ca',
      'docker.io: https://m.lan:5000/v2 ca /ca, then https://registry-1.docker.io/v2',
    ]);
  });

  it('without its port do not', () => {
    assert.equal(hosts(settings('m.lan'))[1], 'docker.io: https://m.lan:5000/v2, then https://registry-1.docker.io/v2');
  });

  it('of Docker Hub may stand under either of its names', () => {
    for (const host of ['docker.io', 'registry-1.docker.io'])
      assert.equal(
        hosts(settings(host)).at(-1),
        'docker.io: https://m.lan:5000/v2, then https://registry-1.docker.io/v2 ca /ca',
      );
  });
});

describe('the wildcard', () => {
  it('stands for whatever registry is asked', () => {
    assert.deepEqual(hosts('mirrors: {"*": {endpoint: [https://a.lan]}}'), [
      '_default: https://a.lan/v2, then the registry itself',
    ]);
  });

  it('loses its settings when it has a mirror too', () => {
    const text = 'mirrors: {"*": {endpoint: [https://a.lan]}}\nconfigs: {"*": {tls: {insecure_skip_verify: yes}}}';
    assert.deepEqual(hosts(text), ['_default: https://a.lan/v2, then the registry itself']);
    assert.deepEqual(hosts('configs: {"*": {tls: {insecure_skip_verify: yes}}}'), [
      '_default: then no address unverified',
    ]);
  });
});

describe('the embedded registry', () => {
  const embedded = { address: '127.0.0.1:6443', caFile: '/ca', certFile: '/c', keyFile: '/k' };

  it('comes first for every mirror, without rewrites', () => {
    const text = 'mirrors: {docker.io: , a.lan: {endpoint: [https://b.lan], rewrite: {a: b}}, "localhost:5000": }';
    assert.deepEqual(hosts(text, { embedded }), [
      '127.0.0.1:6443: then https://127.0.0.1:6443/v2 ca /ca',
      'docker.io: https://127.0.0.1:6443/v2 ca /ca, then https://registry-1.docker.io/v2',
      'a.lan: https://127.0.0.1:6443/v2 ca /ca, https://b.lan/v2 a → b, then https://a.lan/v2',
    ]);
  });
});

describe('containerd cannot read', () => {
  const rewrite = (pattern: string, replacement = 'x'): string =>
    `mirrors: {docker.io: {endpoint: [https://a.lan], rewrite: {'${pattern}': '${replacement}'}}}`;
  const isRead = (text: string, release?: 'v1.36.0+k3s1'): boolean =>
    !generated(text, release ? { release } : {}).hosts.get('docker.io')?.unreadable;

  for (const [pattern, replacement, first, second] of [
    ['^a\\.b', 'x', false, false],
    ['^a\\\\.b', 'x', true, true],
    ['\\d+', 'x', false, false],
    ['\\bteam', 'x', true, true],
    ['a\\/b', 'x', true, false],
    ['a', 'b"c', false, false],
    ['a', 'b" # c', true, true],
    ['a"b', 'x', false, false],
    ['^[a-z]+/(.*)$', '$1', true, true],
  ] as const) {
    it(`${pattern} → ${replacement}: ${first ? 'it can' : 'indeed'}${first === second ? '' : ', and not in containerd 2'}`, () => {
      assert.equal(isRead(rewrite(pattern, replacement)), first);
      assert.equal(isRead(rewrite(pattern, replacement), 'v1.36.0+k3s1'), second);
    });
  }

  it('an IPv6 address before containerd 2', () => {
    assert.equal(isRead(mirror('"https://[fd00::1]:5000"')), false);
    assert.equal(isRead(mirror('"https://[fd00::1]:5000"'), 'v1.36.0+k3s1'), true);
  });

  it('its own configuration with a control character in a password, and then does not start', () => {
    const { credentials } = generated(
      'configs: {a.lan: {auth: {password: "a\\ab"}}, b.lan: {auth: {password: "a\\tb"}}}',
    );
    assert.deepEqual(
      credentials.unreadable.map(({ settings }) => settings.name),
      ['a.lan'],
    );
    assert.deepEqual([...credentials.byHost.keys()], ['b.lan']);
  });
});
