/** The services of K3s on this machine and how they are, found without root and without asking the network. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../host/run.ts';

export interface Service {
  /** Without `.service`. */
  readonly name: string;
  readonly init: 'systemd' | 'openrc';
}

const TIMEOUT_MS = 3000;

/**
 * Units as K3s's install script writes them: for systemd, else for OpenRC.
 *
 * @param root a folder that stands for `/`
 */
export async function servicesHere(root = '/'): Promise<readonly Service[]> {
  const systemd = await names(join(root, 'etc/systemd/system'), /^(k3s[\w.@-]*)\.service$/);
  if (systemd.length > 0) return systemd.map((name) => ({ name, init: 'systemd' }));
  return (await names(join(root, 'etc/init.d'), /^(k3s[\w.@-]*)$/)).map((name) => ({ name, init: 'openrc' }));
}

async function names(folder: string, form: RegExp): Promise<readonly string[]> {
  const entries = await readdir(folder).catch(() => []);
  return entries.flatMap((entry) => form.exec(entry)?.[1] ?? []).sort();
}

/** In systemd's word, `active` or `failed` and the like; '' when nobody tells. */
export async function stateOf({ name, init }: Service, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const [program, args] =
    init === 'systemd' ? ['systemctl', ['is-active', `${name}.service`]] : ['rc-service', [name, 'status']];
  const result = await run(program as string, args as string[], { timeoutMs: TIMEOUT_MS, env });
  if (result.kind !== 'ended') return '';
  // Both end with another code than 0 for whatever does not run.
  if (init === 'systemd') return /^[a-z]+$/.exec(result.stdout.trim())?.[0] ?? '';
  return /status:\s*(\w+)/.exec(result.stdout)?.[1]?.replace('started', 'active') ?? '';
}
