/** Nodes without machines, as many as a test asks for, and pods on them, which kwok starts and ends. */

import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, Client, type Json } from '../../cluster/client.ts';
import { ok } from '../../cluster/scratch.ts';
import { readServer } from '../server.ts';
import { playKubelets } from './kubelets.ts';
import { nodeName, nodeObject, podSpec } from './objects.ts';

/** Longest until all pods run; on a server with `MANY_NODES` 200 of them take 3 to 8 seconds. */
const RUNNING_MS = 180_000;
/** How many requests there are at a time. */
const AT_ONCE = 32;
const POD_LISTS = '/api/v1/namespaces';

const passed = (to: string, ...args: readonly string[]): string[] => args.flatMap((one) => [`--kube-${to}-arg`, one]);

/** What a K3s server is started with so that controllers and scheduler are not kept from being fast. */
export const IN_HASTE = [
  ...passed('controller-manager', 'kube-api-qps=1000', 'kube-api-burst=2000', 'concurrent-replicaset-syncs=20'),
  ...passed('scheduler', 'kube-api-qps=1000', 'kube-api-burst=2000'),
];

/**
 * What a K3s server is started with for thousands of nodes: they need no signs of life, have room for their pods'
 * addresses, and nobody is kept from being fast.
 */
export const MANY_NODES = [
  ...['--cluster-cidr', '10.128.0.0/11', '--disable', 'coredns,local-storage,metrics-server,servicelb,traefik'],
  ...passed('controller-manager', 'node-monitor-grace-period=2h'),
  ...IN_HASTE,
];

/** Nodes that are played by kwok, and their pods. */
export interface KwokNodes {
  /** `kwok-00000` and so on. */
  readonly names: readonly string[];
  /** Makes pods that nobody owns, on these nodes in turn; they run when it returns. Gives their names. */
  pods(namespace: string, count: number, nodes?: readonly string[]): Promise<string[]>;
  /**
   * Makes a ReplicaSet whose pods can be on one node only; they run when it returns. Those that are evicted come again,
   * and wait until the node takes them. Its name is the value of their label `app`.
   */
  replicas(namespace: string, name: string, count: number, node: string): Promise<void>;
  /** Waits until so many pods of that namespace run, which are all there are. */
  running(namespace: string, count: number): Promise<void>;
  /** Ends the kubelets; nodes and pods stay as they are. */
  end(): Promise<void>;
}

/** Makes nodes at a cluster; they are ready. With more than 100 the server has to be started with `MANY_NODES`. */
export async function kwokNodes(cluster: { readonly kubeconfig: string }, count: number): Promise<KwokNodes> {
  const server = readServer(cluster.kubeconfig);
  if (server === undefined) throw new Error(`${cluster.kubeconfig} is no kubeconfig.`);
  const api = new Client(server, { maxSockets: AT_ONCE });
  const names = Array.from({ length: count }, (_, number) => nodeName(number));
  await inParallel(count, async (number) => ok(await api.post('/api/v1/nodes', nodeObject(number))));
  const kubelets = playKubelets(cluster, { leases: count <= 100 });

  async function running(namespace: string, wanted: number): Promise<void> {
    const isRunning = ({ metadata, status }: Json): boolean =>
      status.phase === 'Running' && metadata.deletionTimestamp === undefined;
    for (const end = Date.now() + RUNNING_MS; ; await sleep(200)) {
      const { items } = ok(await api.get(`${POD_LISTS}/${namespace}/pods`));
      const found = items.filter(isRunning).length;
      if (found === wanted && items.length === wanted) return;
      if (Date.now() > end) throw new Error(`${found} of ${items.length} pods in ${namespace} run, not ${wanted}.`);
    }
  }

  return {
    names,
    running,
    async pods(namespace, pods, nodes = names) {
      const before = ok(await api.get(`${POD_LISTS}/${namespace}/pods?limit=1`));
      const first = before.items.length + (before.metadata.remainingItemCount ?? 0);
      const made = Array.from({ length: pods }, (_, index) => `pod-${String(first + index).padStart(5, '0')}`);
      await inParallel(pods, async (index) => {
        const spec = { ...podSpec(), nodeName: nodes[index % nodes.length] };
        const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: made[index] }, spec };
        ok(await patiently(() => api.post(`${POD_LISTS}/${namespace}/pods`, pod)));
      });
      await running(namespace, first + pods);
      return made;
    },
    async replicas(namespace, name, pods, node) {
      const labels = { app: name };
      const spec = { ...podSpec(), nodeSelector: { 'kubernetes.io/hostname': node } };
      const template = { metadata: { labels }, spec };
      const set = { metadata: { name }, spec: { replicas: pods, selector: { matchLabels: labels }, template } };
      const body = { apiVersion: 'apps/v1', kind: 'ReplicaSet', ...set };
      ok(await api.post(`/apis/apps/v1/namespaces/${namespace}/replicasets`, body));
      for (const end = Date.now() + RUNNING_MS; ; await sleep(200)) {
        const { status } = ok(await api.get(`/apis/apps/v1/namespaces/${namespace}/replicasets/${name}`));
        if (status.readyReplicas === pods) return;
        if (Date.now() > end) throw new Error(`${status.readyReplicas ?? 0} of ${pods} pods of ${name} run.`);
      }
    },
    async end() {
      await kubelets.end();
      api.end();
    },
  };
}

/** Who comes too early finds no service account in a new namespace. */
async function patiently(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    const answer = await ask();
    if (answer.code !== 403 || tries > 100) return answer;
    await sleep(100);
  }
}

/** Does something for every number below `count`, some at a time. */
async function inParallel(count: number, work: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
