/** The token for agents as a server keeps it, which only root may read there. */

import type { Machine, ScriptOptions } from '../../host/machine.ts';
import { bodies, sh } from '../../host/script.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import type { Redactor } from '../../redact.ts';
import { say } from '../../say.ts';
import { SERVER_PLACES } from '../serverPlaces.ts';
import { type MachineTrouble, machineTrouble } from '../trouble.ts';

export interface AgentToken {
  readonly ok: true;
  /** The full form: a secret. */
  readonly token: string;
  /**
   * It is the token of the servers too, because the cluster has no `agent-token`: who has it can do anything to the
   * cluster.
   */
  readonly ofServers: boolean;
}

/** Older releases have no agent-token. */
const READ = sh`_server=$(_data)/server
for _file in "$_server/agent-token" "$_server/node-token" "$_server/token"; do
  [ -f "$_file" ] || continue
  section token; head -c 4097 "$_file"; section
  break
done
if [ -f "$_server/agent-token" ] &&
  [ "$(cat "$_server/agent-token")" != "$(cat "$_server/token" 2>/dev/null)" ]; then tell own yes; fi
exit 0`;

/** Reads it as root; the redactor knows it before anybody else. It never expires. */
export async function readAgentToken(
  machine: Pick<Machine, 'run' | 'name'>,
  redactor: Pick<Redactor, 'learn'>,
  { root = '', ...options }: Omit<ScriptOptions, 'asRoot'> & { readonly root?: string } = {},
): Promise<AgentToken | HostTrouble | MachineTrouble> {
  const script = { body: bodies(SERVER_PLACES, READ), data: { root }, reveals: ['token'] };
  const result = await machine.run(script, { asRoot: true, timeoutMs: 20_000, ...options });
  if (!result.ok) return result;
  const token = Buffer.from(result.revealed.get('token') ?? [])
    .toString('utf8')
    .trim();
  redactor.learn(token);
  if (token === '')
    return machineTrouble(
      say('There is no token on {0}: it is no K3s server, or K3s never ran there.', machine.name),
      say('Choose a server of the cluster.'),
    );
  if (!/^[!-~]{1,4096}$/.test(token))
    return machineTrouble(
      say('What {0} has as its token is none.', machine.name),
      say('Look at the file on the server.'),
    );
  return { ok: true, token, ofServers: !result.sections.has('own') };
}
