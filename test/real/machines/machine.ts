/** One machine: a Debian of its own with systemd and sshd, on the network of the machines. */

import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { place } from '../place.ts';
import { type Box, startContainer } from './container.ts';
import { type Identity, writeSystem } from './system.ts';

/** Longest until sshd answers; one to four seconds are usual. */
const BOOT_MS = 60_000;
const ENVIRONMENT = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LANG=C.UTF-8'];

/** A machine that runs. */
export interface Machine {
  readonly name: string;
  readonly address: string;
  /**
   * Runs a script of sh as root, not over SSH; gives what it printed. Throws with what it said when it fails, or does not
   * end in `seconds`, 60 if not said. `input` is what it can read.
   */
  exec(script: string, options?: { readonly seconds?: number; readonly input?: string }): Promise<string>;
  /** At once, as a machine loses power; its disk stays. */
  kill(): Promise<void>;
  /** Starts it again, with the same disk and address. */
  start(): Promise<void>;
  /** Ends it and forgets its disk. Its journal is kept beside the other logs. */
  end(): Promise<void>;
}

/** Starts a machine with its disk in a new folder of `home`, in memory; gives it once sshd answers. */
export async function startMachine(home: string, who: Identity): Promise<Machine> {
  const { machines, logs, run } = place();
  if (machines === undefined) throw new Error('No machines were prepared in this place.');
  const own = join(home, who.name);
  const at = {
    root: join(own, 'root'),
    upper: join(own, 'upper'),
    work: join(own, 'work'),
    rancher: join(own, 'rancher'),
  };
  for (const folder of Object.values(at)) mkdirSync(folder, { recursive: true });
  const layers = `lowerdir=${machines.root},upperdir=${at.upper},workdir=${at.work}`;
  execFileSync('mount', ['-t', 'overlay', '-o', layers, who.name, at.root]);
  writeSystem(at.root, who);
  const box: Box = {
    name: who.name,
    root: at.root,
    // Images of containers cannot be unpacked on layers, so this is a plain folder.
    folders: { '/var/lib/rancher': at.rancher },
    readOnly: { '/opt/k3s': machines.release },
    log: join(logs, `${who.name}-console.log`),
    run,
  };
  let container = startContainer(box);

  async function started(): Promise<void> {
    for (const end = Date.now() + BOOT_MS; !(await answers(who.address)); await sleep(100))
      if (container.hasEnded() || Date.now() > end)
        throw new Error(`The machine ${who.name} did not start:\n${readFileSync(box.log, 'utf8')}`);
  }

  async function exec(script: string, { seconds = 60, input = '' } = {}): Promise<string> {
    const leader = container.leader();
    if (leader === undefined) throw new Error(`The machine ${who.name} does not run.`);
    const inside = ['-t', leader, '-m', '-u', '-i', '-n', '-p', '--', 'env', '-i', ...ENVIRONMENT, 'sh', '-c', script];
    return new Promise((resolve, reject) => {
      const options = { timeout: seconds * 1000, killSignal: 'SIGKILL', maxBuffer: 64 << 20 } as const;
      const child = execFile('nsenter', inside, options, (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const how = error.killed ? `after ${seconds} s` : `code ${error.code}`;
        reject(new Error(`On ${who.name} (${how}): ${script}\n${stdout}${stderr}`));
      });
      // Who does not read it may end before it was written.
      child.stdin?.on('error', () => undefined).end(input);
    });
  }

  async function end(): Promise<void> {
    if (container.leader() !== undefined)
      writeFileSync(join(logs, `${who.name}.log`), await exec('journalctl --no-pager').catch(String));
    await container.kill();
    execFileSync('umount', ['--lazy', at.root]);
    rmSync(own, { recursive: true, force: true });
  }

  try {
    await started();
  } catch (error) {
    await end();
    throw error;
  }
  return {
    name: who.name,
    address: who.address,
    exec,
    kill: () => container.kill(),
    start() {
      container = startContainer(box);
      return started();
    },
    end,
  };
}

/** Whether somebody speaks on the port of SSH. */
function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22, timeout: 1000 });
    const end = (found: boolean): void => {
      socket.destroy();
      resolve(found);
    };
    socket.once('data', () => end(true)).once('error', () => end(false));
    socket.once('timeout', () => end(false)).once('close', () => end(false));
  });
}
