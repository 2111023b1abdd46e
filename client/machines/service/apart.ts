/** Waits for scripts of K3s that run apart from the connection, which they may outlive. */

import { waitForDetached } from '../../host/detached.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { failedBy, onMachine } from '../onMachine.ts';
import type { MachinePlan } from './plan.ts';

/** What it does at the moment: K3s's scripts tell every command. */
export const lastLine = (log: string): string => log.trimEnd().split('\n').at(-1)?.trim().slice(0, 200) ?? '';

/** Undefined when it does not run any more, or never did; otherwise how the step ends. */
export async function waitUntilOver(
  context: StepContext<MachinePlan>,
  id: string,
  limitMs: number,
): Promise<Extract<StepEnd, { ok: false }> | undefined> {
  const { clock, signal, tell } = context;
  const { machine, options } = onMachine(context);
  const seen = await waitForDetached(
    { machine, id, options },
    {
      clock,
      signal,
      limitMs,
      onLook(look) {
        if (!look.ok) tell(say('{0} It goes on by itself there.', look.message));
        else if (look.state === 'running') tell(lastLine(look.log));
      },
    },
  );
  if (!seen.ok) return failedBy(seen);
  if (seen.state !== 'running') return undefined;
  return {
    ok: false,
    result: 'timedOut',
    words: say(
      'It still runs on {0}, and has not come to its end for too long. The last it said: {1}',
      machine.name,
      lastLine(seen.log),
    ),
    next: say(
      'Look what it waits for, such as a mount whose server is gone. It goes on by itself; resume to look again.',
    ),
  };
}
