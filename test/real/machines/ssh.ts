/** SSH to the machines: a key for the run, a key for each machine, and a configuration that knows them all. */

import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `ssh -F file name` needs. */
export interface Ssh {
  /** The configuration; the names of the machines are its aliases, and `admin` the user. */
  readonly file: string;
  /** The private key that every machine knows. */
  readonly key: string;
  /** The keys of the machines. */
  readonly knownHosts: string;
  /** Makes the key of a machine and adds the machine to the configuration; gives the path of the key. */
  add(name: string, address: string): string;
}

/** Makes all of it in a folder. */
export function makeSsh(folder: string): Ssh {
  const [file, key, knownHosts] = [join(folder, 'ssh_config'), join(folder, 'id'), join(folder, 'known_hosts')];
  makeKey(key, 'tests');
  writeFileSync(knownHosts, '');
  const all = [`IdentityFile ${key}`, 'IdentitiesOnly yes', `UserKnownHostsFile ${knownHosts}`];
  const strict = ['GlobalKnownHostsFile none', 'StrictHostKeyChecking yes', 'HashKnownHosts no', 'User admin'];
  writeFileSync(file, ['Host *', ...[...all, ...strict].map((line) => `  ${line}`), ''].join('\n'), { mode: 0o600 });
  return {
    file,
    key,
    knownHosts,
    add(name, address) {
      const hostKey = join(folder, `host-${name}`);
      makeKey(hostKey, name);
      appendFileSync(knownHosts, `${address} ${readFileSync(`${hostKey}.pub`, 'utf8')}`);
      appendFileSync(file, `Host ${name}\n  HostName ${address}\n`);
      return hostKey;
    },
  };
}

const makeKey = (path: string, comment: string): void =>
  void execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path]);
