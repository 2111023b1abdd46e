/** A machine that was out of reach when its Node was deleted: looked for again, and cleaned when it is back. */

import { identityOf } from '../../host/identity.ts';
import { sameMachine } from '../../host/sameMachine.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { failedBy } from '../onMachine.ts';
import { dataDirProblem } from './dataDir.ts';
import { placeOf, type RemoveOrder } from './order.ts';
import { readMachine } from './readFacts.ts';

/** A step: `found.place` says what is to be cleaned there. */
export async function reachMachine(context: StepContext<RemoveOrder>): Promise<StepEnd> {
  const { plan, signal, keep, machine } = context;
  const { target, node, name } = plan;
  const there = machine(target);
  const identity = await identityOf(there, { signal });
  if (!identity.ok)
    return {
      ...failedBy(identity),
      next: say(
        '{0} is no node any more, but K3s is still on its machine. It comes back if it boots with a valid token: switch it off, or rotate or delete the token. Resume when it can be reached, and K3s is uninstalled there.',
        name,
      ),
    };
  const expected = { name, ready: false, machineId: node?.machineId ?? '', hostname: node?.hostname ?? '' };
  const { same, reasons } = sameMachine(expected, identity);
  if (same === 'no' || identity.machineId === undefined || expected.machineId === '')
    return {
      ok: false,
      words: say('{0} is not known to be the machine of {1}. {2}', there.name, name, reasons[0] ?? ''),
      next: say('Nothing was done there. Correct its SSH host, or uninstall K3s on the machine itself.'),
    };
  const reached = await readMachine(there, undefined, signal);
  if (!reached.ok) return failedBy(reached);
  const { service, looked, found } = reached;
  if (!service || !looked || service.uninstall === undefined)
    return {
      ok: false,
      words:
        found.services.length > 1
          ? say('There are several services of K3s on {0}.', there.name)
          : say('There is no service of K3s with its uninstall script on {0}.', there.name),
      next: say('Uninstall it by hand, or take this operation off the list if the machine is clean.'),
    };
  const problem =
    dataDirProblem(service.dataDir, looked) ??
    (looked.inside.length > 0
      ? say('Something is mounted inside the data folder: {0}.', looked.inside.join(', '))
      : undefined);
  if (problem !== undefined)
    return { ok: false, words: problem, next: say('Remove that cause on the machine, then resume.') };
  keep({ place: placeOf(reached, service) });
  return { ok: true, words: say('{0} is back.', there.name) };
}
