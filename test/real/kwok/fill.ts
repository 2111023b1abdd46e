/** Fills a cluster with thousands of nodes and pods in seconds: they are written where the API server reads them. */

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Json } from '../../cluster/client.ts';
import { ok } from '../../cluster/scratch.ts';
import { etcdOf } from '../etcd.ts';
import type { RealServer } from '../server.ts';
import { nodeName, nodeObject, podSpec, podStatus } from './objects.ts';

/** The most that etcd takes in one transaction. */
const BATCH = 128;
/** How many transactions there are at a time. */
const AT_ONCE = 4;

/** Longest until the server has read what is written. */
const SHOWN_MS = 120_000;

/** How much. */
export interface Size {
  readonly nodes: number;
  readonly podsPerNode: number;
  /** How many namespaces they are in, `team-00` and so on; 20 if not said. */
  readonly namespaces?: number;
}

/**
 * Makes nodes that are ready and pods that run, at an empty server that was started with `WITH_ETCD` and `MANY_NODES`;
 * returns when it shows them all. Nobody plays their kubelets.
 */
export async function fill(k3s: RealServer, { nodes, podsPerNode, namespaces = 20 }: Size): Promise<void> {
  const [api, etcd] = [new Client(k3s.server), etcdOf(k3s.data)];
  const spaces = Array.from({ length: namespaces }, (_, index) => `team-${String(index).padStart(2, '0')}`);
  try {
    await write(spaces.map((name) => [`namespaces/${name}`, namespace(name)] as const));
    await write(everyNode(nodes));
    await write(everyPod(nodes, podsPerNode, spaces));
    await shown('nodes', nodes);
    await shown('pods', nodes * podsPerNode);
  } finally {
    etcd.end();
    api.end();
  }

  async function shown(kind: string, count: number): Promise<void> {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    for (const end = Date.now() + SHOWN_MS; ; await sleep(500)) {
      const { rows } = ok(await api.get(`/api/v1/${kind}?resourceVersion=0&includeObject=None`, { accept }));
      if (rows.length >= count) return;
      if (Date.now() > end) throw new Error(`The server shows ${rows.length} of ${count} ${kind}.`);
    }
  }

  async function write(entries: Iterable<readonly [key: string, object: Json]>): Promise<void> {
    const all = entries[Symbol.iterator]();
    const worker = async (): Promise<void> => {
      for (let batch = take(all, BATCH); batch.length > 0; batch = take(all, BATCH)) {
        const success = batch.map(([key, object]) => ({
          requestPut: { key: base64(`/registry/${key}`), value: base64(JSON.stringify(object)) },
        }));
        const { code, text } = await etcd.post('/v3/kv/txn', { success });
        if (code !== 200) throw new Error(`etcd: ${code} ${text}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }
}

/** For how many seconds kubelets may use what they know, by the number of nodes. */
const LIFE = [
  [100, 0],
  [500, 15],
  [1000, 30],
  [2000, 60],
  [Number.POSITIVE_INFINITY, 300],
] as const;

function* everyNode(count: number): Generator<readonly [string, Json]> {
  const ttl = String(LIFE.find(([nodes]) => count <= nodes)?.[1]);
  for (let number = 0; number < count; number++) {
    const node = nodeObject(number);
    // What controllers would add to each, one after the other.
    node.metadata.finalizers = ['wrangler.cattle.io/node', 'wrangler.cattle.io/managed-etcd-controller'];
    node.metadata.annotations['node.alpha.kubernetes.io/ttl'] = ttl;
    node.spec.podCIDR = podNetwork(number, '0/24');
    node.spec.podCIDRs = [node.spec.podCIDR];
    yield [`minions/${node.metadata.name}`, stored(node)];
  }
}

function* everyPod(nodes: number, perNode: number, spaces: readonly string[]): Generator<readonly [string, Json]> {
  for (let number = 0; number < nodes; number++)
    for (let index = 0; index < perNode; index++) {
      const namespace = spaces[(number + index) % spaces.length] as string;
      const name = `app-${index}-6d5f8c7b9d-${String(number).padStart(5, '0')}`;
      const labels = { 'app.kubernetes.io/name': `app-${index}`, 'pod-template-hash': '6d5f8c7b9d' };
      const spec = { ...DEFAULTS, ...podSpec(), nodeName: nodeName(number) };
      const status = podStatus(number, podNetwork(number, String(index + 2)));
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec, status };
      yield [`pods/${namespace}/${name}`, stored(pod)];
    }
}

/** What the API server fills in where a pod says nothing. */
const DEFAULTS = {
  ...{ restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', schedulerName: 'default-scheduler', priority: 0 },
  ...{ serviceAccountName: 'default', enableServiceLinks: true, preemptionPolicy: 'PreemptLowerPriority' },
  securityContext: {},
};

const namespace = (name: string): Json =>
  stored({
    ...{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'kubernetes.io/metadata.name': name } } },
    ...{ spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
  });

/** As the API server would have stored it. */
function stored(object: Json): Json {
  const creationTimestamp = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  return { ...object, metadata: { ...object.metadata, uid: randomUUID(), creationTimestamp } };
}

/** An address among those of the pods of a node, in 10.128.0.0/11. */
const podNetwork = (node: number, last: string): string => `10.${128 + (node >> 8)}.${node & 255}.${last}`;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function take<T>(from: Iterator<T>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const { done, value } = from.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}
