/** A node of a small cluster and the machine it is on, and a removal of both. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Access } from '../../client/cluster/access.ts';
import type { Clock } from '../../client/cluster/clock.ts';
import type { Machine } from '../../client/host/machine.ts';
import type { RemoveFacts } from '../../client/machines/remove/facts.ts';
import { removeKind } from '../../client/machines/remove/kind.ts';
import { orderOf, type RemoveOrder } from '../../client/machines/remove/order.ts';
import {
  defaultChoices,
  planRemoval,
  type RemovalPlan,
  type RemoveChoices,
} from '../../client/machines/remove/plan.ts';
import { readCluster, readMachine } from '../../client/machines/remove/readFacts.ts';
import { DEFAULT_OPTIONS } from '../../client/operations/drain/options.ts';
import type { User } from '../../demo/cluster/api/access.ts';
import { NODES, SECRETS, VOLUMES } from '../../demo/cluster/api/resources.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import type { Store } from '../../demo/cluster/store/store.ts';
import type { Json } from '../cluster/client.ts';
import { rig } from '../operations/rig.ts';
import { folder } from '../support/folder.ts';
import { BOOT_ID, MACHINE_ID, type Sandbox, sandbox, type Wishes } from './installed.ts';
import { operate, type With } from './operate.ts';

export interface Scene extends Wishes {
  readonly fill?: (store: Store) => void;
  readonly user?: User;
  readonly rules?: Json[];
}

const none = new AbortController().signal;

/** The node is called `one`, as the rig of operations calls it; its machine too. */
export async function removing(t: TestContext, { fill = () => undefined, user, rules = [], ...wishes }: Scene = {}) {
  const cluster = await rig(t, fill, user, rules);
  const { store } = cluster.cluster;
  const node = store.get(NODES, 'one') as KubeObject;
  store.update(NODES, {
    ...node,
    metadata: {
      ...node.metadata,
      labels: { ...node.metadata.labels, 'kubernetes.io/hostname': 'one' },
      annotations: { 'k3s.io/node-args': '["agent"]' },
    },
    status: { ...node.status, nodeInfo: { machineID: MACHINE_ID, bootID: BOOT_ID, kubeletVersion: 'v1.34.1+k3s1' } },
  });
  const place = sandbox(t, { hostname: 'one', ...wishes });
  const backups = folder(t, {}).at('backups');
  const reach = {
    api: cluster.api,
    access: cluster.sources.access as Pick<Access, 'may'>,
    redact: (text: string) => text,
  };

  async function facts(machine: Machine = place.machine): Promise<RemoveFacts> {
    const read = await readCluster(cluster.sources, 'test', 'one', DEFAULT_OPTIONS);
    assert.ok(read.ok, JSON.stringify(read));
    const found = await readMachine(machine, read.value.deletion, none);
    return { target: { kind: 'ssh', host: 'one' }, machine: found, cluster: read.value };
  }
  async function plan(some: Partial<RemoveChoices> = {}, machine?: Machine): Promise<RemovalPlan> {
    const known = await facts(machine);
    return planRemoval(known, { ...defaultChoices(known), ...some });
  }
  const orderFrom = (from: RemovalPlan): RemoveOrder => orderOf(from, { id: 'r1', backups, now: cluster.clock.now() });

  /** Time passes in the cluster as long as it takes. */
  async function run(order: RemoveOrder, more: Partial<With> = {}) {
    const over = operate(removeKind, order, { machine: place.machine, reach, clock: cluster.clock as Clock, ...more });
    let ended = false;
    void over.finally(() => {
      ended = true;
    });
    for (let turn = 0; !ended && turn < 5000; turn++) {
      // What does not run on the machine tells the cluster nothing.
      if (place.has('proc/4243/cmdline')) cluster.cluster.life.startKubelet('one');
      else cluster.cluster.life.stopKubelet('one');
      await cluster.clock.advance(500);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return over;
  }
  return { ...cluster, store, place, backups, reach, facts, plan, orderFrom, run };
}

export type Removing = Awaited<ReturnType<typeof removing>>;

/** What older releases of K3s leave behind. */
export function addPassword(store: Store, node = 'one'): void {
  store.create(SECRETS, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${node}.node-password.k3s`, namespace: 'kube-system' },
    data: { hash: 'c2NyeXB0' },
  });
}

/** A volume as local-path makes it. */
export function addVolume(store: Store, name: string, claim: string, path: string): void {
  const [namespace = '', claimName = ''] = claim.split('/');
  store.create(VOLUMES, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: '10Gi' },
      claimRef: { namespace, name: claimName },
      hostPath: { path },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['one'] }] },
          ],
        },
      },
    },
  });
}

export const isGone = ({ store }: Removing): boolean => store.get(NODES, 'one') === undefined;

/** What of K3s is on the machine, by path. */
export const leftOf = ({ has }: Sandbox): string[] =>
  [
    'etc/systemd/system/k3s-agent.service',
    'usr/local/bin/k3s',
    'var/lib/rancher/k3s',
    'var/lib/kubelet',
    'etc/rancher/k3s',
    'run/k3s',
    'proc/4242/cmdline',
    'sys/class/net/cni0',
    'var/lib/k3s-editor',
  ].filter((path) => has(path));
