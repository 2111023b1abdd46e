/** Evictions: a pod goes only where its budget allows it. */

import { timestamp } from '../clock.ts';
import { selectorOf } from '../store/labels.ts';
import { conditionOf, type KubeObject, type Loose } from '../store/object.ts';
import type { Backend } from './backend.ts';
import { isDryRun, readJson } from './body.ts';
import { checkPreconditions, type DeleteOptions, deleteObject } from './remove.ts';
import type { Reply } from './reply.ts';
import type { Incoming, Target } from './request.ts';
import { BUDGETS, PODS } from './resources.ts';
import { ApiError } from './status.ts';

const VIOLATES = "Cannot evict pod as it would violate the pod's disruption budget.";
const MOST_DISRUPTED = 2000;
/** Twenty times half a second. */
const CONFLICT_RETRIES = 10_000;

/** Answers a POST on `pods/NAME/eviction`. */
export async function evict(
  backend: Backend,
  request: Incoming,
  { name = '', namespace = '' }: Target,
  reply: Reply,
): Promise<void> {
  const sent: Loose = await readJson(request);
  if (sent?.kind !== 'Eviction' || !/^policy\/v1(beta1)?$/.test(sent.apiVersion ?? ''))
    throw ApiError.badRequest(`no kind ${JSON.stringify(sent?.kind ?? '')} is registered for the eviction of a pod`);
  if ((sent.metadata?.name ?? '') !== name)
    throw ApiError.badRequest('name in URL does not match name in Eviction object');
  const options: DeleteOptions = sent.deleteOptions ?? {};
  const dry = isDryRun(request.query, options);
  const pod = backend.store.get(PODS, name, namespace);
  if (pod === undefined) throw ApiError.notFound(PODS, name);
  const free = beyondBudgets(pod);
  const unready = free ? undefined : spend(backend, pod, dry);
  try {
    checkPreconditions(PODS, pod, options);
  } catch (error) {
    // The real server goes on trying for a while where no budget is asked, and takes the conflict for a race elsewhere.
    const exact = options.preconditions?.resourceVersion !== undefined;
    if (free && !exact) await new Promise<void>((resolve) => backend.clock.after(CONFLICT_RETRIES, resolve));
    if (unready === undefined || exact) throw error;
    throw tooMany(stillProcessed(unready), 10);
  }
  const marked = dry ? pod : backend.store.update(PODS, disrupted(pod, backend.clock.now()));
  deleteObject(backend, PODS, marked, { ...options, preconditions: {} }, dry);
  return reply.send(201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
}

/** Pods that do no work yet, or none any more. */
function beyondBudgets({ status = {}, metadata }: KubeObject): boolean {
  return ['Succeeded', 'Failed', 'Pending'].includes(status.phase) || metadata.deletionTimestamp !== undefined;
}

/** The budgets that are about a pod; one that nobody can read is about none. */
export function budgetsOf({ store }: Backend, { metadata }: KubeObject): KubeObject[] {
  return store.list(BUDGETS).filter((budget) => {
    if (budget.metadata.namespace !== metadata.namespace) return false;
    try {
      return selectorOf(budget.spec?.selector)(metadata.labels ?? {});
    } catch {
      // The selector is invalid: as in the real server, such a budget protects nothing.
      return false;
    }
  });
}

/** Takes one disruption out of the budget, or says why there is none. Gives the budget that an unready pod spares. */
function spend(backend: Backend, pod: KubeObject, dry: boolean): string | undefined {
  const budgets = budgetsOf(backend, pod);
  if (budgets.length > 1)
    throw new ApiError(
      500,
      '',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  const [budget] = budgets;
  if (budget === undefined) return undefined;
  const { name } = budget.metadata;
  const { status = {} } = budget;
  const {
    currentHealthy = 0,
    desiredHealthy = 0,
    disruptionsAllowed = 0,
    disruptedPods = {},
    observedGeneration = 0,
  } = status;
  const ready = conditionOf(pod, 'Ready')?.status === 'True';
  if (
    !ready &&
    (budget.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow' ||
      (desiredHealthy > 0 && currentHealthy >= desiredHealthy))
  )
    return name;
  if (observedGeneration < (budget.metadata.generation ?? 0)) throw tooMany(stillProcessed(name), 10);
  if (disruptionsAllowed < 0) throw refused(name, 'pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > MOST_DISRUPTED)
    throw refused(name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  if (disruptionsAllowed === 0)
    throw tooMany(
      `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
    );
  if (dry) return undefined;
  const disruptedNow = { ...disruptedPods, [pod.metadata.name]: timestamp(backend.clock.now()) };
  backend.store.update(BUDGETS, {
    ...budget,
    status: { ...status, disruptionsAllowed: disruptionsAllowed - 1, disruptedPods: disruptedNow },
  });
  return undefined;
}

function stillProcessed(budget: string): string {
  return `The disruption budget ${budget} is still being processed by the server.`;
}

function tooMany(message: string, retryAfterSeconds?: number): ApiError {
  return new ApiError(429, 'TooManyRequests', VIOLATES, {
    causes: [{ reason: 'DisruptionBudget', message }],
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function refused(name: string, why: string): ApiError {
  return new ApiError(403, 'Forbidden', `poddisruptionbudget.policy "${name}" is forbidden: ${why}`, {
    name,
    group: 'policy',
    kind: 'poddisruptionbudget',
  });
}

/** The pod says for itself why it goes. */
function disrupted(pod: KubeObject, now: number): KubeObject {
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: timestamp(now),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  const others = (pod.status?.conditions ?? []).filter(({ type }: Loose) => type !== condition.type);
  return { ...pod, status: { ...pod.status, conditions: [...others, condition] } };
}
