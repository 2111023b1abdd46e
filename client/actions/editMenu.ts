/** The menu of an edit: what is there, what is to become of it, what to know, asked again until somebody applies or leaves. */

import { l10n, window } from 'vscode';
import { choice, plain } from '../explorer/model/text.ts';
import type { NodeRead } from '../operations/cordon.ts';
import type { Changes } from '../operations/edit/field.ts';
import { overview, type Standing } from '../operations/edit/overview.ts';
import { planLine } from '../operations/edit/words.ts';
import type { Editing } from './edit.ts';
import { askForNew, askForValue } from './editAsk.ts';
import { askInMenu, type MenuItem, separator } from './menu.ts';

export type EditChoice =
  | { readonly kind: 'apply' | 'copyPlan' | 'copyCommand' | 'configuration' }
  | { readonly kind: 'changes'; readonly changes: Changes };

/** Undefined when the person left. */
export async function askForEdit(editing: Editing): Promise<EditChoice | undefined> {
  const names = editing.nodes.map(({ name }) => plain(name, 60)).join(', ');
  const title = editing.field.kind === 'labels' ? l10n.t('Labels of {0}', names) : l10n.t('Taints of {0}', names);
  return askInMenu(menu(editing), {
    title: `${plain(title, 150)} (${editing.cluster})`,
    placeHolder: lineOf(editing),
  });
}

const lineOf = ({ field, nodes, changes }: Editing): string =>
  planLine(
    field,
    nodes.map(({ raw }) => raw as NodeRead),
    changes,
  );

function menu(editing: Editing): MenuItem<EditChoice>[] {
  const { field, nodes, changes, notes, troubles } = editing;
  const labels = field.kind === 'labels';
  const some = changes.size > 0;
  const standings = overview(field, nodes, changes);
  return [
    ...troubles.map((text) => ({ label: `$(warning) ${choice(text, 300)}` })),
    ...(some
      ? [{ label: `$(check) ${l10n.t('Apply')}`, detail: choice(lineOf(editing), 300), run: chosen('apply') }]
      : []),
    {
      label: `$(add) ${labels ? l10n.t('Add a label…') : l10n.t('Add a taint…')}`,
      run: async () => withChange(changes, await askForNew(editing)),
    },
    ...(notes.length > 0 ? [separator(l10n.t('Good to know'))] : []),
    ...notes.map(({ text, configuration }) => ({
      label: `$(${configuration ? 'go-to-file' : 'info'}) ${choice(text, 300)}`,
      ...(configuration && {
        detail: l10n.t('Open the configuration of {0} in the workspace', choice(configuration[0], 60)),
        run: chosen('configuration'),
      }),
    })),
    separator(labels ? l10n.t('Labels') : l10n.t('Taints')),
    ...standings.map((one) => standingItem(editing, one)),
    ...(some
      ? [
          separator(l10n.t('Copy')),
          { label: `$(copy) ${l10n.t('Copy Plan')}`, run: chosen('copyPlan') },
          { label: `$(terminal) ${l10n.t('Copy as kubectl')}`, run: chosen('copyCommand') },
        ]
      : []),
  ];
}

const chosen = (kind: Exclude<EditChoice['kind'], 'changes'>) => async (): Promise<EditChoice> => ({ kind });

function withChange(
  changes: Changes,
  change: readonly [id: string, value: string | null] | undefined,
): EditChoice | undefined {
  return change && { kind: 'changes', changes: new Map([...changes, change]) };
}

function standingItem(editing: Editing, one: Standing): MenuItem<EditChoice> {
  const { field } = editing;
  const { id, next, text, words, isNew } = one;
  const icon = next === undefined ? 'tag' : next === null ? 'trash' : isNew ? 'add' : 'edit';
  return {
    label: `$(${icon}) ${choice(text, 150)}`,
    description: [becomes(), choice(words)].filter(Boolean).join(', '),
    run: () => askForStanding(editing, one),
  };

  function becomes(): string {
    if (next === undefined) return '';
    if (next === null) return l10n.t('to be removed');
    return isNew ? l10n.t('new') : l10n.t('to become {0}', choice(field.text(id, next), 100));
  }
}

/** What is to become of one that is there. */
async function askForStanding(editing: Editing, one: Standing): Promise<EditChoice | undefined> {
  const { changes } = editing;
  const without = (): EditChoice => {
    const rest = new Map(changes);
    rest.delete(one.id);
    return { kind: 'changes', changes: rest };
  };
  const items: MenuItem<EditChoice>[] = [
    {
      label: `$(edit) ${l10n.t('Change the value…')}`,
      run: async () => withChange(changes, await askForValue(editing, one)),
    },
    ...(one.next === null
      ? []
      : [{ label: `$(trash) ${l10n.t('Remove')}`, run: async () => withChange(changes, [one.id, null]) }]),
    ...(one.next === undefined
      ? []
      : [{ label: `$(discard) ${l10n.t('Leave it as it is')}`, run: async () => without() }]),
  ];
  const picked = await window.showQuickPick(items, {
    title: choice(one.text, 150),
    placeHolder: choice(one.words) || l10n.t('What is to become of it?'),
    ignoreFocusOut: true,
  });
  return picked?.run?.();
}
