/**
 * Runs the demo cluster as a process of its own, until its parent ends.
 *
 *   node demo/cluster/run.ts --kubeconfig FILE [--port N]
 *     [--nodes N] [--pods N] [--updates N] [--node-updates N] [--moves N] [--control]
 *
 * With `--nodes` it is a large cluster, `--pods` per node; per second so many changes, changes of nodes, and pods that
 * go while others come. Prints `ready URL`. With `--control` it then obeys the orders of `control.ts` on its input.
 */
import { fstatSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { big } from './big.ts';
import { obey } from './control.ts';
import { startDemoCluster } from './start.ts';
import { story } from './story.ts';

const { values } = parseArgs({
  options: {
    kubeconfig: { type: 'string' },
    port: { type: 'string' },
    nodes: { type: 'string' },
    pods: { type: 'string' },
    updates: { type: 'string' },
    'node-updates': { type: 'string' },
    moves: { type: 'string' },
    control: { type: 'boolean' },
  },
});
const { kubeconfig, port = '0', nodes, pods = '10', updates = '0', moves = '0', control = false } = values;
const scene =
  nodes === undefined
    ? story()
    : big({
        nodes: Number(nodes),
        podsPerNode: Number(pods),
        updatesPerSecond: Number(updates),
        nodeUpdatesPerSecond: Number(values['node-updates'] ?? '0'),
        movesPerSecond: Number(moves),
      });
const cluster = await startDemoCluster({ scene, port: Number(port) });
if (kubeconfig !== undefined) cluster.writeKubeconfig(kubeconfig);
console.log(`ready ${cluster.url}`);

if (control) obey(cluster, process.stdin, (line) => console.log(line));

let ending = false;
/** Leaves nothing behind: the kubeconfig leads nowhere once the server is gone. */
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  if (kubeconfig !== undefined) rmSync(kubeconfig, { force: true });
  await cluster.stop();
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
// Whoever started this through a pipe holds its other end; and a process whose parent ended gets another one.
const input = fstatSync(0);
if (input.isFIFO() || input.isSocket()) process.stdin.on('end', () => void end()).resume();
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) void end();
}, 1000);
