/**
 * Measures the explorer at a large cluster that never rests, beside `kubectl get nodes` on the same server in the same
 * run. The demo's API server, our side without an editor, and kubectl are each a process of their own.
 *
 *   npm run bench:explorer                          about two minutes
 *   npm run bench:explorer -- --kubectl PATH        else the one on PATH
 *   npm run bench:explorer -- --minutes 10          drops and relists for so long, half a minute if not said
 *   npm run bench:explorer -- --nodes N --pods N --updates N    another size: nodes, pods per node, node updates a second
 *   npm run bench:explorer -- --json FILE           the raw numbers too
 */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Asked, Inventory } from '../../demo/cluster/control.ts';
import { type Figure, type FigureId, figures } from './explorer/figures.ts';
import { bundleSide, findKubectl, kubectlNodes, kubectlVersion, Server, Side, type Size } from './explorer/programs.ts';
import type { Told } from './explorer/side.ts';
import { quantile } from './figures.ts';
import { grid, machine, number } from './report.ts';

const { values } = parseArgs({
  options: {
    kubectl: { type: 'string' },
    minutes: { type: 'string', default: '0.5' },
    nodes: { type: 'string', default: '5000' },
    pods: { type: 'string', default: '10' },
    updates: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const size: Size = {
  nodes: Number(values.nodes),
  podsPerNode: Number(values.pods),
  updates: Number(values.updates),
  podUpdates: Number(values.updates),
  moves: 5,
};
/** For how long nothing is done but looking, and how long nobody looks, in milliseconds. */
const STAY = 10_000;
const HIDDEN = 10_000;
const OPENED = 11;
/** Between two disturbances. */
const CALM = 5000;
/** In turn; the time in between is part of what has to be survived. */
const DISTURBANCES = [
  'watches expire',
  'watches cut',
  'cut',
  'watches end',
  'restart',
  'expireAfterList',
  'watches cut',
  'compact',
  'watches expire',
  'refuse 3000',
  'watches freeze',
  'cut',
];

class Samples {
  readonly values: Partial<Record<FigureId | 'kubectl', number[]>> = {};

  add(id: FigureId | 'kubectl', ...more: readonly number[]): void {
    const known = this.values[id] ?? [];
    this.values[id] = known;
    known.push(...more);
  }

  /** What our side told; `as` gives some of it another name. */
  told({ figures: told = {} }: Told, as: Readonly<Record<string, FigureId>> = {}): void {
    for (const [name, one] of Object.entries(told)) this.add(as[name] ?? (name as FigureId), ...one);
  }
}

function table({ values: seen }: Samples): string {
  const rows = [['figure', 'ours', 'kubectl', 'ratio', 'budget']];
  for (const [id, figure] of Object.entries(figures) as [FigureId, Figure][]) {
    const ours = seen[id];
    if (ours === undefined || ours.length === 0) continue;
    const { title, unit, most, ratio, by } = figure;
    const value = by === 'max' ? Math.max(...ours) : (quantile(ours, 0.5) as number);
    const peer = ratio === undefined ? undefined : quantile(seen.kubectl ?? [], 0.5);
    const quotient = peer === undefined ? undefined : value / peer;
    const budgets = [
      most === undefined ? '' : `≤ ${most}${value <= most ? '' : ' missed'}`,
      quotient === undefined || ratio === undefined ? '' : `ratio ≤ ${ratio}${quotient <= ratio ? '' : ' missed'}`,
    ];
    rows.push([
      unit === '' ? title : `${title}, ${unit}`,
      by === 'max' || ours.length < 3 ? short(value) : `${short(value)} (${short(quantile(ours, 0.95) as number)})`,
      peer === undefined ? '–' : `${short(peer)} (${short(quantile(seen.kubectl ?? [], 0.95) as number)})`,
      quotient === undefined ? '–' : quotient.toFixed(2),
      budgets.filter((text) => text !== '').join(', '),
    ]);
  }
  return grid(rows);
}

const short = (value: number): string => (Number.isInteger(value) ? String(value) : number(value));

/** How many of the server's nodes and counts we do not hold as they are; waits a while for them to come. */
async function lost(server: Server, side: Side): Promise<number> {
  await server.order('rest');
  const there = await server.order<Inventory>('inventory');
  let missing = Number.POSITIVE_INFINITY;
  for (let wait = 0; wait < 90 && missing > 0; wait++) {
    await pause(1000);
    const { held } = await side.order({ kind: 'hold' });
    missing = held ? differences(there.nodes, held.nodes) + differences(there.pods, held.pods) : missing;
  }
  return missing;
}

function differences(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): number {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].filter((key) => one[key] !== other[key]).length;
}

async function bench(folder: string): Promise<void> {
  const samples = new Samples();
  const kubeconfig = join(folder, 'kubeconfig');
  const kubectl = findKubectl(values.kubectl);
  console.log(`Machine: ${machine()}`);
  if ((loadavg()[0] ?? 0) > cpus().length / 2)
    console.log('This machine is busy with other work: trust the ratios less, and the blocked event loop not at all.');
  console.log(
    kubectl
      ? `Peer: kubectl ${kubectlVersion(kubectl)}.`
      : 'No kubectl on PATH, and none named with --kubectl: nothing is compared, and its budget is not judged.',
  );
  const file = await bundleSide(folder);
  console.log(
    `Starting a server with ${size.nodes} nodes, ${size.nodes * size.podsPerNode} pods, ${size.updates} node and ${size.podUpdates} pod updates a second.`,
  );
  const server = await Server.start(kubeconfig, size);
  const sides: Side[] = [];
  const start = (): Side => {
    const side = new Side(file);
    sides.push(side);
    return side;
  };
  try {
    // Its first run asks what is served and remembers it.
    if (kubectl) await kubectlNodes(kubectl, kubeconfig, folder, size.nodes);
    const rounds = Number(values.rounds);
    console.log(`Measuring the way to the whole list, ${rounds} times, in turn.`);
    for (let round = 0; round < rounds; round++) {
      const side = start();
      // Its own start is no part of it: an editor runs already.
      await side.order({ kind: 'memory' });
      samples.told(await side.order({ kind: 'look', kubeconfig, nodes: size.nodes }));
      await side.end();
      if (kubectl) samples.add('kubectl', await kubectlNodes(kubectl, kubeconfig, folder, size.nodes));
    }
    await server.order('clear');
    const side = start();
    await side.order({ kind: 'look', kubeconfig, nodes: size.nodes });
    console.log(`Opening ${OPENED} nodes.`);
    samples.told(await side.order({ kind: 'expand', times: OPENED }));
    console.log(`Looking on, ${STAY / 1000} seconds each with one page and with all pages open.`);
    samples.told(await side.order({ kind: 'stay', ms: STAY, pages: 1 }));
    const renamed = {
      computing: 'computingAll',
      processor: 'processorAll',
      blockedStay: 'blockedAll',
      workStay: 'workAll',
      refreshes: 'refreshesAll',
    } as const;
    samples.told(await side.order({ kind: 'stay', ms: STAY, pages: 1000 }), renamed);
    samples.told(await side.order({ kind: 'memory' }));
    const { connections } = await server.order<Asked>('asked');
    samples.add('connections', connections.open);
    console.log(`Nobody looks for ${HIDDEN / 1000} seconds.`);
    await side.order({ kind: 'hide' });
    await pause(1000);
    await server.order('clear');
    await pause(HIDDEN);
    const { requests } = await server.order<Asked>('asked');
    samples.add('hidden', requests.length);
    if (requests.length > 0) console.log(requests.join('\n'));
    await side.order({ kind: 'show' });
    const until = Date.now() + Number(values.minutes) * 60_000;
    console.log(`Drops and relists for ${values.minutes} minutes.`);
    let disturbed = 0;
    for (; Date.now() < until; disturbed++) {
      await server.order(DISTURBANCES[disturbed % DISTURBANCES.length] as string);
      await pause(CALM);
    }
    samples.add('lost', await lost(server, side));
    samples.told(await side.order({ kind: 'memory' }));
    console.log(`\n${table(samples)}\n`);
    console.log(`Median (p95) or the largest. ${disturbed} disturbances. Machine at the end: ${machine()}`);
    if (values.json) writeFileSync(values.json, JSON.stringify({ machine: machine(), size, samples: samples.values }));
  } finally {
    for (const side of sides) await side.end();
    await server.end();
  }
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'k3s-bench-explorer-')));
try {
  await bench(folder);
} catch (error) {
  console.error(`\nThe comparison ended early: ${error instanceof Error ? error.stack : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
