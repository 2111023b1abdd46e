/** Whether a process still runs. */

import { readFileSync } from 'node:fs';

/** Not one that has ended and that nobody asked for how. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It has ended meanwhile, or this system does not tell.
    return process.platform !== 'linux';
  }
}
