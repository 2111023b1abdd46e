/** Import Kubeconfig from Node, from the file on a server that runs to a connection with what was written. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../client/cluster/clock.ts';
import { Connection } from '../../client/cluster/connection.ts';
import { readEntries } from '../../client/cluster/kubeconfigFiles.ts';
import { Plugins } from '../../client/cluster/plugins.ts';
import { here } from '../../client/host/here.ts';
import { prepareImport, reachedAt, saveImport } from '../../client/machines/kubeconfig/importing.ts';
import { trustedAuthority } from '../../client/machines/kubeconfig/trusted.ts';
import { base64 } from '../cluster/reach.ts';
import { start } from '../cluster/small.ts';
import { needs, standIns } from '../host/rig.ts';
import { folder } from '../support/folder.ts';
import { importedFrom, SUDO } from './kubeconfigs.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

const thisMachine = (t: TestContext) => here(needs(), { env: standIns(t, { sudo: SUDO }) });

test('scenario 31: what a running server has is imported, and the cluster can be reached with it', async (t) => {
  const { cluster } = await start(t);
  const { cert, key } = cluster.credentials() as { readonly cert: string; readonly key: string };
  const port = new URL(cluster.url).port;
  const root = folder(t, {
    'etc/rancher/k3s/k3s.yaml': `apiVersion: v1
kind: Config
clusters:
- name: default
  cluster:
    certificate-authority-data: ${base64(cluster.authority.cert)}
    server: https://127.0.0.1:${port}
contexts:
- name: default
  context: {cluster: default, user: default}
users:
- name: default
  user:
    client-certificate-data: ${base64(cert)}
    client-key-data: ${base64(key)}
current-context: default
`,
    'home/.kube/config': '# mine\nclusters: []\ncontexts: []\nusers: []\n',
  });
  const machine = thisMachine(t);
  const read = await prepareImport({ machine, here: true, reachedBy: [], root: root.path });
  assert.ok(read.ok);
  const [best] = read.addresses;
  assert.ok(best);
  assert.deepEqual([best.host, best.named, best.answers], ['127.0.0.1', true, true]);
  assert.equal(read.hostname, hostname());
  const imported = reachedAt(read.imported, best);
  assert.ok(imported);
  const file = root.at('home/.kube/config');
  const saved = await saveImport(file, 'prod', imported, NOW);
  assert.ok(saved.ok && saved.backup);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.match(readFileSync(file, 'utf8'), /^# mine\nclusters:\n- cluster:\n/);
  assert.equal(await trustedAuthority(file, 'prod'), cluster.authority.cert);
  assert.equal(await trustedAuthority(file, 'other'), undefined);
  const entries = await readEntries({ settings: [], env: {}, home: root.at('home'), k3s: '/nowhere' });
  assert.deepEqual(
    entries.map(({ name, server, trouble }) => [name, server, trouble]),
    [['prod', `https://127.0.0.1:${port}`, undefined]],
  );
  const [entry] = entries;
  assert.ok(entry);
  const connection = new Connection(entry, {
    clock: systemClock,
    plugins: new Plugins(systemClock),
    mayRun: () => false,
    proxy: () => ({ env: {} }),
  });
  t.after(() => connection.close());
  assert.equal((await connection.connect()).kind, 'connected');
});

test('a broken file at the target is told and not touched, and nothing is left beside it', async (t) => {
  const root = folder(t, { config: 'clusters: [\n' });
  const saved = await saveImport(root.at('config'), 'prod', importedFrom(), NOW);
  assert.match(saved.ok ? '' : saved.message, /see line \d+\. It was not touched/);
  assert.equal(readFileSync(root.at('config'), 'utf8'), 'clusters: [\n');
  assert.deepEqual(readdirSync(root.path), ['config']);
});

test('what the server has is no kubeconfig: told without a word of it', async (t) => {
  const root = folder(t, { 'etc/rancher/k3s/k3s.yaml': 'token: secret-canary\n' });
  const read = await prepareImport({ machine: thisMachine(t), here: true, reachedBy: [], root: root.path });
  assert.ok(!read.ok);
  assert.doesNotMatch(`${read.message}${read.next}`, /canary/);
});
