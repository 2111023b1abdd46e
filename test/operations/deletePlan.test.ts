/** The plan of a deletion: scenario 26 of the node operations, what comes back, what is lost, and what needs the name typed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NodeFacts, nodeFacts } from '../../client/explorer/model/node.ts';
import type { DeleteFacts } from '../../client/operations/delete/facts.ts';
import { DEFAULT_CHOICES, planAll, planDelete } from '../../client/operations/delete/plan.ts';
import { deleteCommand, planText } from '../../client/operations/delete/planText.ts';

const NOW = Date.parse('2026-11-20T09:00:00Z');

type Role = 'agent' | 'server' | 'etcd' | 'external';

/** `server` has the control plane and etcd, `etcd` only that, `external` a control plane with its data elsewhere. */
function machine(name: string, role: Role = 'agent', ready = true): NodeFacts {
  const label = (one: string, on: boolean) => (on ? { [`node-role.kubernetes.io/${one}`]: 'true' } : {});
  const etcd = role === 'server' || role === 'etcd';
  const labels = { ...label('control-plane', role === 'server' || role === 'external'), ...label('etcd', etcd) };
  const status = ready ? 'True' : 'Unknown';
  const conditions = [{ type: 'Ready', status }, ...(etcd ? [{ type: 'EtcdIsVoter', status: 'True' }] : [])];
  return nodeFacts({ metadata: { name, uid: `u-${name}`, labels }, spec: {}, status: { conditions } });
}

function facts(
  node: NodeFacts,
  others: readonly NodeFacts[] | undefined,
  some: Partial<DeleteFacts> = {},
): DeleteFacts {
  return {
    node,
    uid: `u-${node.name}`,
    ending: false,
    others,
    heard: node.ready === 'yes' ? NOW - 5000 : NOW - 20 * 60_000,
    pods: [],
    volumes: [],
    password: { kind: 'missing' },
    rights: { node: 'yes', password: 'yes' },
    now: NOW,
    ...some,
  };
}

const plan = (node: NodeFacts, others: readonly NodeFacts[] | undefined, some: Partial<DeleteFacts> = {}) =>
  planDelete(facts(node, others, some), DEFAULT_CHOICES);

test('scenario 26: the quorum of etcd is guarded, with its numbers, and only a person who says so goes on', () => {
  const healthy = machine('one', 'server');
  const others = [machine('two', 'server'), machine('three', 'server', false)];
  const { blocks, typed } = plan(healthy, others);
  assert.deepEqual(blocks, [
    {
      class: 'quorum',
      message: 'etcd would lose its quorum: 2 of 3 members are healthy; without one it is 1 of 2, and 2 are needed.',
    },
  ]);
  assert.ok(typed);
  const despite = planDelete(facts(healthy, others), { ...DEFAULT_CHOICES, despiteQuorum: true });
  assert.deepEqual([despite.blocks, despite.typed], [[], true]);
  // The one that is broken may go: the two that stay agree with each other.
  const broken = plan(machine('three', 'server', false), [healthy, machine('two', 'server')]);
  assert.deepEqual([broken.blocks, broken.typed], [[], true]);
  assert.match(broken.warnings.join('\n'), /Afterwards etcd has 2 members, and none of them may fail/);
  assert.match(broken.warnings.join('\n'), /2 members bear no more failures than 1/);
});

test('etcd of any size: a deletion is blocked exactly where less than a majority of the rest would be healthy', () => {
  for (let size = 2; size <= 7; size++)
    for (let down = 0; down < size; down++) {
      const others = Array.from({ length: size - 1 }, (_, index) => machine(`s${index}`, 'server', index >= down));
      const { blocks } = plan(machine('x', 'server'), others);
      const majority = (members: number, healthy: number) => healthy * 2 > members;
      const fine = majority(size, size - down) && majority(size - 1, size - 1 - down);
      assert.equal(blocks.length === 0, fine, `${size} members, ${down} down`);
    }
});

