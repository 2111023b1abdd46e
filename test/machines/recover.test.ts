/** An agent that cannot join any more, and comes back: scenarios 19 and 27 of the node operations. */

import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { Access } from '../../client/cluster/access.ts';
import type { Clock } from '../../client/cluster/clock.ts';
import { recoverKind } from '../../client/machines/recover/kind.ts';
import {
  defaultRecovery,
  planRecovery,
  type RecoverChoices,
  type RecoverFacts,
  recoverOrder,
} from '../../client/machines/recover/plan.ts';
import { recoveryText } from '../../client/machines/recover/planText.ts';
import { readRecovery } from '../../client/machines/recover/readFacts.ts';
import { CONFIGMAPS, NAMESPACES, NODES, SECRETS } from '../../demo/cluster/api/resources.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import type { Store } from '../../demo/cluster/store/store.ts';
import { authority } from '../cluster/certificates.ts';
import { shells } from '../host/rig.ts';
import { cut, sandbox } from './installed.ts';
import { CANARY } from './k3sFiles.ts';
import { operate, type With } from './operate.ts';
import { addPassword, removing, type Scene } from './removing.ts';

const OTHER_CLUSTER =
  'level=error msg="Failed to validate connection to cluster at https://10.0.0.1:6443: CA cert validation failed: x509: certificate signed by unknown authority"\n';
const REJECTED =
  'level=info msg="Waiting to retrieve agent configuration; server is not ready: Node password rejected, duplicate hostname or contents of \'/etc/rancher/node/password\' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag"\n';

function addNamespace(store: Store): void {
  const status = { phase: 'Active' };
  store.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' }, status });
}

async function recovering(t: TestContext, { fill, ...scene }: Scene = {}) {
  const all = await removing(t, {
    ...scene,
    fill(store) {
      addNamespace(store);
      fill?.(store);
      const ca = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'kube-root-ca.crt', namespace: 'kube-system' },
      };
      store.create(CONFIGMAPS, { ...ca, data: { 'ca.crt': authority().cert } });
    },
  });
  const { place, sources, reach, backups, store, clock, cluster } = all;
  const facts = async (machine = place.machine): Promise<RecoverFacts> => {
    const read = await readRecovery({ kind: 'ssh', host: 'one' }, machine, 'one', { ...sources, name: 'test' });
    assert.ok(read.ok, JSON.stringify(read));
    return read.facts;
  };
  const planned = async (some: Partial<RecoverChoices> = {}, machine = place.machine) => {
    const known = await facts(machine);
    return planRecovery(known, { ...defaultRecovery(known), ...some });
  };
  async function run(plan: Awaited<ReturnType<typeof planned>>, more: Partial<With> = {}) {
    const order = recoverOrder(plan, { id: 'r1', backups });
    assert.ok(order);
    const over = operate(recoverKind, order, {
      machine: place.machine,
      reach: { ...reach, access: reach.access as Pick<Access, 'may'> },
      clock: clock as Clock,
      ...more,
    });
    let ended = false;
    void over.finally(() => {
      ended = true;
    });
    for (let turn = 0; !ended && turn < 5000; turn++) {
      // Its kubelet lives as long as its service does.
      if (/ActiveState=active/.test(place.read('state/k3s-agent'))) cluster.life.startKubelet('one');
      else cluster.life.stopKubelet('one');
      await clock.advance(500);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return over;
  }
  const tokens = (): KubeObject[] =>
    store.list(SECRETS).filter(({ metadata }) => metadata.name.startsWith('bootstrap-token'));
  return { ...all, facts, planned, run, tokens };
}

