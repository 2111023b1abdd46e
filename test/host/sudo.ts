/** A sudo that asks like the real one, for tests that must not ask the real one: what it lets in, and what it says. */

import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { folder } from '../support/folder.ts';
import { standIns } from './rig.ts';

export interface SudoBehaviour {
  /** Without it nobody is asked. */
  readonly password?: string;
  /** How often it asks; 3 if not said. */
  readonly tries?: number;
  /** Shown before it asks. */
  readonly lecture?: string;
  /** It refuses before it asks anything. */
  readonly refuses?: string;
  /** It refuses after the right password. */
  readonly refusesAfter?: string;
}

export interface StandInSudo {
  /** In which it comes first, and the user is not root. */
  readonly env: NodeJS.ProcessEnv;
  /** A line for each start, with its arguments and whether it was told to speak English; `wrong` for each failure. */
  log(): string[];
}

/** Speaks German unless it is told to speak English, as sudo does; the prompt it is given it uses in either. */
export function sudo(
  test: TestContext,
  { password, tries = 3, lecture = '', refuses, refusesAfter }: SudoBehaviour,
): StandInSudo {
  const place = folder(test, { 'sudo.log': '', password: password ?? '', lecture });
  const refusal = (text: string | undefined): string => (text === undefined ? ':' : `echo "sudo: ${text}" >&2; exit 1`);
  const script = `#!/bin/sh
log='${place.at('sudo.log')}'
printf '%s\\n' "$LC_ALL $*" >>"$log"
prompt='[sudo] Passwort für max: ' ask=yes
while test "$1" != --; do
  case $1 in -p) prompt=$2; shift ;; -n) ask=no ;; esac
  shift
done
shift
${refusal(refuses)}
${password === undefined ? 'exec "$@"' : ''}
if test $ask = no; then
  case $LC_ALL in C) echo "sudo: a password is required" ;; *) echo "sudo: Ein Passwort ist notwendig" ;; esac >&2
  exit 1
fi
cat '${place.at('lecture')}' >&2
i=0
while test $i -lt ${tries}; do
  i=$((i+1))
  printf '%s' "$prompt" >&2
  IFS= read -r given || { echo "sudo: no password was provided" >&2; exit 1; }
  if test "$given" = "$(cat '${place.at('password')}')"; then
    ${refusal(refusesAfter)}
    exec "$@"
  fi
  echo wrong >>"$log"
  echo "Sorry, try again." >&2
done
echo "sudo: ${tries} incorrect password attempts" >&2
exit 1
`;
  const env = standIns(test, { sudo: script, id: '#!/bin/sh\necho 1000\n' });
  return { env, log: () => readFileSync(place.at('sudo.log'), 'utf8').split('\n').filter(Boolean) };
}
