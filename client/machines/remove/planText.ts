/** The plan of a removal as a Markdown document: what forbids it, what to know, what is lost, and every step. */

import { code, prose } from '../../explorer/model/text.ts';
import { documentOf, list, section } from '../../explorer/report/markdown.ts';
import { planCounts } from '../../operations/drain/planText.ts';
import { nameOf } from '../../operations/drain/pod.ts';
import { verdictWords } from '../../operations/drain/verdictWords.ts';
import { targetName } from '../../operations/target.ts';
import { say } from '../../say.ts';
import { stateWords } from '../service/state.ts';
import { removeTitle } from './kind.ts';
import { orderOf } from './order.ts';
import type { RemovalPlan } from './plan.ts';
import { removeSteps } from './steps.ts';
import { volumeWords } from './volumeItems.ts';

/** @param plans in the order in which they are worked on */
export function removalText(cluster: string, plans: readonly RemovalPlan[]): string {
  return documentOf(
    prose(removeTitle(plans.map(({ name }) => name))),
    cluster === ''
      ? say('Plan without a cluster. Nothing has been changed yet.')
      : say('Plan for the cluster {0}. Nothing has been changed yet.', prose(cluster, 100)),
    plans.length > 1 ? say('In this order, one after the other; the first that fails is the last.') : '',
    ...plans.map(planSection),
  );
}

function planSection(plan: RemovalPlan): string {
  const { facts, name, blocks, notes, volumes, drain, choices } = plan;
  const { machine, target } = facts;
  const where = machine.ok
    ? machine.service &&
      say(
        'On {0}: the service {1} ({2}), {3}, data in {4}.',
        prose(targetName(target)),
        code(machine.service.name),
        machine.found.version || say('of an unknown version'),
        stateWords(machine.service.state),
        code(machine.service.dataDir),
      )
    : say('{0} is out of reach.', prose(targetName(target)));
  return section(
    prose(name, 100),
    where,
    blocks.length > 0 && `### ${say('Not possible yet')}`,
    list(blocks.map(({ message }) => prose(message))),
    // What a person has to decide about comes before what follows from it.
    volumes.length > 0 && `### ${say('Data that is on this machine only')}`,
    list(volumes.map((volume) => [prose(volumeWords(volume)), fateWords(volume, choices)].filter(Boolean).join('. '))),
    `### ${say('What happens')}`,
    list(stepsOf(plan)),
    notes.length > 0 && `### ${say('Good to know')}`,
    list(notes.map((note) => prose(note))),
    facts.cluster !== undefined &&
      facts.cluster.volumes === undefined &&
      say('The volumes of the cluster cannot be listed: there may be data that is on this machine only.'),
    drain && `### ${say('Pods')}`,
    drain && planCounts(drain),
    drain && list(drain.rows.map((row) => `${code(nameOf(row.pod))}: ${prose(verdictWords(row, drain.facts.now))}`)),
  );
}

const stepsOf = (plan: RemovalPlan): string[] => {
  const order = orderOf(plan, { id: 'plan', backups: '', now: 0 });
  return removeSteps(order).map((one) => prose(one.title(order)));
};

function fateWords(
  { path, inData }: { path: string; inData: boolean },
  { lose, keep }: RemovalPlan['choices'],
): string {
  if (lose.includes(path)) return `**${say('It will be lost.')}**`;
  if (keep.includes(path)) return say('It is kept on the machine.');
  return inData ? `**${say('Choose.')}**` : '';
}
