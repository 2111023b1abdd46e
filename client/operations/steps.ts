/**
 * Operations on machines: a row of steps, one after the other. Every step looks before it does anything, so that one that
 * was done, or half done when the editor was killed, can be done again.
 */

import { say } from '../say.ts';
import type { Kind, KindNeeds, Part } from './kind.ts';
import type { Result } from './operation.ts';

export type StepState = 'todo' | 'doing' | 'done' | 'skipped' | 'failed';

/** One step as it is written down. */
export interface StepRow {
  readonly id: string;
  readonly state: StepState;
  /** What was found or done, without secrets. */
  readonly words: string;
}

/** Plain data without secrets. */
export interface StepsDetail<Plan> {
  /** What was chosen; never changed. */
  readonly plan: Plan;
  readonly rows: readonly StepRow[];
  /** What a step found out and others, also after a restart, need: plain data. */
  readonly found: Readonly<Record<string, unknown>>;
  /** What a person can do about the step that failed. */
  readonly next?: string;
  readonly result?: Result;
}

/** What a step works with. */
export interface StepContext<Plan> extends Omit<KindNeeds<never>, 'onDetail'> {
  readonly plan: Plan;
  /** As it is now. */
  readonly found: Readonly<Record<string, unknown>>;
  /** Shows how far the step is. */
  tell(words: string): void;
  /** Keeps something before the step has ended. */
  keep(found: Readonly<Record<string, unknown>>): void;
}

/** How a step ended: `words` say what is so now, or why it is not. */
export type StepEnd =
  | { readonly ok: true; readonly words: string; readonly skipped?: boolean }
  | {
      readonly ok: false;
      readonly words: string;
      readonly next: string;
      /** What the operation becomes; `partlyDone` if not said, or `failedBeforeStart` when nothing has been changed yet. */
      readonly result?: Result;
    };

export interface Step<Plan> {
  readonly id: string;
  /** What is to be done, as a line of a plan: `Install K3s v1.34.2+k3s1`. */
  title(plan: Plan): string;
  /** Whether it changes anything, on the machine or in the cluster. */
  readonly changes: boolean;
  run(context: StepContext<Plan>): Promise<StepEnd>;
}

/** What kinds made of steps have of their own. */
export interface StepsKind<Plan> {
  title(names: readonly string[]): string;
  /** In their order; those that a plan has no need of are left out. */
  steps(plan: Plan): readonly Step<Plan>[];
  readonly cordons: boolean;
  /** Whether it can be done without a cluster. */
  readonly alone: boolean;
  /** The kind that takes back what was done where it did not end well; it begins with what was found. */
  readonly undo?: { readonly kind: string; readonly of: StepsKind<Plan> };
  /** The steps that are done anew, although they were done, when one goes on with it. */
  again?(detail: StepsDetail<Plan>): readonly string[];
  /** The sentence when all steps are done. */
  done(detail: StepsDetail<Plan>): string;
  /** Done when no participant is worked on any more, however they ended. */
  finish?(details: readonly StepsDetail<Plan>[], needs: KindNeeds<never>): Promise<void>;
}

/** The detail of a participant before anything is done. */
export function beginSteps<Plan>(kind: StepsKind<Plan>, plan: Plan): StepsDetail<Plan> {
  return { plan, rows: kind.steps(plan).map(({ id }) => ({ id, state: 'todo', words: '' })), found: {} };
}

const undoOf = <Plan>({
  kind,
  of,
}: NonNullable<StepsKind<Plan>['undo']>): NonNullable<Kind<StepsDetail<Plan>>['undo']> => ({
  kind,
  begin: ({ plan, found }) => ({ ...beginSteps(of, plan), found }),
});