for (const shell of shells) {
  test(`scenario 27: ${shell.name}: data of another cluster, and a token that has expired`, {
    skip: shell.skip,
  }, async (t) => {
    const storage = 'var/lib/rancher/k3s/storage/pvc-1/table';
    const { place, planned, run, tokens, backups, writes } = await recovering(t, {
      shell,
      files: {
        journal: OTHER_CLUSTER,
        [storage]: 'rows',
        'var/lib/rancher/k3s/agent/images/airgap.tar': 'images',
        'var/lib/rancher/k3s/agent/etc/kubelet.conf.d/10.conf': 'maxPods: 50',
        'var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl': 'template',
        'var/lib/rancher/k3s/agent/etc/containerd/config.toml': 'made',
      },
    });
    const plan = await planned();
    assert.deepEqual(plan.choices, { clear: true, password: false, token: true });
    assert.deepEqual(plan.blocks, []);
    assert.match(
      recoveryText(plan),
      /- Stop K3s and end all its containers\n- Move \/var\/lib\/rancher\/k3s\/agent aside\n/,
    );
    assert.deepEqual(writes(), []);
    place.remove('journal');
    const { result, states, summary, told, detail } = await run(plan);
    assert.equal(result, 'done', `${summary}\n${told.join('\n')}`);
    assert.deepEqual(states, [
      'machine done',
      'backup done',
      'mounts skipped',
      'killall done',
      'aside done',
      'token done',
      'restart done',
      'ready done',
      'revoke done',
    ]);
    assert.ok(!place.has('proc/4242/cmdline'), 'no container of before remains');
    assert.equal(place.read(storage), 'rows');
    assert.ok(place.has('etc/rancher/node/password'));
    const agent = 'var/lib/rancher/k3s/agent';
    assert.equal(place.read(`${agent}.before-r1/client-kubelet.crt`), 'old\n', 'moved, not deleted');
    assert.ok(!place.has(`${agent}/client-kubelet.crt`) && !place.has(`${agent}/etc/containerd/config.toml`));
    assert.equal(place.read(`${agent}/images/airgap.tar`), 'images');
    assert.equal(place.read(`${agent}/etc/kubelet.conf.d/10.conf`), 'maxPods: 50');
    assert.equal(place.read(`${agent}/etc/containerd/config.toml.tmpl`), 'template');

    assert.match(place.read('etc/rancher/k3s/join-token'), /^K10[0-9a-f]{64}::[a-z0-9]{6}\.[a-z0-9]{16}\n$/);
    assert.equal(statSync(`${place.root}/etc/rancher/k3s/join-token`).mode & 0o777, 0o600);
    assert.equal(
      place.read('etc/rancher/k3s/config.yaml.d/90-token-file.yaml'),
      'token-file: /etc/rancher/k3s/join-token\n',
    );
    assert.deepEqual(tokens(), [], 'the minted one is gone');
    const [, secret = ''] = place.read('etc/rancher/k3s/join-token').trim().split('::');
    assert.ok(!JSON.stringify([detail, told, place.calls]).includes(secret.slice(7)));
    assert.ok(!JSON.stringify([detail, told, place.calls]).includes(CANARY.slice(-10)));
    assert.equal(readdirSync(backups).length, 1);
  });
}

test('scenario 19: a machine set up anew under its old name: the node password goes after a question, and it joins', async (t) => {
  const { place, planned, run, store } = await recovering(t, {
    fill: (inner) => addPassword(inner),
    machineId: 'e'.repeat(32),
    bootId: '00000000-0000-4000-8000-00000000000c',
    files: { journal: REJECTED },
  });
  const node = store.get(NODES, 'one') as KubeObject;
  store.update(NODES, { ...node, status: { ...node.status, conditions: [{ type: 'Ready', status: 'Unknown' }] } });
  store.remove(
    { ...NODES, group: 'coordination.k8s.io', resource: 'leases' } as typeof NODES,
    'one',
    'kube-node-lease',
  );
  const plan = await planned();
  assert.deepEqual(plan.choices, { clear: false, password: true, token: false });
  assert.deepEqual(plan.blocks, []);
  assert.match(plan.notes.join(' '), /Its log says that the node password was rejected\./);
  assert.match(plan.notes.join(' '), /The machine was set up anew since one joined/);
  place.remove('journal');
  const { result, states, summary } = await run(plan);
  assert.equal(result, 'done', summary);
  assert.deepEqual(states, ['machine done', 'backup done', 'password done', 'restart done', 'ready done']);
  assert.equal(store.get(SECRETS, 'one.node-password.k3s', 'kube-system'), undefined);
  assert.ok(place.has('proc/4242/cmdline'), 'no container was ended for it');
  assert.ok(store.get(NODES, 'one'));
});

