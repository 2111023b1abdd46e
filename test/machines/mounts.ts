/** A machine on a file system of its own, in a mount namespace that goes away with the test. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { here } from '../../client/host/here.ts';
import { RootFiles } from '../../client/machines/rootFiles/rootFiles.ts';
import { needs, type Shell } from '../host/rig.ts';
import { folder } from '../support/folder.ts';
import { looks, type Sandbox } from './rootRig.ts';

const isRoot = process.getuid?.() === 0;
const UNSHARE = ['--mount', ...(isRoot ? [] : ['--user', '--map-root-user'])];

/** Why none can be made here. */
export const noMounts: string | false = (() => {
  try {
    execFileSync('unshare', [...UNSHARE, '--', 'sh', '-c', 'mount -t tmpfs -o size=64k tmpfs /mnt'], {
      stdio: 'ignore',
    });
    return false;
  } catch {
    return 'a mount namespace cannot be made here; it takes root, or user namespaces for everybody';
  }
})();

export interface Mounted extends Pick<Sandbox, 'files' | 'names' | 'read' | 'mode' | 'at'> {
  /** Runs a command of a shell in the namespace, with the machine's `/` as `$ROOT`. */
  run(command: string): string;
}

/** A machine whose `/` is a tmpfs with these options and files. */
export async function mounted(
  test: TestContext,
  shell: Shell,
  options: string,
  content: Readonly<Record<string, string>>,
): Promise<Mounted> {
  const root = realpathSync(folder(test, {}).path);
  const script = `mount -t tmpfs -o ${options} tmpfs "$1" && chmod 755 "$1" && echo there && exec cat`;
  const holder = spawn('unshare', [...UNSHARE, '--', 'sh', '-c', script, 'sh', root], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  test.after(async () => {
    const over = once(holder, 'exit');
    holder.stdin.end();
    await over;
  });
  await once(holder.stdout, 'data');
  // `unshare` becomes the shell, the shell becomes `cat`.
  const { pid = 0 } = holder;
  const enter = [
    'nsenter',
    '--target',
    String(pid),
    '--mount',
    ...(isRoot ? [] : ['--user', '--preserve-credentials']),
  ];
  const at = (name: string): string => join(`/proc/${pid}/root`, root, name);
  for (const [name, text] of Object.entries(content)) {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  }
  const [program, ...args] = enter;
  const machine = here(needs(), { shell: [program as string, ...args, '--', ...shell.command] });
  return {
    at,
    ...looks({ at }),
    files: new RootFiles(machine, { root }),
    run: (command) =>
      execFileSync(program as string, [...args, '--', 'sh', '-c', command], {
        env: { ...process.env, ROOT: root },
        encoding: 'utf8',
      }),
  };
}
