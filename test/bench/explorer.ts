/**
 * Measures the explorer at a large cluster that never rests, beside `kubectl get nodes` on the same server in the same
 * run. The server, which is the demo's if not said, our side without an editor, and kubectl are each a process of their own.
 *
 *   npm run bench:explorer                          about two minutes
 *   npm run bench:explorer -- --real                at a real K3s, whose kubectl is the peer; needs 16 GB of memory
 *   npm run bench:explorer -- --kubectl PATH        else the one on PATH
 *   npm run bench:explorer -- --minutes 10          drops and relists for so long, half a minute if not said
 *   npm run bench:explorer -- --nodes N --pods N --updates N    another size: nodes, more than 200 of them, pods per
 *                                                   node, node updates a second
 *   npm run bench:explorer -- --rounds N            how often the way to the whole list is measured, 5 times if not said
 *   npm run bench:explorer -- --json FILE           the raw numbers too
 */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PAGE } from '../../client/explorer/model/groups.ts';
import { place } from '../real/place.ts';
import { judged, Measured } from './budgets.ts';
import { demoGround } from './explorer/demoGround.ts';
import { type FigureId, figures } from './explorer/figures.ts';
import type { Ground, Size } from './explorer/ground.ts';
import { bundleSide, findKubectl, kubectlNodes, kubectlVersion, Side } from './explorer/programs.ts';
import { realGround } from './explorer/realGround.ts';
import type { Told } from './explorer/side.ts';
import { inPlace } from './place.ts';
import { machine } from './report.ts';

const { values } = parseArgs({
  options: {
    kubectl: { type: 'string' },
    minutes: { type: 'string', default: '0.5' },
    nodes: { type: 'string', default: '5000' },
    pods: { type: 'string', default: '10' },
    updates: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
    real: { type: 'boolean' },
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

/** What our side told; `as` gives some of it another name. */
function told(to: Measured<FigureId>, { figures: all = {} }: Told, as: Readonly<Record<string, FigureId>> = {}): void {
  for (const [name, one] of Object.entries(all)) to.add(as[name] ?? (name as FigureId), ...one);
}

/** How many of the server's nodes and counts we do not hold as they are; waits a while for them to come. */
async function lost(ground: Ground, side: Side): Promise<number> {
  await ground.rest();
  const there = await ground.inventory();
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
  if (size.nodes <= PAGE)
    throw new Error(`The last page tells the end of the list, so there are more than ${PAGE} nodes.`);
  const [ours, peer] = [new Measured<FigureId>(), new Measured<FigureId>()];
  console.log(`Machine: ${machine()}`);
  if ((loadavg()[0] ?? 0) > cpus().length / 2)
    console.log('This machine is busy with other work: trust the ratios less, and the blocked event loop not at all.');
  console.log(
    `Starting a ${values.real ? 'real K3s' : 'server'} with ${size.nodes} nodes, ${size.nodes * size.podsPerNode} pods, ${size.updates} node and ${size.podUpdates} pod updates a second.`,
  );
  const ground = await (values.real ? realGround : demoGround)(folder, size);
  const { kubeconfig } = ground;
  const kubectl = findKubectl(values.kubectl ?? ground.kubectl);
  console.log(
    kubectl
      ? `Peer: kubectl ${kubectlVersion(kubectl)}.`
      : 'No kubectl on PATH, and none named with --kubectl: nothing is compared, and its budget is not judged.',
  );
  const sides: Side[] = [];
  const file = await bundleSide(folder);
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
      told(ours, await side.order({ kind: 'look', kubeconfig, nodes: size.nodes }));
      await side.end();
      if (kubectl) peer.add('whole', await kubectlNodes(kubectl, kubeconfig, folder, size.nodes));
    }
    await ground.clear();
    const side = start();
    await side.order({ kind: 'look', kubeconfig, nodes: size.nodes });
    console.log(`Opening ${OPENED} nodes.`);
    told(ours, await side.order({ kind: 'expand', times: OPENED }));
    console.log(`Looking on, ${STAY / 1000} seconds each with one page and with all pages open.`);
    told(ours, await side.order({ kind: 'stay', ms: STAY, pages: 1 }));
    const renamed = {
      computing: 'computingAll',
      processor: 'processorAll',
      blockedStay: 'blockedAll',
      workStay: 'workAll',
      refreshes: 'refreshesAll',
    } as const;
    told(ours, await side.order({ kind: 'stay', ms: STAY, pages: 1000 }), renamed);
    told(ours, await side.order({ kind: 'memory' }));
    ours.add('connections', await ground.connections(side.pid));
    console.log(`Nobody looks for ${HIDDEN / 1000} seconds.`);
    await side.order({ kind: 'hide' });
    await pause(1000);
    await ground.clear();
    await pause(HIDDEN);
    const requests = await ground.requests();
    ours.add('hidden', requests.length);
    if (requests.length > 0) console.log(requests.join('\n'));
    await side.order({ kind: 'show' });
    const until = Date.now() + Number(values.minutes) * 60_000;
    console.log(`Drops and relists for ${values.minutes} minutes.`);
    let disturbed = 0;
    for (; Date.now() < until; disturbed++) {
      await ground.disturb(disturbed);
      await pause(CALM);
    }
    ours.add('lost', await lost(ground, side));
    told(ours, await side.order({ kind: 'memory' }));
    console.log(`\n${judged(figures, 'kubectl', ours, peer).table}\n`);
    console.log(`Median (p95) or the largest. ${disturbed} disturbances. Machine at the end: ${machine()}`);
    if (values.json)
      writeFileSync(
        values.json,
        JSON.stringify({ machine: machine(), size, samples: { ...ours.values, kubectl: peer.values.whole } }),
      );
  } finally {
    for (const side of sides) await side.end();
    await ground.end();
  }
}

/** Gives the exit code. */
async function benchOnce(): Promise<number> {
  const folder = realpathSync(mkdtempSync(join(values.real ? place().folder : tmpdir(), 'k3s-bench-explorer-')));
  try {
    await bench(folder);
    return 0;
  } catch (error) {
    console.error(`\nThe comparison ended early: ${error instanceof Error ? error.stack : String(error)}`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await (values.real ? inPlace({}, benchOnce) : benchOnce());
