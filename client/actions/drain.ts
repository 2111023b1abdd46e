/** Drain from the tree: the plan as a document, the choices as a menu that works by keyboard, and the start. */

import { env } from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import { plain } from '../explorer/model/text.ts';
import type { ClusterSource } from '../explorer/source.ts';
import type { NodeSubject } from '../explorer/subject.ts';
import { drainCommand } from '../operations/drain/kubectl.ts';
import { DEFAULT_OPTIONS, type DrainOptions } from '../operations/drain/options.ts';
import { inOrder, readReplicas } from '../operations/drain/order.ts';
import { type Plan, planDrain } from '../operations/drain/plan.ts';
import { planText } from '../operations/drain/planText.ts';
import { readFacts } from '../operations/drain/readFacts.ts';
import { beginDrain } from '../operations/drain/state.ts';
import type { Actions } from './actions.ts';
import { askForChoices } from './drainMenu.ts';
import { begin, isBusy } from './operation.ts';
import { bySource, inView, reachOf } from './subjects.ts';

/** Nodes of several clusters are several drains, one after the other. */
export async function askForDrain(actions: Actions, subjects: readonly NodeSubject[]): Promise<void> {
  for (const [source, nodes] of bySource(subjects)) {
    if (await isBusy(actions, nodes)) continue;
    await drainNodes(
      actions,
      source,
      nodes.map(({ name }) => name),
    );
  }
}

async function drainNodes(actions: Actions, source: ClusterSource, names: readonly string[]): Promise<void> {
  const cluster = plain(source.entry.name, 100);
  let options = DEFAULT_OPTIONS;
  let plans = await inView(() => readPlans(source, names, options, plansInOrder));
  for (;;) {
    await actions.documents.showPlan(names, planText(cluster, plans));
    const choice = await askForChoices({ cluster, plans, options });
    if (choice === undefined) return;
    if (choice.kind === 'copyPlan') await env.clipboard.writeText(planText(cluster, plans));
    if (choice.kind === 'copyCommand') await env.clipboard.writeText(drainCommand(plans, options, source.entry));
    if (choice.kind === 'start') break;
    if (choice.kind === 'options') {
      const again = choice.options.podSelector !== options.podSelector || choice.options.way !== options.way;
      options = choice.options;
      const order = plans.map(({ facts }) => facts.node.name);
      plans = again
        ? await inView(() => readPlans(source, order, options))
        : plans.map(({ facts }) => planDrain(facts, options));
    }
  }
  const now = systemClock.now();
  await begin(actions, {
    kind: 'drain',
    cluster: { id: source.entry.id, name: cluster },
    goOn: false,
    participants: plans.map((plan) => ({
      name: plan.facts.node.name,
      key: plan.facts.node.uid,
      detail: beginDrain(plan, now),
    })),
  });
}

type Arrange = (source: ClusterSource, plans: readonly Plan[]) => Promise<readonly Plan[]>;

/** Fails with a sentence when a node or its pods cannot be read. */
async function readPlans(
  source: ClusterSource,
  names: readonly string[],
  options: DrainOptions,
  arrange: Arrange = async (_source, plans) => plans,
): Promise<readonly Plan[]> {
  const { api, access } = reachOf(source);
  const signal = AbortSignal.timeout(60_000);
  const plans: Plan[] = [];
  for (const name of names) {
    const facts = await readFacts({ api, access, clock: systemClock, signal }, name, options);
    if (!facts.ok) throw new Error(plain(`${name}: ${facts.trouble.message}`, 500));
    plans.push(planDrain(facts.value, options));
  }
  return arrange(source, plans);
}

const plansInOrder: Arrange = async (source, plans) =>
  plans.length < 2
    ? plans
    : inOrder(plans, await readReplicas({ api: reachOf(source).api, signal: AbortSignal.timeout(30_000) }));
