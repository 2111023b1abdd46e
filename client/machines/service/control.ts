/** Restart, start and stop of a service: sent and not waited for, so that a cut connection leaves nothing half done. */

import type { Machine, ScriptOptions } from '../../host/machine.ts';
import { bodies, type Script, sh } from '../../host/script.ts';
import { evidenceOf, type HostTrouble, hostTrouble } from '../../host/trouble.ts';
import { say } from '../../say.ts';
import { elsewhere, type Pinned, pins } from '../pinned.ts';
import { PINNED, STATE, TOOLS } from '../shell.ts';
import { SECONDS } from './findScript.ts';
import { readState, type ServiceState } from './state.ts';

/** What is asked of the service manager. */
export type Verb = 'restart' | 'stop' | 'start';

/** How it was before, and when that was by the clock of the machine, in seconds. */
export interface Sent {
  readonly ok: true;
  readonly before: ServiceState;
  readonly at: string;
}

/** What a step needs of its machine. */
export interface On {
  readonly machine: Machine;
  readonly pinned: Pinned;
  readonly options: ScriptOptions;
}

/** Sends it. For a service that does not exist, the service manager says so. */
export async function send({ machine, pinned, options }: On, service: string, verb: Verb): Promise<Sent | HostTrouble> {
  const script: Script = {
    body: bodies(TOOLS, STATE, PINNED, SEND),
    data: { root: '', seconds: SECONDS, service, verb, ...pins(pinned) },
  };
  const result = await machine.run(script, { asRoot: true, ...options });
  if (!result.ok) return result;
  const other = elsewhere(result, machine.name, pinned);
  if (other) return other;
  if (result.code !== 0)
    return hostTrouble(
      'script',
      say('The service manager of {0} did not accept that for {1}.', machine.name, service),
      say(
        'Look at its words, and whether the service exists; a service manager that hangs needs a restart of the machine.',
      ),
      evidenceOf(result.stderr),
    );
  return { ok: true, before: readState(result.sections.get('state') ?? ''), at: result.sections.get('at') ?? '' };
}

const SEND = sh`
section state; state "$service"
tell at "$(date +%s)"
if test "$(init)" = openrc; then
  test -f "$root/etc/init.d/$service" || { echo "$service does not exist" >&2; exit 1; }
  if command -v setsid >/dev/null 2>&1; then setsid rc-service "$service" "$verb" </dev/null >/dev/null 2>&1 &
  else nohup rc-service "$service" "$verb" </dev/null >/dev/null 2>&1 &
  fi
  exit 0
fi
test "$verb" = stop || within "$seconds" systemctl reset-failed "$service.service" >/dev/null 2>&1
within "$seconds" systemctl "$verb" --no-block "$service.service" >&2`;
