/** The container that a machine is: systemd-nspawn, started in control groups of its own and ended with all in it. */

import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeGroups, removeGroups } from './cgroups.ts';
import { BRIDGE } from './network.ts';

/** What a container is made of. */
export interface Box {
  readonly name: string;
  /** Its file system. */
  readonly root: string;
  /** Folders of this side that are seen in it: where, and which. */
  readonly folders: Readonly<Record<string, string>>;
  readonly readOnly: Readonly<Record<string, string>>;
  /** Where what it says while it starts is added. */
  readonly log: string;
  /** The run that it belongs to. */
  readonly run: number;
}

/** A container that was started. */
export interface Container {
  /** The process in which its systemd runs; undefined when it has ended, or not yet come so far. */
  leader(): string | undefined;
  hasEnded(): boolean;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/** Enters the groups that are named before `--`, so that all it starts is in them, and becomes what is named behind. */
const ENTER = 'for one; do shift; [ "$one" = -- ] && break; echo $$ >"$one/cgroup.procs"; done; exec "$@"';

/** Starts it; does not wait for anything. */
export function startContainer({ name, root, folders, readOnly, log, run }: Box): Container {
  const binds = (option: string, all: Readonly<Record<string, string>>): string[] =>
    Object.entries(all).map(([inside, outside]) => `--${option}=${outside}:${inside}`);
  const nspawn = [
    ...['systemd-nspawn', '--boot', '--directory', root, '--machine', name, '--settings=no', '--register=no'],
    ...['--keep-unit', '--console=passive', '--resolv-conf=off', '--timezone=off', '--link-journal=no'],
    ...['--capability=all', '--system-call-filter=@known', '--bind=/dev/kmsg', `--network-bridge=${BRIDGE}`],
    ...[...binds('bind', folders), ...binds('bind-ro', readOnly)],
  ];
  const groups = makeGroups(run, name);
  const output = openSync(log, 'a');
  // It ends with us, however we end.
  const program = ['setpriv', '--pdeathsig', 'KILL', '--', ...nspawn];
  const child = spawn('setsid', ['sh', '-c', ENTER, 'sh', ...groups, '--', ...program], {
    env: { PATH: process.env.PATH, SYSTEMD_NSPAWN_API_VFS_WRITABLE: 'network' },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  // Who forgets to end it is not kept from ending.
  child.unref();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const leader = (): string | undefined => (hasEnded() ? undefined : childOf(String(child.pid), 'systemd'));
  return {
    leader,
    hasEnded,
    async kill() {
      const first = leader();
      // With the first process in it all others end, and then systemd-nspawn by itself.
      if (first !== undefined) process.kill(Number(first), 'SIGKILL');
      else child.kill('SIGKILL');
      if (!hasEnded()) {
        child.ref();
        await ended;
      }
      removeGroups(groups);
    },
  };
}

/** The number of the child of a process that runs this command. */
function childOf(parent: string, command: string): string | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((one) => {
      const [, name, pid] = /^\d+ \((.*)\) \S (\d+)/.exec(statOf(one)) ?? [];
      return pid === parent && name === command;
    });
}

function statOf(pid: string): string {
  try {
    return readFileSync(join('/proc', pid, 'stat'), 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
