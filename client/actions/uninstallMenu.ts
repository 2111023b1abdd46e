/** The choices of a removal: a menu that says what each is now, what forbids a start, and what to know. */

import { l10n, window } from 'vscode';
import { choice, plain } from '../explorer/model/text.ts';
import { removeTitle } from '../machines/remove/kind.ts';
import type { RemovalPlan, RemoveChoices } from '../machines/remove/plan.ts';
import { volumeWords } from '../machines/remove/volumeItems.ts';
import { askForConsent } from './drainMenu.ts';
import { askInMenu, type MenuItem, separator } from './menu.ts';
import { noteItems } from './noteItems.ts';

export interface AskedRemoval {
  readonly cluster: string;
  readonly plans: readonly RemovalPlan[];
}

export type ChosenRemoval =
  | { readonly kind: 'start' | 'copyPlan' }
  /** Of each plan. */
  | { readonly kind: 'choices'; readonly choices: readonly RemoveChoices[] };

/** Undefined when the person left. */
export async function askForRemoval(asked: AskedRemoval): Promise<ChosenRemoval | undefined> {
  const title = removeTitle(asked.plans.map(({ name }) => plain(name, 60)));
  return askInMenu(menu(asked), {
    title: asked.cluster === '' ? title : `${title} (${asked.cluster})`,
    placeHolder: l10n.t('The plan is open in the editor.'),
  });
}

function menu({ plans }: AskedRemoval): MenuItem<ChosenRemoval>[] {
  const [first] = plans.flatMap((plan) => plan.blocks);
  const notes = plans.flatMap((plan) => plan.notes);
  const options = [...drainItems(plans), ...volumesItem(plans), ...unreachableItem(plans), ...quorumItem(plans)];
  return [
    first
      ? { label: `$(circle-slash) ${l10n.t('Start is not possible yet')}`, detail: choice(first.message, 300) }
      : {
          label: `$(trash) ${l10n.t('Uninstall…')}`,
          detail: plans.some(({ typed }) => typed) ? l10n.t('You are asked to type the name.') : '',
          run: async () => ({ kind: 'start' }),
        },
    ...(options.length > 0 ? [separator(l10n.t('Options')), ...options] : []),
    ...noteItems(notes),
    separator(l10n.t('Copy')),
    { label: `$(copy) ${l10n.t('Copy Plan')}`, run: async () => ({ kind: 'copyPlan' }) },
  ];
}

/** The same change for all. */
const forAll = (plans: readonly RemovalPlan[], change: (plan: RemovalPlan) => RemoveChoices): ChosenRemoval => ({
  kind: 'choices',
  choices: plans.map(change),
});

const toggle = (label: string, on: boolean, run: MenuItem<ChosenRemoval>['run']): MenuItem<ChosenRemoval> => ({
  label: `$(${on ? 'check' : 'blank'}) ${label}`,
  description: on ? l10n.t('yes') : l10n.t('no'),
  ...(run && { run }),
});

function drainItems(plans: readonly RemovalPlan[]): MenuItem<ChosenRemoval>[] {
  if (!plans.some(({ facts }) => facts.cluster)) return [];
  const on = plans.some(({ choices }) => choices.drain);
  const needing = plans.flatMap(({ drain }) => drain?.rows.filter(({ needs }) => needs.length > 0) ?? []);
  const consent = async (): Promise<ChosenRemoval | undefined> => {
    const [plan] = plans;
    const given = plan && (await askForConsent(needing, plan.choices.drainOptions));
    return given && forAll(plans, ({ choices }) => ({ ...choices, drainOptions: given }));
  };
  return [
    toggle(l10n.t('Send pods away first (drain)'), on, async () =>
      forAll(plans, ({ choices }) => ({ ...choices, drain: !on })),
    ),
    ...(needing.length > 0
      ? [
          {
            label: `$(checklist) ${l10n.t('Pods that need your yes…')}`,
            description: l10n.t('{0} of {1} agreed', needing.filter(({ goes }) => goes).length, needing.length),
            run: consent,
          },
        ]
      : []),
  ];
}

function volumesItem(plans: readonly RemovalPlan[]): MenuItem<ChosenRemoval>[] {
  const all = plans.flatMap((plan) =>
    plan.volumes.filter(({ inData, onDisk }) => inData && onDisk).map((volume) => ({ plan, volume })),
  );
  if (all.length === 0) return [];
  const lost = all.filter(({ plan, volume }) => plan.choices.lose.includes(volume.path)).length;
  const kept = all.filter(({ plan, volume }) => plan.choices.keep.includes(volume.path)).length;
  const run = async (): Promise<ChosenRemoval | undefined> => {
    const items = all.map(({ plan, volume }) => ({
      label: choice(volumeWords(volume), 200),
      description: plans.length > 1 ? plain(plan.name, 60) : '',
      picked: plan.choices.lose.includes(volume.path),
      plan,
      volume,
    }));
    const picked = await window.showQuickPick(items, {
      title: l10n.t('Data on This Machine Only'),
      placeHolder: l10n.t('Tick what may be lost. The rest is kept on the machine.'),
      canPickMany: true,
      ignoreFocusOut: true,
    });
    if (!picked) return undefined;
    return forAll(plans, (plan) => {
      const own = items.filter((item) => item.plan === plan);
      const paths = (some: readonly (typeof items)[number][]): string[] => some.map(({ volume }) => volume.path);
      const lose = own.filter((item) => picked.includes(item));
      const keep = own.filter((item) => !picked.includes(item));
      return { ...plan.choices, lose: paths(lose), keep: paths(keep) };
    });
  };
  return [
    {
      label: `$(database) ${l10n.t('Data of volumes…')}`,
      description: l10n.t('{0} lost, {1} kept, {2} open', lost, kept, all.length - lost - kept),
      run,
    },
  ];
}

function unreachableItem(plans: readonly RemovalPlan[]): MenuItem<ChosenRemoval>[] {
  if (!plans.some(({ facts }) => !facts.machine.ok && facts.cluster)) return [];
  const on = plans.some(({ choices }) => choices.nodeFirst);
  return [
    toggle(l10n.t('Delete the Node now, uninstall when the machine is back'), on, async () =>
      forAll(plans, ({ choices, facts }) =>
        facts.machine.ok ? choices : { ...choices, nodeFirst: !on, drain: false },
      ),
    ),
  ];
}

function quorumItem(plans: readonly RemovalPlan[]): MenuItem<ChosenRemoval>[] {
  const asked = plans.some(
    ({ choices, blocks }) => choices.despiteQuorum || blocks.some((block) => block.class === 'quorum'),
  );
  if (!asked) return [];
  const on = plans.some(({ choices }) => choices.despiteQuorum);
  const change = (despiteQuorum: boolean): ChosenRemoval =>
    forAll(plans, ({ choices }) => ({ ...choices, despiteQuorum }));
  return [
    toggle(l10n.t('Go on although etcd loses its quorum…'), on, async () => {
      if (on) return change(false);
      const yes = l10n.t('Go On Without Quorum');
      const detail = l10n.t(
        'Without a quorum nothing can be written, nodes are lost sight of, and the cluster has to be reset from one server or restored from a snapshot.',
      );
      const question = l10n.t('Remove a server although etcd loses its quorum?');
      const answer = await window.showWarningMessage(question, { modal: true, detail }, yes);
      return answer === yes ? change(true) : undefined;
    }),
  ];
}
