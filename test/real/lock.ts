/** A lock between processes: a file that names the process which holds it. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from './running.ts';

const LONGEST_S = 7200;

/** Runs `work` while nobody else holds the lock `file`; waits for whoever holds it, unless that process is gone. */
export async function locked(file: string, say: (text: string) => void, work: () => Promise<void>): Promise<void> {
  for (let waited = 0; !take(file); waited++) {
    if (waited > LONGEST_S) throw new Error(`${file} was held for two hours; remove it if nothing is built any more.`);
    if (waited % 30 === 0) say(`waiting for process ${holder(file) ?? '?'}, which builds it already`);
    await sleep(1000);
  }
  const release = (): void => rmSync(file, { force: true });
  // Also when a signal ends us.
  process.on('exit', release);
  try {
    await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const pid = holder(file);
  // Empty for the moment between making it and writing into it.
  if (pid !== undefined && !isRunning(pid)) rmSync(file, { force: true });
  return false;
}

function holder(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}
