/** Who took a node out of service: an operation of ours, an upgrade plan, or a person. */

import type { NodeFacts } from './node.ts';
import { PLAN_LABEL, type Plan } from './plans.ts';
import { listAt, textAt, timeAt } from './raw.ts';

export interface Cordon {
  readonly by: 'person' | 'operation' | 'plan';
  /** Of the operation or the plan. */
  readonly name: string;
  /** `likely`: a plan that is not done with the node, and takes nodes out of service, but does not say so itself. */
  readonly certainty: 'certain' | 'likely';
  readonly since: number | undefined;
}

/**
 * Undefined for a node in service. Kubernetes does not write down who it was, so a person is who remains.
 *
 * @param plans all plans of the cluster, as far as they are known
 * @param operation the title of the operation of this machine that cordoned it
 */
export function cordonOf(node: NodeFacts, plans: readonly Plan[], operation?: string): Cordon | undefined {
  if (node.schedulable) return undefined;
  const since = timeOfTaint(node.raw);
  if (operation !== undefined) return { by: 'operation', name: operation, certainty: 'certain', since };
  const applying = plans.find((plan) => plan.applying.includes(node.name));
  if (applying) return { by: 'plan', name: applying.name, certainty: 'certain', since };
  const left = plans.find((plan) => plan.cordons && isUnfinished(plan, node));
  if (left) return { by: 'plan', name: left.name, certainty: 'likely', since };
  return { by: 'person', name: '', certainty: 'certain', since };
}

/** The plan was at the node before, with something else than what it brings now. */
function isUnfinished({ name, hash }: Plan, { labels }: NodeFacts): boolean {
  const done = labels.get(PLAN_LABEL + name);
  return done !== undefined && hash !== '' && done !== hash;
}

function timeOfTaint(node: object): number | undefined {
  const taint = listAt(node, 'spec', 'taints').find((one) => textAt(one, 'key') === 'node.kubernetes.io/unschedulable');
  return timeAt(taint, 'timeAdded');
}
