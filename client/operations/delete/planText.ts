/** The plan of a deletion as a Markdown document, and as commands of kubectl. */

import { prose } from '../../explorer/model/text.ts';
import { documentOf, list, section } from '../../explorer/report/markdown.ts';
import { say } from '../../say.ts';
import { shellWord, type Where } from '../drain/kubectl.ts';
import { NAMESPACE, passwordOf } from './password.ts';
import type { DeletePlan } from './plan.ts';

/** @param plans in the order in which the nodes are deleted */
export function planText(cluster: string, plans: readonly DeletePlan[]): string {
  const names = plans.map(({ facts }) => facts.node.name);
  return documentOf(
    prose(names.length === 1 ? say('Delete {0}', names[0] ?? '') : say('Delete {0} nodes', names.length)),
    say('Plan for the cluster {0}. Nothing has been changed yet.', prose(cluster, 100)),
    names.length > 1
      ? say('In this order, one after the other; the first that fails, or comes back, is the last.')
      : '',
    ...plans.map(nodeSection),
  );
}

function nodeSection({ facts, blocks, warnings, choices }: DeletePlan): string {
  const { name } = facts.node;
  const steps = [
    say('The Node {0} is deleted, and nothing else of that name.', name),
    choices.password === 'remove'
      ? say('Its node password is removed, if K3s does not do it by itself.')
      : say('Its node password is left alone.'),
    say('Then it is checked for a minute whether the node comes back.'),
  ];
  return section(
    prose(name, 100),
    blocks.length > 0 && `### ${say('Not possible')}`,
    list(blocks.map(({ message }) => prose(message))),
    `### ${say('What happens')}`,
    list(steps.map((step) => prose(step))),
    warnings.length > 0 && `### ${say('Good to know')}`,
    list(warnings.map((text) => prose(text))),
  );
}

/** To be pasted into a POSIX shell; kubectl asks neither for etcd nor whether the node comes back. */
export function deleteCommand(plans: readonly DeletePlan[], { file, context }: Where): string {
  const where = [`--kubeconfig=${file}`, `--context=${context}`];
  const names = plans.map(({ facts }) => facts.node.name);
  const passwords = plans
    .filter(({ choices, facts }) => choices.password === 'remove' && facts.password.kind !== 'missing')
    .map(({ facts }) => passwordOf(facts.node.name).name);
  const commands = [
    ['kubectl', 'delete', 'node', ...where, '--', ...names],
    ...(passwords.length > 0
      ? [
          [
            'kubectl',
            'delete',
            'secret',
            ...where,
            `--namespace=${NAMESPACE}`,
            '--ignore-not-found',
            '--',
            ...passwords,
          ],
        ]
      : []),
  ];
  return commands.map((words) => words.map(shellWord).join(' ')).join('\n');
}
