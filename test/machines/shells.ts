/** The shells that our texts have to work in, a folder as a machine's root, and stand-ins that write down how they were called. */

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Folder, folder } from '../support/folder.ts';

/** Each with what takes a script from a file. */
export const SHELLS: readonly (readonly [name: string, ...command: string[]])[] = [
  ['dash', 'dash'],
  ['bash', 'bash'],
  ['bash as sh', 'bash', '--posix'],
  ['busybox', 'busybox', 'ash'],
];

export interface Sandbox {
  readonly root: Folder;
  /** A program that comes first in the path. */
  program(name: string, body: string): void;
  /** Runs a script in one of the shells. */
  run(shell: readonly string[], script: string, options?: { input?: string; env?: NodeJS.ProcessEnv }): Ran;
  /** Arguments and environment of every program that was started. */
  traced(): string;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What the generated scripts use; each goes through a recorder. */
const USED = ['cat', 'cp', 'date', 'grep', 'id', 'mkdir', 'mktemp', 'mv', 'printf', 'rm', 'sh', 'stty'];

/** A machine with nothing on it. */
export function sandbox(t: TestContext): Sandbox {
  const root = folder(t, { 'bin/': '', 'trace/': '', 'work/': '' });
  const trace = root.at('trace/log');
  const record = `{ printf '%s\\n' "$0 $*"; env; } >> '${trace}'\n`;
  const program = (name: string, body: string): void => {
    const path = root.write(`bin/${name}`, `#!/bin/sh\n${record}${body}`);
    chmodSync(path, 0o755);
  };
  for (const name of USED) {
    const real = ['/usr/bin', '/bin'].map((place) => join(place, name)).find((path) => existsSync(path));
    if (real) program(name, `exec ${real} "$@"\n`);
  }
  return {
    root,
    program,
    run(shell, script, { input = '', env = {} } = {}) {
      const [command = '', ...args] = shell;
      mkdirSync(root.at('work'), { recursive: true });
      const file = root.write('work/script', script);
      const path = [root.at('bin'), process.env.PATH].join(delimiter);
      const { status, stdout, stderr } = spawnSync(command, [...args, file], {
        cwd: root.at('work'),
        env: { PATH: path, TMPDIR: root.at('work'), ...env },
        input,
        encoding: 'utf8',
        timeout: 20_000,
      });
      return { code: status, out: stdout, err: stderr };
    },
    traced: () => (existsSync(trace) ? readFileSync(trace, 'utf8') : ''),
  };
}
