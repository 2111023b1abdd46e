/** This machine: in a local window, or in a window on the node itself. */

import { say } from '../say.ts';
import type { HostNeeds } from './ask.ts';
import { start } from './child.ts';
import type { Machine } from './machine.ts';
import { machineBy } from './shell.ts';
import { hostTrouble } from './trouble.ts';

export interface HereOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** A POSIX shell that takes its script from standard input. */
  readonly shell?: readonly [program: string, ...args: string[]];
}

const ARRIVE_MS = 10_000;

export function here(
  needs: HostNeeds,
  { env = process.env, shell: [program, ...args] = ['/bin/sh', '-s'] }: HereOptions = {},
): Machine {
  const name = say('this machine');
  const noShell = (evidence: string) =>
    hostTrouble('noShell', say('{0} could not be run here.', program), say('This works on Linux only.'), evidence);
  const way = {
    name,
    arriveMs: ARRIVE_MS,
    start: async () => {
      const child = start(program, args, { env });
      if (!child) return noShell('');
      return {
        ok: true as const,
        child,
        explain: ({ said, error = '' }: { said: string; error?: string }) => noShell(said || error),
        close: () => undefined,
      };
    },
  };
  return machineBy(way, needs);
}
