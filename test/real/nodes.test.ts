/** Labels and taints changed, and a node deleted, on a real K3s: what it refuses, holds back and removes by itself. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { NodeRead } from '../../client/operations/cordon.ts';
import { DEFAULT_CHOICES, planDelete } from '../../client/operations/delete/plan.ts';
import { readFacts } from '../../client/operations/delete/readFacts.ts';
import { deleteNode } from '../../client/operations/delete/run.ts';
import { beginDelete, type DeleteState } from '../../client/operations/delete/state.ts';
import { apply } from '../../client/operations/edit/apply.ts';
import { labelField } from '../../client/operations/edit/labels.ts';
import { taintField } from '../../client/operations/edit/taints.ts';
import { Client, MERGE_PATCH } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { connectionTo, faster } from './connect.ts';
import { makeNode } from './objects.ts';
import { type RealServer, startK3s } from './server.ts';

const LIMIT = { timeout: 120_000 };
const SECRETS = '/api/v1/namespaces/kube-system/secrets';

let k3s: RealServer;
let api: Client;

before(async () => {
  k3s = await startK3s();
  api = new Client(k3s.server);
});

after(async () => {
  api?.end();
  await k3s?.stop();
});

/** Nobody waits a minute for a node that nobody brings back. */
const fast = faster(10);

const nodeAt = async (name: string): Promise<NodeRead> => ok(await api.get(`/api/v1/nodes/${name}`)) as NodeRead;

test(
  'scenario 34: labels and taints are set where they are as they were seen; what somebody else changed is a conflict',
  LIMIT,
  async (t) => {
    await makeNode(api, 'edited');
    const connection = await connectionTo(t, k3s.kubeconfig);
    const set = async (seen: NodeRead, field: typeof labelField, some: Readonly<Record<string, string | null>>) =>
      (await apply([seen], new Map(Object.entries(some)), { api: connection.api, field })).get('edited');

    const seen = await nodeAt('edited');
    // Which no kubelet could set on itself.
    const worker = { 'node-role.kubernetes.io/worker': 'true', zone: 'a' };
    assert.deepEqual(await set(seen, labelField, worker), { kind: 'changed' });
    assert.deepEqual(await set(await nodeAt('edited'), labelField, worker), { kind: 'same' });
    assert.deepEqual(await set(seen, labelField, { zone: 'b' }), {
      kind: 'conflict',
      clashes: [{ id: 'zone', was: undefined, is: 'a' }],
    });
    const refused = await set(await nodeAt('edited'), labelField, { 'not a key': 'x' });
    assert.ok(refused?.kind === 'failed');
    assert.match(refused.words, /name part must consist of alphanumeric characters/);

    assert.deepEqual(await set(await nodeAt('edited'), taintField, { 'gpu:NoSchedule': 'x' }), { kind: 'changed' });
    const before = await nodeAt('edited');
    const { spec } = ok(await api.get('/api/v1/nodes/edited'));
    const taints = [...spec.taints, { key: 'theirs', effect: 'NoExecute', timeAdded: '2026-01-02T03:04:05Z' }];
    ok(await api.patch('/api/v1/nodes/edited', MERGE_PATCH, { spec: { taints } }));
    assert.deepEqual(await set(before, taintField, { 'gpu:NoSchedule': null }), { kind: 'changed' });
    const left = ok(await api.get('/api/v1/nodes/edited')).spec.taints;
    assert.deepEqual(
      left.filter(({ key }: { key: string }) => !key.startsWith('node.kubernetes.io/')),
      [taints.at(-1)],
    );
  },
);

test('a node is deleted once, waits for what K3s does about it, and its password is gone with it', LIMIT, async (t) => {
  await makeNode(api, 'gone');
  const metadata = { name: 'gone.node-password.k3s', namespace: 'kube-system' };
  ok(await api.post(SECRETS, { apiVersion: 'v1', kind: 'Secret', metadata, data: { hash: 'eA==' } }));
  const connection = await connectionTo(t, k3s.kubeconfig);
  const { signal } = new AbortController();
  const sources = { api: connection.api, access: connection.access, clock: fast, signal };
  const facts = await readFacts(sources, 'gone');
  assert.ok(facts.ok);
  assert.equal(facts.value.password.kind, 'there');
  assert.deepEqual(facts.value.rights, { node: 'yes', password: 'yes' });
  const plan = planDelete({ ...facts.value, now: Date.now() }, DEFAULT_CHOICES);
  assert.deepEqual(plan.blocks, []);
  const told: DeleteState[] = [];
  const end = await deleteNode(beginDelete(plan), { ...sources, onState: (state) => void told.push(state) });
  assert.equal(end.result, 'done');
  assert.equal(end.password.state, 'gone');
  assert.equal((await api.get('/api/v1/nodes/gone')).code, 404);
  assert.equal((await api.get(`${SECRETS}/${metadata.name}`)).code, 404);
  t.diagnostic(`waited for ${told.flatMap(({ finalizers = [] }) => finalizers)[0] ?? 'nothing'}`);
});
