/** Uninstall from the tree or on the machine itself: the plan as a document, the choices as a menu, and the start. */

import { join } from 'node:path';
import { env, l10n, window } from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import { plain } from '../explorer/model/text.ts';
import type { ClusterSource } from '../explorer/source.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import type { RemoveFacts } from '../machines/remove/facts.ts';
import { removeKind, removeTitle } from '../machines/remove/kind.ts';
import { orderOf } from '../machines/remove/order.ts';
import { defaultChoices, planRemoval, type RemovalPlan, type RemoveChoices } from '../machines/remove/plan.ts';
import { removalText } from '../machines/remove/planText.ts';
import { readCluster, readMachine } from '../machines/remove/readFacts.ts';
import { DEFAULT_OPTIONS } from '../operations/drain/options.ts';
import { beginSteps } from '../operations/steps.ts';
import type { Actions } from './actions.ts';
import { looking } from './looking.ts';
import { begin, isBusy } from './operation.ts';
import { newId } from './service.ts';
import { bySource, reachOf } from './subjects.ts';
import { targetOf } from './target.ts';
import { areTyped } from './typeName.ts';
import { askForRemoval } from './uninstallMenu.ts';

/** Nodes of several clusters are several removals, one after the other. */
export async function askForUninstall(actions: Actions, subjects: readonly NodeSubject[]): Promise<void> {
  for (const [source, nodes] of bySource(subjects)) {
    if (await isBusy(actions, nodes)) continue;
    const all: RemoveFacts[] = [];
    for (const node of nodes) {
      const facts = await factsOf(actions, { source, node });
      if (!facts) return;
      all.push(facts);
    }
    await uninstall(actions, all, source);
  }
}

/** Needs no cluster. */
export async function uninstallHere(actions: Actions): Promise<void> {
  const target = { kind: 'here' as const };
  const machine = await looking(l10n.t('this machine'), (signal) =>
    readMachine(actions.machines.at(target), undefined, signal),
  );
  await uninstall(actions, [{ target, machine }], undefined);
}

/** Undefined when the person left; fails with a sentence when the node cannot be read. */
async function factsOf(actions: Actions, subject: NodeSubject): Promise<RemoveFacts | undefined> {
  const { source, node } = subject;
  const target = await targetOf(actions, subject);
  if (!target) return undefined;
  const { api, access } = reachOf(source);
  return looking(plain(node.name, 60), async (signal) => {
    const cluster = plain(source.entry.name, 100);
    const read = await readCluster({ api, access, clock: systemClock, signal }, cluster, node.name, DEFAULT_OPTIONS);
    if (!read.ok) throw new Error(plain(`${node.name}: ${read.trouble.message}`, 500));
    const machine = await readMachine(actions.machines.at(target), read.value.deletion, signal);
    return { target, machine, cluster: read.value };
  });
}

/** As if those before it were gone, in the order in which they are worked on. */
export function planAll(all: readonly RemoveFacts[], choices: readonly RemoveChoices[]): readonly RemovalPlan[] {
  const names = all.map(({ cluster }) => cluster?.deletion.node.name ?? '');
  return all.flatMap((facts, index) => {
    const chosen = choices[index];
    return chosen ? [planRemoval(facts, chosen, names.slice(0, index))] : [];
  });
}

async function uninstall(
  actions: Actions,
  all: readonly RemoveFacts[],
  source: ClusterSource | undefined,
): Promise<void> {
  const cluster = source ? plain(source.entry.name, 100) : '';
  let choices: readonly RemoveChoices[] = all.map(defaultChoices);
  for (;;) {
    const plans = planAll(all, choices);
    const names = plans.map(({ name }) => name);
    const text = actions.machines.redact(removalText(cluster, plans));
    await actions.documents.showPlan(names, text);
    const chosen = await askForRemoval({ cluster, plans });
    if (chosen === undefined) return;
    if (chosen.kind === 'choices') choices = chosen.choices;
    if (chosen.kind === 'copyPlan') await env.clipboard.writeText(text);
    if (chosen.kind === 'start' && (await isConfirmed(cluster, plans))) return start(actions, plans, source, cluster);
  }
}

async function start(
  actions: Actions,
  plans: readonly RemovalPlan[],
  source: ClusterSource | undefined,
  cluster: string,
): Promise<void> {
  const backups = join(actions.explorer.app.storage, 'backups');
  await begin(actions, {
    kind: 'uninstall',
    cluster: { id: source?.entry.id ?? '', name: cluster || l10n.t('no cluster') },
    goOn: false,
    participants: plans.map((plan) => {
      const order = orderOf(plan, { id: newId(), backups, now: systemClock.now() });
      const key = order.node?.uid ?? `machine:${order.place?.pinned.machineId ?? ''}`;
      return { name: plan.name, key, detail: beginSteps(removeKind, order) };
    }),
  });
}

/** Each name that matters is typed; for the others one yes is enough. */
async function isConfirmed(cluster: string, plans: readonly RemovalPlan[]): Promise<boolean> {
  const typed = plans.filter((plan) => plan.typed).map(({ name }) => name);
  if (!(await areTyped((name) => removeTitle([name]), l10n.t('Type the name to go on.'), typed))) return false;
  const rest = plans.filter((plan) => !plan.typed).map(({ name }) => plain(name, 60));
  if (rest.length === 0) return true;
  const yes = l10n.t('Uninstall');
  const question =
    cluster === ''
      ? l10n.t('Uninstall K3s from {0}?', rest.join(', '))
      : l10n.t('Take {0} out of the cluster {1} and uninstall K3s there?', rest.join(', '), cluster);
  const detail = l10n.t('This cannot be taken back. What is saved, kept and lost is in the plan.');
  return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
