/** Changes to objects: each names what it changes, and its answer says what became of it. */

import { asRecord } from './json.ts';
import { type Answer, type Api, pathOf } from './request.ts';
import { resourcePath } from './resources.ts';
import type { Refusal } from './statusTrouble.ts';

/** One object. */
export interface Target {
  readonly resource: string;
  readonly group?: string;
  readonly version?: string;
  readonly namespace?: string;
  readonly name: string;
}

type Writer = Pick<Api, 'request'>;
type Written = { readonly ok: true; readonly object: object } | Refusal;

/** `json`: operations, of which `test` makes sure that nobody was faster; a failed test answers 422. */
export type Patch =
  | { readonly type: 'merge' | 'strategic'; readonly patch: object }
  | { readonly type: 'json'; readonly patch: readonly JsonOperation[] };

export interface JsonOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'test';
  readonly path: string;
  readonly value?: unknown;
}

const CONTENT = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
} as const;

/** Longer than the server itself tries when others write at the same time. */
const WRITE_MS = 30_000;

export interface WriteOptions {
  readonly signal?: AbortSignal;
  /** Everything is checked, nothing is changed. */
  readonly dryRun?: boolean;
}

export async function patch(
  api: Writer,
  target: Target,
  { type, patch: body }: Patch,
  options: WriteOptions = {},
): Promise<Written> {
  return written(
    await api.request({ method: 'PATCH', path: path(target), body, contentType: CONTENT[type], ...limits(options) }),
  );
}

export async function create(
  api: Writer,
  where: Omit<Target, 'name'>,
  object: object,
  options: WriteOptions = {},
): Promise<Written> {
  return written(
    await api.request({ method: 'POST', path: resourcePath(where.resource, where), body: object, ...limits(options) }),
  );
}

export interface Preconditions {
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** `gone` when it was not there any more; another object of the same name is a conflict, not a victim. */
export async function remove(
  api: Writer,
  target: Target,
  {
    uid,
    resourceVersion,
    gracePeriodSeconds,
    ...options
  }: Preconditions & WriteOptions & { readonly gracePeriodSeconds?: number } = {},
): Promise<{ readonly ok: true; readonly gone: boolean } | Refusal> {
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: 'Background',
    ...(gracePeriodSeconds === undefined ? undefined : { gracePeriodSeconds }),
    ...(uid || resourceVersion ? { preconditions: { uid, resourceVersion } } : undefined),
  };
  const answer = await api.request({ method: 'DELETE', path: path(target), body, ...limits(options) });
  if (!answer.ok && answer.trouble.kind === 'missing' && answer.reason === 'NotFound') return { ok: true, gone: true };
  return answer.ok ? { ok: true, gone: false } : answer;
}

/** What the server says to an eviction. */
export type Eviction =
  /** It will go, within its grace period. */
  | { readonly kind: 'accepted' }
  | { readonly kind: 'gone' }
  /** A disruption budget does not allow it now; its words name the budget and its numbers. */
  | { readonly kind: 'budget'; readonly words: string; readonly retryAfterMs: number | undefined }
  /** The server has too much to do: everybody has to slow down. */
  | { readonly kind: 'overloaded'; readonly retryAfterMs: number | undefined }
  /** Its namespace is being deleted, and the pod with it. */
  | { readonly kind: 'namespaceGoes' }
  /** The pod of this name is another one by now. */
  | { readonly kind: 'otherPod' }
  | { readonly kind: 'forbidden'; readonly refusal: Refusal }
  /** Trying again does not help: two budgets for one pod, or an admission webhook. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The answer did not come; the eviction may or may not have happened. */
  | { readonly kind: 'unclear'; readonly refusal: Refusal };

export async function evict(
  api: Writer,
  pod: {
    readonly namespace: string;
    readonly name: string;
    readonly uid?: string;
    readonly gracePeriodSeconds?: number;
  },
  options: WriteOptions & { readonly version?: 'v1' | 'v1beta1' } = {},
): Promise<Eviction> {
  const { namespace, name, uid, gracePeriodSeconds } = pod;
  const { version = 'v1' } = options;
  const deleteOptions = {
    ...(gracePeriodSeconds === undefined ? undefined : { gracePeriodSeconds }),
    ...(uid ? { preconditions: { uid } } : undefined),
    ...(options.dryRun ? { dryRun: ['All'] } : undefined),
  };
  const answer = await api.request({
    method: 'POST',
    path: `${resourcePath('pods', { namespace }, name)}${pathOf('eviction')}`,
    body: { apiVersion: `policy/${version}`, kind: 'Eviction', metadata: { name, namespace }, deleteOptions },
    ...limits(options),
  });
  return answer.ok ? { kind: 'accepted' } : evictionRefused(answer);
}

function evictionRefused(refusal: Refusal): Eviction {
  const { status, causes = [], retryAfterMs, words = '' } = refusal;
  const cause = (reason: string) => causes.find((one) => one.reason === reason);
  if (status === 404) return { kind: 'gone' };
  if (status === 409) return { kind: 'otherPod' };
  if (status === 429) {
    const budget = cause('DisruptionBudget');
    return budget
      ? { kind: 'budget', words: budget.message || words, retryAfterMs }
      : { kind: 'overloaded', retryAfterMs };
  }
  if (status === 403) return cause('NamespaceTerminating') ? { kind: 'namespaceGoes' } : { kind: 'forbidden', refusal };
  if (status === undefined || status === 502 || status === 503 || status === 504) return { kind: 'unclear', refusal };
  return { kind: 'refused', refusal };
}

const path = ({ name, ...where }: Target): string => resourcePath(where.resource, where, name);

const limits = ({ signal, dryRun }: WriteOptions) => ({
  timeoutMs: WRITE_MS,
  query: { dryRun: dryRun ? 'All' : undefined },
  ...(signal ? { signal } : undefined),
});

const written = (answer: Answer): Written => (answer.ok ? { ok: true, object: asRecord(answer.body) ?? {} } : answer);
