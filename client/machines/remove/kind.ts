/** A removal as a kind of operation. */

import type { StepsKind } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import type { RemoveOrder } from './order.ts';
import { removeSteps } from './steps.ts';

export const removeKind: StepsKind<RemoveOrder> = {
  title: (names) => removeTitle(names),
  steps: removeSteps,
  cordons: true,
  alone: true,
  done({ plan, found, rows }) {
    const words = (id: string): string => rows.find((row) => row.id === id)?.words ?? '';
    const saved = typeof found.backup === 'string' ? words('backup') : '';
    return [
      plan.node
        ? say('{0} is out of the cluster, and K3s is off its machine.', plan.name)
        : say('K3s is off the machine. If it was a node, its Node is still in the cluster: delete it there.'),
      saved,
      words('keep'),
    ]
      .filter(Boolean)
      .join(' ');
  },
};

/** `Uninstall worker-1` */
export const removeTitle = (names: readonly string[]): string =>
  names.length === 1 ? say('Uninstall {0}', names[0] ?? '') : say('Uninstall {0} nodes', names.length);
