/**
 * Drains at a real K3s, through the product's own plan, operations and storage: real budgets, evictions, controllers,
 * rights and restarts. The kubelets are kwok's, so that a pod goes as soon as it may. Scenarios wait for most of their
 * time, each on nodes of its own; so they do it side by side, but for the one that takes the server away.
 */

import { after, before, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, MERGE_PATCH } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { budgets } from './drain/budgets.ts';
import { Ground, LIMIT, METRICS } from './drain/ground.ts';
import { nodes } from './drain/nodes.ts';
import { plan } from './drain/plan.ts';
import { pods } from './drain/pods.ts';
import { restart } from './drain/restart.ts';
import { rights } from './drain/rights.ts';
import { windows } from './drain/windows.ts';
import { WITH_ETCD } from './etcd.ts';
import { IN_HASTE, type KwokNodes, kwokNodes } from './kwok/nodes.ts';
import { type RealServer, startK3s } from './server.ts';

const MOST_NODES = 32;
/** All that K3s brings but metrics-server, which every plan has to ask about. */
const ARGS = ['--disable', 'coredns,local-storage,servicelb,traefik', ...WITH_ETCD, ...IN_HASTE];
const AT_ONCE = 8;

const ground = new Ground();
let k3s: RealServer;
let kwok: KwokNodes;

before(async () => {
  k3s = await startK3s(...ARGS);
  await withoutMetrics();
  kwok = await kwokNodes(k3s, MOST_NODES);
  ground.open(k3s, kwok);
}, LIMIT);

after(async () => {
  await kwok?.end();
  ground.close();
  await k3s?.stop();
});

/** Before there is a node that it could be on, whose test knows nothing of it. */
async function withoutMetrics(): Promise<void> {
  const api = new Client(k3s.server);
  try {
    while ((await api.get(METRICS)).code === 404) await sleep(100);
    ok(await api.patch(METRICS, MERGE_PATCH, { spec: { replicas: 0 } }));
    const pods = '/api/v1/namespaces/kube-system/pods';
    while (ok(await api.get(pods)).items.length > 0) await sleep(100);
  } finally {
    api.end();
  }
}

describe('a server that stays', { concurrency: AT_ONCE }, () => {
  for (const scenarios of [windows, budgets, plan, pods, nodes, rights]) scenarios(ground);
});

describe('a server that goes', () => restart(ground));