test('the last server and the last member of etcd stay, whatever anybody chooses', () => {
  const despite = { ...DEFAULT_CHOICES, despiteQuorum: true };
  const only = planDelete(facts(machine('one', 'server'), [machine('two')]), despite);
  assert.deepEqual(
    only.blocks.map((one) => one.class),
    ['last-server'],
  );
  assert.match(only.blocks[0]?.message ?? '', /one is the last server: without it there is no cluster/);
  const external = planDelete(facts(machine('one', 'external'), [machine('two')]), despite);
  assert.deepEqual(
    external.blocks.map((one) => one.class),
    ['last-server'],
  );
  const store = planDelete(facts(machine('one', 'etcd'), [machine('two', 'external')]), despite);
  assert.deepEqual(
    store.blocks.map((one) => one.class),
    ['last-etcd'],
  );
  const unseen = planDelete(facts(machine('one', 'server'), undefined), despite);
  assert.deepEqual(
    unseen.blocks.map((one) => one.class),
    ['unknown-servers'],
  );
  assert.deepEqual(plan(machine('one', 'external'), [machine('two', 'external')]).blocks, []);
  assert.deepEqual(plan(machine('one'), undefined).blocks, []);
});

test('several nodes: agents first, and each server is judged as if those before it were gone', () => {
  const servers = ['s1', 's2', 's3'].map((name) => machine(name, 'server'));
  const all = [...servers, machine('a1')];
  const plans = planAll(
    all.map((one) =>
      facts(
        one,
        all.filter((other) => other !== one),
      ),
    ),
    DEFAULT_CHOICES,
  );
  assert.deepEqual(
    plans.map((one) => [one.facts.node.name, ...one.blocks.map((block) => block.class)]),
    [['a1'], ['s1'], ['s2'], ['s3', 'last-server']],
  );
});

test('an agent that lives comes back within seconds, one that is silent when it boots: both are said', () => {
  const alive = plan(machine('one'), []);
  assert.match(
    alive.warnings[0] ?? '',
    /K3s runs on one: the node registers again, .* within seconds. Stop or uninstall/,
  );
  assert.ok(alive.typed);
  // Its lease is fresher than its condition.
  assert.match(plan(machine('one', 'agent', false), [], { heard: NOW - 10_000 }).warnings[0] ?? '', /K3s runs on one/);
  const silent = plan(machine('one', 'agent', false), []);
  assert.match(silent.warnings[0] ?? '', /has not been heard of for 20 minutes. If it boots again with a valid token/);
  assert.equal(silent.typed, false);
});

test('what is lost is named, and data on the node needs its name typed', () => {
  const off = machine('one', 'agent', false);
  const volumes = [
    { name: 'pvc-1', claim: 'shop/db' },
    { name: 'old', claim: '' },
  ];
  const local = plan(off, [], { volumes, pods: ['shop/web-1', 'shop/web-2'] });
  assert.ok(local.typed);
  const text = local.warnings.join('\n');
  assert.match(text, /Volumes whose data is on one and nowhere else.*: shop\/db \(pvc-1\), old\./);
  assert.match(text, /Pods are still on one: shop\/web-1, shop\/web-2\..*Drain it first/);
  const blind = plan(off, [], { volumes: undefined, pods: undefined });
  assert.ok(blind.typed);
  assert.match(blind.warnings.join('\n'), /volumes cannot be listed/);
  assert.match(blind.warnings.join('\n'), /pods of one cannot be listed/);
});

test('rights: without the right to delete nodes nothing begins; the one for Secrets is only missed', () => {
  const off = machine('one', 'agent', false);
  const { blocks } = plan(off, [], { rights: { node: 'no', password: 'no' } });
  assert.deepEqual(
    blocks.map(({ message }) => message),
    ['You may not delete one: the right to delete nodes is missing.'],
  );
  const secret = plan(off, [], { password: { kind: 'unknown' }, rights: { node: 'yes', password: 'no' } });
  assert.deepEqual(secret.blocks, []);
  assert.match(secret.warnings.join('\n'), /may not read or delete Secrets in kube-system/);
});

test('the plan as a document and as commands', () => {
  const off = machine('Agent-1', 'agent', false);
  const plans = planAll([facts(off, [], { password: { kind: 'there', uid: 'p' } })], DEFAULT_CHOICES);
  const text = planText('home|*', plans);
  assert.match(text, /^# Delete Agent-1\n\nPlan for the cluster home\\\|\\\*\. Nothing has been changed yet\./);
  assert.match(text, /### What happens\n\n- The Node Agent-1 is deleted/);
  assert.doesNotMatch(text, /Not possible/);
  assert.match(planText('c', [plan(machine('one', 'server'), [])]), /### Not possible\n\n- one is the last server/);
  assert.equal(
    deleteCommand(plans, { file: '/k c', context: 'x' }),
    [
      "kubectl delete node '--kubeconfig=/k c' --context=x -- Agent-1",
      "kubectl delete secret '--kubeconfig=/k c' --context=x --namespace=kube-system --ignore-not-found -- agent-1.node-password.k3s",
    ].join('\n'),
  );
});
