/** Bootstrap tokens as K3s makes them, and the hash of the CA that goes with them. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { Access } from '../../client/cluster/access.ts';
import { systemClock } from '../../client/cluster/clock.ts';
import { clusterAuthority } from '../../client/machines/token/authority.ts';
import { isTokenId, LONGEST, mint, revoke, SHORTEST } from '../../client/machines/token/bootstrap.ts';
import { caHash } from '../../client/machines/token/caHash.ts';
import { missingRights } from '../../client/machines/token/rights.ts';
import type { User } from '../../demo/cluster/api/access.ts';
import { CONFIGMAPS, NAMESPACES, SECRETS } from '../../demo/cluster/api/resources.ts';
import { createAuthority } from '../../demo/cluster/certificates/authority.ts';
import { authority, noOpenssl } from '../cluster/certificates.ts';
import type { Json } from '../cluster/client.ts';
import { base64, transportTo } from '../cluster/reach.ts';
import { scene, start } from '../cluster/small.ts';
import { folder } from '../support/folder.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function cluster(t: TestContext, { user, rules = [], ca }: { user?: User; rules?: Json[]; ca?: string } = {}) {
  const { cluster } = await start(t, {
    rules,
    scene: scene([], (store) => {
      store.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } });
      if (ca !== undefined)
        store.create(CONFIGMAPS, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'kube-root-ca.crt', namespace: 'kube-system' },
          data: { 'ca.crt': ca },
        });
    }),
  });
  const { cert, key } = cluster.credentials(user) as { readonly cert: string; readonly key: string };
  const api = transportTo(t, {
    server: cluster.url,
    cluster: { 'certificate-authority-data': base64(cluster.authority.cert) },
    user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) },
  });
  return { cluster, api, access: new Access(api, systemClock), secrets: () => cluster.store.list(SECRETS) };
}

const order = { seconds: 3600, description: 'join of worker-7', authority: createAuthority().cert, now: NOW };

test('scenario 48: created as a Secret with the fields, usages and group of `k3s token create`; the token has the hash of the CA in it', async (t) => {
  const { api, secrets } = await cluster(t);
  const minted = await mint(api, order);
  assert.ok(minted.ok);
  const [, hash, id = '', secret = ''] = /^K10([0-9a-f]{64})::([a-z0-9]{6})\.([a-z0-9]{16})$/.exec(minted.token) ?? [];
  assert.equal(hash, sha256(order.authority));
  assert.equal(minted.id, id);
  assert.equal(minted.expires, Date.parse('2026-11-21T13:00:00Z'));
  const [made] = secrets();
  assert.equal(made?.metadata.name, `bootstrap-token-${id}`);
  assert.equal(made?.metadata.namespace, 'kube-system');
  assert.equal(made?.type, 'bootstrap.kubernetes.io/token');
  const data = Object.entries(made?.data as Record<string, string>);
  assert.deepEqual(Object.fromEntries(data.map(([key, text]) => [key, Buffer.from(text, 'base64').toString()])), {
    'auth-extra-groups': 'system:bootstrappers:k3s:default-node-token',
    description: 'join of worker-7',
    expiration: '2026-11-21T13:00:00Z',
    'token-id': id,
    'token-secret': secret,
    'usage-bootstrap-authentication': 'true',
    'usage-bootstrap-signing': 'true',
  });
});

test('no two are alike, and an id that is taken is replaced by another', async () => {
  const asked: Json[] = [];
  const api = {
    request: async ({ body }: { body?: unknown }) => {
      asked.push(body as Json);
      return asked.length < 3
        ? ({ ok: false, reason: 'AlreadyExists', trouble: { kind: 'exists', message: 'there' } } as const)
        : ({ ok: true, body } as const);
    },
  };
  const minted = await mint(api as never, order);
  assert.ok(minted.ok);
  const names = asked.map(({ metadata }) => metadata.name);
  assert.equal(new Set(names).size, 3);
  assert.equal(names[2], `bootstrap-token-${minted.id}`);
  asked.length = 0;
  const always = {
    request: async () => ({ ok: false, reason: 'AlreadyExists', trouble: { kind: 'exists', message: 'there' } }),
  };
  assert.equal((await mint(always as never, order)).ok, false);
});

test('a life is 5 minutes to 7 days; without a CA nothing is made', async (t) => {
  const { api, secrets } = await cluster(t);
  for (const seconds of [0, SHORTEST - 1, LONGEST + 1, 400.5, Number.NaN])
    assert.equal((await mint(api, { ...order, seconds })).ok, false);
  assert.equal((await mint(api, { ...order, authority: 'nothing' })).ok, false);
  assert.deepEqual(secrets(), []);
  for (const seconds of [SHORTEST, LONGEST]) assert.equal((await mint(api, { ...order, seconds })).ok, true);
});

test('scenario 48: revoked is gone, and gone already is as good', async (t) => {
  const { api, secrets } = await cluster(t);
  const minted = await mint(api, order);
  assert.ok(minted.ok);
  assert.deepEqual(await revoke(api, minted.id), { ok: true, gone: false });
  assert.deepEqual(secrets(), []);
  assert.deepEqual(await revoke(api, minted.id), { ok: true, gone: true });
  assert.ok(isTokenId(minted.id));
  for (const text of ['', 'ABCDEF', 'abcde', 'abcdefg', 'a/../b', 'abc\n12'])
    assert.equal(isTokenId(text), false, text);
});

test('rights that are missing are named, and nothing is asked for that is not allowed', async (t) => {
  const user = { name: 'viewer', groups: [] };
  const rules = [{ user: 'viewer', verbs: ['get'], resources: ['configmaps'], namespaces: ['kube-system'] }];
  const { access, api } = await cluster(t, { user, rules });
  assert.deepEqual(await missingRights(access, 'mint'), [
    { verb: 'create', resource: 'secrets', namespace: 'kube-system' },
  ]);
  assert.deepEqual(await missingRights(access, 'revoke'), [
    { verb: 'delete', resource: 'secrets', namespace: 'kube-system' },
  ]);
  const minted = await mint(api, order);
  assert.ok(!minted.ok && minted.trouble.kind === 'forbidden');
  const admin = await cluster(t);
  assert.deepEqual(await missingRights(admin.access, 'mint'), []);
});

test('the CA is the one the cluster names; one in front of it is told, other spelling is none', async (t) => {
  const own = createAuthority('k3s-server-ca').cert;
  const { api } = await cluster(t, { ca: own });
  const told = async (trusted: string | undefined) => {
    const found = await clusterAuthority(api, trusted);
    return found.ok && [found.pem === own, found.differs];
  };
  assert.deepEqual(await told(own), [true, false]);
  assert.deepEqual(await told(own.replaceAll('\n', '\r\n').trim()), [true, false]);
  assert.deepEqual(await told(createAuthority('proxy').cert), [true, true]);
  assert.deepEqual(await told(undefined), [true, false]);
  const empty = await cluster(t, { ca: '' });
  const fallback = await clusterAuthority(empty.api, own);
  assert.ok(fallback.ok && fallback.pem === own);
  const none = await cluster(t, { user: { name: 'nobody', groups: [] }, rules: [] });
  const found = await clusterAuthority(none.api, own);
  assert.ok(found.ok && found.pem === own);
  assert.equal((await clusterAuthority(none.api, undefined)).ok, false);
});

test('of one certificate the text is hashed as it is, to the last line break', () => {
  const { cert } = createAuthority();
  assert.equal(caHash(cert, Date.now()), sha256(cert));
  assert.equal(caHash(`# cluster\n${cert}\n`, Date.now()), sha256(`# cluster\n${cert}\n`));
  assert.equal(caHash('', Date.now()), undefined);
  assert.equal(caHash(cert.replace(/M/g, '!'), Date.now()), undefined);
});

test('of several the root is hashed, and the text where there is no way to a root', { skip: noOpenssl }, (t) => {
  const root = authority('corporate-root');
  const at = folder(t, { 'root.pem': root.cert, 'root.key': root.key, ext: 'basicConstraints=critical,CA:TRUE\n' });
  const issue = (name: string, by: string): string => {
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: at.path, stdio: 'ignore' });
    const [curve, file] = ['ec_paramgen_curve:prime256v1', `${name}.csr`];
    openssl(
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      curve,
      '-nodes',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      file,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      file,
      '-CA',
      `${by}.pem`,
      '-CAkey',
      `${by}.key`,
      '-days',
      '30',
      '-extfile',
      'ext',
      '-out',
      `${name}.pem`,
    );
    return readFileSync(at.at(`${name}.pem`), 'utf8');
  };
  const intermediate = issue('intermediate', 'root');
  const server = issue('k3s-server-ca', 'intermediate');
  const der = sha256(new X509Certificate(root.cert).raw);
  const now = Date.now();
  assert.equal(caHash(server + intermediate + root.cert, now), der);
  assert.equal(caHash(server + root.cert + intermediate, now), der);
  assert.equal(caHash(intermediate + root.cert, now), der);
  assert.equal(caHash(server + root.cert, now), sha256(server + root.cert));
  assert.equal(caHash(server + intermediate, now), sha256(server + intermediate));
  const late = now + 400 * 24 * 3_600_000;
  assert.equal(caHash(server + intermediate + root.cert, late), sha256(server + intermediate + root.cert));
  writeFileSync(at.at('ext'), 'basicConstraints=critical,CA:FALSE\n');
  const noCa = issue('no-ca', 'root');
  writeFileSync(at.at('ext'), 'basicConstraints=critical,CA:TRUE\n');
  const below = issue('below', 'no-ca');
  assert.equal(caHash(below + noCa + root.cert, now), sha256(below + noCa + root.cert));
});
