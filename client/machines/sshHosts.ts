/** The hosts that an SSH configuration names, to choose from; what ssh makes of them is for ssh to say. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isHost } from '../host/hostName.ts';

/** More is no list that anybody reads. */
const MOST = 500;

/** Names after `Host`, without patterns and what they exclude, in their order. */
export function hostsOf(configuration: string): readonly string[] {
  const names = configuration.split(/\r?\n/).flatMap((line) => {
    const words = /^\s*host(?:\s+|\s*=\s*)(.*)$/i.exec(line)?.[1];
    return words === undefined
      ? []
      : [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  });
  return [...new Set(names.filter((name) => !/[*?!]/.test(name) && isHost(name)))].slice(0, MOST);
}

/** Of the user's own configuration; none when it cannot be read. */
export async function knownHosts(home: string): Promise<readonly string[]> {
  const text = await readFile(join(home, '.ssh', 'config'), 'utf8').catch(() => '');
  return hostsOf(text);
}

/** What a person wrote or a file holds: hosts between blanks, commas and line breaks; `#` begins a remark. */
export function hostList(text: string): { readonly hosts: readonly string[]; readonly wrong: readonly string[] } {
  const words = text
    .split(/\r?\n/)
    .flatMap((line) => line.replace(/#.*/, '').split(/[\s,;]+/))
    .filter((word) => word !== '');
  const unique = [...new Set(words)];
  return { hosts: unique.filter(isHost), wrong: unique.filter((word) => !isHost(word)) };
}
