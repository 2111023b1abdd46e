/** A real K3s with thousands of nodes that nobody plays, as the ground that is looked at; its audit log says what was asked. */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Inventory } from '../../../demo/cluster/control.ts';
import { Client, type Json } from '../../cluster/client.ts';
import { ok } from '../../cluster/scratch.ts';
import { compact, WITH_ETCD } from '../../real/etcd.ts';
import { fill } from '../../real/kwok/fill.ts';
import { MANY_NODES } from '../../real/kwok/nodes.ts';
import { startK3s } from '../../real/server.ts';
import { auditLog } from '../audit.ts';
import type { Ground, Size } from './ground.ts';
import { liven } from './life.ts';

const PAGE = 500;
/** As the kernel writes them: the port of K3s, and a connection that is open. */
const [PORT, OPEN] = [(6443).toString(16).toUpperCase(), '01'];

/** Starts and fills it, and waits until it answers with all of it. */
export async function realGround(folder: string, size: Size): Promise<Ground> {
  const audit = auditLog(folder);
  const k3s = await startK3s(...MANY_NODES, ...WITH_ETCD, ...audit.args);
  await fill(k3s, size);
  const api = new Client(k3s.server);
  for (; (await count('/api/v1/pods')) < size.nodes * size.podsPerNode; await sleep(500));
  const life = liven(k3s.server, size);

  async function count(path: string): Promise<number> {
    const { items, metadata } = ok(await api.get(`${path}?limit=1`));
    return items.length + (metadata.remainingItemCount ?? 0);
  }

  async function* every(path: string): AsyncGenerator<Json> {
    let next = '';
    do {
      const { items, rows, metadata } = ok(await api.get(`${path}limit=${PAGE}&continue=${next}`, { accept: TABLE }));
      yield* rows ?? items;
      next = encodeURIComponent(metadata.continue ?? '');
    } while (next !== '');
  }

  return {
    kubeconfig: k3s.kubeconfig,
    kubectl: k3s.kubectl,
    rest: () => life.end(),
    async inventory(): Promise<Inventory> {
      const nodes: Record<string, string> = {};
      for await (const { object } of every('/api/v1/nodes?includeObject=Metadata&'))
        nodes[object.metadata.name] = object.metadata.resourceVersion;
      const pods: Record<string, number> = {};
      for await (const { cells } of every('/api/v1/pods?includeObject=None&'))
        pods[cells[NODE_CELL]] = (pods[cells[NODE_CELL]] ?? 0) + 1;
      return { nodes, pods };
    },
    clear: async () => audit.clear(),
    requests: async () => audit.by('k3s-editor').map(({ verb, uri }) => `${verb} ${uri}`),
    connections: async (pid) => connectionsOf(pid),
    /** It loses power and comes back, or its database forgets what was. */
    async disturb(time) {
      if (time % 2 === 0) return compact(k3s.data);
      await k3s.kill();
      await k3s.start();
    },
    async end() {
      await life.end();
      api.end();
      await k3s.stop();
    },
  };
}

const TABLE = 'application/json;as=Table;g=meta.k8s.io;v=v1';
/** Name, ready, status, restarts, age, IP, node. */
const NODE_CELL = 6;

/** The connections of a process to K3s. */
function connectionsOf(pid: number): number {
  const own = new Set<string>();
  for (const one of readdirSync(`/proc/${pid}/fd`)) {
    try {
      own.add(readlinkSync(`/proc/${pid}/fd/${one}`));
    } catch {
      // It was closed meanwhile.
    }
  }
  const lines = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').trim().split('\n').slice(1);
  return lines.filter((line) => {
    const [, , remote = '', state, , , , , , inode] = line.trim().split(/\s+/);
    return remote.endsWith(`:${PORT}`) && state === OPEN && own.has(`socket:[${inode}]`);
  }).length;
}
