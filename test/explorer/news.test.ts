/** What the language server is told of clusters: of connected ones only, in batches, and nothing secret. */

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { clusterFacts } from '../../client/explorer/model/clusterFacts.ts';
import { ClusterNews } from '../../client/explorer/news.ts';
import { readClusters } from '../../server/live/read.ts';
import type { Cluster } from '../../server/node/cluster.ts';
import { FakeSource } from './fakeSource.ts';
import { node } from './objects.ts';

const server = node({
  name: 'server-1',
  role: 'server',
  address: '10.0.0.11',
  args: ['--tls-san', 'k3s.example.org', '--https-listen-port', '7443', '-t=hunter2'],
});
const agent = node({
  name: 'agent-1',
  address: '10.0.0.21',
  args: ['--node-label', 'tier=front'],
  env: { K3S_URL: 'https://vip.example.org:7443', K3S_TOKEN: 'hunter2' },
  labels: { tier: 'front', team: 'a', 'plan.upgrade.cattle.io/x': '1', 'topology.kubernetes.io/zone': 'z1' },
  taints: [
    { key: 'dedicated', value: 'db', effect: 'NoSchedule' },
    { key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule' },
  ],
});

describe('the facts of a cluster', () => {
  it('are its nodes with what a configuration may say again, and its servers', () => {
    const facts = clusterFacts(new FakeSource('prod', [agent, server]));
    assert.deepEqual(facts, {
      name: 'prod',
      version: 'v1.34.2+k3s1',
      nodes: [
        {
          name: 'server-1',
          role: 'server',
          version: 'v1.34.2+k3s1',
          addresses: ['10.0.0.11'],
          labels: [],
          taints: [],
        },
        {
          name: 'agent-1',
          role: 'agent',
          version: 'v1.34.2+k3s1',
          addresses: ['10.0.0.21'],
          labels: ['tier=front', 'team=a', 'topology.kubernetes.io/zone=z1'],
          taints: ['dedicated=db:NoSchedule'],
        },
      ],
      servers: ['https://vip.example.org:7443', 'https://k3s.example.org:7443', 'https://10.0.0.11:7443'],
    });
    assert.deepEqual(readClusters({ clusters: [facts] }), [facts], 'the server takes all of it');
  });
  it('hold no secret', () => {
    const leaky = node({
      args: ['-t=hunter2', '--server', 'https://me:hunter2@10.0.0.1:6443'],
      env: { K3S_TOKEN: 'hunter2' },
    });
    assert.doesNotMatch(JSON.stringify(clusterFacts(new FakeSource('prod', [server, leaky]))), /hunter2|node-args/);
  });
  it('of a kubeconfig that only works on the server do not name this machine', () => {
    const source = new FakeSource('prod', []);
    source.entry = { ...source.entry, server: 'https://127.0.0.1:6443' };
    assert.deepEqual(clusterFacts(source)?.servers, []);
    source.entry = { ...source.entry, server: 'https://lb.example.org:6443/' };
    assert.deepEqual(clusterFacts(source)?.servers, ['https://lb.example.org:6443']);
  });
  it('are none while nobody is connected, and of something else than K3s', () => {
    const source = new FakeSource('prod', [server]);
    for (const state of [
      { kind: 'idle' },
      { kind: 'connecting' },
      { kind: 'stale', since: 0, cause: { message: '' } },
      { kind: 'failed', trouble: { message: '' } },
    ] as const) {
      source.state = state;
      assert.equal(clusterFacts(source), undefined, state.kind);
    }
    source.state = { kind: 'connected' };
    source.version = 'v1.34.2-eks-1234';
    assert.equal(clusterFacts(source), undefined);
  });
  it('stay while nobody looks at the nodes', () => {
    const source = new FakeSource('prod', [server]);
    const before = clusterFacts(source);
    source.set('nodes', [], { kind: 'idle' });
    assert.deepEqual(clusterFacts(source, before), before);
    assert.deepEqual(clusterFacts(source)?.nodes, []);
  });
  it('are bounded', () => {
    const labels = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, 'v']));
    const many = Array.from({ length: 500 }, (_, index) => node({ name: `worker-${index}`, labels }));
    const facts = clusterFacts(new FakeSource('prod', [...many, server]));
    assert.equal(facts?.nodes.length, 200);
    assert.equal(facts?.nodes[0]?.name, 'server-1');
    assert.equal(facts?.nodes[1]?.labels.length, 50);
  });
});

describe('the language server', () => {
  function telling(t: TestContext, source: FakeSource) {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
    const told: (readonly Cluster[])[] = [];
    const able = { allowed: true, heard: true };
    const news = new ClusterNews({
      sources: () => [source],
      isAllowed: () => able.allowed,
      isHeard: () => able.heard,
      tell: (clusters) => told.push(clusters),
    });
    return { told, able, news, pass: (ms: number) => t.mock.timers.tick(ms) };
  }

  it('hears what comes together together, and the next news not before a while', (t) => {
    const source = new FakeSource('prod', [server]);
    const { told, news, pass } = telling(t, source);
    news.soon();
    source.set('nodes', [server, agent]);
    news.soon();
    pass(300);
    assert.deepEqual(
      told.map(([cluster]) => cluster?.nodes.length),
      [2],
    );
    source.set('nodes', [server]);
    news.soon();
    pass(2000);
    assert.equal(told.length, 1);
    pass(1000);
    assert.deepEqual(
      told.map(([cluster]) => cluster?.nodes.length),
      [2, 1],
    );
  });
  it('hears nothing when nothing changed, and nothing of what was never connected', (t) => {
    const source = new FakeSource('prod', [server]);
    const { told, news, pass } = telling(t, source);
    source.state = { kind: 'connecting' };
    news.soon();
    pass(5000);
    assert.equal(told.length, 0);
    source.state = { kind: 'connected' };
    for (let times = 0; times < 3; times++) {
      news.soon();
      pass(5000);
    }
    assert.equal(told.length, 1);
  });
  it('hears when a cluster is lost, switched off, or not trusted any more', (t) => {
    const source = new FakeSource('prod', [server]);
    const { told, able, news, pass } = telling(t, source);
    const step = (): number => {
      news.soon();
      pass(5000);
      return told.at(-1)?.length ?? -1;
    };
    assert.equal(step(), 1);
    source.state = { kind: 'stale', since: 0, cause: { message: 'gone' } };
    assert.equal(step(), 0);
    source.state = { kind: 'connected' };
    assert.equal(step(), 1);
    able.allowed = false;
    assert.equal(step(), 0);
  });
  it('hears all of it again after it was started anew', (t) => {
    const { told, able, news, pass } = telling(t, new FakeSource('prod', [server]));
    able.heard = false;
    news.soon();
    pass(5000);
    assert.equal(told.length, 0);
    able.heard = true;
    for (let starts = 1; starts <= 2; starts++) {
      news.anew();
      pass(5000);
      assert.equal(told.length, starts);
    }
  });
});
