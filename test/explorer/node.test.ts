/** What the explorer reads from a node: role, readiness, version against the servers, who took it out of service. */

import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { conditionsOf } from '../../client/explorer/model/conditions.ts';
import { cordonOf } from '../../client/explorer/model/cordon.ts';
import { memberStateOf, quorumOf } from '../../client/explorer/model/etcd.ts';
import { lastHeard, nodeFacts, readSome } from '../../client/explorer/model/node.ts';
import { planOf } from '../../client/explorer/model/plans.ts';
import { usageOf } from '../../client/explorer/model/usage.ts';
import { nodeVersion, serverVersions, skew } from '../../client/explorer/model/version.ts';
import { ago, facts, NOW, node } from './objects.ts';

test('K3s labels servers and leaves agents without a role', () => {
  assert.equal(facts({ role: 'server' }).role, 'server');
  assert.equal(facts({ role: 'sqlite' }).role, 'server');
  assert.equal(facts({ role: 'etcd' }).role, 'etcd');
  assert.equal(facts({ role: 'agent' }).role, 'agent');
  assert.equal(facts({ labels: { 'node-role.kubernetes.io/master': 'true' } }).role, 'server');
  assert.equal(facts({ labels: { 'node-role.kubernetes.io/worker': 'true' } }).role, 'agent');
});

test('thousands of nodes are read some at a time, each of them once', () => {
  const reads: string[] = [];
  const raws = ['a', 'b', 'c', 'd', 'e'].map(
    (name) =>
      new Proxy<object>(node({ name }), {
        get(raw, key) {
          if (key === 'spec') reads.push(name);
          return Reflect.get(raw, key);
        },
      }),
  );
  assert.equal(readSome(raws, 2), false);
  assert.deepEqual(reads, ['a', 'b']);
  assert.equal(readSome(raws, 2), false);
  assert.equal(readSome(raws, 2), true);
  assert.deepEqual(reads, ['a', 'b', 'c', 'd', 'e']);
  assert.equal(readSome([], 2), true);
});

test('a node that is not ready says since when and why', () => {
  const { ready, readySince, readyReason, readyMessage } = facts({ ready: 'False', since: ago(4) });
  assert.deepEqual(
    { ready, readySince, readyReason, readyMessage },
    {
      ready: 'no',
      readySince: NOW - 240_000,
      readyReason: 'KubeletNotReady',
      readyMessage: 'container runtime is down',
    },
  );
});

test('an unreachable node was last heard of by its lease, which is fresher than its conditions', () => {
  const gone = facts({ ready: 'Unknown', since: ago(9) });
  assert.equal(gone.ready, 'unknown');
  assert.equal(lastHeard(gone, undefined), NOW - 9 * 60_000);
  assert.equal(lastHeard(gone, { spec: { renewTime: ago(8) } }), NOW - 8 * 60_000);
});

test('a node short of something says of what', () => {
  const condition = { type: 'DiskPressure', status: 'True' };
  assert.deepEqual(facts({ conditions: [condition] }).pressures, ['disk']);
  assert.deepEqual(facts().pressures, []);
});

test('conditions are judged where somebody knows what they should be', () => {
  const verdicts = conditionsOf(
    node({ role: 'server', ready: 'False', conditions: [{ type: 'KernelDeadlock', status: 'True' }] }),
  ).map(({ type, verdict }) => `${type} ${verdict}`);
  assert.deepEqual(verdicts, [
    'Ready bad',
    'MemoryPressure good',
    'DiskPressure good',
    'PIDPressure good',
    'EtcdIsVoter good',
    'KernelDeadlock neutral',
  ]);
});

test('the same object is read once', () => {
  const raw = node();
  assert.equal(nodeFacts(raw), nodeFacts(raw));
});

test('an object of another shape is a node without anything', () => {
  for (const raw of [{}, { metadata: [], spec: null, status: 'x' }, { metadata: { name: 5, labels: [1] } }]) {
    const { name, role, ready, schedulable, addresses } = nodeFacts(raw);
    assert.deepEqual(
      { name, role, ready, schedulable, addresses },
      {
        name: '',
        role: 'agent',
        ready: 'unknown',
        schedulable: true,
        addresses: [],
      },
    );
  }
});

test('usage is told against what pods may use', () => {
  const metrics = { metadata: { name: 'worker-7' }, usage: { cpu: '1360m', memory: '4997120Ki' } };
  const { cpu, memory, pods, podsAllowed } = usageOf(facts(), metrics, 23);
  assert.deepEqual({ cpu, memory, pods, podsAllowed }, { cpu: 34, memory: 60, pods: 23, podsAllowed: 110 });
  assert.equal(usageOf(facts(), undefined, undefined).cpu, undefined);
});

