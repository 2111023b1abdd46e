/** Several words in a sentence, and long ones cut. */

import { withoutPassword } from './password.ts';
import { say } from './say.ts';

/** `a`, `a or b`, `a, b or c`. */
export function either(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return say('{0} or {1}', words.slice(0, -1).join(', '), words.at(-1) ?? '');
}

const LONGEST = 60;

/** A value as a message shows it: on one line, without the password of a URL, and cut where nobody reads on. */
export function shown(text: string): string {
  const line = withoutPassword(text.replace(/\s*[\r\n]+\s*/g, ' '));
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
