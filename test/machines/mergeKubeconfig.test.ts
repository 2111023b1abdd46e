/** An imported cluster into a person's kubeconfig: one entry more, and everything else the same to the byte. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { readKubeconfig } from '../../client/cluster/kubeconfig.ts';
import { expiresOf, readImported } from '../../client/machines/kubeconfig/imported.ts';
import { clashOf, isName, merge, nameOfSame } from '../../client/machines/kubeconfig/merge.ts';
import { readTarget, type Target } from '../../client/machines/kubeconfig/target.ts';
import { createAuthority } from '../../demo/cluster/certificates/authority.ts';
import { base64 } from '../cluster/reach.ts';
import { importedFrom, k3sYaml } from './kubeconfigs.ts';

const imported = importedFrom();

function target(text: string): Target {
  const read = readTarget(text);
  if (!read.ok) throw new Error(read.message);
  return read.target;
}

function merged(text: string, name = 'prod', what = imported): string {
  const result = merge(target(text), name, what);
  if (!result.ok) throw new Error(result.message);
  return result.text;
}

/** As our own connections read it. */
async function contextsOf(text: string): Promise<readonly string[]> {
  const config = await readKubeconfig(text, '/home/me/.kube/config');
  assert.ok(config.ok, config.ok ? '' : config.trouble.message);
  return config.value.contexts.map(({ name, server, account }) => `${name} ${server} ${account.ok}`);
}

/** The result with the new entries as words, so that a page of text stays readable. */
const shortened = (text: string): string =>
  text
    .replaceAll(imported.authority, 'CA')
    .replaceAll(imported.user['client-certificate-data'] ?? '', 'CERTIFICATE')
    .replaceAll(imported.user['client-key-data'] ?? '', 'KEY');

const WHOLE = `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: CA
    server: https://10.0.0.5:6443
  name: prod
contexts:
- context:
    cluster: prod
    user: prod
  name: prod
users:
- user:
    client-certificate-data: CERTIFICATE
    client-key-data: KEY
  name: prod
current-context: prod
`;

test('scenario 31: into nothing, a whole kubeconfig', async () => {
  assert.equal(shortened(merged('')), WHOLE);
  assert.equal(shortened(merged('# mine\n')), `# mine\n${WHOLE}`);
  assert.deepEqual(await contextsOf(merged('\n\n')), ['prod https://10.0.0.5:6443 true']);
});

test('scenario 31: comments, order, style and other entries stay as they are', () => {
  const text = `# my clusters
kind: Config   # as usual
apiVersion: "v1"
current-context: 'lab'

users:
  # me
  - user: {token: abc}
    name: lab

contexts:
    - name: lab
      context: {cluster: lab, user: lab, namespace: web}  # web
clusters:
- name: lab
  cluster:
    server: https://lab:6443
    insecure-skip-tls-verify: true
# the end
`;
  assert.equal(
    shortened(merged(text)),
    `# my clusters
kind: Config   # as usual
apiVersion: "v1"
current-context: 'lab'

users:
  # me
  - user: {token: abc}
    name: lab
  - user:
      client-certificate-data: CERTIFICATE
      client-key-data: KEY
    name: prod

contexts:
    - name: lab
      context: {cluster: lab, user: lab, namespace: web}  # web
    - context:
        cluster: prod
        user: prod
      name: prod
clusters:
- name: lab
  cluster:
    server: https://lab:6443
    insecure-skip-tls-verify: true
- cluster:
    certificate-authority-data: CA
    server: https://10.0.0.5:6443
  name: prod
# the end
`,
  );
});

test('lists that are empty, missing or null, as kubectl leaves them', async () => {
  for (const empty of ['null', '[]', '', '~'])
    for (const comment of ['', ' # none'])
      assert.deepEqual(
        await contextsOf(
          merged(
            `apiVersion: v1\nclusters: ${empty}${comment}\ncontexts: ${empty}\ncurrent-context: ""\nkind: Config\npreferences: {}\nusers: ${empty}`,
          ),
        ),
        ['prod https://10.0.0.5:6443 true'],
        `${empty}${comment}`,
      );
  assert.match(merged('apiVersion: v1\nkind: Config'), /^apiVersion: v1\nkind: Config\nclusters:\n/);
  assert.match(merged('current-context: ""\n'), /^current-context: prod\nclusters:/);
});

test('JSON stays JSON, Windows line breaks and a byte order mark stay', async () => {
  const json = { apiVersion: 'v1', clusters: [], contexts: [], users: null, 'current-context': '' };
  const lab = parse(k3sYaml());
  for (const one of [json, lab, {}, { clusters: lab.clusters }])
    for (const space of [undefined, 2]) {
      const text = merged(JSON.stringify(one, null, space));
      assert.equal(JSON.parse(text).clusters.at(-1).name, 'prod');
      assert.ok((await contextsOf(text)).includes('prod https://10.0.0.5:6443 true'));
    }
  const windows = merged(k3sYaml().replaceAll('\n', '\r\n'));
  assert.equal(windows.replaceAll('\r\n', '').includes('\n'), false);
  assert.deepEqual(await contextsOf(windows), [
    'default https://127.0.0.1:6443 true',
    'prod https://10.0.0.5:6443 true',
  ]);
  const own = k3sYaml();
  assert.equal(merged(`\ufeff${own}`), `\ufeff${merged(own)}`);
});

