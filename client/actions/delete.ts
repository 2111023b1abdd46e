/** Delete from the tree: the plan as a document, the choices as a menu, the name typed where it matters, and the start. */

import { env, l10n, window } from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import { plain } from '../explorer/model/text.ts';
import type { ClusterSource } from '../explorer/source.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import type { DeleteFacts } from '../operations/delete/facts.ts';
import { DEFAULT_CHOICES, type DeletePlan, planAll } from '../operations/delete/plan.ts';
import { deleteCommand, planText } from '../operations/delete/planText.ts';
import { readFacts } from '../operations/delete/readFacts.ts';
import { beginDelete } from '../operations/delete/state.ts';
import type { Actions } from './actions.ts';
import { askForDeletion } from './deleteMenu.ts';
import { askForDrain } from './drain.ts';
import { begin, isBusy } from './operation.ts';
import { bySource, inView, reachOf } from './subjects.ts';
import { areTyped } from './typeName.ts';

/** Nodes of several clusters are several deletions, one after the other. */
export async function askForDelete(actions: Actions, subjects: readonly NodeSubject[]): Promise<void> {
  for (const [source, nodes] of bySource(subjects)) {
    if (await isBusy(actions, nodes)) continue;
    const names = nodes.map(({ name }) => name);
    if ((await deleteNodes(actions, source, names)) !== 'drain') continue;
    await askForDrain(
      actions,
      nodes.map((node) => ({ source, node })),
    );
  }
}

/** `drain` when the person wants to have the nodes empty first. */
async function deleteNodes(
  actions: Actions,
  source: ClusterSource,
  names: readonly string[],
): Promise<'drain' | undefined> {
  const cluster = plain(source.entry.name, 100);
  const facts = await inView(() => factsOf(source, names));
  let choices = DEFAULT_CHOICES;
  for (;;) {
    const plans = planAll(facts, choices);
    await actions.documents.showPlan(names, planText(cluster, plans));
    const chosen = await askForDeletion({ cluster, plans, choices });
    if (chosen === undefined) return undefined;
    if (chosen.kind === 'drain') return 'drain';
    if (chosen.kind === 'choices') choices = chosen.choices;
    if (chosen.kind === 'copyPlan') await env.clipboard.writeText(planText(cluster, plans));
    if (chosen.kind === 'copyCommand') await env.clipboard.writeText(deleteCommand(plans, source.entry));
    if (chosen.kind !== 'start' || !(await isConfirmed(cluster, plans))) continue;
    await begin(actions, {
      kind: 'delete',
      cluster: { id: source.entry.id, name: cluster },
      goOn: false,
      participants: plans.map((plan) => ({
        name: plan.facts.node.name,
        key: plan.facts.uid,
        detail: beginDelete(plan),
      })),
    });
    return undefined;
  }
}

/** Fails with a sentence when a node cannot be read. */
async function factsOf(source: ClusterSource, names: readonly string[]): Promise<DeleteFacts[]> {
  const { api, access } = reachOf(source);
  const signal = AbortSignal.timeout(60_000);
  const all: DeleteFacts[] = [];
  for (const name of names) {
    const facts = await readFacts({ api, access, clock: systemClock, signal }, name);
    if (!facts.ok) throw new Error(plain(`${name}: ${facts.trouble.message}`, 500));
    all.push(facts.value);
  }
  return all;
}

/** Each name that matters is typed; for the others one yes is enough. */
async function isConfirmed(cluster: string, plans: readonly DeletePlan[]): Promise<boolean> {
  const typed = plans.filter((plan) => plan.typed).map(({ facts }) => facts.node.name);
  const title = (name: string): string => l10n.t('Delete {0} of Cluster {1}', name, cluster);
  if (!(await areTyped(title, l10n.t('Type the name of the node to delete it.'), typed))) return false;
  const rest = plans.filter((plan) => !plan.typed).map(({ facts }) => plain(facts.node.name, 60));
  if (rest.length === 0) return true;
  const yes = l10n.t('Delete');
  const question = l10n.t('Delete {0} of the cluster {1}?', rest.join(', '), cluster);
  const detail = l10n.t('The machines are not touched: one that boots with a valid token comes back.');
  return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
