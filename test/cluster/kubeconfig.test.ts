/** Which clusters there are: files in their order, good and bad ones, each context by a name of its own. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { followFiles } from '../../client/cluster/followFiles.ts';
import { readKubeconfig } from '../../client/cluster/kubeconfig.ts';
import { readContext, readEntries } from '../../client/cluster/kubeconfigFiles.ts';
import type { Places } from '../../client/cluster/kubeconfigPaths.ts';
import { folder } from '../support/folder.ts';
import { until } from './clocks.ts';
import { kubeconfig } from './reach.ts';

const of = (server: string): string => kubeconfig({ server });

const places = (home: string, more: Partial<Places> = {}): Places => ({
  settings: [],
  env: {},
  home,
  k3s: `${home}/k3s.yaml`,
  ...more,
});

test('settings, KUBECONFIG, the home folder and K3s, in this order, each file once', async (t) => {
  const at = folder(t, {
    'a.yaml': of('https://a'),
    'b.yaml': of('https://b'),
    'c.yaml': of('https://c'),
    '.kube/config': of('https://home'),
    'k3s.yaml': of('https://k3s'),
  });
  symlinkSync(at.at('a.yaml'), at.at('same.yaml'));
  const env = { KUBECONFIG: [at.at('b.yaml'), at.at('c.yaml'), at.at('same.yaml')].join(':') };
  const servers = async (more: Partial<Places>) =>
    (await readEntries(places(at.path, { env, ...more }))).map(({ server }) => server);
  assert.deepEqual(await servers({ settings: ['~/a.yaml'] }), [
    'https://a',
    'https://b',
    'https://c',
    'https://home',
    'https://k3s',
  ]);
  assert.deepEqual((await servers({ onServer: true }))[0], 'https://k3s');
});

test('what nobody asked for may be missing; what somebody named may not', async (t) => {
  const at = folder(t, {});
  assert.deepEqual(await readEntries(places(at.path)), []);
  const [entry] = await readEntries(places(at.path, { settings: ['gone.yaml'] }));
  assert.equal(entry?.trouble?.kind, 'noFile');
});

test('every K3s calls its context default: host or file tell them apart, ids stay', async (t) => {
  const at = folder(t, {
    'one.yaml': of('https://10.0.0.1:6443'),
    'two.yaml': of('https://10.0.0.2:6443'),
    'x/config': of('https://127.0.0.1:6443'),
    'y/config': of('https://127.0.0.1:6443'),
    'z.yaml': kubeconfig({ server: 'https://lab' }, 'lab'),
  });
  const settings = ['one.yaml', 'two.yaml', 'x/config', 'y/config', 'z.yaml'];
  const entries = await readEntries(places(at.path, { settings }));
  assert.deepEqual(
    entries.map(({ name }) => name),
    ['default (10.0.0.1)', 'default (10.0.0.2)', 'default (~/x/config)', 'default (~/y/config)', 'lab'],
  );
  const alone = await readEntries(places(at.path, { settings: ['one.yaml'] }));
  assert.deepEqual([alone[0]?.name, alone[0]?.id], ['default', entries[0]?.id]);
});

test('files that cannot be used are entries that say why, and nothing of what is in them', async (t) => {
  const at = folder(t, {
    'broken.yaml': 'users:\n- name: a\n  user: {token: canary-secret\n',
    'empty.yaml': '',
    'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n',
    'number.yaml': of('https://a').replace('"user":{}', '"user":{"token":123456}'),
    'old.yaml': of('https://a').replace('"user":{}', '"user":{"auth-provider":{"name":"gcp"}}'),
    'nowhere.yaml': of('ftp://a'),
    'folder.yaml/': '',
    'large.yaml': 'a'.repeat(5 * 1024 * 1024),
  });
  execFileSync('mkfifo', [at.at('pipe.yaml')]);
  const settings = ['broken', 'empty', 'pod', 'number', 'old', 'nowhere', 'folder', 'large', 'pipe'].map(
    (name) => `${name}.yaml`,
  );
  const entries = await readEntries(places(at.path, { settings }));
  assert.deepEqual(
    entries.map(({ trouble }) => trouble?.kind),
    ['invalid', 'invalid', 'invalid', 'invalid', 'unsupported', 'invalid', 'unreadable', 'unreadable', 'unreadable'],
  );
  assert.match(entries[0]?.trouble?.message ?? '', /line \d/);
  assert.ok(!JSON.stringify(entries).includes('canary'));
});

test("K3s's own file belongs to root: what to do is said, its mode stays", async (t) => {
  const at = folder(t, { 'etc/rancher/k3s/k3s.yaml': of('https://127.0.0.1:6443') });
  chmodSync(at.at('etc/rancher/k3s/k3s.yaml'), 0o600);
  chmodSync(at.path, 0o755);
  const script = `
    import { readSmallFile } from ${JSON.stringify(new URL('../../client/cluster/smallFile.ts', import.meta.url).href)};
    process.setgid(65534); process.setuid(65534);
    console.log(JSON.stringify(await readSmallFile(${JSON.stringify(at.at('etc/rancher/k3s/k3s.yaml'))})));`;
  if (process.getuid?.() !== 0) return t.skip('needs root');
  const result = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  );
  assert.equal(result.trouble.kind, 'unreadable');
  assert.match(result.trouble.next, /Import the kubeconfig.*write-kubeconfig-group/);
});

test('relative paths are those of the file; a bare command is one of PATH', async () => {
  const text = JSON.stringify({
    clusters: [{ name: 'c', cluster: { server: 'https://a/k8s/clusters/c-1/', 'certificate-authority': 'ca.crt' } }],
    users: [
      {
        name: 'u',
        user: {
          'client-certificate': '/abs/c.crt',
          'client-key': 'keys/c.key',
          exec: { command: './bin/login', apiVersion: 'x', args: ['-x', 1] },
        },
      },
      { name: 'v', user: { exec: { command: 'login', apiVersion: 'x' } } },
    ],
    contexts: [
      { name: 'a', context: { cluster: 'c', user: 'u', namespace: 'n' } },
      { name: 'b', context: { cluster: 'c', user: 'v' } },
      { name: 'c', context: { cluster: 'other', user: 'v' } },
    ],
  });
  const read = await readKubeconfig(text, '/home/me/.kube/config');
  assert.ok(read.ok);
  const [one, two, three] = read.value.contexts;
  assert.ok(one?.account.ok && two?.account.ok);
  assert.equal(one.account.value.cluster.server, 'https://a/k8s/clusters/c-1');
  assert.equal(one.account.value.cluster.authorityFile, '/home/me/.kube/ca.crt');
  assert.deepEqual(
    [one.account.value.user.certificateFile, one.account.value.user.keyFile],
    ['/abs/c.crt', '/home/me/.kube/keys/c.key'],
  );
  assert.equal(one.account.value.user.plugin?.command, '/home/me/.kube/bin/login');
  assert.equal(two.account.value.user.plugin?.command, 'login');
  assert.ok(three && !three.account.ok);
});

test('anything at all is read without an exception', async () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom('name', 'cluster', 'user', 'context', 'exec', 'server', '__proto__', 'extensions'),
        tie('any'),
      ),
      fc.array(tie('any')),
    ),
  })).any;
  await fc.assert(
    fc.asyncProperty(value, value, value, async (clusters, users, contexts) => {
      await readKubeconfig(JSON.stringify({ clusters, users, contexts }), '/a');
    }),
    { numRuns: 40 },
  );
  for (const text of [
    'contexts: &a [*a]',
    'contexts: *nope',
    '- - -',
    '!!js/function a',
    'contexts: [{name: a, context: {cluster: __proto__, user: constructor}}]',
  ])
    await readKubeconfig(text, '/a');
});

test('a context that has gone meanwhile is told', async (t) => {
  const at = folder(t, { config: of('https://a') });
  const gone = await readContext({ file: at.at('config'), context: 'other' });
  assert.ok(!gone.ok && gone.trouble.kind === 'invalid');
});

test('changes are followed: written anew, replaced, or made only later', async (t) => {
  const at = folder(t, { config: '1', 'later/': '' });
  let told = 0;
  const stop = followFiles([at.at('config'), at.at('later/config'), at.at('no/such/folder')], () => told++);
  t.after(stop);
  at.write('config', '2');
  await until(() => told === 1, 'the first change');
  writeFileSync(at.at('new'), '3');
  renameSync(at.at('new'), at.at('config'));
  await until(() => told === 2, 'the replacement');
  at.write('later/config', '4');
  await until(() => told === 3, 'the new file');
});

test('a link is followed to where it leads now, and files to folders that are made only later', async (t) => {
  const at = folder(t, { 'one/config': '1', 'two/config': '1', 'home/': '' });
  symlinkSync(at.at('one'), at.at('current'));
  symlinkSync(join('current', 'config'), at.at('config'));
  let told = 0;
  const stop = followFiles([at.at('config'), at.at('home/.kube/deep/config')], () => told++);
  t.after(stop);
  const next = async (what: string): Promise<void> => {
    await until(() => told > 0, what);
    // What belongs together is told once; a little more than the time for that.
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal(told, 1, what);
    told = 0;
  };
  at.write('one/config', '2');
  await next('the target');
  // As Kubernetes replaces what it mounts.
  symlinkSync(at.at('two'), at.at('new'));
  renameSync(at.at('new'), at.at('current'));
  await next('the other link');
  at.write('two/config', '2');
  await next('the new target');
  at.write('one/config', '3');
  at.write('other', '1');
  at.write('home/.kube/deep/config', '1');
  await next('the new folders');
  at.write('home/.kube/deep/config', '2');
  await next('the file in them');
  rmSync(at.at('home/.kube'), { recursive: true });
  await next('the end of the folders');
  at.write('home/.kube/deep/config', '3');
  await next('the folders that are there again');
});