test('another cluster of the same name needs another name; the same one is changed in place', () => {
  const other = target(merged('', 'prod', importedFrom(k3sYaml(), 'https://elsewhere:6443')));
  assert.deepEqual(clashOf(other, 'prod', imported), { kind: 'other' });
  assert.deepEqual(clashOf(other, 'lab', imported), { kind: 'none' });
  assert.equal(merge(other, 'prod', imported).ok, false);
  const text = `clusters:
- name: prod # ours
  cluster:
    # reached through the proxy
    proxy-url: http://proxy:3128
    server: https://old:6443
    insecure-skip-tls-verify: true   # for now
    certificate-authority-data: ${imported.authority}
contexts:
- context: {cluster: prod, user: prod, namespace: web}
  name: prod
users:
- name: prod
  user:
    exec:
      command: aws
      args:
      - token
    # the rest
current-context: prod
`;
  assert.deepEqual(clashOf(target(text), 'prod', imported), { kind: 'same' });
  assert.equal(nameOfSame(target(text), imported), 'prod');
  assert.equal(
    shortened(merged(text)),
    `clusters:
- name: prod # ours
  cluster:
    # reached through the proxy
    proxy-url: http://proxy:3128
    server: https://10.0.0.5:6443
    certificate-authority-data: CA
contexts:
- context: {cluster: prod, user: prod, namespace: web}
  name: prod
users:
- name: prod
  user:
    client-certificate-data: CERTIFICATE
    client-key-data: KEY
    # the rest
current-context: prod
`,
  );
  assert.equal(merged(merged(text)), merged(text));
});

test('an entry that others use, or that stands for others, is not changed', () => {
  const shared = `${merged('')}`.replace('users:', '- name: second\n  context: {cluster: prod, user: other}\nusers:');
  assert.deepEqual(clashOf(target(shared), 'prod', imported), { kind: 'other' });
  for (const [from, to] of [
    ['- cluster:', '- cluster: &x'],
    ['    server: https', '    server: !!str https'],
    ['    server:', '    <<: {a: b}\n    server:'],
  ] as const) {
    const text = merged('').replace(from, to);
    assert.equal(merge(target(text), 'prod', imported).ok, false, to);
  }
  const alias = `clusters: &all\n- name: a\n  cluster: {server: "https://a"}\ncontexts: *all\n`;
  assert.equal(readTarget(alias).ok, false);
});

test('a broken file, or one that is no kubeconfig, is refused without a word of what is in it', () => {
  for (const text of [
    'clusters: [',
    'clusters:\n- name: a\n secret-canary: b',
    'a: 1\na: 2\n',
    'kind: Pod\n',
    '- secret-canary',
    'secret-canary',
    'clusters: secret-canary',
    '--- \na: b\n---\nc: d\n',
    'a: *nothing\n',
    '\tclusters: []',
  ]) {
    const read = readTarget(text);
    assert.ok(!read.ok, text);
    assert.match(read.message, /not touched/);
    assert.doesNotMatch(read.message, /canary/);
  }
});

test("of the server's file only address, CA and key are taken; no program, no path, no other user", () => {
  const read = readImported(k3sYaml());
  assert.ok(read.ok);
  assert.equal(read.imported.server.href, 'https://127.0.0.1:6443/');
  assert.deepEqual(Object.keys(read.imported.user), ['client-certificate-data', 'client-key-data']);
  assert.ok((expiresOf(read.imported) ?? 0) > Date.now());
  const changed = (change: (config: ReturnType<typeof parse>) => void): string => {
    const config = parse(k3sYaml());
    change(config);
    return stringify(config);
  };
  const evil = readImported(
    changed(({ users, clusters }) => {
      users[0].user.exec = { command: 'sh' };
      users[0].user.tokenFile = '/etc/shadow';
      clusters[0].cluster['proxy-url'] = 'http://evil';
      clusters[0].cluster['insecure-skip-tls-verify'] = true;
    }),
  );
  assert.ok(evil.ok);
  assert.doesNotMatch(merged('', 'prod', evil.imported), /exec|shadow|evil|insecure/);
  for (const bad of [
    '',
    'secret-canary: [',
    'x'.repeat(2 * 1024 * 1024),
    changed(({ clusters }) => delete clusters[0].cluster['certificate-authority-data']),
    changed(({ clusters }) => (clusters[0].cluster['certificate-authority-data'] = base64('no'))),
    changed(({ clusters }) => (clusters[0].cluster.server = 'http://127.0.0.1:6443')),
    changed(({ users }) => delete users[0].user['client-key-data']),
    changed(({ users }) => (users[0].user['client-certificate-data'] = 'a b')),
    changed(({ users }) => (users[0].user = { exec: { command: 'sh' } })),
    changed((config) => (config['current-context'] = 'other')),
  ]) {
    const result = readImported(bad);
    assert.ok(!result.ok, bad.slice(0, 200));
    assert.doesNotMatch(result.message, /canary/);
  }
  const token = readImported(changed(({ users }) => (users[0].user = { token: 'abc' })));
  assert.deepEqual(token.ok && token.imported.user, { token: 'abc' });
});

