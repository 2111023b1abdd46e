/** A cluster as small as a test needs it, with a clock that the test moves. */

import type { TestContext } from 'node:test';
import type { User } from '../../demo/cluster/api/access.ts';
import { NAMESPACES, NODES, PODS } from '../../demo/cluster/api/resources.ts';
import { type ManualClock, manualClock } from '../../demo/cluster/clock.ts';
import { type DemoCluster, type DemoOptions, type Scene, startDemoCluster } from '../../demo/cluster/start.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import type { Store } from '../../demo/cluster/store/store.ts';
import { Client, type Json } from './client.ts';

/** A running cluster with its clock and a client for its administrator. */
export interface Small {
  readonly cluster: DemoCluster;
  readonly clock: ManualClock;
  readonly api: Client;
  /** A client for somebody else; it is closed with the test. */
  as(who: User | { token: string }): Client;
  /** A client that opens a connection for every request. */
  readonly fresh: Client;
}

/** A ready node. */
export function addNode(store: Store, name: string, spec: Json = {}): KubeObject {
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-11-20T08:00:00Z' }];
  const status = {
    conditions,
    addresses: [{ type: 'InternalIP', address: '10.0.0.9' }],
    capacity: { cpu: '2', memory: '4000000Ki' },
  };
  return store.create(NODES, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    spec,
    status,
  });
}

/** A scene with a namespace `a` and ready nodes. */
export function scene(nodes: readonly string[], more: (store: Store) => void = () => undefined): Scene {
  return {
    version: 'v1.34.1+k3s1',
    fill(store) {
      for (const name of ['default', 'kube-node-lease', 'a'])
        store.create(NAMESPACES, {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name },
          spec: { finalizers: ['kubernetes'] },
          status: { phase: 'Active' },
        });
      for (const name of nodes) addNode(store, name);
      more(store);
    },
  };
}

/** Starts a cluster that ends with the test. */
export async function start(t: TestContext, options: Partial<DemoOptions> = {}): Promise<Small> {
  const clock = manualClock();
  const cluster = await startDemoCluster({ scene: scene(['one', 'two']), clock, ...options });
  const clients: Client[] = [];
  const client = (auth: Json, options?: object) => {
    const made = new Client({ url: cluster.url, ca: cluster.authority.cert, auth }, options);
    clients.push(made);
    return made;
  };
  t.after(async () => {
    for (const one of clients) one.end();
    await cluster.stop();
  });
  return {
    cluster,
    clock,
    api: client(cluster.credentials()),
    fresh: client(cluster.credentials(), { keepAlive: false }),
    as: (who) => client('token' in who ? who : cluster.credentials(who)),
  };
}

/** The pods of a cluster in a few words: name, node, and phase or `going`. */
export function podsOf({ store }: DemoCluster): string[] {
  return store
    .list(PODS)
    .map(
      ({ metadata, spec, status }) =>
        `${metadata.name} ${spec?.nodeName ?? '-'} ${metadata.deletionTimestamp ? 'going' : status?.phase}`,
    );
}
