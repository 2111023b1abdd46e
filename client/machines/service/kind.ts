/** Restart, stop, and stop with all containers as kinds of operations. */

import type { StepsKind } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import { type Action, type ServicePlan, serviceSteps } from './steps.ts';

export const serviceKind = (action: Action): StepsKind<ServicePlan> => ({
  title: (names) => actionTitle(action, names),
  steps: serviceSteps,
  cordons: false,
  alone: true,
  done: ({ plan }) => doneWords(plan),
});

/** `Restart K3s on worker-1` */
export function actionTitle(action: Action, names: readonly string[]): string {
  const [name = ''] = names;
  const many = names.length > 1;
  switch (action) {
    case 'restart':
      return many ? say('Restart K3s on {0} machines', names.length) : say('Restart K3s on {0}', name);
    case 'stop':
      return many ? say('Stop K3s on {0} machines', names.length) : say('Stop K3s on {0}', name);
    case 'killall':
      return many
        ? say('Stop K3s and all containers on {0} machines', names.length)
        : say('Stop K3s and all containers on {0}', name);
  }
}

function doneWords({ action, service, node }: ServicePlan): string {
  switch (action) {
    case 'restart':
      return node
        ? say('{0} was restarted, and {1} is Ready. Its pods kept running.', service.name, node.name)
        : say('{0} was restarted and has started. Whether its Node is Ready, only the cluster can tell.', service.name);
    case 'stop':
      return say('{0} is stopped. Its containers go on.', service.name);
    case 'killall':
      return say('K3s is stopped, and none of its containers runs any more. It starts again with the machine.');
  }
}
