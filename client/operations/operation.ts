/** An operation on nodes or machines as plain data, without secrets: what is kept, shown, and gone on with after a restart. */

/** How something ended; `done` means looked at and found so, never only sent. */
export type Result = 'done' | 'partlyDone' | 'cancelled' | 'timedOut' | 'failedBeforeStart';

/** One node or machine of an operation. */
export interface Participant {
  readonly name: string;
  /** Two operations never work on the same at once: the UID of a Node, or what tells a machine from others. */
  readonly key: string;
  readonly state: 'waiting' | 'running' | 'notStarted' | Result;
  /** What its kind knows about it. */
  readonly detail: unknown;
}

/** More connections at the same time help nobody: the computer of a person has to hold them all. */
export const MOST_AT_ONCE = 50;

export interface Operation {
  readonly format: 1;
  readonly id: string;
  /** One of `kinds.ts`. */
  readonly kind: string;
  /** The id is '' for what is done without a cluster. */
  readonly cluster: { readonly id: string; readonly name: string };
  readonly created: number;
  /** In the order in which they are worked on. */
  readonly participants: readonly Participant[];
  /** Whether the next one is begun after one that failed. */
  readonly goOn: boolean;
  /** How many are worked on at the same time, `MOST_AT_ONCE` at most; 1 if not said. */
  readonly atOnce?: number;
  /** The window that runs it. */
  readonly owner?: Owner;
  readonly ended?: number;
}

/** A window of the editor, by the process that runs its extensions. */
export interface Owner {
  readonly window: string;
  readonly pid: number;
}

/** What can be said about an operation: `interrupted` when its window is gone and it did not end. */
export type Status = 'running' | 'interrupted' | Result;

/** @param runs whether a window works on it now */
export function statusOf(operation: Operation, runs: boolean): Status {
  if (operation.ended !== undefined) return resultOf(operation);
  return runs ? 'running' : 'interrupted';
}

/** The one word for all participants: only when each is done, it is. */
export function resultOf({ participants }: Operation): Result {
  const states = participants.map(({ state }) => state);
  if (states.every((state) => state === 'done')) return 'done';
  for (const worst of ['cancelled', 'timedOut'] as const) if (states.includes(worst)) return worst;
  return states.every((state) => state === 'failedBeforeStart' || state === 'notStarted')
    ? 'failedBeforeStart'
    : 'partlyDone';
}

/** Whether there is something left that resuming it would do. */
export const isResumable = (operation: Operation, status: Status): boolean =>
  status !== 'running' && operation.participants.some(({ state }) => state !== 'done');

/** A copy with one participant changed. */
export function withParticipant(operation: Operation, index: number, change: Partial<Participant>): Operation {
  const participants = operation.participants.map((one, at) => (at === index ? { ...one, ...change } : one));
  return { ...operation, participants };
}

/** An operation as it was written; undefined for anything else that a file may hold. */
export function readOperation(text: string): Operation | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A file that was cut off by a crash is no operation.
    return undefined;
  }
  return isOperation(value) ? value : undefined;
}

/** How a participant can be; another word is from another version. */
const STATES: ReadonlySet<unknown> = new Set<Participant['state']>([
  'waiting',
  'running',
  'notStarted',
  'done',
  'partlyDone',
  'cancelled',
  'timedOut',
  'failedBeforeStart',
]);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isOperation(value: unknown): value is Operation {
  if (!isObject(value) || value.format !== 1) return false;
  const { id, kind, cluster, created, participants } = value;
  const words = typeof id === 'string' && typeof kind === 'string' && typeof created === 'number';
  if (!words || !isObject(cluster) || typeof cluster.id !== 'string' || typeof cluster.name !== 'string') return false;
  return (
    Array.isArray(participants) &&
    participants.length > 0 &&
    participants.every(
      (one) =>
        isObject(one) &&
        typeof one.name === 'string' &&
        typeof one.key === 'string' &&
        STATES.has(one.state) &&
        isObject(one.detail),
    )
  );
}
