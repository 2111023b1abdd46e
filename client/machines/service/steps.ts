/** Restart, stop, and stop with all containers, as steps: each looks at how it is before it asks for anything. */

import type { Step, StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { failedBy, onMachine, rightMachine } from '../onMachine.ts';
import { send } from './control.ts';
import { follow } from './follow.ts';
import { endAll } from './killall.ts';
import { unmountDead } from './mounts.ts';
import type { MachinePlan } from './plan.ts';
import { untilReady } from './ready.ts';

export type Action = 'restart' | 'stop' | 'killall';

export interface ServicePlan extends MachinePlan {
  readonly action: Action;
}

type Steps = readonly Step<MachinePlan>[];

export const machineStep: Step<MachinePlan> = {
  id: 'machine',
  title: ({ pinned }) => say('Make sure that it is {0}', pinned.hostname),
  changes: false,
  run: rightMachine,
};

/** Sends it once: what is found under way after an interruption is followed, and not sent again. */
export const restartStep: Step<MachinePlan> = {
  id: 'restart',
  title: ({ service }) => say('Restart {0}', service.name),
  changes: true,
  run: restart,
};

async function restart(context: StepContext<MachinePlan>): Promise<StepEnd> {
  const { plan, found, keep } = context;
  const on = onMachine(context);
  const { service } = plan;
  let sent = sentBefore(found.restart);
  if (!sent) {
    const answer = await send(on, service.name, 'restart');
    if (!answer.ok) return failedBy(answer);
    sent = { run: answer.before.run, at: answer.at };
    keep({ restart: sent });
  }
  const end = await follow(on, { service, is: 'started', notRun: sent.run, since: sent.at }, context);
  if (end.ok) return { ok: true, words: say('{0} has started.', service.name) };
  // The next try is a new one.
  if (end.kind !== 'cancelled') keep({ restart: undefined });
  return failedBy(end);
}

function sentBefore(value: unknown): { readonly run: string; readonly at: string } | undefined {
  if (typeof value !== 'object' || value === null || !('run' in value) || !('at' in value)) return undefined;
  return { run: String(value.run), at: String(value.at) };
}

export const readyStep: Step<MachinePlan> = {
  id: 'ready',
  title: ({ node }) => say('Wait until {0} is Ready', node?.name ?? ''),
  changes: false,
  run: (context) => untilReady(context, context.plan.node?.name ?? ''),
};

export const stopStep: Step<MachinePlan> = {
  id: 'stop',
  title: ({ service }) => say('Stop {0}; its containers go on', service.name),
  changes: true,
  async run(context) {
    const on = onMachine(context);
    const { service } = context.plan;
    const sent = await send(on, service.name, 'stop');
    if (!sent.ok) return failedBy(sent);
    const was = sent.before.active;
    const end = await follow(on, { service, is: 'stopped', limitMs: 120_000 }, context);
    if (!end.ok) return failedBy(end);
    const words = say('{0} is stopped. Its containers run on until they end or the machine restarts.', service.name);
    return { ok: true, words, skipped: was === 'inactive' };
  },
};

export const mountsStep: Step<MachinePlan> = {
  id: 'mounts',
  title: () => say('Take away mounts that do not answer'),
  changes: true,
  run: unmountDead,
};

export const killallStep: Step<MachinePlan> = {
  id: 'killall',
  title: () => say('Stop K3s and end all its containers'),
  changes: true,
  run: endAll,
};

export const serviceSteps = ({ action, node }: ServicePlan): Steps =>
  action === 'restart'
    ? [machineStep, restartStep, ...(node ? [readyStep] : [])]
    : action === 'stop'
      ? [machineStep, stopStep]
      : [machineStep, mountsStep, killallStep];
