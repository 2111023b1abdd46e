/** How far a drain has come, as plain data without secrets: enough to go on after a restart. */

import { say } from '../../say.ts';
import type { Result } from '../operation.ts';
import type { DrainOptions } from './options.ts';
import type { Plan, PlanRow } from './plan.ts';
import { nameOf } from './pod.ts';

export type RowState =
  /** Nothing was asked yet. */
  | 'queued'
  | 'asking'
  /** Asked, and to be asked again at `next`. */
  | 'waiting'
  /** It ends, within its grace period. */
  | 'going'
  | 'gone'
  /** It stays, as planned. */
  | 'kept'
  /** Its end is overdue, and nobody waits for it, as was chosen. */
  | 'skipped'
  | 'refused'
  | 'forbidden'
  /** It came while the drain was under way. */
  | 'arrived'
  /** In a dry run: the server would let it go. */
  | 'checked';

export interface Row {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly state: RowState;
  /** For what it waits. */
  readonly reason?: 'budget' | 'overload' | 'namespace' | 'api';
  /** When it came into this state; for a wait, when the first one for this reason began. */
  readonly since: number;
  readonly next?: number;
  /** In the server's words, or in ours. */
  readonly words?: string;
  /** When its grace period ends. */
  readonly until?: number;
}

export interface DrainState {
  readonly format: 1;
  readonly node: string;
  readonly nodeUid: string;
  readonly options: DrainOptions;
  readonly way: 'v1' | 'v1beta1' | 'delete';
  /** `asked`: the answer was not heard. `before`: somebody else had done it. */
  readonly cordon: 'todo' | 'asked' | 'ours' | 'before';
  readonly rows: readonly Row[];
  readonly started: number;
  /** Set when it begins to run; whoever resumes it gives it its whole time again. */
  readonly deadline?: number;
  /** All pods of the node were looked at once, and there was nothing to ask: what comes after that came during the drain. */
  readonly begun?: true;
  /** Why nothing moves at the moment, such as a server that is away. */
  readonly trouble?: string;
  readonly result?: Result;
  /** The plan had errors: there is nothing to resume. */
  readonly blocked?: true;
  /** Why it failed, where that is about no pod. */
  readonly problem?: string;
}

/** Still to be done. */
export const isOpen = ({ state }: Row): boolean =>
  state === 'queued' || state === 'asking' || state === 'waiting' || state === 'going';

/** It was asked and has to wait; to be asked again meanwhile changes nothing about that. */
export const isWaiting = ({ state, reason }: Row): boolean =>
  state === 'waiting' || (state === 'asking' && reason !== undefined);

/** The state before anything was sent; a plan with errors makes one that has failed already. */
export function beginDrain(plan: Plan, now: number): DrainState {
  const { facts, options, errors, way } = plan;
  return {
    format: 1,
    node: facts.node.name,
    nodeUid: facts.node.uid,
    options,
    way: way ?? 'v1',
    cordon: 'todo',
    rows: plan.rows.map((row) => rowOf(row, now)),
    started: now,
    ...(errors.length > 0
      ? { result: 'failedBeforeStart', blocked: true, problem: errors.map(({ message }) => message).join(' ') }
      : undefined),
  };
}

/** The row of a pod in the plan. */
export function rowOf({ pod, verdict, goes }: PlanRow, now: number): Row {
  const { namespace, name, uid, deleted } = pod;
  const until = deleted === undefined ? undefined : { until: deleted };
  const state = !goes ? 'kept' : deleted === undefined ? 'queued' : 'going';
  const words = verdict.kind === 'keep' ? { words: verdict.why } : undefined;
  return { namespace, name, uid, state, since: now, ...until, ...words };
}

/**
 * A state from the storage, or after its end, made ready to go on: what was under way is looked at again, what was
 * refused is tried again, what is done stays done.
 */
export function resumable(state: DrainState): DrainState {
  const { result, problem: _, trouble: __, deadline: ___, ...rest } = state;
  const again = ({ state: was }: Row): boolean =>
    was === 'asking' || (result !== undefined && (was === 'refused' || was === 'forbidden'));
  return {
    ...rest,
    rows: state.rows.map((row) => (again(row) ? become(row, 'queued', row.since) : row)),
  };
}

/** The row in another state; what was said about the one before is forgotten. */
export function become(
  { namespace, name, uid, until, ...before }: Row,
  state: RowState,
  now: number,
  more: Partial<Pick<Row, 'reason' | 'next' | 'words' | 'until'>> = {},
): Row {
  const same = before.state === state && before.reason === more.reason;
  const since = same ? before.since : now;
  return { namespace, name, uid, ...(until === undefined ? undefined : { until }), state, since, ...more };
}

/** What is still on the node that should not be, each with the reason in one sentence. */
export function remaining({ rows }: DrainState, now: number): { readonly pod: string; readonly why: string }[] {
  return rows.flatMap((row) => (isOpen(row) || STUCK.has(row.state) ? [{ pod: nameOf(row), why: why(row, now) }] : []));
}

/** What there is to say about one row, in a sentence. */
export function rowWords(row: Row, now: number): string {
  if (isWaiting(row)) return why(row, now);
  switch (row.state) {
    case 'gone':
      return say('Gone.');
    case 'checked':
      return say('The server would let it go.');
    case 'skipped':
      return say('Its end is overdue; nobody waits for it, as was chosen.');
    case 'kept':
      return keptWords(row.words);
    default:
      return why(row, now);
  }
}

/** Why a pod stays, by what its filter said. */
export function keptWords(kept: string | undefined): string {
  if (kept === 'daemonSet') return say('Stays: it belongs to a DaemonSet.');
  if (kept === 'static') return say('Stays: a static pod of the node itself.');
  return kept === 'excluded' ? say('Stays: it was left out.') : say('Stays.');
}

const STUCK: ReadonlySet<RowState> = new Set<RowState>(['refused', 'forbidden', 'arrived']);

/** Whether all that should go is gone. */
export const allGone = ({ rows }: DrainState): boolean => !rows.some((row) => isOpen(row) || STUCK.has(row.state));

/** @param until when its grace period is over; undefined before the server has told it */
function endingWords(until: number | undefined, now: number): string {
  if (until === undefined) return say('It is ending.');
  const seconds = Math.round((until - now) / 1000);
  return seconds > 0
    ? say('It is ending; its grace period lasts {0} more seconds.', seconds)
    : say('It should have ended by now; the node has not confirmed it.');
}

function why(row: Row, now: number): string {
  const { state, reason, words = '', until, since, namespace } = row;
  if (state === 'going') return endingWords(until, now);
  if (state === 'forbidden') return say('You have no permission in {0}: {1}', namespace, words);
  if (state === 'refused') return say('The server refused: {0}', words);
  if (state === 'arrived') return say('It arrived during the drain.');
  if (!isWaiting(row)) return state === 'asking' ? say('The server is asked.') : say('It was not its turn yet.');
  // A clock may have been put back meanwhile.
  const waited = Math.max(0, Math.round((now - since) / 1000));
  if (reason === 'budget')
    return waited > 0 ? say('Waiting for {0} seconds: {1}', waited, words) : say('Waiting: {0}', words);
  if (reason === 'namespace') return say('Its namespace is being deleted.');
  return reason === 'overload'
    ? say('The API server has too much to do.')
    : say('The API server does not answer: {0}', words);
}
