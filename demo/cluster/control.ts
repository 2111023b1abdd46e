/** Orders to a demo cluster that runs as a process of its own: one line each, answered by one line of JSON. */

import { createInterface } from 'node:readline';
import { NODES, PODS } from './api/resources.ts';
import type { DemoCluster } from './start.ts';

/** What is there: each node with its version and the pods on it that are not finished. */
export interface Inventory {
  readonly nodes: Readonly<Record<string, string>>;
  readonly pods: Readonly<Record<string, number>>;
}

/** What was asked of the server since its log was cleared. */
export interface Asked {
  readonly requests: readonly string[];
  readonly connections: { readonly open: number; readonly opened: number; readonly most: number };
}

/** What can be ordered; each gets the rest of its line. */
const ORDERS: Readonly<Record<string, (cluster: DemoCluster, what: string) => unknown>> = {
  /** Watches: `expire`, `end`, `cut`, `freeze`. */
  watches: ({ faults }, what) => {
    const orders: Readonly<Record<string, () => void>> = {
      expire: () => faults.expireWatches(),
      end: () => faults.endWatches(),
      cut: () => faults.cutWatches(),
      freeze: () => faults.freezeWatches(),
    };
    orders[what]?.();
  },
  cut: ({ faults }) => faults.cutConnections(),
  expireAfterList: ({ faults }) => void faults.expireAfterList(),
  compact: ({ store }) => store.compact(),
  restart: ({ faults }) => faults.restart(),
  /** For so many milliseconds. */
  refuse: ({ faults }, what) => faults.refuseFor(Number(what)),
  rest: (cluster) => cluster.rest(),
  clear: ({ log }) => log.clear(),
  asked: ({ log, connections: { open, opened, most } }): Asked => ({
    requests: log.entries.map(({ method, url }) => `${method} ${url}`),
    connections: { open, opened, most },
  }),
  inventory,
};

/** What the server holds now. */
export function inventory({ store }: DemoCluster): Inventory {
  const pods: Record<string, number> = {};
  for (const { spec, status } of store.list(PODS))
    if (spec.nodeName && !/^(Succeeded|Failed)$/.test(status?.phase))
      pods[spec.nodeName] = (pods[spec.nodeName] ?? 0) + 1;
  const nodes = store.list(NODES).map(({ metadata }) => [metadata.name, metadata.resourceVersion ?? ''] as const);
  return { nodes: Object.fromEntries(nodes), pods };
}

/** Obeys what comes, one order after another. */
export function obey(cluster: DemoCluster, input: NodeJS.ReadableStream, answer: (line: string) => void): void {
  let before: Promise<unknown> = Promise.resolve();
  createInterface({ input }).on('line', (line) => {
    const [name = '', ...rest] = line.trim().split(' ');
    before = before.then(async () => {
      const order = Object.hasOwn(ORDERS, name) ? ORDERS[name] : undefined;
      answer(JSON.stringify(order ? ((await order(cluster, rest.join(' '))) ?? null) : { unknown: name }));
    });
  });
}
