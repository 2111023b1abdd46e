/** Nodes without machines at a real K3s: what measurements are made on is what it is said to be. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Client, type Json } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { WITH_ETCD } from './etcd.ts';
import { fill } from './kwok/fill.ts';
import { type KwokNodes, kwokNodes, MANY_NODES } from './kwok/nodes.ts';
import { makeNamespace } from './objects.ts';
import { type RealServer, startK3s } from './server.ts';

const LIMIT = { timeout: 180_000 };

let k3s: RealServer;
let api: Client;

/** Runs kubectl; gives what it prints. */
async function kubectl(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(k3s.kubectl, ['--kubeconfig', k3s.kubeconfig, ...args]);
  return stdout;
}

const start = async (...args: readonly string[]): Promise<void> => {
  k3s = await startK3s(...MANY_NODES, ...args);
  api = new Client(k3s.server);
};

const stop = async (): Promise<void> => {
  api?.end();
  await k3s?.stop();
};

describe('nodes that kwok plays', () => {
  let nodes: KwokNodes;

  before(async () => {
    await start();
    nodes = await kwokNodes(k3s, 3);
    await makeNamespace(api, 'mine');
  }, LIMIT);

  after(async () => {
    await nodes?.end();
    await stop();
  });

  test('pods that are evicted go, and those of a ReplicaSet come again once the node takes them', LIMIT, async () => {
    await nodes.replicas('mine', 'app', 12, 'kwok-00001');
    await kubectl('drain', 'kwok-00001');
    const { items } = ok(await api.get('/api/v1/namespaces/mine/pods'));
    assert.deepEqual(new Set(items.map(({ spec }: Json) => spec.nodeName)), new Set([undefined]));
    await kubectl('uncordon', 'kwok-00001');
    await nodes.running('mine', 12);
  });

  test('pods that nobody owns are on the nodes in turn', LIMIT, async () => {
    await makeNamespace(api, 'others');
    await nodes.pods('others', 5);
    const { items } = ok(await api.get('/api/v1/namespaces/others/pods'));
    assert.deepEqual(
      items.map(({ spec }: Json) => spec.nodeName),
      ['kwok-00000', 'kwok-00001', 'kwok-00002', 'kwok-00000', 'kwok-00001'],
    );
  });
});

describe('a cluster that was filled', () => {
  before(() => start(...WITH_ETCD), LIMIT);
  after(stop);

  test('thousands of nodes and pods are there and stay as they are', LIMIT, async () => {
    await fill(k3s, { nodes: 300, podsPerNode: 10 });
    assert.equal(
      (await kubectl('get', 'nodes', '--no-headers')).split('\n').filter((line) => / Ready /.test(line)).length,
      300,
    );
    assert.equal(
      (await kubectl('get', 'pods', '-A', '--no-headers')).split('\n').filter((line) => / Running /.test(line)).length,
      3000,
    );
  });
});
