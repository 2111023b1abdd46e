/** Why a pod does not go, or goes only with consent: one function for each reason, asked in this order. */

import type { Facts } from './facts.ts';
import { agreed, type DrainOptions, type Need } from './options.ts';
import { daemonSetOf, isFinished, type Pod } from './pod.ts';

export type Kept = 'daemonSet' | 'static' | 'leaving' | 'excluded';
export type PodError = 'daemonset-managed' | 'daemonset-lookup-failed';

/** What one filter says; nothing when the pod is none of its business. */
type Said =
  | { readonly kind: 'keep'; readonly why: Kept }
  | { readonly kind: 'error'; readonly class: PodError }
  | { readonly kind: 'needs'; readonly need: Need };

export type Filtered =
  | { readonly kind: 'keep'; readonly why: Kept }
  | { readonly kind: 'error'; readonly class: PodError }
  /** All that has to be agreed to, and what of it is not yet. */
  | { readonly kind: 'goes'; readonly needs: readonly Need[]; readonly missing: readonly Need[] };

type Filter = (pod: Pod, facts: Pick<Facts, 'daemonSets' | 'now'>, options: DrainOptions) => Said | undefined;

/** Its deletion is overdue for so long that nobody waits for it. */
const leaving: Filter = (pod, { now }, { skipWaitSeconds }) =>
  isOverdue(pod, skipWaitSeconds, now) ? { kind: 'keep', why: 'leaving' } : undefined;

const excluded: Filter = ({ uid }, _, { exclude }) =>
  exclude.includes(uid) ? { kind: 'keep', why: 'excluded' } : undefined;

/** They would come back at once: DaemonSets do not care whether a node is cordoned. */
const daemonSet: Filter = (pod, { daemonSets }, { ignoreDaemonSets }) => {
  const owner = daemonSetOf(pod);
  if (owner === undefined || isFinished(pod)) return undefined;
  const found = daemonSets[owner] ?? 'unknown';
  if (found === 'missing') return { kind: 'needs', need: 'orphan' };
  if (found === 'unknown') return { kind: 'error', class: 'daemonset-lookup-failed' };
  return ignoreDaemonSets ? { kind: 'keep', why: 'daemonSet' } : { kind: 'error', class: 'daemonset-managed' };
};

const mirror: Filter = (pod) => (pod.mirror ? { kind: 'keep', why: 'static' } : undefined);

const emptyDir: Filter = (pod) =>
  pod.emptyDirs.length > 0 && !isFinished(pod) ? { kind: 'needs', need: 'emptyDir' } : undefined;

const unmanaged: Filter = (pod) =>
  pod.controller === undefined && !isFinished(pod) ? { kind: 'needs', need: 'unmanaged' } : undefined;

const FILTERS: readonly Filter[] = [leaving, excluded, daemonSet, mirror, emptyDir, unmanaged];

/** The verdict of all filters: the first that keeps the pod wins, what needs consent is collected. */
export function filtered(pod: Pod, facts: Pick<Facts, 'daemonSets' | 'now'>, options: DrainOptions): Filtered {
  const needs: Need[] = [];
  for (const filter of FILTERS) {
    const said = filter(pod, facts, options);
    if (said?.kind === 'needs') needs.push(said.need);
    else if (said) return said;
  }
  return { kind: 'goes', needs, missing: needs.filter((need) => !agreed(options, need, pod.uid)) };
}

/** Whether the deletion of a pod should have ended so many seconds ago. */
export function isOverdue({ deleted }: Pick<Pod, 'deleted'>, seconds: number, now: number): boolean {
  return seconds > 0 && deleted !== undefined && now - deleted > seconds * 1000;
}
