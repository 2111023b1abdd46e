/** Kubeconfigs, and the files they name, that are wrong for a while: told as that, and used again when they are well. */

import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { LiveClusters } from '../../client/cluster/clusters.ts';
import { addons, nodes } from '../../client/cluster/resources.ts';
import { folder } from '../support/folder.ts';
import { noOpenssl, signed } from './certificates.ts';
import { FakeClock, settle, until } from './clocks.ts';
import { base64, connectionTo, kubeconfig } from './reach.ts';
import { type Handler, json, list, node, serve } from './server.ts';

const skip = noOpenssl;
const VERSION = 'client.authentication.k8s.io/v1';

const cluster: Handler = (request, response) => {
  const { pathname, searchParams } = request.at;
  if (pathname === '/version') return json(response, { gitVersion: 'v1.34.1+k3s1' });
  if (searchParams.has('watch')) return response.writeHead(200).write('\n');
  return json(response, list([node('a')], '5'));
};

const userOf = (cn: string) => {
  const { cert, key } = signed({ by: 'k3s-client-ca', cn });
  return { certificate: { 'client-certificate-data': base64(cert) }, key: { 'client-key-data': base64(key) } };
};

/** All clusters of one kubeconfig that lies on the disk, as a window has them. */
async function windowOn(t: TestContext, text: string, mayRun = () => true) {
  const files = folder(t, { config: text, 'home/': '' });
  const clusters = new LiveClusters({
    places: () => ({ settings: [files.at('config')], env: {}, home: files.at('home'), k3s: files.at('home/none') }),
    proxy: () => ({ env: {} }),
    mayRun,
    translate: (template, ...args) => template.replace(/\{(\d)\}/g, (_gap, index) => String(args[index])),
    changed: () => void clusters.sources(),
  });
  t.after(() => clusters.dispose());
  const [source] = await clusters.sources();
  assert.ok(source);
  source.want('nodes');
  return { clusters, files, source };
}

test('a token file that is gone for a moment is a trouble of the cluster, not a resource that is not served', async (t) => {
  const server = await serve(t, cluster);
  const clock = new FakeClock();
  const connection = connectionTo(t, { server: server.url, user: { tokenFile: 'token' } }, { clock });
  const { folder } = connection.reached;
  folder.write('token', 'first-token\n');
  const [before, after] = [connection.follow(nodes), connection.follow(addons)];
  before.resume();
  await until(() => before.state.kind === 'live');
  rmSync(folder.at('token'));
  await clock.advance(2000);
  after.resume();
  await until(() => after.state.kind === 'stale', 'stale');
  assert.ok(after.state.kind === 'stale' && after.state.trouble.kind === 'noFile');
  assert.match(after.state.trouble.message, /There is no file .*token/);
  await until(() => connection.state.kind === 'stale' && connection.state.retryAt !== undefined);
  folder.write('token', 'second-token\n');
  await clock.advance(2000);
  await until(() => after.state.kind === 'live' && connection.state.kind === 'connected', 'well again');
});

test('a kubeconfig whose key does not fit its certificate works as soon as somebody repairs it', {
  skip,
}, async (t) => {
  const server = await serve(t, cluster, { protocol: 'h2', clients: 'k3s-client-ca' });
  const [one, other] = [userOf('one'), userOf('other')];
  const config = (user: object): string => kubeconfig({ server: server.url, user });
  const { files, source } = await windowOn(t, config({ ...one.certificate, ...other.key }));
  await until(() => source.state.kind === 'failed', 'failed');
  files.write('config', config({ ...one.certificate, ...one.key }));
  await until(() => source.collection('nodes').state.kind === 'live', 'live');
});

test('a certificate that is rotated in two steps: what was asked in between does no lasting harm', {
  skip,
}, async (t) => {
  const server = await serve(t, cluster, { protocol: 'h2', clients: 'k3s-client-ca' });
  const [before, after] = [userOf('before'), userOf('after')];
  const config = (user: object): string => kubeconfig({ server: server.url, user });
  const { files, source } = await windowOn(t, config({ ...before.certificate, ...before.key }));
  await until(() => source.collection('nodes').state.kind === 'live');
  files.write('config', config({ ...before.certificate, ...after.key }));
  // Credentials are looked at once a second.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  source.want('addons');
  await until(() => source.state.kind === 'stale', 'stale');
  files.write('config', config({ ...after.certificate, ...after.key }));
  await until(() => source.collection('addons').state.kind === 'live' && source.state.kind === 'connected', 'well');
  await until(() => source.collection('nodes').state.kind === 'live');
});

test('a folder that is trusted now: its kubeconfig is used without a click', async (t) => {
  const server = await serve(t, cluster);
  let trusted = false;
  const text = kubeconfig({ server: server.url, user: { tokenFile: 'token' } });
  const { clusters, files, source } = await windowOn(t, text, () => trusted);
  files.write('token', 'a-token');
  await until(() => source.state.kind === 'failed', 'failed');
  assert.ok(source.state.kind === 'failed' && /not trusted/.test(source.state.trouble.message));
  trusted = true;
  assert.equal((await clusters.sources())[0], source);
  await until(() => source.collection('nodes').state.kind === 'live', 'live');
});

test('what a kubeconfig names is followed, too: a token that comes is used at once', async (t) => {
  const server = await serve(t, cluster);
  const { files, source } = await windowOn(t, kubeconfig({ server: server.url, user: { tokenFile: 'token' } }));
  await until(() => source.state.kind === 'failed', 'failed');
  files.write('token', 'a-token');
  await until(() => source.collection('nodes').state.kind === 'live', 'live');
});

test('files that changed end every wait without a timer; hidden, they cost no request until somebody looks', async (t) => {
  const server = await serve(t, cluster);
  const clock = new FakeClock();
  const connection = connectionTo(t, { server: server.url, user: { 'as-groups': ['a'] } }, { clock });
  const state = await connection.connect();
  assert.ok(state.kind === 'failed' && state.trouble.kind === 'invalid');
  connection.pause();
  connection.reached.write({ server: server.url });
  await connection.reread();
  await settle();
  assert.deepEqual([connection.state.kind, server.requests.length, clock.waiting], ['failed', 0, 0]);
  await clock.advance(1000);
  connection.resume();
  await until(() => connection.state.kind === 'connected');
});

test('a plugin that failed is asked again when its entry changes, not when it writes into the file itself', async (t) => {
  const server = await serve(t, cluster);
  const clock = new FakeClock();
  const exec = { apiVersion: VERSION, command: './login', interactiveMode: 'Never' };
  const connection = connectionTo(t, { server: server.url, user: { exec } }, { clock });
  const { folder: files, write } = connection.reached;
  writeFileSync(
    files.at('login'),
    `#!/bin/sh\necho run >> ${files.at('runs')}\n[ "$1" = now ] || exit 3\necho '${JSON.stringify({ apiVersion: VERSION, kind: 'ExecCredential', status: { token: 'good' } })}'\n`,
  );
  chmodSync(files.at('login'), 0o755);
  const state = await connection.connect();
  assert.ok(state.kind === 'failed' && state.trouble.kind === 'plugin' && state.retryAt === undefined);
  write({ server: server.url, user: { exec } });
  await connection.reread();
  assert.equal(readFileSync(files.at('runs'), 'utf8'), 'run\n');
  write({ server: server.url, user: { exec: { ...exec, args: ['now'] } } });
  await connection.reread();
  assert.equal(connection.state.kind, 'connected');
});
