/** The ways to machines that all actions of this window share: what was typed once serves the next script too. */

import { join } from 'node:path';
import { workspace } from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import { here } from '../host/here.ts';
import { overSsh, type SshNeeds } from '../host/overSsh.ts';
import { Secrets } from '../host/secrets.ts';
import type { SshProgram } from '../host/sshCommand.ts';
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
  return {
    at: (target: Target) => (target.kind === 'here' ? here(needs) : overSsh(target.host, { ...needs, ssh: ssh() })),
    learn: (secret) => redactor.learn(secret),
    redact: (text) => redactor.redact(text),
  };
}

/**
 * The program and the configuration that Remote - SSH is told to use, so that a host means the same to both. Only what the
 * person set for themselves counts: a folder names no program.
 */
function ssh(): SshProgram {
  const settings = workspace.getConfiguration('remote.SSH');
  const own = (name: string): string => {
    const value = settings.inspect<string>(name)?.globalValue;
    return typeof value === 'string' ? value : '';
  };
  const [program, configFile] = [own('path'), own('configFile')];
  return { ...(program === '' ? {} : { program }), ...(configFile === '' ? {} : { configFile }) };
}
