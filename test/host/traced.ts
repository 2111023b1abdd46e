/** A small program to be traced: takes secrets from its input, and uses all of them on the way to a machine and there. */

import { text } from 'node:stream/consumers';
import { overSsh } from '../../client/host/overSsh.ts';
import { sh } from '../../client/host/script.ts';
import { Person, sshNeeds } from './rig.ts';

const [, , host = '', configFile = ''] = process.argv;
const { passphrase, password, token } = JSON.parse(await text(process.stdin));
const machine = overSsh(host, sshNeeds(configFile, { ask: new Person({ secrets: [passphrase, password] }) }));
const result = await machine.run(
  {
    body: sh`umask 077; file=$(mktemp); printf '%s' "$token" >"$file"; wc -c <"$file" | tr -d ' ' ; rm "$file"`,
    data: { token },
    secrets: [token],
  },
  { asRoot: true },
);
console.log(result.ok ? `the token has ${result.output.trim()} characters` : result);
