/** K3s's own script that ends all of it on a machine, run apart from the connection, and looked at until that is so. */

import { forgetDetached, startDetached } from '../../host/detached.ts';
import { sh } from '../../host/script.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { failedBy, onMachine, rightMachine } from '../onMachine.ts';
import { waitUntilOver } from './apart.ts';
import { type Left, leftScript, leftWords, readLeft } from './leftovers.ts';
import type { MachinePlan } from './plan.ts';

/** Hundreds of containers end within a minute; a mount that hangs does not end at all. */
const LIMIT_MS = 600_000;

const KILLALL = sh`
K3S_DATA_DIR=$data_dir; export K3S_DATA_DIR
test -f "$root$killall" || { echo "$killall does not exist"; exit 3; }
/bin/sh "$root$killall"`;

/** A step: everything of K3s on the machine has ended afterwards, containers included. */
export async function endAll(context: StepContext<MachinePlan>): Promise<StepEnd> {
  const { service, id } = context.plan;
  const right = await rightMachine(context);
  if (!right.ok) return right;
  const { machine, options } = onMachine(context);
  const work = { machine, id: `${id}-killall`, options };
  // What was begun before an interruption may still run; only then it is known what is left to do.
  const running = await waitUntilOver(context, work.id, LIMIT_MS);
  if (running) return running;
  const before = await runsOn(context);
  if ('ok' in before) return before;
  if (before.length === 0) return { ok: true, skipped: true, words: say('Nothing of K3s runs there.') };
  if (service.killall === '')
    return {
      ok: false,
      words: say('{0} has no script k3s-killall.sh. {1}', machine.name, leftWords(before)),
      next: say('K3s’s install script writes it. Put it beside the program, or end what runs by hand; then resume.'),
    };
  await forgetDetached(work);
  const data = { root: '', data_dir: service.dataDir, killall: service.killall };
  const started = await startDetached(work, { body: KILLALL, data });
  // Cut off, it may have begun all the same.
  if (!started.ok && started.kind !== 'lost') return failedBy(started);
  const late = await waitUntilOver(context, work.id, LIMIT_MS);
  if (late) return late;
  const after = await runsOn(context);
  if ('ok' in after) return after;
  await forgetDetached(work);
  if (after.length === 0)
    return { ok: true, words: say('K3s and all its containers on {0} have ended.', machine.name) };
  return {
    ok: false,
    words: leftWords(after),
    next: say('Something keeps them: look at the machine, or restart it; then resume.'),
  };
}

/** Processes and mounts of K3s, or why nobody knows. */
async function runsOn(context: StepContext<MachinePlan>): Promise<readonly Left[] | Extract<StepEnd, { ok: false }>> {
  const { machine, options } = onMachine(context);
  const result = await machine.run(leftScript(context.plan.service), { asRoot: true, ...options });
  if (!result.ok) return failedBy(result);
  const isOn = /ActiveState=(active|activating|deactivating)/.test(result.sections.get('state') ?? '');
  const left = readLeft(result).filter(({ kind }) => kind === 'running' || kind === 'mount');
  return isOn && left.length === 0 ? [{ kind: 'running', what: context.plan.service.name }] : left;
}
