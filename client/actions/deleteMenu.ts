/** The choices of a deletion: a menu that says what each is now, what forbids a start, and what to know. */

import { l10n, window } from 'vscode';
import { choice, plain } from '../explorer/model/text.ts';
import { type DeleteChoices, type DeletePlan, planAll } from '../operations/delete/plan.ts';
import { askInMenu, type MenuItem, separator } from './menu.ts';
import { noteItems } from './noteItems.ts';

export interface AskedDeletion {
  readonly cluster: string;
  readonly plans: readonly DeletePlan[];
  readonly choices: DeleteChoices;
}

export type ChosenDeletion =
  | { readonly kind: 'start' | 'drain' | 'copyPlan' | 'copyCommand' }
  | { readonly kind: 'choices'; readonly choices: DeleteChoices };

/** Undefined when the person left. */
export async function askForDeletion(asked: AskedDeletion): Promise<ChosenDeletion | undefined> {
  const names = asked.plans.map(({ facts }) => plain(facts.node.name, 60)).join(', ');
  return askInMenu(menu(asked), {
    title: `${plain(l10n.t('Delete {0}', names), 150)} (${asked.cluster})`,
    placeHolder: l10n.t('The plan is open in the editor. The machines are not touched.'),
  });
}

const simple = (kind: Exclude<ChosenDeletion['kind'], 'choices'>) => async (): Promise<ChosenDeletion> => ({ kind });

function menu({ plans, choices }: AskedDeletion): MenuItem<ChosenDeletion>[] {
  const blocks = plans.flatMap((one) => one.blocks);
  const warnings = plans.flatMap((one) => one.warnings);
  const [first] = blocks;
  const pods = plans.some(({ facts }) => facts.pods === undefined || facts.pods.length > 0);
  const guarded = planAll(
    plans.map(({ facts }) => facts),
    { ...choices, despiteQuorum: false },
  );
  const quorum = guarded.some((plan) => plan.blocks.some((block) => block.class === 'quorum'));
  return [
    first
      ? { label: `$(circle-slash) ${l10n.t('Start is not possible')}`, detail: choice(first.message, 300) }
      : {
          label: `$(trash) ${l10n.t('Delete…')}`,
          detail: plans.some(({ typed }) => typed) ? l10n.t('You are asked to type the name.') : '',
          run: simple('start'),
        },
    ...(pods ? [{ label: `$(arrow-right) ${l10n.t('Drain first…')}`, run: simple('drain') }] : []),
    separator(l10n.t('Options')),
    {
      label: `$(key) ${l10n.t('Node password, if K3s leaves it')}`,
      description: choices.password === 'remove' ? l10n.t('is removed') : l10n.t('stays'),
      detail: l10n.t('While it is there, a machine with another password cannot join under this name.'),
      run: async () => ({
        kind: 'choices',
        choices: { ...choices, password: choices.password === 'remove' ? 'keep' : 'remove' },
      }),
    },
    ...(quorum
      ? [
          {
            label: `$(${choices.despiteQuorum ? 'check' : 'blank'}) ${l10n.t('Delete although etcd loses its quorum…')}`,
            description: choices.despiteQuorum ? l10n.t('yes') : l10n.t('no'),
            run: () => askForQuorum(choices),
          },
        ]
      : []),
    ...noteItems(warnings),
    separator(l10n.t('Copy')),
    { label: `$(copy) ${l10n.t('Copy Plan')}`, run: simple('copyPlan') },
    { label: `$(terminal) ${l10n.t('Copy as kubectl')}`, run: simple('copyCommand') },
  ];
}

/** The one choice after which a cluster may not be written to any more. */
async function askForQuorum(choices: DeleteChoices): Promise<ChosenDeletion | undefined> {
  const change = (despiteQuorum: boolean): ChosenDeletion => ({
    kind: 'choices',
    choices: { ...choices, despiteQuorum },
  });
  if (choices.despiteQuorum) return change(false);
  const yes = l10n.t('Go On Without Quorum');
  const detail = l10n.t(
    'Without a quorum nothing can be written, nodes are lost sight of, and the cluster has to be reset from one server or restored from a snapshot.',
  );
  const answer = await window.showWarningMessage(
    l10n.t('Delete a server although etcd loses its quorum?'),
    { modal: true, detail },
    yes,
  );
  return answer === yes ? change(true) : undefined;
}
