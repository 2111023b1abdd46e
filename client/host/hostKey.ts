/** A host key that is not the one it was: told with both fingerprints, never passed over. */

import { readFile } from 'node:fs/promises';
import { say } from '../say.ts';
import { fingerprint } from './fingerprint.ts';
import { type HostTrouble, hostTrouble } from './trouble.ts';

/**
 * `said` is what ssh printed. Nothing is removed by us: whether the machine was set up anew or somebody stands between,
 * only a person can find out.
 */
export async function hostKeyChanged(host: string, said: string): Promise<HostTrouble> {
  const [, file = '', line = ''] = /Offending .*? ?key in (.+?):(\d+)/.exec(said) ?? [];
  const name = /Host key for (\S+) has changed/i.exec(said)?.[1] ?? host;
  const now = /(SHA256:[A-Za-z0-9+/]{20,})/.exec(said)?.[1] ?? say('unknown');
  const before = file === '' ? undefined : await fingerprintAt(file, Number(line));
  const known =
    file === ''
      ? say('It is not known where the old key stands.')
      : say('The old one is {0}, in {1}, line {2}.', before ?? say('unknown'), file, line);
  const remove = file === '' ? `ssh-keygen -R ${word(name)}` : `ssh-keygen -f ${word(file)} -R ${word(name)}`;
  return hostTrouble(
    'hostKeyChanged',
    `${say('{0} has another host key than before: {1}.', host, now)} ${known}`,
    say(
      'If the machine was set up anew, compare the key there, remove the old one with `{0}`, and try again. If it was not, somebody may stand between you and it.',
      remove,
    ),
    said,
  );
}

/** As ssh tells it; undefined where there is no key. */
async function fingerprintAt(file: string, line: number): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const words = (text.split('\n')[line - 1] ?? '').trim().split(/\s+/);
  const key = words.find((part) => part.startsWith('AAAA'));
  return key === undefined ? undefined : fingerprint(key);
}

/** For a command to be copied. */
const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
