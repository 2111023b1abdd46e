/** Makes the place in which a real K3s runs, runs a program in it, and takes it away, whatever happens. */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Say } from './cached.ts';
import { k3sBinary } from './k3s.ts';
import { kwokProgram } from './kwok/program.ts';
import { baseImage } from './machines/base.ts';
import { sweepGroups } from './machines/cgroups.ts';
import { k3sRelease } from './machines/release.ts';
import { requireMachines } from './machines/requirements.ts';
import { inNamespace } from './namespace.ts';
import { type Place, TOLD } from './place.ts';
import { isRunning } from './running.ts';

/** What was made for those who run in the place. */
export type Prepared = Pick<Place, 'binary' | 'machines' | 'kwok'>;

/** K3s itself; throws `Unavailable` where it cannot be had. */
export const prepareK3s = async (say: Say): Promise<Prepared> => ({ binary: await k3sBinary(say) });

/** What machines begin with; throws `Unavailable` where there can be none. */
export async function prepareMachines(say: Say): Promise<Pick<Prepared, 'machines'>> {
  await requireMachines(say);
  const base = await baseImage(say);
  return { machines: { root: base.root, release: await k3sRelease(base, say) } };
}

/** The program kwok; throws `Unavailable` where it cannot be had. */
export const prepareKwok = async (say: Say): Promise<Pick<Prepared, 'kwok'>> => ({ kwok: await kwokProgram(say) });

/**
 * Runs a program in a place of its own; gives its exit code, and where the logs are if that is not 0. Throws `Unavailable`
 * where there can be no such place. A signal that ends us ends all that runs there. Of several places at a time only one
 * may have machines.
 *
 * @param say is told what the program wrote when it has ended; without it that is seen in our terminal at once
 */
export async function runInPlace(
  prepared: Prepared,
  command: readonly string[],
  say?: Say,
): Promise<{ readonly code: number; readonly logs?: string }> {
  sweep();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  const owner = join(folder, OWNER);
  writeFileSync(owner, String(process.pid));
  const [logs, inside] = [join(folder, 'logs'), join(folder, 'inside')];
  for (const one of [logs, inside]) mkdirSync(one);
  let keep = false;
  const remove = (): void => {
    if (prepared.machines) sweepGroups(process.pid);
    // Without an owner nobody takes it for a leftover.
    rmSync(keep ? owner : folder, { recursive: true, force: true });
  };
  // Also when a signal ends us. What is in memory goes with the last process anyway.
  process.on('exit', remove);
  try {
    const [program, args] = inNamespace(inside, command);
    const told: Place = { ...prepared, logs, folder: inside, run: process.pid };
    const code = await finished(program, args, { [TOLD]: JSON.stringify(told) }, say);
    keep = code !== 0;
    return keep ? { code, logs } : { code };
  } finally {
    process.off('exit', remove);
    remove();
  }
}

const PREFIX = 'k3s-real-';
/** In the folder of a run, the number of its process. */
const OWNER = 'owner';

/** Takes away what runs left behind that were killed. */
function sweep(): void {
  sweepGroups();
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(PREFIX))) {
    const owner = join(tmpdir(), name, OWNER);
    if (existsSync(owner) && !isRunning(Number(readFileSync(owner, 'utf8'))))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function finished(
  program: string,
  args: readonly string[],
  more: Readonly<Record<string, string>>,
  say?: Say,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const output = say ? 'pipe' : 'inherit';
    const child = spawn(program, args, { env: { ...process.env, ...more }, stdio: ['inherit', output, output] });
    const written: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => written.push(chunk));
    // Its child is the first process of the place, and is killed with it.
    const end = (): void => void child.kill('SIGKILL');
    process.on('exit', end);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('exit', end);
      say?.(Buffer.concat(written).toString().trimEnd());
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']);
    });
  });
}
