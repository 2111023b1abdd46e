/** Hides the values of secrets in what is shown: keys and command lines, where a value may stand beside its name. */

import type { FlagsInForce } from '../node/config.ts';
import { plainName } from './nearest.ts';
import { MASK, withoutPassword } from './password.ts';

/** What people call secrets that K3s does not know by that name. */
const LOOKS_SECRET = /tok|secret|passw|credential|access-?key|datastore-?endpoint|vpn-?auth(?!-file)/;

/** Whether the value of a key must not be shown: of a secret option, or of a key that was meant to be one. */
export function isSecretKey(flags: FlagsInForce, key: string): boolean {
  const [name = ''] = key.replace(/^-+/, '').split(/[=:\s]/);
  const plain = plainName(name);
  const found = flags.find(name) ?? flags.find(plain);
  return found ? found.flag.secret === true : LOOKS_SECRET.test(plain);
}

/** A key to show; of `token=abc`, and of `token:abc` and `token abc` that were meant to be `token: abc`, only the name. */
export function maskedKey(flags: FlagsInForce, key: string): string {
  const [begin, name] = /^([^=:\s]+)[=:\s]+(?=.)/s.exec(key) ?? [];
  return begin !== undefined && name !== undefined && isSecretKey(flags, name) ? begin + MASK : key;
}

/** The words of a command line to show: `--token=abc` and `--token abc` both lose their value. */
export function maskedWords(flags: FlagsInForce, words: readonly string[]): string[] {
  return words.map((word, index) => {
    const before = /^--?([^=]+)$/.exec(words[index - 1] ?? '')?.[1];
    if (before !== undefined && isSecretKey(flags, before)) return MASK;
    return withoutPassword(word.startsWith('-') ? maskedKey(flags, word) : word);
  });
}
