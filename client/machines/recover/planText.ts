/** The plan of a recovery as a Markdown document. */

import { code, prose } from '../../explorer/model/text.ts';
import { documentOf, list, section } from '../../explorer/report/markdown.ts';
import { targetName } from '../../operations/target.ts';
import { say } from '../../say.ts';
import { stateWords } from '../service/state.ts';
import { recoverTitle } from './kind.ts';
import { type RecoveryPlan, recoverOrder } from './plan.ts';
import { recoverSteps } from './steps.ts';

export function recoveryText(plan: RecoveryPlan): string {
  const { facts, blocks, notes } = plan;
  const { name, cluster, machine, target } = facts;
  const order = recoverOrder(plan, { id: 'plan', backups: '' });
  return documentOf(
    prose(recoverTitle([name])),
    cluster
      ? say('Plan for the cluster {0}. Nothing has been changed yet.', prose(cluster.name, 100))
      : say('Plan without a cluster. Nothing has been changed yet.'),
    machine.service
      ? say(
          'On {0}: the service {1}, {2}.',
          prose(targetName(target)),
          code(machine.service.name),
          stateWords(machine.service.state),
        )
      : '',
    blocks.length > 0 ? section(say('Not possible yet'), list(blocks.map((one) => prose(one)))) : '',
    order ? section(say('What happens'), list(recoverSteps(order).map((one) => prose(one.title(order))))) : '',
    notes.length > 0 ? section(say('Good to know'), list(notes.map((one) => prose(one)))) : '',
  );
}
