/** What steps on machines share: the machine of the plan, and a trouble as the end of a step. */

import { identityOf } from '../host/identity.ts';
import type { HostTrouble } from '../host/trouble.ts';
import type { StepContext, StepEnd } from '../operations/steps.ts';
import { say } from '../say.ts';
import { elsewhereTrouble } from './pinned.ts';
import type { On } from './service/control.ts';
import type { MachinePlan } from './service/plan.ts';

/** The machine that the plan means, with what tells it from others. */
export const onMachine = ({ plan, machine, signal }: StepContext<MachinePlan>): On => ({
  machine: machine(plan.target),
  pinned: plan.pinned,
  options: { signal },
});

/** As it is told; with the words of the machine where there are any. */
export function failedBy({ message, evidence, next }: HostTrouble): Extract<StepEnd, { ok: false }> {
  return { ok: false, words: evidence === '' ? message : say('{0} It said: {1}', message, evidence), next };
}

/** Whether the way still leads to the machine that was meant. */
export async function rightMachine(context: StepContext<MachinePlan>): Promise<StepEnd> {
  const { machine, pinned, options } = onMachine(context);
  const found = await identityOf(machine, options);
  if (!found.ok) return failedBy(found);
  const { machineId, hostname } = pinned;
  const other =
    (machineId !== '' && found.machineId !== machineId) ||
    (hostname !== '' && (found.hostname ?? hostname) !== hostname);
  if (other) return failedBy(elsewhereTrouble(machine.name, pinned, found.hostname ?? ''));
  return { ok: true, words: say('{0} is the machine that was meant.', machine.name) };
}
