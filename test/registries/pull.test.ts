/** Which addresses an image is pulled from. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readImage } from '../../server/registries/image.ts';
import { pull, pulls } from '../support/registries.ts';

describe('the name of an image', () => {
  for (const [text, registry, repository, tag] of [
    ['nginx', 'docker.io', 'library/nginx', 'latest'],
    ['nginx:1.27', 'docker.io', 'library/nginx', '1.27'],
    ['rancher/k3s:v1', 'docker.io', 'rancher/k3s', 'v1'],
    ['index.docker.io/nginx', 'docker.io', 'library/nginx', 'latest'],
    ['reg.lan:5000/a/b:c', 'reg.lan:5000', 'a/b', 'c'],
    ['localhost/a', 'localhost', 'a', 'latest'],
    ['registry/a', 'docker.io', 'registry/a', 'latest'],
    [`quay.io/a@sha256:${'0'.repeat(64)}`, 'quay.io', 'a', ''],
  ] as const) {
    it(text.slice(0, 40), () => {
      const name = readImage(text);
      assert.deepEqual([name?.registry, name?.repository, name?.tag], [registry, repository, tag]);
    });
  }
  for (const text of ['', 'Nginx', 'https://a.lan/x', 'a b', 'a.lan/', 'nginx@sha256:12'])
    it(`"${text}" is none`, () => assert.equal(readImage(text), undefined));
});

describe('nginx:1.27 is pulled from', () => {
  const hub = 'https://registry-1.docker.io/v2/library/nginx/manifests/1.27';

  it('Docker Hub without any settings', () => {
    assert.deepEqual(pulls('nginx:1.27', ''), [hub]);
    assert.equal(pull('nginx:1.27', '').by, 'nothing');
  });

  it('its mirrors in order, then Docker Hub', () => {
    assert.deepEqual(pulls('nginx:1.27', 'mirrors: {docker.io: {endpoint: [a.lan, http://b.lan:5000]}}'), [
      'https://a.lan/v2/library/nginx/manifests/1.27',
      'http://b.lan:5000/v2/library/nginx/manifests/1.27',
      hub,
    ]);
  });

  it('the wildcard when docker.io has no entry of its own', () => {
    const text = 'mirrors: {"*": {endpoint: [a.lan]}, quay.io: {endpoint: [b.lan]}}';
    assert.deepEqual(pulls('nginx:1.27', text), ['https://a.lan/v2/library/nginx/manifests/1.27', hub]);
    assert.equal(pull('nginx:1.27', text).by, 'wildcard');
  });

  it('a path as it stands, cleaned of slashes', () => {
    assert.deepEqual(
      pulls('nginx:1.27', 'mirrors: {docker.io: {endpoint: [https://a.lan/v2//hub/]}}')[0],
      'https://a.lan/v2/hub/library/nginx/manifests/1.27',
    );
  });

  it('the rewritten name, and from Docker Hub by its own', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of Go
    const text = 'mirrors: {docker.io: {endpoint: [a.lan], rewrite: {"^library/(.*)": "hub/${1}x"}}}';
    assert.deepEqual(pulls('nginx:1.27', text), ['https://a.lan/v2/hub/nginxx/manifests/1.27', hub]);
  });

  it('either name when two rewrites fit', () => {
    const text = 'mirrors: {docker.io: {endpoint: [a.lan], rewrite: {"(.*)": x/$1, "^library/": y/}}}';
    assert.equal(pulls('nginx:1.27', text)[0], 'https://a.lan/v2/x/library/nginx/manifests/1.27 or y/nginx');
  });

  it('Docker Hub alone when containerd cannot read the mirrors', () => {
    const text = 'mirrors: {docker.io: {endpoint: [a.lan], rewrite: {"\\\\d": x}}}';
    assert.deepEqual(pulls('nginx:1.27', text), [hub]);
    assert.equal(pull('nginx:1.27', text).unreadable?.kind, 'rewrite');
  });

  it('mirrors alone with disable-default-registry-endpoint', () => {
    assert.deepEqual(pulls('nginx:1.27', 'mirrors: {docker.io: {endpoint: [a.lan]}}', { noDefaultEndpoint: true }), [
      'https://a.lan/v2/library/nginx/manifests/1.27',
    ]);
  });

  it('nowhere when something is broken for all', () => {
    assert.deepEqual(pulls('nginx:1.27', 'mirrors: ['), ['nothing: file-unreadable']);
    assert.deepEqual(pulls('nginx:1.27', 'configs: {a.lan: {auth: {password: "\\a"}}}'), [
      'nothing: runtime-unreadable',
    ]);
    const half = 'mirrors: {docker.io: {endpoint: [a.lan]}}\nconfigs: {a.lan: {tls: {cert_file: /c.pem}}}';
    assert.deepEqual(pulls('nginx:1.27', half), ['nothing: client-pair']);
    assert.equal(pulls('quay.io/a', half).length, 1);
  });
});

describe('credentials', () => {
  const auth = (host: string, fields: string): string =>
    `mirrors: {docker.io: {endpoint: ["https://m.lan:5000"]}}\nconfigs: {"${host}": {auth: {${fields}}}}`;
  const given = (text: string, release?: 'v1.36.0+k3s1'): (string | undefined)[] =>
    pull('nginx', text, release ? { release } : {}).attempts.map(({ credentials }) => credentials);

  it('go to the exact host', () => {
    assert.deepEqual(given(auth('m.lan:5000', 'username: u')), ['password', 'none']);
    assert.deepEqual(given(auth('m.lan', 'username: u')), ['none', 'none']);
  });

  it('of Docker Hub are looked for under its real name only, until July 2025', () => {
    assert.deepEqual(given(auth('registry-1.docker.io', 'username: u')), ['none', 'password']);
    assert.deepEqual(given(auth('docker.io', 'username: u')), ['none', 'none']);
    assert.deepEqual(given(auth('docker.io', 'username: u'), 'v1.36.0+k3s1'), ['none', 'password']);
  });

  for (const [fields, kind] of [
    ['username: u, password: p, auth: x', 'password'],
    ['identity_token: t, auth: x', 'identity-token'],
    ['auth: dTpw', 'auth'],
    ['auth: dckr_pat', 'broken'],
    ['password: p', 'empty'],
    ['token: t', 'empty'],
  ] as const) {
    it(`{${fields}} is ${kind}`, () => assert.equal(given(auth('m.lan:5000', fields))[0], kind));
  }
});

describe('a registry of its own', () => {
  it('is asked by its name and port', () => {
    const text = 'mirrors: {"reg.lan:5000": {endpoint: ["http://reg.lan:5000"]}}';
    assert.deepEqual(pulls('reg.lan:5000/a:1', text), [
      'http://reg.lan:5000/v2/a/manifests/1',
      'https://reg.lan:5000/v2/a/manifests/1',
    ]);
    assert.deepEqual(pulls('reg.lan/a:1', text), ['https://reg.lan/v2/a/manifests/1']);
  });

  it('on the machine itself is asked over https first', () => {
    assert.deepEqual(pulls('localhost:5000/a:1', ''), ['http://localhost:5000/v2/a/manifests/1 (https first)']);
  });

  it('is asked over https first where it has TLS settings', () => {
    const text = 'mirrors: {a.lan: {endpoint: ["http://b.lan:5000"]}}\nconfigs: {"b.lan:5000": {tls: {ca_file: /ca}}}';
    assert.equal(pulls('a.lan/x:1', text)[0], 'http://b.lan:5000/v2/x/manifests/1 (https first)');
  });
});
