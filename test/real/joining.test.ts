/** What agents join with, and how a person gets at the cluster: tokens, the hash of the CA, the kubeconfig of a real server. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../client/cluster/clock.ts';
import { here } from '../../client/host/here.ts';
import { prepareImport, reachedAt, saveImport } from '../../client/machines/kubeconfig/importing.ts';
import { trustedAuthority } from '../../client/machines/kubeconfig/trusted.ts';
import { clusterAuthority } from '../../client/machines/token/authority.ts';
import { mint, revoke } from '../../client/machines/token/bootstrap.ts';
import { readAgentToken } from '../../client/machines/token/readToken.ts';
import { Redactor } from '../../client/redact.ts';
import { Client, type Json } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { needs } from '../host/rig.ts';
import { folder } from '../support/folder.ts';
import { connectionTo } from './connect.ts';
import { ADDRESS } from './namespace.ts';
import { type RealServer, startK3s } from './server.ts';

const LIMIT = { timeout: 120_000 };
const AUTHORITY = '/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt';
const SECRETS = '/api/v1/namespaces/kube-system/secrets';

let k3s: RealServer;
let admin: Client;

before(async () => {
  k3s = await startK3s('--tls-san', 'k3s.example.org');
  await k3s.settled();
  admin = new Client(k3s.server);
  // A controller writes the CA into every namespace, sooner or later.
  await answers(async () => (await admin.get(AUTHORITY)).code, 200);
});

after(async () => {
  admin?.end();
  await k3s?.stop();
});

/** Waits for a code that usually comes within ten seconds. */
async function answers(ask: () => Promise<number>, wanted: number): Promise<void> {
  let code = await ask();
  for (const end = Date.now() + 60_000; code !== wanted && Date.now() < end; await sleep(500)) code = await ask();
  assert.equal(code, wanted);
}

/** What a Secret holds, but for what differs from token to token. */
const shapeOf = ({ type, data }: Json): Json => [
  type,
  Object.entries<string>(data)
    .map(([key, value]) => [key, Buffer.from(value, 'base64').toString()] as const)
    .map(([key, value]) => (/^(token-id|token-secret|expiration)$/.test(key) ? [key, value.length] : [key, value]))
    .sort(),
];

test('a minted token is like one of `k3s token create`: the same Secret, the same hash of the CA', LIMIT, async (t) => {
  const args = ['token', 'create', '--kubeconfig', k3s.kubeconfig, '--ttl', '1h', '--description', 'join'];
  const theirs = execFileSync(k3s.binary, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const { api } = await connectionTo(t, k3s.kubeconfig);
  const authority = await clusterAuthority(api, await trustedAuthority(k3s.kubeconfig, 'default'));
  assert.ok(authority.ok);
  assert.equal(authority.differs, false);
  const now = systemClock.now();
  const ours = await mint(api, { seconds: 3600, description: 'join', authority: authority.pem, now });
  assert.ok(ours.ok);
  const [theirHash, theirId = ''] = theirs.split(/::|\./);
  assert.equal(ours.token.split('::')[0], theirHash);
  const secret = async (id: string): Promise<Json> => ok(await admin.get(`${SECRETS}/bootstrap-token-${id}`));
  assert.deepEqual(shapeOf(await secret(ours.id)), shapeOf(await secret(theirId)));
  const kept = readFileSync(join(k3s.data, 'server', 'token'), 'utf8');
  assert.equal(kept.split('::')[0], theirHash);
});

test('an agent is let in with it, and not after it was revoked', LIMIT, async (t) => {
  const { api } = await connectionTo(t, k3s.kubeconfig);
  const authority = await clusterAuthority(api, undefined);
  assert.ok(authority.ok);
  const now = systemClock.now();
  const minted = await mint(api, { seconds: 300, description: '', authority: authority.pem, now });
  assert.ok(minted.ok);
  const agent = new Client({ ...k3s.server, auth: { token: minted.token.split('::')[1] ?? '' } });
  t.after(() => agent.end());
  const asked = async (): Promise<number> => (await agent.get('/v1-k3s/config')).code;
  assert.equal(await asked(), 200);
  assert.deepEqual(await revoke(api, minted.id), { ok: true, gone: false });
  // The server remembers whom it let in for ten seconds.
  await answers(asked, 401);
});

test(
  'scenario 31: the kubeconfig of the server, by an address in its certificate, is good for kubectl and for us',
  LIMIT,
  async (t) => {
    const home = folder(t, { config: '# mine\n' });
    const found = await prepareImport({ machine: here(needs()), here: false, reachedBy: [ADDRESS] });
    assert.ok(found.ok, JSON.stringify(found));
    const told = found.addresses.map(({ host, named, answers }) => `${host} ${named} ${answers}`);
    assert.equal(told[0], `${ADDRESS} true true`);
    assert.deepEqual(told.slice(1, 3).sort(), ['control true false', 'k3s.example.org true false']);
    const [address] = found.addresses;
    const imported = address && reachedAt(found.imported, address);
    assert.ok(imported);
    const saved = await saveImport(home.at('config'), 'prod', imported, systemClock.now());
    assert.ok(saved.ok);
    assert.equal(statSync(home.at('config')).mode & 0o777, 0o600);
    const kubectl = (...args: string[]): string =>
      execFileSync(k3s.kubectl, ['--kubeconfig', home.at('config'), ...args], { encoding: 'utf8' });
    assert.equal(kubectl('config', 'get-contexts', '-o', 'name'), 'prod\n');
    assert.equal(kubectl('--context', 'prod', 'get', '--raw', '/readyz'), 'ok');
    const connection = await connectionTo(t, home.at('config'));
    assert.equal((await connection.connect()).kind, 'connected');
  },
);

test('an address that the certificate is not for works by the name that is in it', LIMIT, async (t) => {
  const home = folder(t, {});
  const found = await prepareImport({ machine: here(needs()), here: false, reachedBy: ['127.0.0.2'] });
  assert.ok(found.ok);
  const imported = reachedAt(found.imported, { host: 'localhost', named: false, serverName: 'kubernetes' });
  assert.ok(imported);
  assert.ok((await saveImport(home.at('config'), 'prod', imported, systemClock.now())).ok);
  const args = ['--kubeconfig', home.at('config'), 'get', '--raw', '/readyz'];
  assert.equal(execFileSync(k3s.kubectl, args, { encoding: 'utf8' }), 'ok');
  const connection = await connectionTo(t, home.at('config'));
  assert.equal((await connection.connect()).kind, 'connected');
});

test(
  'the token that the server keeps, from where it keeps it; without an agent-token it is that of the servers',
  LIMIT,
  async () => {
    const read = await readAgentToken(here(needs()), new Redactor());
    const kept = readFileSync(join(k3s.data, 'server', 'token'), 'utf8').trim();
    assert.deepEqual(read, { ok: true, token: kept, ofServers: true });
  },
);
