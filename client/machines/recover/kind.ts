/** A recovery as a kind of operation. */

import type { StepsKind } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import type { RecoverOrder } from './plan.ts';
import { recoverSteps } from './steps.ts';

export const recoverKind: StepsKind<RecoverOrder> = {
  title: (names) => recoverTitle(names),
  steps: recoverSteps,
  cordons: false,
  alone: true,
  done: ({ plan, rows }) =>
    [
      plan.node
        ? say('{0} is Ready again.', plan.name)
        : say('{0} has started. Whether its Node is Ready, only the cluster can tell.', plan.service.name),
      rows.find(({ id }) => id === 'aside')?.words,
    ]
      .filter(Boolean)
      .join(' '),
};

/** `Recover worker-1` */
export const recoverTitle = ([name = '', ...more]: readonly string[]): string =>
  more.length === 0 ? say('Recover {0}', name) : say('Recover {0} agents', more.length + 1);
