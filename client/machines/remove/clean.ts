/** The last look at a machine: what K3s left there is named, and our own traces go. */

import { bodies, sh } from '../../host/script.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { failedBy, onMachine, rightMachine } from '../onMachine.ts';
import { pins } from '../pinned.ts';
import { type Left, leftScript, leftWords, readLeft } from '../service/leftovers.ts';
import type { MachinePlan } from '../service/plan.ts';
import { PINNED } from '../shell.ts';

const FORGET = sh`rm -rf "$root/var/lib/k3s-editor/$service"; rmdir "$root/var/lib/k3s-editor" 2>/dev/null; exit 0`;

/** A step: with other services of K3s on the machine, only what is this one's counts. */
export async function nothingLeft(context: StepContext<MachinePlan & { readonly shared: boolean }>): Promise<StepEnd> {
  const { plan } = context;
  const right = await rightMachine(context);
  if (!right.ok) return right;
  const { machine, pinned, options } = onMachine(context);
  const { name, dataDir } = plan.service;
  const result = await machine.run(leftScript(plan.service), { asRoot: true, ...options });
  if (!result.ok) return failedBy(result);
  const left = readLeft(result).filter((one) => !plan.shared || ofThis(one, name));
  if (left.length > 0)
    return {
      ok: false,
      words: say('K3s is uninstalled, and this is left. {0}', leftWords(left)),
      next: say(
        'Remove it by hand where it is in the way, or restart the machine, which ends mounts, interfaces and rules; then resume to look again.',
      ),
    };
  const done = await machine.run(
    { body: bodies(PINNED, FORGET), data: { root: '', service: name, ...pins(pinned) } },
    { asRoot: true, ...options },
  );
  if (!done.ok) return failedBy(done);
  return {
    ok: true,
    words: plan.shared
      ? say('Nothing of {0} is left but what others use; its data folder is {1}.', name, dataDir)
      : say('Nothing of K3s is left on {0}.', machine.name),
  };
}

const ofThis = ({ kind, what }: Left, service: string): boolean =>
  kind === 'comesBack' ||
  (kind === 'file' && what.includes(`${service}-uninstall`)) ||
  (kind === 'file' && what.includes(`${service}.service.env`));
