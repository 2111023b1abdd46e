/** A real K3s that loses power, comes back and gets new certificates, while we look at it. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { nodes, podCounts } from '../../client/cluster/resources.ts';
import { Client, type Json, MERGE_PATCH } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { connectionTo, soon } from './connect.ts';
import { makeNamespace, makeNode, makePod } from './objects.ts';
import { type RealServer, startK3s } from './server.ts';

const LIMIT = { timeout: 120_000 };

let k3s: RealServer;

before(async () => {
  k3s = await startK3s();
  const api = new Client(k3s.server);
  for (const name of ['one', 'two']) await makeNode(api, name);
  await makeNamespace(api, 'mine');
  api.end();
});

after(() => k3s?.stop());

/** Label and version of each node as a list tells it now. */
async function listed(api: Client): Promise<Record<string, string>> {
  const { items } = ok(await api.get('/api/v1/nodes'));
  return Object.fromEntries(items.map(({ metadata }: Json) => [metadata.name, metadata.labels.round]));
}

test('what happens around a loss of power is seen, all of it', LIMIT, async (t) => {
  const connection = await connectionTo(t, k3s.kubeconfig);
  const [all, counts] = [connection.follow(nodes), connection.follow(podCounts)];
  for (const one of [all, counts]) one.resume();
  await soon(() => all.state.kind === 'live' && counts.state.kind === 'live', 'live');
  const label = async (node: string, round: string): Promise<void> => {
    const api = new Client(k3s.server);
    ok(await api.patch(`/api/v1/nodes/${node}`, MERGE_PATCH, { metadata: { labels: { round } } }));
    api.end();
  };
  const seen = (node: string): unknown => all.view.get(node)?.metadata.labels?.round;
  await label('one', 'before');
  await soon(() => seen('one') === 'before', 'before');
  // Nobody waits for this one to be seen.
  await label('two', 'last');
  await k3s.kill();
  await soon(() => connection.state.kind === 'stale', 'stale');
  assert.equal(seen('one'), 'before', 'what is known is kept');
  await k3s.start();
  const api = new Client(k3s.server);
  await label('one', 'after');
  await makeNode(api, 'three');
  await makePod(api, 'mine', 'pod', 'three');
  ok(await api.delete('/api/v1/nodes/two'));
  // By itself, without anybody asking again.
  await soon(() => connection.state.kind === 'connected', 'connected');
  await soon(() => all.state.kind === 'live' && counts.state.kind === 'live', 'live again');
  await soon(() => seen('one') === 'after' && all.view.has('three') && !all.view.has('two'), 'after');
  await soon(() => (counts.view.get('three') ?? 0) > 0, 'the pod is counted');
  // And it goes on from there.
  for (let round = 0; round < 20; round++) await label(round % 2 ? 'one' : 'three', `r${round}`);
  await soon(() => seen('one') === 'r19' && seen('three') === 'r18', 'rounds');
  assert.deepEqual(await listed(api), { one: 'r19', three: 'r18' });
  api.end();
});

test('new certificates of server and administrator: nobody has to do anything', LIMIT, async (t) => {
  const connection = await connectionTo(t, k3s.kubeconfig);
  const all = connection.follow(nodes);
  all.resume();
  await soon(() => all.state.kind === 'live', 'live');
  const serial = (): string =>
    new X509Certificate(readFileSync(join(k3s.data, 'server', 'tls', 'client-admin.crt'))).serialNumber;
  const old = { serial: serial(), kubeconfig: readFileSync(k3s.kubeconfig, 'utf8') };
  await k3s.kill();
  await promisify(execFile)(k3s.binary, ['certificate', 'rotate', '--data-dir', k3s.data]);
  await sleep(100);
  await k3s.start();
  assert.notEqual(serial(), old.serial);
  assert.notEqual(readFileSync(k3s.kubeconfig, 'utf8'), old.kubeconfig);
  await soon(() => connection.state.kind === 'connected' && all.state.kind === 'live', 'live again');
  const api = new Client(k3s.server);
  ok(await api.patch('/api/v1/nodes/one', MERGE_PATCH, { metadata: { labels: { round: 'rotated' } } }));
  api.end();
  await soon(() => all.view.get('one')?.metadata.labels?.round === 'rotated', 'rotated');
});
