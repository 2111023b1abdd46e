/**
 * Runs the demo cluster as a process of its own, until its parent ends.
 *
 *   node demo/cluster/run.ts --kubeconfig FILE [--port N] [--nodes N] [--pods N] [--updates N]
 *
 * With `--nodes` it is a large cluster, `--pods` per node and `--updates` changes per second. Prints `ready URL`.
 */
import { fstatSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { big } from './big.ts';
import { startDemoCluster } from './start.ts';
import { story } from './story.ts';

const { values } = parseArgs({
  options: {
    kubeconfig: { type: 'string' },
    port: { type: 'string' },
    nodes: { type: 'string' },
    pods: { type: 'string' },
    updates: { type: 'string' },
  },
});
const { kubeconfig, port = '0', nodes, pods = '10', updates = '0' } = values;
const scene =
  nodes === undefined
    ? story()
    : big({ nodes: Number(nodes), podsPerNode: Number(pods), updatesPerSecond: Number(updates) });
const cluster = await startDemoCluster({ scene, port: Number(port) });
if (kubeconfig !== undefined) cluster.writeKubeconfig(kubeconfig);
console.log(`ready ${cluster.url}`);

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
