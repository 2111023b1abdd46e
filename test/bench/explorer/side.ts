/** Our side of the comparison: the explorer in a process of its own, told by its parent what a person does. */

import { performance } from 'node:perf_hooks';
import type { ClusterSource } from '../../../client/explorer/source.ts';
import type { Inventory } from '../../../demo/cluster/control.ts';
import { Screen } from '../../support/screen.ts';

/** What the parent says. */
export type Order =
  | { readonly kind: 'look'; readonly kubeconfig: string; readonly nodes: number }
  | { readonly kind: 'memory' }
  | { readonly kind: 'expand'; readonly times: number }
  | { readonly kind: 'stay'; readonly ms: number; readonly pages: number }
  | { readonly kind: 'hide' }
  | { readonly kind: 'show' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'end' };

/** What it hears: numbers by their names, or what we hold. */
export type Told = { readonly figures?: Readonly<Record<string, readonly number[]>>; readonly held?: Inventory };

const MB = 1024 * 1024;
let screen: Screen;
let source: ClusterSource;
let clusters: { dispose(): void } | undefined;
let baseline = memory();

function memory(): { live: number; rss: number } {
  global.gc?.();
  global.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { live: (heapUsed + external) / MB, rss: rss / MB };
}

/** How often it is looked whether the event loop comes round, in milliseconds. */
const ROUND = 5;

/**
 * The longest the event loop did not come round, in milliseconds: by the clock, and how long it worked in that time,
 * which is less where other processes had the processor.
 */
async function blocked(run: () => Promise<void> | void): Promise<{ readonly wall: number; readonly work: number }> {
  let [wall, work] = [0, 0];
  let before = [performance.now(), worked()] as const;
  const timer = setInterval(() => {
    const now = [performance.now(), worked()] as const;
    wall = Math.max(wall, now[0] - before[0] - ROUND);
    work = Math.max(work, Math.min(now[1] - before[1], now[0] - before[0]));
    before = now;
  }, ROUND);
  await run();
  await pause(30);
  clearInterval(timer);
  return { wall, work };
}

/** Processor time of this thread, in milliseconds. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Everything from the moment somebody looks: loading our code, reading the kubeconfig, connecting, listing. */
async function look(kubeconfig: string, nodes: number): Promise<Told> {
  baseline = memory();
  const begin = performance.now();
  let [loaded, first, whole] = [0, 0, 0];
  const code = await blocked(async () => {
    const { LiveClusters } = await import('../../../client/cluster/clusters.ts');
    const live = new LiveClusters({
      places: () => ({ settings: [kubeconfig], env: {}, home: '/nowhere', k3s: '/nowhere/k3s.yaml' }),
      proxy: () => ({ env: {} }),
      mayRun: () => true,
      translate: (template, ...args) => template.replace(/\{(\d)\}/g, (_, index) => String(args[index])),
      changed: () => undefined,
    });
    clusters = live;
    const [only] = await live.sources();
    if (!only) throw new Error(`no cluster in ${kubeconfig}`);
    source = only;
    loaded = performance.now() - begin;
  });
  const waited = performance.now() - begin - loaded;
  const longest = await blocked(async () => {
    screen = new Screen([source]);
    screen.show();
    await screen.until(() => screen.nodes.length > 0);
    first = performance.now() - begin - waited;
    const all = new RegExp(`–${nodes}( |$)`);
    await screen.until(() => all.test(screen.nodes.at(-1)?.description ?? ''));
    whole = performance.now() - begin - waited;
  });
  return {
    figures: {
      loaded: [loaded],
      first: [first],
      whole: [whole],
      blockedCode: [code.wall],
      workCode: [code.work],
      blockedLoad: [longest.wall],
      workLoad: [longest.work],
    },
  };
}

/** Opens nodes one after another: to the folders below, and on to the pods. */
async function expand(times: number): Promise<Told> {
  const page = screen.nodes[0];
  if (!page) throw new Error('there are no nodes');
  screen.expand(page.id);
  const folders: number[] = [];
  const pods: number[] = [];
  const longest = await blocked(async () => {
    for (let round = 0; round < times; round++) {
      await pause(250 + ((round * 97) % 300));
      const node = screen.below(page.id)[round * 7];
      if (!node) throw new Error('there is no such node');
      const begin = performance.now();
      screen.expand(node.id);
      await screen.until(() => screen.below(node.id).length > 0);
      folders.push(performance.now() - begin);
      const folder = `${node.id}/pods`;
      screen.expand(folder);
      await screen.until(() => screen.below(folder).some(({ context }) => context.startsWith('k3s.pod')));
      pods.push(performance.now() - begin);
      screen.collapse(folder);
      screen.collapse(node.id);
    }
  });
  return { figures: { folders, pods, blockedExpand: [longest.wall], workExpand: [longest.work] } };
}

/** Nothing is done, everything changes. */
async function stay(ms: number, pages: number): Promise<Told> {
  for (const page of screen.nodes.slice(0, pages)) screen.expand(page.id);
  await pause(1000);
  const begin = performance.now();
  const [tells, computed] = [screen.tells, screen.took.length];
  const cpu = process.cpuUsage();
  const longest = await blocked(() => pause(ms));
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - begin) / 1000;
  for (const page of screen.nodes.slice(1, pages)) screen.collapse(page.id);
  return {
    figures: {
      refreshes: [(screen.tells - tells) / seconds],
      computing: screen.took.slice(computed),
      processor: [(user + system) / 10_000 / seconds],
      blockedStay: [longest.wall],
      workStay: [longest.work],
    },
  };
}

function held(): Told {
  type Node = { readonly metadata: { readonly name: string; readonly resourceVersion: string } };
  const nodes = (source.collection('nodes').items as readonly Node[]).map(
    ({ metadata }) => [metadata.name, metadata.resourceVersion] as const,
  );
  const pods = (source.collection('podCounts').items as readonly { node: string; pods: number }[]).map(
    ({ node, pods }) => [node, pods] as const,
  );
  return { held: { nodes: Object.fromEntries(nodes), pods: Object.fromEntries(pods) } };
}

async function obey(order: Order): Promise<Told> {
  switch (order.kind) {
    case 'look':
      return look(order.kubeconfig, order.nodes);
    case 'memory': {
      const now = memory();
      return { figures: { live: [now.live - baseline.live], rss: [now.rss - baseline.rss] } };
    }
    case 'expand':
      return expand(order.times);
    case 'stay':
      return stay(order.ms, order.pages);
    case 'hide':
      screen.hide();
      return {};
    case 'show':
      screen.show();
      return {};
    case 'hold':
      return held();
    case 'end':
      screen.dispose();
      clusters?.dispose();
      // What is said at parting goes out first.
      await pause(200);
      process.exit(0);
  }
}

process.on('message', (order: Order) => {
  obey(order).then(
    (told) => process.send?.(told),
    (error: Error) => process.send?.({ error: error.stack }),
  );
});
