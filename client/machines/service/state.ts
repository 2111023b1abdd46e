/** How a service is, in the words of its service manager. */

import { bodies, type Script, sh } from '../../host/script.ts';
import { say } from '../../say.ts';
import { STATE, TOOLS } from '../shell.ts';
import { SECONDS } from './findScript.ts';

export interface ServiceState {
  /** `unknown`: the service manager did not answer in time. */
  readonly active: 'active' | 'activating' | 'deactivating' | 'inactive' | 'failed' | 'unknown';
  readonly sub: string;
  /** How it ended last: `success`, `exit-code`, `oom-kill`, … */
  readonly result: string;
  /** How often it was started again by itself. */
  readonly restarts: number;
  readonly exitCode: number | undefined;
  /** Whether it starts with the machine; undefined where nobody says. */
  readonly enabled: boolean | undefined;
  /** Another one after each start; '' where there is none. */
  readonly run: string;
}

const ACTIVE = ['active', 'activating', 'deactivating', 'inactive', 'failed'] as const;

/** Lines as those of `systemctl show`. */
export function readState(text: string): ServiceState {
  const values = new Map(text.split('\n').map((line) => [line.split('=', 1)[0] ?? '', line.replace(/^[^=]*=/, '')]));
  const active = values.get('ActiveState');
  const number = (name: string): number | undefined => {
    const value = values.get(name) ?? '';
    return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  };
  const enabled = values.get('UnitFileState');
  const run = values.get('InvocationID') ?? '';
  return {
    active: ACTIVE.find((known) => known === active) ?? (active === 'reloading' ? 'active' : 'unknown'),
    sub: values.get('SubState') ?? '',
    result: values.get('Result') ?? '',
    restarts: number('NRestarts') ?? 0,
    exitCode: number('ExecMainStatus'),
    enabled: enabled === undefined || enabled === '' ? undefined : enabled.startsWith('enabled'),
    run: /^[0-9a-f-]+$/i.test(run) ? run : '',
  };
}

/** What a person is told; never more than is so: started is not Ready. */
export function stateWords({ active, sub, restarts, exitCode }: ServiceState): string {
  switch (active) {
    case 'active':
      return say('started');
    case 'activating':
      return sub === 'auto-restart'
        ? say('has ended, and is started again in a moment ({0} times so far)', restarts)
        : say('starting, and not there yet');
    case 'deactivating':
      return say('stopping');
    case 'inactive':
      return say('stopped');
    case 'failed':
      return exitCode ? say('failed, exit code {0}', exitCode) : say('failed');
    case 'unknown':
      return say('unknown: the service manager did not answer');
  }
}

/**
 * How a service is, and what it said last; sections `state` and `log`.
 *
 * @param since by the clock of the machine, in seconds; '' for the last lines there are
 */
export const stateScript = (service: string, since = ''): Script => ({
  body: bodies(TOOLS, STATE, ASK),
  data: { root: '', seconds: SECONDS, service, since },
});

const ASK = sh`
section state; state "$service"
section log
if test "$(init)" = openrc; then tail -n 200 "$root/var/log/$service.log" 2>/dev/null
elif test -n "$since"; then within "$seconds" journalctl -u "$service.service" --since "@$since" -n 200 --no-pager -o cat 2>/dev/null
else within "$seconds" journalctl -u "$service.service" -n 200 --no-pager -o cat 2>/dev/null
fi
section; exit 0`;
