/** The command of kubectl that comes nearest to a drain of ours. */

import { say } from '../../say.ts';
import type { Consent, DrainOptions } from './options.ts';
import type { Plan } from './plan.ts';

/** Which kubeconfig and context it is for. */
export interface Where {
  readonly file: string;
  readonly context: string;
}

/** One command for all nodes, to be pasted into a POSIX shell; lines with `#` say what kubectl does otherwise. */
export function drainCommand(plans: readonly Plan[], options: DrainOptions, { file, context }: Where): string {
  const { gracePeriodSeconds, timeLimitSeconds, podSelector, skipWaitSeconds, way, consent, dryRun } = options;
  const given = (some: Consent): boolean => some === 'all' || some.length > 0;
  const force = given(consent.unmanaged) || given(consent.orphan);
  const words = [
    'kubectl',
    'drain',
    `--kubeconfig=${file}`,
    `--context=${context}`,
    options.ignoreDaemonSets && '--ignore-daemonsets',
    given(consent.emptyDir) && '--delete-emptydir-data',
    force && '--force',
    gracePeriodSeconds !== undefined && `--grace-period=${gracePeriodSeconds}`,
    timeLimitSeconds > 0 && `--timeout=${timeLimitSeconds}s`,
    podSelector !== '' && `--pod-selector=${podSelector}`,
    skipWaitSeconds > 0 && `--skip-wait-for-delete-timeout=${skipWaitSeconds}`,
    way === 'delete' && '--disable-eviction',
    dryRun && '--dry-run=server',
    '--',
    ...plans.map(({ facts }) => facts.node.name),
  ].filter((word) => word !== false);
  const asks = plans.some(({ rows }) => rows.some(({ needs }) => needs.length > 0));
  const some =
    asks && [consent.emptyDir, consent.unmanaged, consent.orphan].some((one) => one !== 'all' && one.length > 0);
  return [
    ...(some ? [`# ${say('kubectl cannot ask per pod: its options are about every pod of the node.')}`] : []),
    ...(options.exclude.length > 0
      ? [`# ${say('kubectl cannot leave out single pods; {0} are left out here.', options.exclude.length)}`]
      : []),
    words.map(shellWord).join(' '),
  ].join('\n');
}

/** One word for a POSIX shell, whatever is in it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