test('a server name is kept, and taken away again where it is not wanted', () => {
  const named = merged('', 'prod', { ...imported, tlsServerName: 'server-1' });
  assert.match(named, /\n {4}tls-server-name: server-1\n/);
  assert.doesNotMatch(merged(named), /tls-server-name/);
});

test('names that can be typed', async () => {
  for (const name of ['prod', 'k3s-1.example.org', 'admin@prod', '10.0.0.5']) assert.ok(isName(name), name);
  for (const name of ['', ' a', 'a b', '-a', 'a\n', '$(x)', 'ü', 'a'.repeat(101)])
    assert.equal(isName(name), false, name);
  for (const name of ['yes', '0777', '1e3', '10.5']) assert.deepEqual((await contextsOf(merged('', name))).length, 1);
  assert.match(merged('', 'yes'), /name: 'yes'/);
});

test('whatever kubeconfig it is: every line of before is there, in order, and all contexts of before say the same', () => {
  const text = fc.stringMatching(/^[a-z0-9 #:'"\n\-é]{0,12}$/);
  const name = fc.stringMatching(/^[a-z]{1,6}$/);
  const cluster = fc.record({ server: fc.constant('https://a:1'), 'x-note': text }, { requiredKeys: ['server'] });
  const config = fc.record({
    apiVersion: fc.constant('v1'),
    clusters: fc.array(fc.record({ name, cluster }), { minLength: 1, maxLength: 3 }),
    contexts: fc.array(fc.record({ name, context: fc.record({ cluster: name, user: name }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    users: fc.array(fc.record({ name, user: fc.record({ token: text }) }), { minLength: 1, maxLength: 3 }),
    extensions: fc.array(text, { minLength: 1, maxLength: 2 }),
  });
  const style = fc.record({
    indentSeq: fc.boolean(),
    indent: fc.integer({ min: 1, max: 5 }),
    collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
    defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'BLOCK_LITERAL' as const),
  });
  const order = fc.shuffledSubarray(['apiVersion', 'clusters', 'contexts', 'users', 'extensions']);
  const noise = fc.array(fc.tuple(fc.nat(40), fc.constantFrom('# note', '', '#')), { maxLength: 4 });
  fc.assert(
    fc.property(config, style, order, noise, fc.boolean(), (all, how, keys, comments, cut) => {
      const some = Object.fromEntries(keys.map((key) => [key, all[key as keyof typeof all]]));
      const lines = stringify(some, { version: '1.1', lineWidth: 0, ...how }).split('\n');
      // Lines of comments between keys of the root, which is where they mean nothing.
      for (const [at, comment] of comments) if (/^[a-z]/.test(lines[at] ?? '')) lines.splice(at, 0, comment);
      const before = cut ? lines.join('\n').trimEnd() : lines.join('\n');
      const read = readTarget(before);
      if (!read.ok) return;
      const result = merge(read.target, 'imported-one', imported);
      assert.ok(result.ok, before);
      const left = result.text.split('\n');
      if (!before.startsWith('{'))
        for (const line of before.split('\n').filter((one) => one !== '')) {
          const at = left.indexOf(line);
          assert.ok(at >= 0, `${line}\n---\n${before}\n---\n${result.text}`);
          left.splice(0, at + 1);
        }
      const { clusters = [], contexts = [], users = [], ...rest } = parse(result.text, { version: '1.1' });
      const was = parse(before, { version: '1.1' }) ?? {};
      assert.deepEqual(clusters.slice(0, -1), was.clusters ?? []);
      assert.deepEqual(contexts.slice(0, -1), was.contexts ?? []);
      assert.deepEqual(users.slice(0, -1), was.users ?? []);
      assert.deepEqual(rest.extensions, was.extensions);
    }),
    { numRuns: 1000 },
  );
});

test('a CA that came with another certificate of the same cluster is not taken for another cluster', () => {
  const authority = createAuthority('k3s-server-ca');
  const first = importedFrom(k3sYaml(authority), 'https://a:6443');
  const second = importedFrom(k3sYaml(authority), 'https://b:6443');
  assert.deepEqual(clashOf(target(merged('', 'prod', first)), 'prod', second), { kind: 'same' });
});
