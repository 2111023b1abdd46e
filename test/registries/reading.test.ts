/** How registries.yaml is read: what counts, what is dropped, and what K3s does not start with. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readRegistries } from '../../server/registries/model.ts';
import { readText } from '../../server/yaml/document.ts';
import { read } from '../support/registries.ts';

describe('a registries.yaml', () => {
  it('holds mirrors with endpoints and rewrites', () => {
    const { mirrors } = read(`
mirrors:
  docker.io:
    endpoint: [https://a.lan, 5000, ~]
    rewrite: { "^library/(.*)": hub/$1 }
`);
    const mirror = mirrors.get('docker.io');
    assert.deepEqual(
      mirror?.endpoints.map(({ text }) => text),
      ['https://a.lan', '5000', ''],
    );
    assert.deepEqual(
      mirror?.rewrites.map(({ pattern, replacement }) => [pattern.text, replacement.text]),
      [['^library/(.*)', 'hub/$1']],
    );
  });

  it('keeps credentials as they are written, whatever they look like', () => {
    const auth = read(
      'configs: {r.lan: {auth: {username: 007, password: yes, identity_token: 2026-01-01}}}',
    ).configs.get('r.lan')?.auth;
    assert.equal(auth?.username?.text, '007');
    assert.equal(auth?.password?.text, 'yes');
    assert.equal(auth?.identityToken?.text, '2026-01-01');
  });

  it('knows the place of each value', () => {
    const text = 'mirrors:\n  docker.io:\n    endpoint: ["https://a.lan"]\n';
    const node = read(text).mirrors.get('docker.io')?.endpoints[0]?.node;
    assert.equal(text.slice(node?.start, node?.end), '"https://a.lan"');
  });

  it('leaves out an empty block, unless null is written with a capital', () => {
    const { configs } = read('configs: {a: {auth: }, b: {auth: ~}, c: {auth: {}}, d: {auth: Null}}');
    assert.deepEqual(
      [...configs.values()].map(({ auth }) => auth !== undefined),
      [false, false, true, true],
    );
  });
});

describe('a name that stands twice', () => {
  it('replaces what stood under it before', () => {
    const { configs, dropped } = read(`
configs:
  r.lan: { auth: { username: u } }
  r.lan: { tls: { insecure_skip_verify: yes } }
`);
    assert.equal(configs.get('r.lan')?.auth, undefined);
    assert.equal(configs.get('r.lan')?.tls?.skipVerify, true);
    assert.deepEqual(
      dropped.map(({ kind, name }) => `${kind} ${name}`),
      ['replaced r.lan'],
    );
  });

  it('unites two sections', () => {
    const { mirrors, dropped } = read(`
mirrors: { docker.io: { endpoint: [a.lan] } }
mirrors: { quay.io: { endpoint: [a.lan] } }
`);
    assert.deepEqual([...mirrors.keys()], ['docker.io', 'quay.io']);
    assert.equal(dropped[0]?.kind, 'united');
  });

  it('unites two blocks of one host, and loses a section to an empty one', () => {
    const { configs } = read('configs: {r.lan: {auth: {username: u}, auth: {password: p}}}');
    assert.equal(configs.get('r.lan')?.auth?.username?.text, 'u');
    assert.equal(read('configs: {r.lan: {tls: {}}}\nconfigs:\n').configs.size, 0);
  });
});

describe('a merge key', () => {
  const common = 'x: &x {tls: {ca_file: /a.pem}}\n';

  it('brings in what it names, and what follows wins', () => {
    const text = `${common}configs: {r.lan: {<<: *x, tls: {ca_file: /b.pem}}}`;
    assert.equal(read(text).configs.get('r.lan')?.tls?.caFile?.text, '/b.pem');
  });

  it('wins over what stands before it', () => {
    const text = `${common}configs: {r.lan: {tls: {ca_file: /b.pem}, <<: *x}}`;
    assert.equal(read(text).configs.get('r.lan')?.tls?.caFile?.text, '/a.pem');
    assert.ok(read(text).dropped.some(({ kind, name }) => kind === 'replaced' && name === 'tls'));
  });

  it('is fatal with anything but a map', () => {
    assert.equal(read('configs: {r.lan: {<<: x}}').error?.kind, 'yaml-syntax');
  });
});

describe('a key K3s does not know', () => {
  it('is dropped with all that is in it, even what would be fatal elsewhere', () => {
    const { dropped, error } = read(
      'version: !!int two\nmirrors: {a.lan: {endpoints: *nothing}}'.replace('*nothing', '{}'),
    );
    assert.equal(error, undefined);
    assert.deepEqual(
      dropped.map(({ name, path }) => [...path, name].join('.')),
      ['version', 'mirrors.a.lan.endpoints'],
    );
  });
});

describe('K3s does not start', () => {
  const wrong = (text: string): string[] => {
    const { error } = read(text);
    assert.equal(error?.kind, 'yaml-type');
    return error.kind === 'yaml-type' ? error.items.map(({ line, from, into }) => `${line}: ${from} into ${into}`) : [];
  };

  it('with a wrong type, and names all of them', () => {
    assert.deepEqual(wrong('mirrors:\n  a.lan: {endpoint: x}\n  b.lan: []\nconfigs: {c.lan: {tls: no}}\n'), [
      '2: !!str into []string',
      '3: !!seq into Mirror',
      '4: !!bool into TLSConfig',
    ]);
  });

  it('with a wrong type in "auths", which it does not use', () => {
    assert.deepEqual(wrong('auths: {a.lan: x}'), ['1: !!str into AuthConfig']);
  });

  it('with a value in place of the file', () => {
    assert.deepEqual(wrong('- mirrors'), ['1: !!seq into Registry']);
  });

  it('with a value that does not fit its tag', () => {
    assert.equal(read('mirrors: {a.lan: {endpoint: [!!int x]}}').error?.kind, 'yaml-value');
  });

  it('with aliases that expand too far', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) =>
        `x${i}: &x${i} {${'abcdefghij'
          .split('')
          .map((c) => `${c}: *x${i - 1}`)
          .join(', ')}}`,
    );
    const bomb = ['x0: &x0 {a: {endpoint: [x]}}', ...levels.slice(1)].join('\n');
    assert.equal(read(bomb).error, undefined, 'under keys it drops nothing is expanded');
    const used = `e: &e [${'x, '.repeat(2000)}]\nmirrors: {${Array.from({ length: 300 }, (_, i) => `a${i}.lan: {endpoint: *e}`).join(', ')}}`;
    assert.equal(read(used).error?.kind, 'yaml-syntax');
  });

  it('with text that is no YAML, and the editor still sees the rest', () => {
    const { error, mirrors, configs } = read('mirrors:\n  a.lan:\n    endpoint: [x.lan\nconfigs:\n  b.lan: {}\n');
    assert.equal(error?.kind, 'yaml-syntax');
    assert.equal(mirrors.size + configs.size > 0, true);
  });
});

it('an empty file, comments and no file at all are the same', () => {
  for (const text of ['', '# nothing\n', '---\n', '~']) {
    const { mirrors, configs, error } = readRegistries(readText('memory:/registries.yaml', text));
    assert.deepEqual([mirrors.size, configs.size, error], [0, 0, undefined]);
  }
});
