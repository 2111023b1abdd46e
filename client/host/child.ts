/** A program of this machine as a process: started without a shell, ended with everything it started. */

import { type ChildProcess, spawn } from 'node:child_process';

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** A process group of its own, so that its children can be ended with it; undefined for names no system accepts. */
export function start(program: string, args: readonly string[], { env, cwd }: StartOptions): ChildProcess | undefined {
  if (program === '' || [program, ...args, cwd ?? ''].some((text) => text.includes('\0'))) return undefined;
  return spawn(program, args, {
    env: env ?? process.env,
    ...(cwd === undefined ? undefined : { cwd }),
    stdio: 'pipe',
    windowsHide: true,
    detached: process.platform !== 'win32',
  });
}

/** At once, and its group with it. */
export function end(child: ChildProcess): void {
  const { pid } = child;
  try {
    if (pid !== undefined && process.platform !== 'win32') process.kill(-pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended in the meantime, or the group is already gone.
    child.kill('SIGKILL');
  }
}
