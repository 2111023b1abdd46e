/** What tests of machines share: needs with somebody who answers, shells of this machine, a folder of stand-ins. */

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Clock, systemClock } from '../../client/cluster/clock.ts';
import type { Ask, HostKeyQuestion, HostNeeds, SecretQuestion } from '../../client/host/ask.ts';
import type { SshNeeds } from '../../client/host/overSsh.ts';
import { Secrets } from '../../client/host/secrets.ts';
import { Redactor } from '../../client/redact.ts';
import { folder } from '../support/folder.ts';

/** Of each kind of shell that machines have as /bin/sh, the one of this machine; with the package that brings it. */
const SHELLS = [
  { name: 'dash', command: ['dash', '-s'], debian: 'dash' },
  { name: 'bash', command: ['bash', '-s'], debian: 'bash' },
  { name: 'busybox', command: ['busybox', 'sh', '-s'], debian: 'busybox' },
] as const;

export interface Shell {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Why tests with it cannot run here. */
  readonly skip: string | false;
}

export const shells: readonly Shell[] = SHELLS.map(({ name, command, debian }) => ({
  name,
  command,
  skip: programPath(name) ? false : `${name} is not here; on Debian the package ${debian} brings it`,
}));

export function programPath(name: string): string | undefined {
  const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return places.map((place) => join(place, name)).find((path) => existsSync(path));
}

/** Somebody who answers what a test says, and remembers what was asked. */
export class Person implements Ask {
  readonly asked: (SecretQuestion | HostKeyQuestion)[] = [];
  touches = 0;
  readonly #secrets: (string | undefined)[];
  readonly #accepts: boolean;

  constructor({
    secrets = [],
    accepts = false,
  }: { secrets?: readonly (string | undefined)[]; accepts?: boolean } = {}) {
    this.#secrets = [...secrets];
    this.#accepts = accepts;
  }

  async secret(question: SecretQuestion): Promise<string | undefined> {
    this.asked.push(question);
    return this.#secrets.shift();
  }

  async hostKey(question: HostKeyQuestion): Promise<boolean> {
    this.asked.push(question);
    return this.#accepts;
  }

  touch(): void {
    this.touches++;
  }
}

export interface Wishes {
  readonly ask?: Ask;
  readonly clock?: Clock;
  readonly keepMs?: number;
}

export function needs({ ask, clock = systemClock, keepMs = 0 }: Wishes = {}): HostNeeds {
  return { clock, redactor: new Redactor(), secrets: new Secrets(clock, keepMs), ...(ask ? { ask } : undefined) };
}

export const askpassMain = fileURLToPath(new URL('../../client/host/askpass/main.ts', import.meta.url));

/** The same over SSH, with the configuration of a test. */
export function sshNeeds(configFile: string, wishes: Wishes = {}): SshNeeds {
  return { ...needs(wishes), ssh: { configFile }, askpass: { node: process.execPath, main: askpassMain } };
}

/** Programs that stand in for those of a machine: an environment in which they come first. */
export function standIns(test: TestContext, programs: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const place = folder(test, programs);
  for (const name of Object.keys(programs)) chmodSync(place.at(name), 0o755);
  return { ...process.env, PATH: `${place.path}${delimiter}${process.env.PATH}` };
}

/** Every process of this machine as its command line, as far as it can be read. */
export function processes(): string {
  return execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' });
}
