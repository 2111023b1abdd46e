/**
 * The ways to machines that all of this window share, a file of its own in the build: what was typed once serves the next
 * script too.
 */

import { join } from 'node:path';
import { l10n, workspace } from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import { here } from '../host/here.ts';
import type { Machine } from '../host/machine.ts';
import { overSsh, type SshNeeds } from '../host/overSsh.ts';
import { Secrets } from '../host/secrets.ts';
import type { SshProgram } from '../host/sshCommand.ts';
import type { Machines } from '../operations/operations.ts';
import type { Target } from '../operations/target.ts';
import { Redactor } from '../redact.ts';
import { speakWith } from '../say.ts';
import { dialogs } from './dialogs.ts';

/** Passwords are in memory that long, as with sudo itself. */
const KEPT_MS = 15 * 60_000;

export interface WindowMachines extends Machines {
  /** The same machine, but nobody is asked for anything: what needs an answer that is not known yet fails. */
  quietly(target: Target): Machine;
}

/**
 * @param dist where the bundles are
 * @param storage a folder that belongs to the extension
 */
export function machines(dist: string, storage: string): WindowMachines {
  speakWith((template, ...args) => l10n.t(template, ...args));
  const redactor = new Redactor();
  const needs: SshNeeds = {
    clock: systemClock,
    redactor,
    secrets: new Secrets(systemClock, KEPT_MS),
    ask: dialogs,
    askpass: { node: process.execPath, main: join(dist, 'askpass.js'), folder: join(storage, 'askpass') },
  };
  const { ask: _, ...quiet } = needs;
  const at = (target: Target, how: SshNeeds): Machine =>
    target.kind === 'here' ? here(how) : overSsh(target.host, { ...how, ssh: ssh() });
  return {
    at: (target) => at(target, needs),
    quietly: (target) => at(target, quiet),
    learn: (secret) => redactor.learn(secret),
    redact: (text) => redactor.redact(text),
  };
}

/**
 * The program and the configuration that Remote - SSH is told to use, so that a host means the same to both. Only what the
 * person set for themselves counts: a folder names no program.
 */
export function ssh(): SshProgram {
  const settings = workspace.getConfiguration('remote.SSH');
  const own = (name: string): string => {
    const value = settings.inspect<string>(name)?.globalValue;
    return typeof value === 'string' ? value : '';
  };
  const [program, configFile] = [own('path'), own('configFile')];
  return { ...(program === '' ? {} : { program }), ...(configFile === '' ? {} : { configFile }) };
}
