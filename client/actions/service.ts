/** Restart, stop, and stop with all containers, of nodes or of the machine of this window: looked at, shown, agreed to. */

import { randomBytes } from 'node:crypto';
import { env, l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import { choice, plain } from '../explorer/model/text.ts';
import type { ClusterSource } from '../explorer/source.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import { readMachine } from '../machines/remove/readFacts.ts';
import { type ActionPlan, planAction, serviceOrder } from '../machines/service/actionPlan.ts';
import { actionTitle, serviceKind } from '../machines/service/kind.ts';
import { actionText } from '../machines/service/planText.ts';
import type { Action } from '../machines/service/steps.ts';
import { readFacts as readDeletion } from '../operations/delete/readFacts.ts';
import { beginSteps } from '../operations/steps.ts';
import { type Target, targetName } from '../operations/target.ts';
import type { Actions } from './actions.ts';
import { looking } from './looking.ts';
import { noteItems } from './noteItems.ts';
import { begin, isBusy } from './operation.ts';
import { bySource, reachOf } from './subjects.ts';
import { targetOf } from './target.ts';
import { areTyped } from './typeName.ts';

/** Names work that goes on by itself on a machine. */
export const newId = (): string => randomBytes(6).toString('hex');

export const actOn =
  (action: Action) =>
  async (actions: Actions, subjects: readonly NodeSubject[]): Promise<void> => {
    for (const [source, nodes] of bySource(subjects)) {
      if (await isBusy(actions, nodes)) continue;
      const plans: ActionPlan[] = [];
      for (const node of nodes) {
        const plan = await planFor(actions, action, { source, node });
        if (!plan) return;
        plans.push(plan);
      }
      await start(actions, action, plans, source);
    }
  };

/** On a machine, without a node. */
export const actAt =
  (action: Action) =>
  async (actions: Actions, target: Target): Promise<void> => {
    const name = targetName(target);
    const machine = await looking(name, (signal) => readMachine(actions.machines.at(target), undefined, signal));
    await start(actions, action, [planAction({ action, target, machine, name })], undefined);
  };

/** On the one of this window. */
export const actHere =
  (action: Action) =>
  (actions: Actions): Promise<void> =>
    actAt(action)(actions, { kind: 'here' });

async function planFor(actions: Actions, action: Action, subject: NodeSubject): Promise<ActionPlan | undefined> {
  const { source, node } = subject;
  const target = await targetOf(actions, subject);
  if (!target) return undefined;
  const { api, access } = reachOf(source);
  return looking(plain(node.name, 60), async (signal) => {
    const known = await readDeletion({ api, access, clock: systemClock, signal }, node.name);
    if (!known.ok) throw new Error(plain(`${node.name}: ${known.trouble.message}`, 500));
    const machine = await readMachine(actions.machines.at(target), known.value, signal);
    return planAction({ action, target, machine, node: known.value, name: node.name });
  });
}

async function start(
  actions: Actions,
  action: Action,
  plans: readonly ActionPlan[],
  source: ClusterSource | undefined,
): Promise<void> {
  const names = plans.map(({ facts }) => facts.name);
  const cluster = source ? plain(source.entry.name, 100) : '';
  const text = actions.machines.redact(actionText(cluster, plans));
  await actions.documents.showPlan(names, text);
  if (!(await isAgreed(action, plans, cluster, text))) return;
  const kind = serviceKind(action);
  await begin(actions, {
    kind: action,
    cluster: { id: source?.entry.id ?? '', name: cluster || l10n.t('no cluster') },
    goOn: false,
    participants: plans.flatMap((plan) => {
      const order = serviceOrder(plan, newId());
      if (!order) return [];
      const key = order.node?.uid ?? `machine:${order.pinned.machineId}`;
      return [{ name: plan.facts.name, key, detail: beginSteps(kind, order) }];
    }),
  });
}

interface MenuItem extends QuickPickItem {
  readonly id?: 'start' | 'copy';
}

async function isAgreed(action: Action, plans: readonly ActionPlan[], cluster: string, text: string): Promise<boolean> {
  const names = plans.map(({ facts }) => plain(facts.name, 60));
  const [block] = plans.flatMap(({ blocks }) => blocks);
  const title = actionTitle(action, names);
  const menu: MenuItem[] = [
    block === undefined
      ? { label: `$(play) ${l10n.t('Start')}`, id: 'start' }
      : { label: `$(circle-slash) ${l10n.t('Start is not possible yet')}`, detail: choice(block, 300) },
    ...noteItems(plans.flatMap(({ notes }) => notes)),
    { label: l10n.t('Copy'), kind: QuickPickItemKind.Separator },
    { label: `$(copy) ${l10n.t('Copy Plan')}`, id: 'copy' },
  ];
  for (;;) {
    const picked = await window.showQuickPick<MenuItem>(menu, {
      title: cluster === '' ? title : `${title} (${cluster})`,
      placeHolder: l10n.t('The plan is open in the editor.'),
      ignoreFocusOut: true,
    });
    if (!picked) return false;
    if (picked.id === 'copy') await env.clipboard.writeText(text);
    if (picked.id !== 'start') continue;
    const typed = plans.filter((plan) => plan.typed).map(({ facts }) => facts.name);
    return areTyped((name) => actionTitle(action, [name]), l10n.t('Type the name to go on.'), typed);
  }
}
