/** Control groups of machines, one for each controller: a kubelet takes for its own what is at their root. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../running.ts';

const ROOT = '/sys/fs/cgroup';
const PREFIX = 'k3s-real-';

/** The controllers that are mounted, each in its own hierarchy; the last two are systemd's own. */
export const controllers = (): string[] =>
  ['cpu', 'cpuacct', 'cpuset', 'memory', 'devices', 'freezer', 'blkio', 'pids', 'systemd', 'unified'].filter((name) =>
    existsSync(join(ROOT, name, 'cgroup.procs')),
  );

/** The groups of a machine in the run of process `run`; whoever enters all of them takes its children along. */
export function makeGroups(run: number, machine: string): string[] {
  return controllers().map((controller) => {
    const all = join(ROOT, controller, `${PREFIX}${run}`);
    const own = join(all, machine);
    mkdirSync(own, { recursive: true });
    // A new group of this controller has neither processors nor memory, and lets nobody in.
    if (controller === 'cpuset')
      for (const folder of [all, own])
        for (const file of ['cpuset.cpus', 'cpuset.mems'])
          writeFileSync(join(folder, file), readFileSync(join(ROOT, controller, file)));
    return own;
  });
}

/** Removes groups whose processes have ended, with all that kubelets made below them. */
export function removeGroups(groups: readonly string[]): void {
  for (const group of groups) removeTree(group);
}

/** Removes the groups of runs that have ended; `ending` is one that is about to. */
export function sweepGroups(ending?: number): void {
  for (const controller of controllers())
    for (const name of readdirSync(join(ROOT, controller))) {
      const run = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : undefined;
      if (run !== undefined && (run === ending || !isRunning(run))) removeTree(join(ROOT, controller, name));
    }
}

function removeTree(group: string): void {
  try {
    for (const entry of readdirSync(group, { withFileTypes: true }))
      if (entry.isDirectory()) removeTree(join(group, entry.name));
    rmdirSync(group);
  } catch {
    // Somebody still lives in it: the next run tries again.
  }
}
