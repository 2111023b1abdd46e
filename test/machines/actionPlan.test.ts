/** Plans of a restart or a stop: what a person should know before, out of the machine and its cluster (scenarios 33, 47). */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { nodeFacts } from '../../client/explorer/model/node.ts';
import { readMachine } from '../../client/machines/remove/readFacts.ts';
import { planAction } from '../../client/machines/service/actionPlan.ts';
import { actionText } from '../../client/machines/service/planText.ts';
import type { Action } from '../../client/machines/service/steps.ts';
import type { DeleteFacts } from '../../client/operations/delete/facts.ts';
import { BOOT_ID, MACHINE_ID, sandbox, type Wishes } from './installed.ts';
import { CANARY } from './k3sFiles.ts';

const SERVER = { 'node-role.kubernetes.io/control-plane': 'true', 'node-role.kubernetes.io/etcd': 'true' };

function node(
  name: string,
  args: readonly string[],
  labels: object = {},
  ready = 'True',
): ReturnType<typeof nodeFacts> {
  return nodeFacts({
    metadata: {
      name,
      uid: name,
      labels,
      annotations: {
        'k3s.io/node-args': JSON.stringify(args),
        'k3s.io/node-env': '{"K3S_TOKEN":"********","K3S_URL":"https://10.0.0.1:6443"}',
      },
    },
    status: {
      nodeInfo: { machineID: MACHINE_ID, bootID: BOOT_ID, kubeletVersion: 'v1.34.1+k3s1' },
      conditions: [
        { type: 'Ready', status: ready },
        { type: 'EtcdIsVoter', status: 'True' },
      ],
    },
  });
}

async function plan(
  t: TestContext,
  action: Action,
  own: DeleteFacts['node'],
  others: DeleteFacts['node'][] = [],
  wishes: Wishes = {},
) {
  const place = sandbox(t, { hostname: own.name, ...wishes });
  const known: DeleteFacts = {
    node: own,
    uid: own.name,
    ending: false,
    others,
    heard: 0,
    pods: [],
    volumes: [],
    password: { kind: 'missing' },
    rights: { node: 'yes', password: 'yes' },
    now: 0,
  };
  const machine = await readMachine(place.machine, known, new AbortController().signal);
  return planAction({ action, target: { kind: 'ssh', host: own.name }, machine, node: known, name: own.name });
}

test('scenario 47: what the configuration on the machine would change is told before a restart, and what matters of it', async (t) => {
  const started = ['agent', '--kubelet-arg', 'max-pods=110', '--node-label', 'zone=a'];
  const { notes, changes, blocks, typed, facts } = await plan(t, 'restart', node('worker-1', started), [], {
    files: { 'etc/rancher/k3s/config.yaml': 'kubelet-arg: [max-pods=50]\nnode-label: [zone=a]\nnode-name: worker-9\n' },
  });
  assert.deepEqual(blocks, []);
  assert.ok(!typed);
  assert.match(notes[0] ?? '', /^Pods keep running/);
  assert.deepEqual(
    changes.map(({ option, before, after, critical }) => [option, before, after, critical]),
    [
      ['kubelet-arg', 'max-pods=110', 'max-pods=50', false],
      ['node-name', '', 'worker-9', true],
    ],
  );
  assert.match(notes.join(' '), /K3s may refuse to start, or come back as another node: .* changes node-name\./);
  const text = actionText('prod', [{ facts, blocks, notes, changes, typed }]);
  assert.match(text, /- `kubelet-arg: max-pods=110 → max-pods=50`/);
  assert.match(text, /- `node-name: not set → worker-9`/);
  assert.ok(!text.includes(CANARY) && !text.includes('canary5b1f0e77'));
});

test('scenario 33: on a server, what all servers have to agree on matters', async (t) => {
  const { notes } = await plan(
    t,
    'restart',
    node('s1', ['server', '--flannel-backend', 'vxlan'], SERVER),
    [node('s2', ['server'], SERVER), node('s3', ['server'], SERVER)],
    {
      units: [{ name: 'k3s', words: 'server' }],
      files: { 'etc/rancher/k3s/config.yaml': 'flannel-backend: host-gw\n' },
    },
  );
  assert.match(notes.join(' '), / changes flannel-backend\./);
});

test('a server whose etcd can spare nobody is stopped only under its typed name', async (t) => {
  const unit = { units: [{ name: 'k3s', words: 'server' }] };
  const one = node('s1', ['server'], SERVER);
  const spare = await plan(t, 'stop', one, [node('s2', [], SERVER), node('s3', [], SERVER)], unit);
  assert.ok(!spare.typed);
  const none = await plan(t, 'stop', one, [node('s2', [], SERVER), node('s3', [], SERVER, 'False')], unit);
  assert.ok(none.typed);
  assert.match(none.notes.join(' '), /etcd has 2 healthy members and needs 2: while s1 is away/);
  const only = await plan(t, 'stop', one, [], unit);
  assert.ok(only.typed);
  assert.match(only.notes.join(' '), /s1 is the only server/);
});

test('killall says what it ends before it does', async (t) => {
  const { notes } = await plan(t, 'killall', node('worker-1', ['agent']), [], {
    units: [
      { name: 'k3s-agent', words: 'agent' },
      { name: 'k3s-edge', words: 'agent --node-name x' },
    ],
  });
  assert.match(notes.join(' '), /All containers on the machine end at once, without their grace period/);
  assert.match(notes.join(' '), /stops every service that is called like it: k3s-edge\./);
});

test('scenario 25: the machine of another node forbids it', async (t) => {
  const { blocks } = await plan(t, 'restart', node('worker-1', ['agent']), [], { machineId: 'f'.repeat(32) });
  assert.match(blocks[0] ?? '', /^This is not the machine of worker-1\. /);
});
