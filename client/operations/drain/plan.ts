/** The plan of a drain, out of facts and choices: what becomes of every pod, what blocks it, what needs an explicit yes. */

import { type Asked, type Numbers, simulated } from './budgets.ts';
import type { Facts } from './facts.ts';
import { filtered, type Kept, type PodError } from './filters.ts';
import { type ErrorClass, errorsOf, type Note, type WarningClass, warningsOf } from './notes.ts';
import type { DrainOptions, Need } from './options.ts';
import { isFinished, type Pod } from './pod.ts';

/** What becomes of a pod; the last four go, but not without more ado. */
export type Verdict =
  | { readonly kind: 'keep'; readonly why: Kept }
  | { readonly kind: 'error'; readonly class: PodError }
  /** It does not go until somebody agrees to each. */
  | { readonly kind: 'consent'; readonly missing: readonly Need[] }
  | { readonly kind: 'finished' }
  | { readonly kind: 'terminating'; readonly until: number }
  | { readonly kind: 'evict' }
  /** It goes, but its data stays here, and so it can start nowhere else. */
  | { readonly kind: 'pinned'; readonly volumes: readonly string[] }
  | { readonly kind: 'inTurn'; readonly budget: Numbers }
  | { readonly kind: 'blocked'; readonly budget: Numbers }
  | { readonly kind: 'several'; readonly names: readonly string[] };

export interface PlanRow {
  readonly pod: Pod;
  readonly verdict: Verdict;
  /** The drain removes it, sooner or later. */
  readonly goes: boolean;
  /** What of it needs consent, whether given or not. */
  readonly needs: readonly Need[];
  /** Volumes that stay on the node, also when the verdict is about something else. */
  readonly volumes: readonly string[];
}

export interface Plan {
  readonly facts: Facts;
  readonly options: DrainOptions;
  readonly rows: readonly PlanRow[];
  /** Any of these, and the drain does not start. */
  readonly errors: readonly Note<ErrorClass>[];
  readonly warnings: readonly Note<WarningClass>[];
  /** How pods are removed; undefined where they cannot be. */
  readonly way: 'v1' | 'v1beta1' | 'delete' | undefined;
}

/** Judges every pod of a node. */
export function planDrain(facts: Facts, options: DrainOptions): Plan {
  const found = facts.pods.map((pod) => ({ pod, said: filtered(pod, facts, options) }));
  const going = found.flatMap(({ pod, said }) => (said.kind === 'goes' && said.missing.length === 0 ? [pod] : []));
  const way = wayOf(facts, options);
  // A deletion asks no budget.
  const asked = simulated(going, way === 'delete' ? [] : (facts.budgets ?? []));
  const rows = found.map(({ pod, said }): PlanRow => {
    const volumes = pod.claims.flatMap((claim) => facts.pinned?.[`${pod.namespace}/${claim}`] ?? []);
    const needs = said.kind === 'goes' ? said.needs : [];
    if (said.kind !== 'goes') return { pod, verdict: said, goes: false, needs, volumes };
    if (said.missing.length > 0)
      return { pod, verdict: { kind: 'consent', missing: said.missing }, goes: false, needs, volumes };
    return { pod, verdict: verdictOf(pod, asked.get(pod.uid), volumes), goes: true, needs, volumes };
  });
  return {
    facts,
    options,
    rows,
    errors: errorsOf(facts, rows, way),
    warnings: warningsOf(facts, options, rows, way),
    way,
  };
}

function verdictOf(pod: Pod, asked: Asked | undefined, volumes: readonly string[]): Verdict {
  if (pod.deleted !== undefined) return { kind: 'terminating', until: pod.deleted };
  if (isFinished(pod)) return { kind: 'finished' };
  if (asked !== undefined && asked.kind !== 'free') return asked;
  return volumes.length > 0 ? { kind: 'pinned', volumes } : { kind: 'evict' };
}

function wayOf({ eviction }: Facts, { way }: DrainOptions): Plan['way'] {
  if (way === 'delete' || (eviction === 'none' && way === 'evict')) return 'delete';
  return eviction === 'none' ? undefined : eviction;
}
