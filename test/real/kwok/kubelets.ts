/** Runs kwok beside a cluster, where it plays the kubelets of nodes that are marked for it. */

import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { place } from '../place.ts';
import { ANNOTATION } from './objects.ts';
import { settings } from './stages.ts';

/** How many objects it changes at a time. */
const PARALLEL = 16;
/** How often a kubelet is heard is a quarter of this, in seconds. */
const LEASE_S = 40;

/** Kubelets that are played. */
export interface Kubelets {
  /** Ends them: nodes and pods stay, and nobody takes care of them any more. */
  end(): Promise<void>;
}

/**
 * Starts it. Without `leases` the nodes give no signs of life, which thousands of nodes would do too often: on a server
 * that was started with `MANY_NODES`.
 */
export function playKubelets({ kubeconfig }: { readonly kubeconfig: string }, { leases = true } = {}): Kubelets {
  const { kwok, folder, logs } = place();
  if (kwok === undefined) throw new Error('kwok was not prepared in this place.');
  const file = join(mkdtempSync(join(folder, 'kwok-')), 'kwok.yaml');
  const documents = settings(PARALLEL).map((one) => JSON.stringify(one));
  writeFileSync(file, documents.join('\n---\n'));
  const log = join(logs, 'kwok.log');
  const output = openSync(log, 'a');
  const args = [
    ...['--kubeconfig', kubeconfig, '--config', file, '--manage-all-nodes=false', '--server-address', '127.0.0.1:0'],
    ...['--manage-nodes-with-annotation-selector', `${ANNOTATION.key}=${ANNOTATION.value}`],
    ...['--node-lease-duration-seconds', String(leases ? LEASE_S : 0)],
  ];
  // It ends with us, however we end.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', kwok, ...args], { stdio: ['ignore', output, output] });
  closeSync(output);
  child.unref();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    async end() {
      child.kill('SIGKILL');
      child.ref();
      await ended;
    },
  };
}
