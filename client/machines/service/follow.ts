/** Follows a service until it is as it was asked to be, or it is clear that it does not get there; never for ever. */

import type { Clock } from '../../cluster/clock.ts';
import { Pause } from '../../cluster/pause.ts';
import { cancelled, type HostTrouble, hostTrouble } from '../../host/trouble.ts';
import { say } from '../../say.ts';
import type { On } from './control.ts';
import type { PlannedService } from './plan.ts';
import { readState, type ServiceState, stateScript, stateWords } from './state.ts';
import { type Why, whyNot } from './why.ts';

export interface Following {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  tell(words: string): void;
}

/** What is waited for. */
export interface Wanted {
  readonly service: Pick<PlannedService, 'name' | 'init' | 'role' | 'dataDir'>;
  readonly is: 'started' | 'stopped';
  /** The run before, which does not count; '' when any run is fine. */
  readonly notRun?: string;
  /** By the clock of the machine: what was logged before tells nothing about this. */
  readonly since?: string;
  readonly limitMs?: number;
}

/** An agent is started once it has reached its server, which takes seconds; a server may have to read a large etcd. */
const LIMIT_MS = 180_000;
const EVERY_MS = 2000;
/** It may be ended by the very restart that was asked for; the second time it is its own. */
const MOST_RESTARTS = 2;

export async function follow(
  on: On,
  wanted: Wanted,
  following: Following,
): Promise<{ ok: true; state: ServiceState } | HostTrouble> {
  const { clock, signal, tell } = following;
  const { machine, options } = on;
  const pause = new Pause(clock);
  const end = clock.now() + (wanted.limitMs ?? LIMIT_MS);
  let first: ServiceState | undefined;
  for (;;) {
    const result = await machine.run(stateScript(wanted.service.name, wanted.since), {
      asRoot: true,
      ...options,
      signal,
    });
    if (signal.aborted) return cancelled();
    const late = clock.now() + EVERY_MS > end;
    if (!result.ok) {
      if (late || result.kind === 'cancelled') return result;
      tell(say('{0} It is tried again.', result.message));
    } else {
      const state = readState(result.sections.get('state') ?? '');
      first ??= state;
      tell(say('{0} is {1}.', wanted.service.name, stateWords(state)));
      if (isThere(state, wanted)) return { ok: true, state };
      const again = state.restarts - Math.min(first.restarts, state.restarts);
      const dead = wanted.is === 'started' && (state.active === 'failed' || again >= MOST_RESTARTS);
      if (dead || late)
        return notThere(
          on,
          wanted,
          state,
          wanted.is === 'started' ? whyNot(result.sections.get('log') ?? '', wanted.service) : undefined,
        );
    }
    await pause.wait(EVERY_MS, signal);
  }
}

const isThere = ({ active, run }: ServiceState, { is, notRun = '' }: Wanted): boolean =>
  is === 'stopped'
    ? active === 'inactive' || active === 'failed'
    : active === 'active' && (run === '' || run !== notRun);

function notThere(
  { machine }: On,
  { service: { name }, is }: Wanted,
  state: ServiceState,
  cause: Why | undefined,
): HostTrouble {
  const words = stateWords(state);
  const message =
    is === 'started'
      ? say('{0} on {1} did not start: {2}.', name, machine.name, words)
      : say('{0} on {1} did not stop: {2}.', name, machine.name, words);
  const next = cause?.next ?? say('Look at its log: it says why. Then resume.');
  return hostTrouble('script', cause ? `${message} ${cause.words}` : message, next);
}
