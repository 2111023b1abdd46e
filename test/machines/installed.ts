/** A machine with K3s in a folder, and stand-ins for the programs that act on it. */

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Clock } from '../../client/cluster/clock.ts';
import { here } from '../../client/host/here.ts';
import type { Machine } from '../../client/host/machine.ts';
import type { Script } from '../../client/host/script.ts';
import { type HostTrouble, hostTrouble } from '../../client/host/trouble.ts';
import { needs, programPath, type Shell, shells } from '../host/rig.ts';
import { folder } from '../support/folder.ts';
import { installK3s, stateOf, type Unit } from './k3sFiles.ts';
import { programs } from './standIns.ts';

export interface Wishes {
  readonly shell?: Shell;
  readonly init?: 'systemd' | 'openrc';
  /** `k3s-agent` if not said; the first is the one that is meant. */
  readonly units?: readonly Unit[];
  readonly hostname?: string;
  readonly machineId?: string;
  readonly bootId?: string;
  readonly dataDir?: string;
  /** More files, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

export const MACHINE_ID = '4c4c4544004d3510805ab4c04f4b4d32';
export const BOOT_ID = '7d3b3c0e-5a0f-4f6e-9a55-0a8e2f9f6b11';
const AGENT: Unit = { name: 'k3s-agent', words: 'agent' };

export interface Sandbox {
  readonly machine: Machine;
  readonly root: string;
  /** Whether something is there. */
  has(path: string): boolean;
  read(path: string): string;
  write(path: string, content: string): void;
  remove(path: string): void;
  /** What the stand-ins were called with, `systemctl stop k3s-agent.service`. */
  readonly calls: readonly string[];
  /** All paths below a folder. */
  all(path: string): string[];
  /** Run before each connection; a trouble it gives is that of the way. */
  way: (script: Script) => HostTrouble | undefined;
  /** The machine is switched off and on again: nothing runs, `/run` and `/proc` are new. */
  reboot(): void;
}

const [DASH] = shells as [Shell, ...Shell[]];

/** A machine that runs K3s; everything is gone with the test. */
export function sandbox(t: TestContext, wishes: Wishes = {}): Sandbox {
  const {
    shell = DASH,
    init = 'systemd',
    units = [AGENT],
    hostname = 'worker-1',
    dataDir = '/var/lib/rancher/k3s',
  } = wishes;
  const place = folder(t, {});
  const root = place.at('root');
  const bin = place.at('bin');
  const write = (path: string, content: string): void => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  mkdirSync(bin, { recursive: true });
  for (const [name, text] of Object.entries(programs(root))) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  const inFront = shell.name === 'busybox' ? useApplets(bin) : '';
  const boot = (bootId: string): void => {
    write('proc/sys/kernel/random/boot_id', `${bootId}\n`);
    write('proc/sys/kernel/hostname', `${hostname}\n`);
    if (!existsSync(join(root, 'proc/mounts'))) write('proc/mounts', '');
    mkdirSync(join(root, 'sys/class/net'), { recursive: true });
    if (init === 'systemd') mkdirSync(join(root, 'run/systemd/system'), { recursive: true });
  };
  boot(wishes.bootId ?? BOOT_ID);
  write('etc/machine-id', `${wishes.machineId ?? MACHINE_ID}\n`);
  if (init === 'openrc') {
    write('sbin/openrc-run', '');
    chmodSync(join(root, 'sbin/openrc-run'), 0o755);
  }
  installK3s(root, root, { init, units, dataDir });
  for (const [path, content] of Object.entries(wishes.files ?? {})) write(path, content);
  const inner = here(needs(), { shell: shell.command, env: { ...process.env, PATH: `${bin}:${process.env.PATH}` } });
  const self: Sandbox = {
    root,
    machine: {
      name: inner.name,
      run: async (script, options) => self.way(script) ?? inner.run(inside(script, root, inFront), options),
      put: inner.put,
      stream: async (script, options) => self.way(script) ?? inner.stream(inside(script, root, inFront), options),
    },
    has: (path) => existsSync(join(root, path)),
    read: (path) => readFileSync(join(root, path), 'utf8'),
    write,
    remove: (path) => rmSync(join(root, path), { recursive: true, force: true }),
    get calls() {
      return existsSync(join(root, 'calls'))
        ? readFileSync(join(root, 'calls'), 'utf8').split('\n').filter(Boolean)
        : [];
    },
    all: (path) => readdirSync(join(root, path), { recursive: true, encoding: 'utf8' }).sort(),
    way: () => undefined,
    reboot() {
      for (const gone of ['run', 'proc', 'sys']) rmSync(join(root, gone), { recursive: true, force: true });
      boot('00000000-0000-4000-8000-000000000002');
      for (const { name } of units)
        if (existsSync(join(root, `etc/systemd/system/${name}.service`)))
          write(`state/${name}`, stateOf(true, 'second'));
    },
  };
  return self;
}

/**
 * The tools of a machine that has busybox are those of busybox. Its shell runs them without looking into the path, so
 * that what stands in for one has to be a function.
 */
function useApplets(bin: string): string {
  const busybox = programPath('busybox') ?? '';
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  return applets
    .map((name) => {
      const there = existsSync(join(bin, name));
      if (!there) symlinkSync(busybox, join(bin, name));
      return there ? `${name}() { ${bin}/${name} "$@"; }\n` : '';
    })
    .join('');
}

/** How a value is given to a script: its root is the folder. */
const ROOT = /root=\$\(_read\); root=\$\{root%\.\}/g;

/** Absolute paths of a script mean the folder, and hanging is noticed sooner. */
function inside(script: Script, root: string, inFront: string): Script {
  const { root: named, seconds, text, ...data } = script.data ?? {};
  return {
    ...script,
    body: `${inFront}${script.body}` as Script['body'],
    data: {
      ...data,
      ...(named === undefined ? {} : { root }),
      ...(seconds === undefined ? {} : { seconds: '1' }),
      // Work that goes on by itself brings its values along.
      ...(text === undefined ? {} : { text: inFront + text.replace(ROOT, `root='${root}'`) }),
    },
  };
}

/** The way to the machine is cut. */
export const cut = (): HostTrouble => hostTrouble('unreachable', 'worker-1 does not answer.', 'Try again later.');

/** Waits are over at once, and time passes faster than it should, so that limits come soon. */
export function hastyClock(start = Date.parse('2026-11-20T09:00:00Z')): Clock {
  let now = start;
  return {
    now: () => now,
    after(milliseconds, run) {
      const timer = setTimeout(
        () => {
          now += milliseconds * 8;
          run();
        },
        Math.min(milliseconds, 20),
      );
      return () => clearTimeout(timer);
    },
    random: () => 0,
  };
}
