/** What a plan has to say besides its pods: errors that keep a drain from starting, and warnings, one for each class. */

import { say } from '../../say.ts';
import type { Facts } from './facts.ts';
import type { DrainOptions, Need } from './options.ts';
import type { Plan, PlanRow } from './plan.ts';
import { isFinished, nameOf } from './pod.ts';
import { surroundings } from './surroundings.ts';

export type ErrorClass =
  | 'selector-invalid'
  | 'daemonset-managed'
  | 'daemonset-missing'
  | 'daemonset-lookup-failed'
  | 'local-storage'
  | 'unmanaged'
  | 'no-eviction'
  | 'may-not-cordon';

export type WarningClass =
  | 'daemonset-ignored'
  | 'daemonset-missing-deleted'
  | 'local-storage-deleted'
  | 'unmanaged-deleted'
  | 'budget-in-turn'
  | 'budget-blocked'
  | 'several-budgets'
  | 'budgets-unknown'
  | 'budgets-not-asked'
  | 'pinned'
  | 'volumes-unknown'
  | 'may-not-remove'
  | 'not-ready'
  | 'last-schedulable'
  | 'single-server'
  | 'cordoned-before';

export interface Note<Class> {
  readonly class: Class;
  readonly message: string;
  /** `namespace/name` of the pods it is about. */
  readonly pods: readonly string[];
}

const MISSING: Readonly<Record<Need, ErrorClass>> = {
  orphan: 'daemonset-missing',
  emptyDir: 'local-storage',
  unmanaged: 'unmanaged',
};

/** Why the drain may not start; a pod is named by the first thing that it lacks. */
export function errorsOf(facts: Facts, rows: readonly PlanRow[], way: Plan['way']): Note<ErrorClass>[] {
  const where = (error: ErrorClass): string[] => podsOf(rows, (row) => errorOf(row) === error);
  const notes: Note<ErrorClass>[] = [
    {
      class: 'daemonset-managed',
      message: say('Pods of DaemonSets would come back at once: ignore them, or leave them out.'),
      pods: where('daemonset-managed'),
    },
    {
      class: 'daemonset-missing',
      message: say('Nobody makes these pods anew, because their DaemonSet is gone: agree to each, or leave it out.'),
      pods: where('daemonset-missing'),
    },
    {
      class: 'daemonset-lookup-failed',
      message: say('The DaemonSet of these pods cannot be read, so nobody knows whether they come back.'),
      pods: where('daemonset-lookup-failed'),
    },
    {
      class: 'local-storage',
      message: say('These pods lose the data in their emptyDir volumes: agree to each, or leave it out.'),
      pods: where('local-storage'),
    },
    {
      class: 'unmanaged',
      message: say('Nobody makes these pods anew: agree to each, or leave it out.'),
      pods: where('unmanaged'),
    },
  ];
  const general: Note<ErrorClass>[] = [];
  if (facts.selectorProblem !== undefined)
    general.push({
      class: 'selector-invalid',
      message: say('The server does not understand the pod selector: {0}', facts.selectorProblem),
      pods: [],
    });
  if (way === undefined)
    general.push({
      class: 'no-eviction',
      message: say('This server serves no evictions; pods can only be deleted, and no budget is asked then.'),
      pods: [],
    });
  if (facts.rights.cordon === 'no' && !facts.node.cordoned)
    general.push({
      class: 'may-not-cordon',
      message: say('You may not cordon {0}: the right to patch nodes is missing.', facts.node.name),
      pods: [],
    });
  return [...general, ...notes.filter(({ pods }) => pods.length > 0)];
}

function errorOf({ verdict }: PlanRow): ErrorClass | undefined {
  if (verdict.kind === 'error') return verdict.class;
  const [first] = verdict.kind === 'consent' ? verdict.missing : [];
  return first && MISSING[first];
}

/** What somebody should know before it starts. */
export function warningsOf(
  facts: Facts,
  options: DrainOptions,
  rows: readonly PlanRow[],
  way: Plan['way'],
): Note<WarningClass>[] {
  const lost = (need: Need) => (row: PlanRow) => row.goes && row.needs.includes(need);
  const is = (kind: PlanRow['verdict']['kind']) => (row: PlanRow) => row.verdict.kind === kind;
  const may = ({ goes, pod }: PlanRow): boolean => !goes || facts.rights.remove[pod.namespace] !== 'no';
  const notes: [WarningClass, string, (row: PlanRow) => boolean][] = [
    [
      'daemonset-ignored',
      say('Pods of DaemonSets stay.'),
      ({ verdict }) => verdict.kind === 'keep' && verdict.why === 'daemonSet',
    ],
    [
      'daemonset-missing-deleted',
      say('Nobody makes these pods anew, because their DaemonSet is gone.'),
      lost('orphan'),
    ],
    ['local-storage-deleted', say('These pods lose the data in their emptyDir volumes.'), lost('emptyDir')],
    ['unmanaged-deleted', say('Nobody makes these pods anew.'), lost('unmanaged')],
    [
      'budget-in-turn',
      say('A budget lets these pods go one after the other, each when the replacement of the one before is ready.'),
      is('inTurn'),
    ],
    ['budget-blocked', say('A budget does not let these pods go now; the drain waits for it.'), is('blocked')],
    [
      'several-budgets',
      say('Two or more budgets are about these pods, and then the server evicts none of them.'),
      is('several'),
    ],
    [
      'pinned',
      say('The data of these pods stays on this node: they cannot start anywhere else until it is uncordoned.'),
      ({ goes, volumes, pod }) => goes && volumes.length > 0 && !isFinished(pod),
    ],
    [
      'may-not-remove',
      options.way === 'delete'
        ? say('You may not delete these pods.')
        : say('You may not evict these pods: the right to create pods/eviction is missing in their namespace.'),
      (row) => !may(row),
    ],
  ];
  const general = surroundings(
    facts,
    rows.some(({ goes }) => goes),
    way,
  );
  return [
    ...general,
    ...notes.flatMap(([kind, message, test]) => {
      const pods = podsOf(rows, test);
      return pods.length > 0 ? [{ class: kind, message, pods }] : [];
    }),
  ];
}

const podsOf = (rows: readonly PlanRow[], test: (row: PlanRow) => boolean): string[] =>
  rows.filter(test).map(({ pod }) => nameOf(pod));
