/** Windows over a real cluster that are processes of their own. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Told, Wish } from './windowMain.ts';

type Of<Kind extends Told['kind']> = Extract<Told, { readonly kind: Kind }>;

/** A window that has loaded all it needs. */
export interface WindowProcess {
  ask(wish: Wish): void;
  /** What it says of that kind, now or later; fails with its own words, or when it has ended without any. */
  heard<Kind extends Told['kind']>(kind: Kind): Promise<Of<Kind>>;
  /** As a power cut would end it. */
  kill(): Promise<void>;
}

/** Starts one. */
export async function windowProcess(): Promise<WindowProcess> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child: ChildProcess = fork(join(import.meta.dirname, 'windowMain.ts'), { execArgv: [], env });
  const exit = once(child, 'exit');
  const told: Told[] = [];
  const listeners = new Set<() => void>();
  child.on('message', (one: Told) => {
    told.push(one);
    for (const listener of listeners) listener();
  });
  void exit.then(() => {
    told.push({ kind: 'failed', why: 'The window has ended.' });
    for (const listener of listeners) listener();
  });

  function heard<Kind extends Told['kind']>(kind: Kind): Promise<Of<Kind>> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = told.find((one): one is Of<Kind> => one.kind === kind);
        const failed = told.find((one): one is Of<'failed'> => one.kind === 'failed');
        if (!found && !failed) return void listeners.add(look);
        listeners.delete(look);
        if (found) resolve(found);
        else reject(new Error(failed?.why));
      };
      look();
    });
  }

  await heard('ready');
  return {
    ask: (wish) => void child.send(wish),
    heard,
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
