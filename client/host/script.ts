/** What is run on a machine: a constant text that we wrote, and named values that go along with it as data. */

import { say } from '../say.ts';
import { type HostTrouble, hostTrouble } from './trouble.ts';

declare const constant: unique symbol;

/** Shell text that holds nothing but what stands in our sources; only `sh` makes one. */
export type Body = string & { readonly [constant]: true };

export interface Script {
  /** POSIX shell; it may use `section NAME` and `tell NAME TEXT` to answer in parts. */
  readonly body: Body;
  /** Each becomes a variable of the shell, unchanged to the last byte, never exported. */
  readonly data?: Readonly<Record<string, string>>;
  /** What in `data` nobody may see, as text: the redactor learns it before anything is sent. */
  readonly secrets?: readonly string[];
  /** Sections that are wanted as they are: the text of a file to be edited, a token to be used. */
  readonly reveals?: readonly string[];
}

/** More than this is no longer data of a script but a file to be copied. */
const DATA_LIMIT = 1024 * 1024;
const NAME = /^[a-z][a-z0-9_]{0,30}$/;

/**
 * The body of a script. There is no way to put a value into it: as a tag it takes a text without gaps only. `\${x}` and
 * `` \` `` stand for `${x}` and `` ` ``; every other backslash is one for the shell.
 */
export function sh(text: TemplateStringsArray): Body {
  const [raw = ''] = text.raw;
  return raw.replace(/\\(?=\$\{|`)/g, '') as Body;
}

/** One after the other. */
export const bodies = (...parts: readonly Body[]): Body => parts.join('\n') as Body;

/** Why a script cannot be sent: undefined when it can. */
export function unsendable({ body, data = {} }: Script): HostTrouble | undefined {
  if (/[\r\0]/.test(body)) return wrong(say('The script has characters that a shell does not take.'));
  let size = 0;
  for (const [name, value] of Object.entries(data)) {
    if (!NAME.test(name)) return wrong(say('"{0}" cannot be the name of a variable.', name));
    if (value.includes('\0')) return wrong(say('"{0}" contains a zero byte, which no shell can hold.', name));
    if (/\p{Surrogate}/u.test(value)) return wrong(say('"{0}" is not proper Unicode text.', name));
    size += Buffer.byteLength(value);
  }
  return size > DATA_LIMIT
    ? wrong(say('More than {0} KB cannot be sent with a script.', DATA_LIMIT / 1024))
    : undefined;
}

function wrong(message: string): HostTrouble {
  return hostTrouble('script', message, say('Nothing was sent. Correct the value and try again.'));
}
