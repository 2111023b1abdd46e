/** Changes nodes and pods of a real cluster all the time, as kubelets and controllers would. */

import type { Server } from '../../cluster/client.ts';
import { Client, STRATEGIC_PATCH } from '../../cluster/client.ts';
import { ok } from '../../cluster/scratch.ts';
import { nodeName, podSpec } from '../../real/kwok/objects.ts';
import type { Size } from './ground.ts';

const TICK_MS = 100;
/** A server that cannot follow is not asked for more than that at a time. */
const AT_ONCE = 64;
const NAMESPACES = 20;

/** As `fill` made it. */
const podAt = (node: number, index: number): string => {
  const namespace = `team-${String((node + index) % NAMESPACES).padStart(2, '0')}`;
  return `/api/v1/namespaces/${namespace}/pods/app-${index}-6d5f8c7b9d-${String(node).padStart(5, '0')}`;
};

/** Begins; it waits for its last change when it ends, and says when it could not change as much as it should. */
export function liven(server: Server, { nodes, podsPerNode, updates, podUpdates, moves }: Size) {
  const api = new Client(server, { maxSockets: AT_ONCE });
  const under = new Set<Promise<unknown>>();
  const began = performance.now();
  let [done, left, moved] = [0, 0, 0];
  let ended: Promise<void> | undefined;

  /** Refusals are no news: a server that starts again, or a pod that was moved. */
  function change(send: () => Promise<unknown>): void {
    if (under.size >= AT_ONCE) return void left++;
    const one = send()
      .then(() => done++)
      .catch(() => left++)
      .finally(() => under.delete(one));
    under.add(one);
  }

  const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const some = (below: number): number => Math.floor(Math.random() * below);

  function updateNode(): void {
    const status = { conditions: [{ type: 'Ready', lastHeartbeatTime: now() }] };
    const path = `/api/v1/nodes/${nodeName(some(nodes))}/status`;
    change(async () => ok(await api.patch(path, STRATEGIC_PATCH, { status })));
  }

  function updatePod(): void {
    const status = { conditions: [{ type: 'Ready', lastProbeTime: now() }] };
    const path = `${podAt(some(nodes), some(podsPerNode))}/status`;
    change(async () => ok(await api.patch(path, STRATEGIC_PATCH, { status })));
  }

  /** One goes, and another one comes to another node. */
  function movePod(): void {
    const path = podAt(some(nodes), some(podsPerNode));
    const space = path.slice(0, path.lastIndexOf('/'));
    const metadata = { name: `moved-${moved++}`, labels: { 'app.kubernetes.io/name': 'moved' } };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...podSpec(), nodeName: nodeName(some(nodes)) } };
    change(async () => {
      ok(await api.delete(path, { gracePeriodSeconds: 0 }));
      ok(await api.post(space, pod));
    });
  }

  const rates = [
    [updates, updateNode],
    [podUpdates, updatePod],
    [moves, movePod],
  ] as const;
  let ticks = 0;
  const timer = setInterval(() => {
    ticks++;
    for (const [perSecond, run] of rates) {
      const due = (count: number): number => Math.floor((count * perSecond * TICK_MS) / 1000);
      for (let more = due(ticks) - due(ticks - 1); more > 0; more--) run();
    }
  }, TICK_MS);

  return {
    end(): Promise<void> {
      ended ??= (async () => {
        clearInterval(timer);
        await Promise.all(under);
        api.end();
        const seconds = (performance.now() - began) / 1000;
        console.log(`Changed ${(done / seconds).toFixed(0)} objects a second; ${left} changes were left out.`);
      })();
      return ended;
    },
  };
}
