/** The processes that are compared: our side, and kubectl where there is one. */

import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Order, Told } from './side.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));

/** Our side as it is shipped: bundled, and what talks to clusters in a file of its own that is loaded at first use. */
export async function bundleSide(folder: string): Promise<string> {
  await build({
    entryPoints: [join(project, 'test/bench/explorer/side.ts')],
    outdir: join(folder, 'side'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return join(folder, 'side', 'side.mjs');
}

/** Our side in a process of its own. */
export class Side {
  readonly #process: ChildProcess;

  constructor(file: string) {
    this.#process = fork(file, { execArgv: ['--expose-gc'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  async order(order: Order): Promise<Told> {
    const heard = new AbortController();
    const answer = once(this.#process, 'message', heard);
    const died = once(this.#process, 'exit', heard).then(() => [{ error: 'our side ended' }]);
    this.#process.send(order);
    const [told] = (await Promise.race([answer, died])) as [Told & { error?: string }];
    heard.abort();
    if (told.error) throw new Error(told.error);
    return told;
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.send({ kind: 'end' } satisfies Order);
    await ended;
  }
}

/** The one that was named, else the first on PATH; undefined where there is none. */
export function findKubectl(named: string | undefined): string | undefined {
  if (named !== undefined) return named;
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'kubectl'))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        // Not in this folder.
        return false;
      }
    });
}

/** What it calls itself. */
export function kubectlVersion(kubectl: string): string {
  const { stdout } = spawnSync(kubectl, ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
  return /"gitVersion": "([^"]+)"/.exec(stdout)?.[1] ?? 'unknown';
}

/** `kubectl get nodes` from its start to its end, in milliseconds; it has to tell every node. */
export async function kubectlNodes(kubectl: string, kubeconfig: string, home: string, nodes: number): Promise<number> {
  const begin = performance.now();
  const child = spawn(kubectl, ['get', 'nodes', '--no-headers'], {
    env: { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let lines = 0;
  child.stdout.on('data', (piece: Buffer) => {
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++;
  });
  const [code] = await once(child, 'close');
  if (code !== 0 || lines !== nodes) throw new Error(`kubectl ended with ${code} after ${lines} of ${nodes} nodes`);
  return performance.now() - begin;
}
