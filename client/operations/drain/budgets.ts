/** Disruption budgets before anybody asks the server: which pods they are about, and who would get what is left. */

import { asArray, asRecord, asText, at } from '../../cluster/json.ts';
import type { KubeObject } from '../../cluster/objects.ts';
import { isFinished, numberAt, type Pod } from './pod.ts';

export interface Budget {
  readonly namespace: string;
  readonly name: string;
  readonly selector: unknown;
  readonly allowed: number;
  readonly desired: number;
  readonly healthy: number;
  /** Pods that are not ready may go whatever the budget says. */
  readonly alwaysAllow: boolean;
  /** Its numbers are about the budget as it is now. */
  readonly current: boolean;
}

/** A budget as it is told. */
export type Numbers = Pick<Budget, 'name' | 'allowed' | 'desired' | 'healthy'>;

/** What the budgets say about one pod. */
export type Asked =
  | { readonly kind: 'free' }
  /** Others go first: their replacements have to be ready before this one may. */
  | { readonly kind: 'inTurn'; readonly budget: Numbers }
  | { readonly kind: 'blocked'; readonly budget: Numbers }
  /** The server evicts no pod that two budgets are about. */
  | { readonly kind: 'several'; readonly names: readonly string[] };

/** A budget as the cluster sent it. */
export function budgetOf(raw: KubeObject): Budget {
  return {
    namespace: raw.metadata.namespace ?? '',
    name: raw.metadata.name,
    selector: at(raw, 'spec', 'selector'),
    allowed: numberAt(raw, 'status', 'disruptionsAllowed'),
    desired: numberAt(raw, 'status', 'desiredHealthy'),
    healthy: numberAt(raw, 'status', 'currentHealthy'),
    alwaysAllow: at(raw, 'spec', 'unhealthyPodEvictionPolicy') === 'AlwaysAllow',
    current: numberAt(raw, 'status', 'observedGeneration') >= numberAt(raw, 'metadata', 'generation'),
  };
}

/** All pods together, in the order they would go; the answer is by UID. */
export function simulated(pods: readonly Pod[], budgets: readonly Budget[]): ReadonlyMap<string, Asked> {
  const left = new Map(budgets.map((budget) => [budget, budget.current ? budget.allowed : 0]));
  return new Map(pods.map((pod) => [pod.uid, ask(pod, budgets, left)]));
}

function ask(pod: Pod, budgets: readonly Budget[], left: Map<Budget, number>): Asked {
  if (isFinished(pod) || pod.phase === 'Pending' || pod.deleted !== undefined) return { kind: 'free' };
  const about = budgets.filter(({ namespace, selector }) => namespace === pod.namespace && selects(selector, pod));
  const [budget] = about;
  if (!budget) return { kind: 'free' };
  if (about.length > 1) return { kind: 'several', names: about.map(({ name }) => name).sort() };
  const { alwaysAllow, desired, healthy, name, allowed } = budget;
  if (!pod.ready && (alwaysAllow || (desired > 0 && healthy >= desired))) return { kind: 'free' };
  const rest = left.get(budget) ?? 0;
  left.set(budget, rest - 1);
  if (rest > 0) return { kind: 'free' };
  const numbers = { name, allowed, desired, healthy };
  return budget.current && allowed > 0 ? { kind: 'inTurn', budget: numbers } : { kind: 'blocked', budget: numbers };
}

/** As the API server matches: no selector, or one that it cannot read, is about no pod. */
function selects(selector: unknown, { labels }: Pod): boolean {
  if (!asRecord(selector)) return false;
  const has = (key: string, values: readonly unknown[]): boolean =>
    Object.hasOwn(labels, key) && values.includes(labels[key]);
  const equal = Object.entries(asRecord(at(selector, 'matchLabels')) ?? {}).every(([key, value]) => has(key, [value]));
  return (
    equal &&
    (asArray(at(selector, 'matchExpressions')) ?? []).every((one) => {
      const key = asText(at(one, 'key')) ?? '';
      const values = asArray(at(one, 'values')) ?? [];
      const operator = at(one, 'operator');
      if (operator === 'In') return has(key, values);
      if (operator === 'NotIn') return values.length > 0 && !has(key, values);
      if (operator === 'Exists') return values.length === 0 && Object.hasOwn(labels, key);
      return operator === 'DoesNotExist' && values.length === 0 && !Object.hasOwn(labels, key);
    })
  );
}
