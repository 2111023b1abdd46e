/** The processes and temporary folders a host makes, so that exactly these go when it ends, however it ends. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const groups = new Set<number>();
const folders = new Set<string>();

/** Starts a program in a process group of its own, so that what it starts itself ends with it. */
export function startProcess(command: string, args: string[], options: SpawnOptions): ChildProcess {
  watchForOurEnd();
  const child = spawn(command, args, { ...options, detached: true });
  if (child.pid !== undefined) groups.add(child.pid);
  return child;
}

/** Ends the group of a program that `startProcess` started: politely, and after two seconds not. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || !groups.has(pid)) return;
  const gone =
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signalGroup(pid, 'SIGTERM');
  const clock = setTimeout(() => signalGroup(pid, 'SIGKILL'), 2000);
  await gone;
  clearTimeout(clock);
  // Its children may outlive the first of the group.
  signalGroup(pid, 'SIGKILL');
  groups.delete(pid);
}

export function temporaryFolder(name: string): string {
  watchForOurEnd();
  const folder = mkdtempSync(join(tmpdir(), `k3s-${name}-`));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  // A process killed a moment ago may still have been writing.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  folders.delete(folder);
}

let watching = false;

function watchForOurEnd(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const pid of groups) signalGroup(pid, 'SIGKILL');
    for (const folder of folders) removeFolder(folder);
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    // Who sets an exit code before waiting means a signal to be a normal end.
    process.once(signal, () => process.exit(process.exitCode ?? code));
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
