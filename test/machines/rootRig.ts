/** What the tests of root's files share: a machine in a folder, reached through every kind of shell. */

import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { here } from '../../client/host/here.ts';
import type { Machine } from '../../client/host/machine.ts';
import { RootFiles } from '../../client/machines/rootFiles/rootFiles.ts';
import { needs, type Shell, shells, standIns, type Wishes } from '../host/rig.ts';
import { type Folder, folder } from '../support/folder.ts';

/** For people who are not root: whoever asks becomes what it calls root. */
export const OPEN_SUDO = `#!/bin/sh
while test "$1" != --; do shift; done
shift
exec "$@"
`;

export interface Sandbox extends Folder {
  readonly files: RootFiles;
  readonly machine: Machine;
  /** The names in a folder, those that are hidden among them. */
  names(folder: string): string[];
  read(path: string): string;
  mode(path: string): string;
}

/** A machine whose `/` is a new folder with these files. */
export function sandbox(
  context: TestContext,
  shell: Shell,
  content: Readonly<Record<string, string | Uint8Array>>,
  programs: Readonly<Record<string, string>> = {},
  { env: more = {}, ...wishes }: Wishes & { readonly env?: Readonly<Record<string, string>> } = {},
): Sandbox {
  const place = folder(context, content);
  const env = { ...standIns(context, { sudo: OPEN_SUDO, ...programs }), ...more };
  const machine = here(needs(wishes), { env, shell: shell.command });
  return { ...place, machine, ...looks(place), files: new RootFiles(machine, { root: place.path }) };
}

/** What a test sees without us. */
export function looks({ at }: Pick<Folder, 'at'>): Pick<Sandbox, 'names' | 'read' | 'mode'> {
  return {
    names: (path) => readdirSync(at(path)).sort(),
    read: (path) => readFileSync(at(path), 'utf8'),
    mode: (path) => (lstatSync(at(path)).mode & 0o7777).toString(8),
  };
}

type Run = (context: TestContext, shell: Shell) => Promise<void>;

/** The same in every shell that machines have as /bin/sh. */
export const inEachShell = (name: string, run: Run): void => inShells(shells, name, run);

/** Where programs can be stood in for: busybox has its own, whatever the path says. */
export const inShellsWithStandIns = (name: string, run: Run): void =>
  inShells(
    shells.filter((shell) => shell.name !== 'busybox'),
    name,
    run,
  );

function inShells(some: readonly Shell[], name: string, run: Run): void {
  for (const shell of some) test(`${name} (${shell.name})`, { skip: shell.skip }, (context) => run(context, shell));
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The time of every save in these tests but those that say another. */
export const NOW = new Date('2026-07-23T10:15:00.123Z');
export const STAMP = '20260723T101500123Z';
