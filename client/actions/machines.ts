/** The ways to machines that all actions of this window share: what was typed once serves the next script too. */

import { join } from 'node:path';
import { systemClock } from '../cluster/clock.ts';
import { here } from '../host/here.ts';
import type { Machine } from '../host/machine.ts';
import { overSsh, type SshNeeds } from '../host/overSsh.ts';
import { Secrets } from '../host/secrets.ts';
import type { Machines } from '../operations/operations.ts';
import type { Target } from '../operations/target.ts';
import { Redactor } from '../redact.ts';
import { dialogs } from './dialogs.ts';

/** Passwords are in memory that long, as with sudo itself. */
const KEPT_MS = 15 * 60_000;

/**
 * @param dist where the bundles are
 * @param storage a folder that belongs to the extension
 */
export function machines(dist: string, storage: string): Machines {
  const redactor = new Redactor();
  const needs: SshNeeds = {
    clock: systemClock,
    redactor,
    secrets: new Secrets(systemClock, KEPT_MS),
    ask: dialogs,
    askpass: { node: process.execPath, main: join(dist, 'askpass.js'), folder: join(storage, 'askpass') },
  };
  const known = new Map<string, Machine>();
  return {
    at(target: Target) {
      const key = JSON.stringify(target);
      const machine = known.get(key) ?? (target.kind === 'here' ? here(needs) : overSsh(target.host, needs));
      known.set(key, machine);
      return machine;
    },
    learn: (secret) => redactor.learn(secret),
    redact: (text) => redactor.redact(text),
  };
}
