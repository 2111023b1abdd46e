/** A real sshd on loopback that lets this user in with a key of the test, and the configuration to get there. */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { delimiter } from 'node:path';
import type { TestContext } from 'node:test';
import { sshd } from '../../scripts/setup/machines.mjs';
import { until } from '../cluster/clocks.ts';
import { type Folder, folder } from '../support/folder.ts';
import { programPath } from './rig.ts';

export interface Sshd {
  /** The alias of the configuration. */
  readonly host: string;
  /** For the client: nothing but what the test says. */
  readonly configFile: string;
  /** Another one, with more lines for the client in front, which win. */
  configWith(...lines: readonly string[]): string;
  readonly port: number;
  /** Of its host key. */
  readonly fingerprint: string;
  readonly knownHosts: string;
  /** What it said. */
  log(): string;
  /** As if the machine had been set up anew. */
  newKey(): Promise<void>;
  stop(): Promise<void>;
}

export interface SshdOptions {
  /** More lines for its configuration. */
  readonly server?: readonly string[];
  /** Whether the client knows its host key. */
  readonly known?: boolean;
  readonly passphrase?: string;
  /** A program, with its arguments, that runs it. */
  readonly under?: readonly string[];
}

/** Why there is none. */
export const noSshd: string | false =
  sshd() && programPath('ssh')
    ? false
    : 'sshd or ssh is not here; on Debian the packages openssh-server and openssh-client bring them';

export async function startSshd(
  test: TestContext,
  { server = [], known = true, passphrase = '', under = [] }: SshdOptions = {},
): Promise<Sshd> {
  const found = sshd() ?? assert.fail('sshd is not here');
  const env = { ...process.env, LD_LIBRARY_PATH: found.libraries.join(delimiter) };
  const place = folder(test, {});
  const keygen = (name: string, secret: string): void => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', secret, '-C', 'test', '-f', place.at(name)]);
  };
  keygen('id', passphrase);
  const port = await freePort();
  const knownHosts = place.at('known hosts');
  place.write(
    'sshd_config',
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${place.at('host_key')}`,
      `AuthorizedKeysFile ${place.at('id.pub')}`,
      `PidFile ${place.at('pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'LogLevel VERBOSE',
      ...server,
    ].join('\n'),
  );
  let configs = 0;
  const configWith = (...lines: readonly string[]): string =>
    place.write(`ssh_config_${configs++}`, [...lines, ...common].join('\n'));
  const common = [
    'Host rig',
    'HostName 127.0.0.1',
    `Port ${port}`,
    `User ${userInfo().username}`,
    `IdentityFile ${place.at('id')}`,
    'IdentitiesOnly yes',
    'IdentityAgent none',
    `UserKnownHostsFile "${knownHosts}"`,
    'GlobalKnownHostsFile /dev/null',
  ];
  let said = '';
  let child = launch();

  function launch() {
    for (const old of ['host_key', 'pid']) rmSync(place.at(old), { force: true });
    keygen('host_key', '');
    const [program = '', ...args] = [...under, ...command(place, found.program)];
    const started = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    started.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
    return started;
  }
  let pid = 0;
  const listens = async (): Promise<void> => {
    await until(() => existsSync(place.at('pid')) && readFileSync(place.at('pid'), 'utf8').endsWith('\n'), 'sshd');
    pid = Number(readFileSync(place.at('pid'), 'utf8'));
  };
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    // What runs it ends with it.
    process.kill(pid);
    await once(child, 'exit');
  };
  const fingerprint = (): string =>
    execFileSync('ssh-keygen', ['-lf', place.at('host_key.pub')], { encoding: 'utf8' }).split(' ')[1] ?? '';
  test.after(stop);
  await listens();
  const publicKey = execFileSync('cat', [place.at('host_key.pub')], { encoding: 'utf8' });
  if (known) writeFileSync(knownHosts, `[127.0.0.1]:${port} ${publicKey}`);
  return {
    host: 'rig',
    configFile: configWith(),
    configWith,
    port,
    knownHosts,
    get fingerprint() {
      return fingerprint();
    },
    log: () => said,
    newKey: async () => {
      await stop();
      said = '';
      child = launch();
      await listens();
    },
    stop,
  };
}

/**
 * As root it wants a folder and a user of the system, which it gets in a mount namespace that only it sees.
 */
function command(place: Folder, program: string): string[] {
  const start = [program, '-D', '-e', '-f', place.at('sshd_config')];
  if (process.getuid?.() !== 0) return start;
  const passwd = readFileSync('/etc/passwd', 'utf8').replace(/^sshd:.*\n/m, '');
  const users = place.write('passwd', `${passwd}sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin\n`);
  const script = `mount -t tmpfs tmpfs /run && mkdir /run/sshd && mount --bind '${users}' /etc/passwd && exec "$@"`;
  return ['unshare', '--mount', '--', 'sh', '-c', script, 'sh', ...start];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