test('two machines that live under one name: nothing is deleted, and another name is proposed', async (t) => {
  const { planned, writes } = await recovering(t, {
    fill: (store) => addPassword(store),
    machineId: 'e'.repeat(32),
    bootId: '00000000-0000-4000-8000-00000000000c',
    files: { journal: REJECTED },
  });
  const plan = await planned();
  assert.match(
    plan.blocks[0] ?? '',
    /^Another machine is alive under the name one\. .* Nothing is deleted: give this one a name of its own/,
  );
  assert.deepEqual(writes(), []);
});

test('scenario 25: an address that leads to another node is no machine set up anew', async (t) => {
  const { planned, store, cluster, clock } = await recovering(t);
  cluster.life.stopKubelet('one');
  await clock.advance(120_000);
  assert.ok(store.get(NODES, 'one'));
  const other = sandbox(t, {
    hostname: 'worker-4',
    machineId: 'f'.repeat(32),
    bootId: '00000000-0000-4000-8000-00000000000b',
  });
  const plan = await planned({}, other.machine);
  assert.match(plan.blocks.join(' '), /This is not the machine of one\. /);
});

test('a server is not recovered this way, and nothing chosen is nothing done', async (t) => {
  const { planned } = await recovering(t, { units: [{ name: 'k3s', words: 'server' }] });
  const { blocks } = await planned({ clear: false, password: false, token: false });
  assert.match(blocks.join(' '), /is a server: its data is the cluster’s.*Nothing is chosen/);
});

test('scenario 27: interrupted while the token is written: it is made anew, and none is left in the cluster', async (t) => {
  const { place, planned, run, tokens } = await recovering(t, { files: { journal: OTHER_CLUSTER } });
  const plan = await planned();
  place.remove('journal');
  place.way = ({ data }) => (data?.token === undefined ? undefined : cut());
  const first = await run(plan);
  assert.equal(first.result, 'partlyDone');
  assert.deepEqual(tokens(), [], 'one that nobody has is taken back');
  assert.ok(!place.has('etc/rancher/k3s/join-token'));
  place.way = () => undefined;
  const again = await run(plan, { from: first.kept });
  assert.equal(again.result, 'done', again.summary);
  assert.deepEqual(tokens(), []);
  assert.equal(place.read('var/lib/rancher/k3s/agent.before-r1/client-kubelet.crt'), 'old\n');
});

test('the file of a token that the agent has already is written anew, and no other setting', async (t) => {
  const { place, planned, run } = await recovering(t, {
    files: {
      journal: OTHER_CLUSTER,
      'etc/rancher/k3s/config.yaml': 'token-file: /etc/k3s-token\n',
      'etc/k3s-token': CANARY,
    },
  });
  const plan = await planned();
  place.remove('journal');
  const { result, summary } = await run(plan);
  assert.equal(result, 'done', summary);
  assert.match(place.read('etc/k3s-token'), /^K10[0-9a-f]{64}::/);
  assert.ok(!place.read('etc/k3s-token').includes(CANARY));
  assert.ok(!place.has('etc/rancher/k3s/config.yaml.d'));
});

test('a node password that somebody has set meanwhile is not deleted', async (t) => {
  const { place, planned, run, store } = await recovering(t, {
    fill: (inner) => addPassword(inner),
    files: { journal: REJECTED },
  });
  const plan = await planned();
  store.remove(SECRETS, 'one.node-password.k3s', 'kube-system');
  addPassword(store);
  place.remove('journal');
  const { result, words } = await run(plan);
  assert.equal(result, 'partlyDone');
  assert.equal(words('password'), 'Somebody has set a new node password of one meanwhile.');
  assert.ok(store.get(SECRETS, 'one.node-password.k3s', 'kube-system'));
});
