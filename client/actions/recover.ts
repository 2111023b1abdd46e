/** Recover from the tree or on the machine itself: what its log asks for is proposed, a person agrees, and it starts. */

import { join } from 'node:path';
import { env, l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import { choice, plain } from '../explorer/model/text.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import { recoverKind, recoverTitle } from '../machines/recover/kind.ts';
import {
  defaultRecovery,
  planRecovery,
  type RecoverChoices,
  type RecoverFacts,
  type RecoveryPlan,
  recoverOrder,
} from '../machines/recover/plan.ts';
import { recoveryText } from '../machines/recover/planText.ts';
import { readRecovery } from '../machines/recover/readFacts.ts';
import { beginSteps } from '../operations/steps.ts';
import { type Target, targetName } from '../operations/target.ts';
import type { Actions } from './actions.ts';
import { looking } from './looking.ts';
import { noteItems } from './noteItems.ts';
import { begin, isBusy } from './operation.ts';
import { newId } from './service.ts';
import { reachOf } from './subjects.ts';
import { targetOf, tellTrouble } from './target.ts';

/** One after the other: each has its own reasons. */
export async function askForRecovery(actions: Actions, subjects: readonly NodeSubject[]): Promise<void> {
  for (const subject of subjects) {
    if (await isBusy(actions, [subject.node])) continue;
    const target = await targetOf(actions, subject);
    if (!target) return;
    await recover(actions, target, subject);
  }
}

/** Needs no cluster; without one, neither password nor token can be changed. */
export const recoverHere = (actions: Actions): Promise<void> => recover(actions, { kind: 'here' });

async function recover(actions: Actions, target: Target, subject?: NodeSubject): Promise<void> {
  const name = subject?.node.name ?? targetName(target);
  const cluster = subject ? plain(subject.source.entry.name, 100) : '';
  const read = await looking(plain(name, 60), (signal) => {
    const reach = subject && reachOf(subject.source);
    const around = reach && { api: reach.api, access: reach.access, clock: systemClock, signal, name: cluster };
    return readRecovery(target, actions.machines.at(target), name, around, signal);
  });
  if (!read.ok) return tellTrouble(actions, read, subject);
  const plan = await agreed(actions, read.facts);
  const order = plan && recoverOrder(plan, { id: newId(), backups: join(actions.explorer.app.storage, 'backups') });
  if (!order) return;
  await begin(actions, {
    kind: 'recover',
    cluster: { id: subject?.source.entry.id ?? '', name: cluster || l10n.t('no cluster') },
    goOn: false,
    participants: [
      { name, key: order.node?.uid || `machine:${order.pinned.machineId}`, detail: beginSteps(recoverKind, order) },
    ],
  });
}

interface MenuItem extends QuickPickItem {
  readonly id?: 'start' | 'copy';
  readonly change?: Partial<RecoverChoices>;
}

/** The plan is shown anew after every change; undefined when the person left. */
async function agreed(actions: Actions, facts: RecoverFacts): Promise<RecoveryPlan | undefined> {
  const title = recoverTitle([plain(facts.name, 60)]);
  let choices = defaultRecovery(facts);
  for (;;) {
    const plan = planRecovery(facts, choices);
    const text = actions.machines.redact(recoveryText(plan));
    await actions.documents.showPlan([facts.name], text);
    const picked = await window.showQuickPick<MenuItem>(menu(plan), {
      title: facts.cluster ? `${title} (${plain(facts.cluster.name, 100)})` : title,
      placeHolder: l10n.t('The plan is open in the editor.'),
      ignoreFocusOut: true,
    });
    if (!picked) return undefined;
    if (picked.id === 'copy') await env.clipboard.writeText(text);
    if (picked.change) choices = { ...choices, ...picked.change };
    if (picked.id === 'start' && (await mayForgetPassword(plan))) return plan;
  }
}

function menu({ choices, blocks, notes }: RecoveryPlan): MenuItem[] {
  const [block] = blocks;
  const toggle = (label: string, detail: string, name: keyof RecoverChoices): MenuItem => ({
    label: `$(${choices[name] ? 'check' : 'blank'}) ${label}`,
    description: choices[name] ? l10n.t('yes') : l10n.t('no'),
    detail,
    change: { [name]: !choices[name] },
  });
  return [
    block === undefined
      ? { label: `$(play) ${l10n.t('Start')}`, id: 'start' }
      : { label: `$(circle-slash) ${l10n.t('Start is not possible yet')}`, detail: choice(block, 300) },
    { label: l10n.t('Options'), kind: QuickPickItemKind.Separator },
    toggle(
      l10n.t('Make the data of the agent anew'),
      l10n.t('Its containers end, and what it has is moved aside. Volumes stay.'),
      'clear',
    ),
    toggle(
      l10n.t('Delete its node password in the cluster'),
      l10n.t('For a machine that was set up anew under its old name.'),
      'password',
    ),
    toggle(l10n.t('Give it a new token'), l10n.t('For an agent whose token has expired or was changed.'), 'token'),
    ...noteItems(notes),
    { label: l10n.t('Copy'), kind: QuickPickItemKind.Separator },
    { label: `$(copy) ${l10n.t('Copy Plan')}`, id: 'copy' },
  ];
}

/** It is what keeps others from taking the name. */
async function mayForgetPassword({ choices, facts }: RecoveryPlan): Promise<boolean> {
  if (!choices.password) return true;
  const yes = l10n.t('Delete Node Password');
  const name = plain(facts.name, 60);
  const question = l10n.t('Delete the node password of {0}?', name);
  const detail = l10n.t(
    'It keeps other machines from joining under this name. Whoever joins as {0} next sets a new one.',
    name,
  );
  return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
