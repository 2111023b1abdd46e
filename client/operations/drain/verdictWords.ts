/** What becomes of a pod, in a sentence. */

import { say } from '../../say.ts';
import type { Numbers } from './budgets.ts';
import type { PodError } from './filters.ts';
import type { Need } from './options.ts';
import type { PlanRow } from './plan.ts';
import { keptWords } from './state.ts';

/** For a line of a plan. */
export function verdictWords({ verdict, pod, needs, volumes, goes }: PlanRow, now: number): string {
  const agreed =
    goes && needs.length > 0
      ? ` ${say('You agreed.')} ${needs.map((need) => lossWords(need, pod.emptyDirs)).join(' ')}`
      : '';
  const pinned = volumes.length > 0 ? ` ${pinnedWords(volumes)}` : '';
  switch (verdict.kind) {
    case 'keep':
      return keptWords(verdict.why);
    case 'error':
      return errorWords(verdict.class);
    case 'consent':
      return `${say('Needs your yes.')} ${verdict.missing.map((need) => lossWords(need, pod.emptyDirs)).join(' ')}`;
    case 'finished':
      return `${say('Has finished, and is removed.')}${agreed}`;
    case 'terminating':
      return say(
        'Ends already; {0} seconds of its grace period are left.',
        Math.max(0, Math.round((verdict.until - now) / 1000)),
      );
    case 'evict':
      return `${say('Is evicted.')}${agreed}`;
    case 'pinned':
      return `${say('Is evicted.')}${pinned}${agreed}`;
    case 'inTurn':
      return `${say('Is evicted when others are ready again: {0}', budgetWords(verdict.budget))}${pinned}${agreed}`;
    case 'blocked':
      return `${say('Waits: {0}', budgetWords(verdict.budget))}${pinned}${agreed}`;
    case 'several':
      return say(
        'Cannot be evicted: the budgets {0} are both about it, and then the server refuses.',
        verdict.names.join(', '),
      );
  }
}

/** `budget web needs 2, has 2, 0 may go` */
export const budgetWords = ({ name, desired, healthy, allowed }: Numbers): string =>
  say('budget {0} needs {1}, has {2}, {3} may go.', name, desired, healthy, Math.max(0, allowed));

/** What is lost when that pod goes. */
export function lossWords(need: Need, emptyDirs: readonly string[]): string {
  if (need === 'emptyDir') return say('It loses the data in its volume {0} (emptyDir).', emptyDirs.join(', '));
  return need === 'unmanaged' ? say('Nobody makes it anew.') : say('Its DaemonSet is gone, so nobody makes it anew.');
}

const pinnedWords = (volumes: readonly string[]): string =>
  say('Its data stays on this node ({0}), so it can start nowhere else.', volumes.join(', '));

const errorWords = (error: PodError): string =>
  error === 'daemonset-managed'
    ? say('Belongs to a DaemonSet and would come back at once.')
    : say('Its DaemonSet cannot be read, so nobody knows whether it comes back.');
