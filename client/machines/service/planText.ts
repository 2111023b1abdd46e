/** The plan of a restart or a stop as a Markdown document. */

import { code, prose } from '../../explorer/model/text.ts';
import { documentOf, list, section } from '../../explorer/report/markdown.ts';
import { targetName } from '../../operations/target.ts';
import { say } from '../../say.ts';
import { type ActionPlan, serviceOrder } from './actionPlan.ts';
import { changeWords } from './changes.ts';
import { actionTitle } from './kind.ts';
import { stateWords } from './state.ts';
import { serviceSteps } from './steps.ts';

/** @param cluster '' for none */
export function actionText(cluster: string, plans: readonly ActionPlan[]): string {
  const [first] = plans;
  return documentOf(
    prose(
      first
        ? actionTitle(
            first.facts.action,
            plans.map(({ facts }) => facts.name),
          )
        : '',
    ),
    cluster === ''
      ? say('Plan without a cluster. Nothing has been changed yet.')
      : say('Plan for the cluster {0}. Nothing has been changed yet.', prose(cluster, 100)),
    ...plans.map(planSection),
  );
}

function planSection(plan: ActionPlan): string {
  const { facts, blocks, notes, changes } = plan;
  const { machine, target, name } = facts;
  const order = serviceOrder(plan, 'plan');
  const service = machine.ok ? machine.service : undefined;
  return section(
    prose(name, 100),
    service &&
      say('On {0}: the service {1}, {2}.', prose(targetName(target)), code(service.name), stateWords(service.state)),
    blocks.length > 0 && `### ${say('Not possible yet')}`,
    list(blocks.map((one) => prose(one))),
    order && `### ${say('What happens')}`,
    order && list(serviceSteps(order).map((step) => prose(step.title(order)))),
    `### ${say('Good to know')}`,
    list(notes.map((note) => prose(note))),
    changes.length > 0 && `### ${say('What the configuration on the machine changes')}`,
    list(changes.map((change) => code(changeWords(change)))),
  );
}
