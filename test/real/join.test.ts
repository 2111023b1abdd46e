/** Fresh machines join a real K3s over SSH, without a network beyond their own, and nothing is left of the token. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { systemClock } from '../../client/cluster/clock.ts';
import { overSsh } from '../../client/host/overSsh.ts';
import { Secrets } from '../../client/host/secrets.ts';
import { joinKind } from '../../client/machines/join/kind.ts';
import { type JoinLook, lookAtMachine } from '../../client/machines/join/look.ts';
import type { LocalFile } from '../../client/machines/join/order.ts';
import { NEW_PLAN } from '../../client/machines/join/plan.ts';
import { trustedAuthority } from '../../client/machines/kubeconfig/trusted.ts';
import { clusterAuthority } from '../../client/machines/token/authority.ts';
import { caHash } from '../../client/machines/token/caHash.ts';
import { kinds } from '../../client/operations/kinds.ts';
import { Locks } from '../../client/operations/lock.ts';
import { type Machines, Operations } from '../../client/operations/operations.ts';
import { beginSteps, type StepsDetail } from '../../client/operations/steps.ts';
import { OperationStore } from '../../client/operations/store.ts';
import type { Target } from '../../client/operations/target.ts';
import { Redactor } from '../../client/redact.ts';
import { Client, type Json } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { connectionTo } from './connect.ts';
import { VERSION } from './k3s.ts';
import { type RealCluster, realCluster } from './machines/cluster.ts';

const LIMIT = { timeout: 300_000 };

let cluster: RealCluster;
let api: Client;

before(
  async () => {
    cluster = await realCluster();
    api = new Client(cluster.api);
  },
  { timeout: 300_000 },
);

after(() => cluster?.end(), { timeout: 60_000 });

const ssh = (host: string): Target => ({ kind: 'ssh', host });

function machines(): Machines {
  const redactor = new Redactor();
  const needs = {
    clock: systemClock,
    redactor,
    secrets: new Secrets(systemClock, 0),
    ssh: { configFile: cluster.ssh.file },
  };
  return {
    at: (target) => overSsh(target.kind === 'ssh' ? target.host : '', needs),
    learn: (secret) => redactor.learn(secret),
    redact: (text) => redactor.redact(text),
  };
}

function released(pattern: RegExp): LocalFile {
  const name = readdirSync(cluster.release).find((one) => pattern.test(one));
  assert.ok(name, String(pattern));
  const path = join(cluster.release, name);
  return { path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
}

/** Looks at a machine as it is before a join. */
async function look(target: Target, at: Machines, t: TestContext): Promise<JoinLook> {
  const { api: reach } = await connectionTo(t, cluster.kubeconfig);
  const authority = await clusterAuthority(reach, (await trustedAuthority(cluster.kubeconfig, 'default')) ?? '');
  assert.ok(authority.ok, JSON.stringify(authority));
  const expected = caHash(authority.pem, Date.now());
  const found = await lookAtMachine(
    at.at(target),
    {
      target,
      plan: {
        ...NEW_PLAN,
        server: `https://${cluster.server.address}:6443`,
        version: VERSION,
        labels: ['tier=front', 'node-role.kubernetes.io/worker=true'],
      },
      source: {
        kind: 'offline',
        binary: released(/^k3s$/),
        script: released(/^install\.sh$/),
        images: released(/^k3s-airgap-images-.*\.tar$/),
      },
      cluster: { nodes: new Map(), serverVersion: VERSION },
      hash: caHash,
      authority: authority.pem,
      ...(expected === undefined ? {} : { caHash: expected }),
    },
    { now: () => Date.now() },
  );
  assert.ok(found.ok, JSON.stringify(found));
  return found;
}