/** Makes it a kind as all others. */
export function stepsKind<Plan>(own: StepsKind<Plan>): Kind<StepsDetail<Plan>> {
  const titles = ({ plan }: StepsDetail<Plan>): ReadonlyMap<string, string> =>
    new Map(own.steps(plan).map((step) => [step.id, step.title(plan)]));
  return {
    title: own.title,
    isDetail: isStepsDetail,
    cordons: own.cordons,
    alone: own.alone,
    inOrder: true,
    run: (detail, needs) => runSteps(own, detail, needs),
    ...(own.finish && { finish: own.finish }),
    ...(own.undo && { undo: undoOf(own.undo) }),
    told(before, after) {
      const known = titles(after);
      const news = after.rows.flatMap((row, index) => {
        const was = before?.rows[index];
        // That something begins is seen in the tree; the log has what came of it.
        const begins = row.state === 'doing' && row.words === '';
        // The last words of a step that is under way may be those it ends with.
        const same = was?.state === row.state || (was?.state === 'doing' && row.state === 'done' && row.words !== '');
        if (row.state === 'todo' || begins || (same && was?.words === row.words)) return [];
        return [`${known.get(row.id) ?? row.id}: ${rowText(row)}`];
      });
      return before?.next === after.next || after.next === undefined ? news : [...news, after.next];
    },
    progress: ({ rows }) => ({ done: rows.filter(isOver).length, all: rows.length }),
    summary(detail) {
      if (detail.result === 'done') return own.done(detail);
      const row = detail.rows.find(({ state }) => state === 'failed' || state === 'doing');
      const title = row && titles(detail).get(row.id);
      if (!row || title === undefined) return say('Nothing has been changed yet.');
      return [`${title}: ${rowText(row)}`, row.state === 'failed' ? detail.next : undefined].filter(Boolean).join(' ');
    },
    parts(detail) {
      const known = titles(detail);
      return detail.rows.map(
        (row): Part => ({
          id: row.id,
          label: known.get(row.id) ?? row.id,
          words: rowText(row),
          state: PARTS[row.state],
        }),
      );
    },
  };
}

/** The plan is looked at by the steps themselves. */
function isStepsDetail<Plan>(value: unknown): value is StepsDetail<Plan> {
  const { plan, rows, found } = (value ?? {}) as Partial<StepsDetail<Plan>>;
  const objects = [plan, found].every((one) => typeof one === 'object' && one !== null);
  return objects && Array.isArray(rows) && rows.every((row) => typeof row?.id === 'string' && row.state in PARTS);
}

const isOver = ({ state }: StepRow): boolean => state === 'done' || state === 'skipped';

const PARTS: Readonly<Record<StepState, Part['state']>> = {
  todo: 'open',
  doing: 'moving',
  done: 'done',
  skipped: 'kept',
  failed: 'blocked',
};

function rowText({ state, words }: StepRow): string {
  if (words !== '') return words;
  if (state === 'todo') return say('Not yet.');
  return state === 'doing' ? say('Under way.') : say('Done.');
}

async function runSteps<Plan>(
  { steps, again }: StepsKind<Plan>,
  start: StepsDetail<Plan>,
  needs: KindNeeds<StepsDetail<Plan>>,
): Promise<{ readonly detail: StepsDetail<Plan>; readonly result: Result }> {
  const { onDetail, ...rest } = needs;
  const { next: _, result: __, ...begun } = start;
  const anew = new Set(again?.(start));
  const rows = start.rows.map((one): StepRow => (anew.has(one.id) ? { ...one, state: 'todo' } : one));
  let detail: StepsDetail<Plan> = { ...begun, rows };
  const change = (some: Partial<StepsDetail<Plan>>): void => {
    detail = { ...detail, ...some };
    onDetail(detail);
  };
  const row = (id: string, state: StepState, words: string): void =>
    change({ rows: detail.rows.map((one) => (one.id === id ? { id, state, words } : one)) });
  const end = (result: Result): { detail: StepsDetail<Plan>; result: Result } => {
    change({ result });
    return { detail, result };
  };
  let changed = steps(start.plan).some(({ id, changes }) => changes && stateOf(start, id) !== 'todo');
  for (const step of steps(start.plan)) {
    const { id } = step;
    if (isOver({ id, state: stateOf(detail, id), words: '' })) continue;
    if (needs.signal.aborted) return end('cancelled');
    row(id, 'doing', '');
    changed ||= step.changes;
    const answer = await step.run({
      ...rest,
      plan: detail.plan,
      get found() {
        return detail.found;
      },
      tell: (words) => row(id, 'doing', words),
      keep: (found) => change({ found: { ...detail.found, ...found } }),
    });
    if (!answer.ok) {
      row(id, 'failed', answer.words);
      change({ next: answer.next });
      if (needs.signal.aborted) return end('cancelled');
      return end(answer.result ?? (changed ? 'partlyDone' : 'failedBeforeStart'));
    }
    row(id, answer.skipped ? 'skipped' : 'done', answer.words);
  }
  return end('done');
}

const stateOf = ({ rows }: StepsDetail<unknown>, id: string): StepState =>
  rows.find((row) => row.id === id)?.state ?? 'todo';
