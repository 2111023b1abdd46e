/** Disruption budgets: how many pods are healthy, how many must be, how many may go. */

import { BUDGETS, DEPLOYMENTS, PODS, REPLICASETS, STATEFULSETS } from '../api/resources.ts';
import { selectorOf } from '../store/labels.ts';
import { controllerOf, type KubeObject, type Loose } from '../store/object.ts';
import type { Store } from '../store/store.ts';
import type { Controller } from './controller.ts';
import { isReady, withCondition } from './pods.ts';

/** A disruption that is not followed by a deletion within this time did not happen. */
const GIVEN_UP = 120_000;
const SCALED = [PODS, BUDGETS, DEPLOYMENTS, REPLICASETS, STATEFULSETS];

/** Recomputes the budgets of a namespace when pods or their owners change. */
export const budgets: Controller = {
  keys: ({ entry }, type) => (SCALED.includes(type) ? [entry.object.metadata.namespace ?? ''] : []),
  reconcile(namespace, { store, clock }) {
    for (const budget of store.list(BUDGETS)) {
      if (budget.metadata.namespace !== namespace) continue;
      const status = statusOf(store, budget, clock.now());
      if (status !== undefined) store.update(BUDGETS, { ...budget, status });
    }
  },
};

/** The status that a budget should have; undefined when nobody can tell. */
export function statusOf(store: Store, budget: KubeObject, now: number): Loose {
  const { metadata, spec = {}, status = {} } = budget;
  const pods = store
    .list(PODS)
    .filter((pod) => pod.metadata.namespace === metadata.namespace && matches(spec.selector, pod));
  const going = new Map<string, string>();
  for (const [name, at] of Object.entries<string>(status.disruptedPods ?? {})) {
    const pod = pods.find((one) => one.metadata.name === name);
    if (pod !== undefined && pod.metadata.deletionTimestamp === undefined && Date.parse(at) + GIVEN_UP > now)
      going.set(name, at);
  }
  const healthy = pods.filter(
    (pod) => pod.metadata.deletionTimestamp === undefined && !going.has(pod.metadata.name) && isReady(pod),
  ).length;
  const { expected, desired } = wanted(store, spec, pods);
  const allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
  const condition = {
    type: 'DisruptionAllowed',
    status: allowed > 0 ? 'True' : 'False',
    reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
    observedGeneration: metadata.generation,
  };
  return {
    conditions: withCondition(status.conditions, condition, now),
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    expectedPods: expected,
    observedGeneration: metadata.generation,
    ...(going.size === 0 ? {} : { disruptedPods: Object.fromEntries(going) }),
  };
}

function matches(selector: Loose, { metadata }: KubeObject): boolean {
  try {
    return selectorOf(selector)(metadata.labels ?? {});
  } catch {
    // An invalid selector selects nothing, as in the real controller.
    return false;
  }
}

/** A plain minimum is counted in pods; everything else in what the owners ask for. */
function wanted(
  store: Store,
  { minAvailable, maxUnavailable }: Loose,
  pods: readonly KubeObject[],
): { expected: number; desired: number } {
  if (maxUnavailable !== undefined) {
    const expected = scale(store, pods);
    return { expected, desired: Math.max(0, expected - share(maxUnavailable, expected)) };
  }
  if (typeof minAvailable === 'string') {
    const expected = scale(store, pods);
    return { expected, desired: share(minAvailable, expected) };
  }
  return { expected: pods.length, desired: minAvailable ?? 1 };
}

/** A number, or a percentage rounded up. */
function share(value: number | string, of: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number(value.replace('%', '')) * of) / 100);
}

function scale(store: Store, pods: readonly KubeObject[]): number {
  const owners = new Map<string, number>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (owner === undefined) continue;
    const { namespace } = pod.metadata;
    const type = owner.kind === 'ReplicaSet' ? REPLICASETS : owner.kind === 'StatefulSet' ? STATEFULSETS : undefined;
    const set = type === undefined ? undefined : store.get(type, owner.name, namespace);
    const above = set === undefined ? undefined : controllerOf(set);
    const top = above?.kind === 'Deployment' ? store.get(DEPLOYMENTS, above.name, namespace) : set;
    if (top !== undefined) owners.set(top.metadata.uid, top.spec?.replicas ?? 1);
  }
  return [...owners.values()].reduce((sum, replicas) => sum + replicas, 0);
}