/** A window of the editor, as far as operations are concerned. */
async function office(t: TestContext, at: Machines) {
  const folder = mkdtempSync(join(tmpdir(), 'k3s-join-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { api: reach, access } = await connectionTo(t, cluster.kubeconfig);
  const operations = new Operations({
    store: new OperationStore(join(folder, 'operations')),
    locks: new Locks(join(folder, 'locks'), systemClock),
    clock: systemClock,
    kinds,
    window: 'test',
    reach: async () => ({ api: reach, access, redact: (text) => text }),
    machines: at,
  });
  t.after(() => operations.close());
  await operations.open();
  return { operations, folder };
}

test(
  'scenario 22: two fresh machines without internet join at the same time, and the token is gone',
  LIMIT,
  async (t) => {
    const fresh = await Promise.all([cluster.freshMachine('worker-1'), cluster.freshMachine('worker-2')]);
    const at = machines();
    const looks = await Promise.all(fresh.map(({ name }) => look(ssh(name), at, t)));
    for (const { findings } of looks)
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'stop'),
        [],
      );
    const { operations, folder } = await office(t, at);
    const begun = await operations.begin({
      kind: 'join',
      cluster: { id: 'real', name: 'real' },
      goOn: true,
      atOnce: 2,
      participants: looks.map(({ order }) => ({
        name: order.nodeName,
        key: order.machineId,
        detail: beginSteps(joinKind, order),
      })),
    });
    assert.ok(begun.ok, JSON.stringify(begun));
    const end = await operations.over(begun.id);
    const rows = end?.participants.flatMap(({ detail }) => (detail as StepsDetail<unknown>).rows);
    assert.deepEqual(
      end?.participants.map(({ name, state }) => `${name} ${state}`),
      ['worker-1 done', 'worker-2 done'],
      JSON.stringify(rows, null, 1),
    );

    const { items } = ok(await api.get('/api/v1/nodes'));
    for (const { name } of fresh) {
      const node = items.find(({ metadata }: Json) => metadata.name === name);
      assert.ok(node.status.conditions.some(({ type, status }: Json) => type === 'Ready' && status === 'True'));
      assert.equal(node.metadata.labels['node-role.kubernetes.io/worker'], 'true');
      assert.equal(node.metadata.labels.tier, 'front');
    }
    const secrets = ok(await api.get('/api/v1/namespaces/kube-system/secrets')).items;
    assert.deepEqual(
      secrets.filter(({ metadata }: Json) => metadata.name.startsWith('bootstrap-token-')),
      [],
    );

    // The token is in its file, for root only, and nowhere else: neither there nor here.
    for (const machine of fresh) {
      const token = (await machine.exec('cat /etc/rancher/k3s/token')).trim();
      assert.match(token, /^K10[0-9a-f]{64}::/);
      const secret = token.slice(token.lastIndexOf('.') + 1);
      assert.equal((await machine.exec('stat -c %a /etc/rancher/k3s/token')).trim(), '600');
      const places = '/etc/systemd /etc/rancher/k3s/config.yaml /root /home /var/log /tmp';
      assert.equal(await machine.exec(`grep -rlF -- '${secret}' ${places} || true`), '');
      assert.equal(await machine.exec(`journalctl --no-pager | grep -cF -- '${secret}' || true`), '0\n');
      for (const file of readdirSync(join(folder, 'operations')))
        assert.ok(!readFileSync(join(folder, 'operations', file), 'utf8').includes(secret), file);
    }
  },
);

test('a second time it is the node it was, and only what differs is done', LIMIT, async (t) => {
  const at = machines();
  const nodes = ok(await api.get('/api/v1/nodes')).items as Json[];
  const node = nodes.find(({ metadata }) => metadata.name === 'worker-1');
  const { order, looked } = await look(ssh('worker-1'), at, t);
  assert.equal(looked.machineId, node.status.nodeInfo.machineID);
  const { operations } = await office(t, at);
  const begun = await operations.begin({
    kind: 'join',
    cluster: { id: 'real', name: 'real' },
    goOn: true,
    participants: [{ name: order.nodeName, key: order.machineId, detail: beginSteps(joinKind, order) }],
  });
  assert.ok(begun.ok);
  const end = await operations.over(begun.id);
  const detail = end?.participants[0]?.detail as StepsDetail<unknown>;
  assert.equal(detail.result, 'done', JSON.stringify(detail.rows, null, 1));
  assert.equal(detail.rows.find(({ id }) => id === 'install')?.state, 'skipped');
});