describe('versions against those of the servers', () => {
  const version = (text: string) => nodeVersion(text);
  const servers = (...texts: string[]) => serverVersions(texts.map(version));
  const of = (text: string, ...others: string[]) => skew(version(text), false, servers(...others));

  it('an agent may be older, and is then due', () => {
    assert.equal(of('v1.34.2+k3s1', 'v1.34.2+k3s1'), 'same');
    assert.equal(of('v1.34.1+k3s1', 'v1.34.2+k3s1'), 'older');
    assert.equal(of('v1.34.2+k3s1', 'v1.34.2+k3s2'), 'older');
    assert.equal(of('v1.31.9+k3s1', 'v1.34.2+k3s1'), 'older');
  });
  it('but not by more than three minors', () => {
    assert.equal(of('v1.30.9+k3s1', 'v1.34.2+k3s1'), 'too old');
    assert.equal(of('v1.24.9+k3s1', 'v1.27.2+k3s1'), 'too old');
  });
  it('and never newer than any of the servers', () => {
    assert.equal(of('v1.35.0+k3s1', 'v1.34.2+k3s1'), 'newer');
    assert.equal(of('v1.35.0+k3s1', 'v1.34.2+k3s1', 'v1.35.0+k3s1'), 'newer');
  });
  it('servers on their way stay within one minor', () => {
    const all = servers('v1.33.4+k3s1', 'v1.34.2+k3s1');
    assert.equal(skew(version('v1.33.4+k3s1'), true, all), 'older');
    assert.equal(skew(version('v1.34.2+k3s1'), true, all), 'same');
    assert.equal(skew(version('v1.32.4+k3s1'), true, servers('v1.32.4+k3s1', 'v1.34.2+k3s1')), 'apart');
  });
  it('and who says nothing readable is not judged', () => {
    assert.equal(of('main-1a2b3c', 'v1.34.2+k3s1'), 'unknown');
    assert.equal(of('v1.34.2+k3s1'), 'unknown');
  });
});

describe('who took a node out of service', () => {
  const plan = (status: object, spec: object = { cordon: true }) =>
    planOf({ metadata: { name: 'agent-plan', namespace: 'system-upgrade' }, spec, status });
  const cordoned = (shape: object = {}) => facts({ unschedulable: true, ...shape });

  it('nobody', () => assert.equal(cordonOf(facts(), []), undefined));
  it('a person, when nothing else tells', () => {
    assert.deepEqual(cordonOf(cordoned(), []), {
      by: 'person',
      name: '',
      certainty: 'certain',
      since: NOW - 12 * 60_000,
    });
  });
  it('an operation of ours, which this machine has written down', () => {
    const cordon = cordonOf(cordoned(), [], 'Drain worker-7');
    assert.deepEqual([cordon?.by, cordon?.name], ['operation', 'Drain worker-7']);
  });
  it('a plan that works on it', () => {
    const found = cordonOf(cordoned(), [plan({ applying: ['worker-7'], latestHash: 'b2' })]);
    assert.deepEqual([found?.by, found?.name, found?.certainty], ['plan', 'agent-plan', 'certain']);
  });
  it('likely a plan that was never done with it', () => {
    const labels = { 'plan.upgrade.cattle.io/agent-plan': 'a1' };
    const found = cordonOf(cordoned({ labels }), [plan({ latestHash: 'b2' }, { drain: {} })]);
    assert.deepEqual([found?.by, found?.certainty], ['plan', 'likely']);
  });
  it('not a plan that is done', () => {
    const labels = { 'plan.upgrade.cattle.io/agent-plan': 'b2' };
    assert.equal(cordonOf(cordoned({ labels }), [plan({ latestHash: 'b2' })])?.by, 'person');
  });
});

describe('the embedded etcd', () => {
  const server = (name: string, ready: 'True' | 'False' | 'Unknown' = 'True') => facts({ name, role: 'server', ready });
  const numbers = (...nodes: ReturnType<typeof facts>[]) => {
    const quorum = quorumOf(nodes);
    return quorum && [quorum.voters, quorum.healthy, quorum.needed, quorum.spare];
  };

  it('three healthy voters can spare one', () => {
    assert.deepEqual(numbers(server('a'), server('b'), server('c'), facts()), [3, 3, 2, 1]);
  });
  it('with one gone, none', () => {
    assert.deepEqual(numbers(server('a'), server('b'), server('c', 'Unknown')), [3, 2, 2, 0]);
  });
  it('two voters are worse than one', () => assert.deepEqual(numbers(server('a'), server('b')), [2, 2, 2, 0]));
  it('a learner does not vote', () => {
    const condition = { type: 'EtcdIsVoter', status: 'False', reason: 'MemberIsLearner' };
    const learner = facts({ name: 'c', role: 'etcd', conditions: [condition] });
    assert.deepEqual(numbers(server('a'), learner), [1, 1, 1, 0]);
    assert.deepEqual(
      quorumOf([server('a'), learner])?.members.map(({ name, state }) => `${name} ${state}`),
      ['a-6d2f77a1 voter', 'c-6d2f77a1 learner'],
    );
  });
  it('who is not a member says so', () => {
    const condition = { type: 'EtcdIsVoter', status: 'False', reason: 'NotAMember' };
    assert.equal(quorumOf([facts({ role: 'etcd', conditions: [condition] })])?.members[0]?.state, 'not a member');
  });
  it('a member that does not answer still counts: K3s says that of it although the node is ready', () => {
    const condition = { type: 'EtcdIsVoter', status: 'False', reason: 'Unhealthy', message: 'deadline exceeded' };
    const silent = (name: string) => facts({ name, role: 'etcd', conditions: [condition] });
    assert.deepEqual(numbers(server('a'), server('b'), silent('c')), [3, 2, 2, 0]);
    assert.deepEqual(numbers(server('a'), silent('b'), silent('c')), [3, 1, 2, -1]);
  });
  it('releases that do not say who votes have voters only', () => {
    assert.deepEqual(numbers(facts({ role: 'etcd' })), [1, 1, 1, 0]);
  });
  it('there is none without its label', () => {
    assert.equal(quorumOf([facts({ role: 'sqlite' })]), undefined);
    assert.equal(memberStateOf(facts({ role: 'sqlite' })), undefined);
  });
});
