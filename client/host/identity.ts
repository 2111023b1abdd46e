/** Which machine this is: read without root, before anything is done that cannot be undone. */

import { fingerprint } from './fingerprint.ts';
import type { Machine, ScriptOptions } from './machine.ts';
import { type Script, sh } from './script.ts';
import type { HostTrouble } from './trouble.ts';

/** Undefined is what the machine does not tell. */
export interface Identity {
  readonly ok: true;
  /** Of the installation; clones of one image may share it. */
  readonly machineId: string | undefined;
  /** Of this start of the machine: no two share it. */
  readonly bootId: string | undefined;
  readonly hostname: string | undefined;
  /** `SHA256:…` of every host key of its sshd. */
  readonly hostKeys: readonly string[];
}

/** What everybody may read. `root` is where its files are, for a machine that is not the running one. */
const WHO = sh`section machine; cat "$root/etc/machine-id" "$root/var/lib/dbus/machine-id" 2>/dev/null | head -n 1
section boot; cat "$root/proc/sys/kernel/random/boot_id" 2>/dev/null
section name; uname -n
section keys; cat "$root"/etc/ssh/ssh_host_*_key.pub 2>/dev/null
section; exit 0`;

/** Bounded to ten seconds if not said. */
export async function identityOf(
  machine: Pick<Machine, 'run'>,
  { root = '', ...options }: Omit<ScriptOptions, 'asRoot'> & { readonly root?: string } = {},
): Promise<Identity | HostTrouble> {
  // Nothing of this is a secret, and an ID may have the shape of one.
  const script: Script = { body: WHO, data: { root }, reveals: ['machine', 'boot', 'name', 'keys'] };
  const result = await machine.run(script, { timeoutMs: 10_000, ...options });
  if (!result.ok) return result;
  const read = (name: string): string => Buffer.from(result.revealed.get(name) ?? []).toString('utf8');
  const id = (name: string): string | undefined => /^[\w.-]{1,253}$/.exec(read(name).trim())?.[0];
  return {
    ok: true,
    machineId: id('machine'),
    bootId: id('boot'),
    hostname: id('name'),
    hostKeys: [...read('keys').matchAll(/^(?:ssh|ecdsa|sk)-\S+ (AAAA[\w+/=]+)/gm)].map(([, blob = '']) =>
      fingerprint(blob),
    ),
  };
}
