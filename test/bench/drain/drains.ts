/** One drain of a node, by us or by kubectl, each in a process of its own; times in milliseconds since it was asked for. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { windowProcess } from '../../real/windowProcess.ts';

/** What is to be drained, and how. */
export interface Wanted {
  readonly kubeconfig: string;
  readonly node: string;
  /** In memory; nothing in it is used twice. */
  readonly folder: string;
  /** A pod that a budget blocks, and what frees it: called when all others are gone. */
  readonly blocked?: { readonly pod: string; readonly pods: number; free(): Promise<void> };
}

/** How it went. */
export interface Drained {
  readonly drained: number;
  readonly plan?: number;
  /** Processor time. */
  readonly processor?: number;
  readonly others?: number;
  /** From the moment the budget was freed. */
  readonly freed?: number;
}

/** Ours. Its start is no part of it, because an editor runs already; that it connects is. */
export async function drainOurs({ kubeconfig, node, folder, blocked }: Wanted): Promise<Drained> {
  const window = await windowProcess();
  const storage = mkdtempSync(join(folder, 'window-'));
  window.ask({ kubeconfig, node, storage, ...(blocked ? { blocked: blocked.pod } : undefined) });
  const others = blocked && window.heard('othersGone').then(({ at }) => at);
  const freeing = await freed(others, blocked);
  const { at, plan, processor, result } = await window.heard('over');
  if (result !== 'done') throw new Error(`Our drain of ${node} ended with: ${result}`);
  return { drained: at, plan, processor, ...freeing(performance.now()) };
}

/** Kubectl asks what is served in its first run, and remembers that in its home. */
export async function warmUp(kubectl: string, home: string, { kubeconfig, node }: Pick<Wanted, 'kubeconfig' | 'node'>) {
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig };
  const child = spawn(kubectl, ['drain', node, '--dry-run=client'], { env, stdio: 'ignore' });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`kubectl drain --dry-run ended with ${code}`);
}

/** Kubectl's, with its start, as a person waits for it. */
export async function drainKubectl(
  kubectl: string,
  home: string,
  { kubeconfig, node, blocked }: Wanted,
): Promise<Drained> {
  const begin = performance.now();
  const child = spawn(kubectl, ['drain', node], {
    env: { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const closed = once(child, 'close');
  const wanted = (blocked?.pods ?? 0) - 1;
  let evicted = 0;
  const others = new Promise<number>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (/^pod\/.* evicted$/.test(line) && ++evicted === wanted) resolve(performance.now() - begin);
    });
  });
  const freeing = await freed(blocked && others, blocked);
  const [code] = await closed;
  const end = performance.now();
  if (code !== 0) throw new Error(`kubectl drain ${node} ended with ${code}`);
  return { drained: end - begin, ...freeing(end) };
}

/** Frees the budget when all others are gone; the answer says what that makes of the figures, at the end. */
async function freed(others: Promise<number> | undefined, blocked: Wanted['blocked']) {
  if (!others || !blocked) return () => ({});
  const at = await others;
  await blocked.free();
  const from = performance.now();
  return (end: number) => ({ others: at, freed: end - from });
}
