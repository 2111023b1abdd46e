/** Other services of K3s on the machine, which its scripts have stopped: started again. */

import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { failedBy, onMachine } from '../onMachine.ts';
import { send } from '../service/control.ts';
import { follow } from '../service/follow.ts';
import type { MachinePlan } from '../service/plan.ts';
import type { Place } from './order.ts';

/** A step. */
export async function startOthers(
  context: StepContext<MachinePlan & { readonly others: Place['others'] }>,
): Promise<StepEnd> {
  const { others } = context.plan;
  const on = onMachine(context);
  for (const service of others) {
    const sent = await send(on, service.name, 'start');
    if (!sent.ok) return failedBy(sent);
    const end = await follow(on, { service, is: 'started', since: sent.at }, context);
    if (!end.ok) return failedBy(end);
  }
  return { ok: true, words: say('Started again: {0}.', others.map(({ name }) => name).join(', ')) };
}
