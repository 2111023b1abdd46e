/** Looks at a machine and says what is wrong with it. */

import type { Machine } from '../../host/machine.ts';
import type { HostTrouble } from '../../host/trouble.ts';
import { say } from '../../say.ts';
import type { Finding } from '../causes/cause.ts';
import { isUnit } from '../unit.ts';
import { withoutRoot } from '../withoutRoot.ts';
import { classify } from './classify.ts';
import type { MachineFacts, NodeSeen } from './facts.ts';
import { readFacts } from './readFacts.ts';
import { type DiagnoseLimits, type DiagnoseTarget, diagnoseScript, LATEST_MS } from './script.ts';

export interface Diagnosis {
  readonly ok: true;
  readonly machine: string;
  readonly facts: MachineFacts;
  /** The first is the cause, as far as it can be told. */
  readonly findings: readonly Finding[];
  /** What the machine said, by section, without secrets. */
  readonly sections: ReadonlyMap<string, string>;
  /** Why it was not looked at as root; empty when it was. */
  readonly notRoot: string;
}

export interface DiagnoseOptions extends DiagnoseTarget {
  /** What the cluster says of the machine. */
  readonly node?: NodeSeen;
  readonly limits?: DiagnoseLimits;
  readonly signal?: AbortSignal;
  now(): number;
}

/** As root where that is allowed, else as whoever may log in. */
export async function diagnose(
  machine: Machine,
  { node, limits, signal, now, unit, root }: DiagnoseOptions,
): Promise<Diagnosis | HostTrouble> {
  const script = diagnoseScript({ ...(unit && isUnit(unit) ? { unit } : {}), ...(root ? { root } : {}) }, limits);
  const options = { timeoutMs: LATEST_MS, outputLimit: 4 * 1024 * 1024, ...(signal ? { signal } : {}) };
  let notRoot = '';
  const answer = await withoutRoot(
    (asRoot) => machine.run(script, { ...options, asRoot }),
    ({ message }) => {
      notRoot = message;
    },
  );
  if (!answer.ok) return answer;
  const { facts, sections } = readFacts(answer, now(), node);
  return { ok: true, machine: machine.name, facts, findings: classify(facts), sections, notRoot };
}

/** What could not be seen, as sentences; empty when everything was. */
export function unseen({ facts, notRoot }: Diagnosis): readonly string[] {
  const { late, skipped, unreadable, asRoot, log, units } = facts;
  return [
    ...(asRoot
      ? []
      : [
          say(
            'Not seen as root: settings, certificates, containers and programs behind ports are missing. {0}',
            notRoot,
          ).trim(),
        ]),
    ...(late.length > 0 ? [say('Gave no answer in time: {0}.', late.join(', '))] : []),
    ...(skipped.length > 0 ? [say('Left out, because time was up: {0}.', skipped.join(', '))] : []),
    ...(unreadable.length > 0 ? [say('May not be read: {0}.', unreadable.join(', '))] : []),
    ...(log.length === 0 && units.length > 0 ? [say('There is no log of the service, or it may not be read.')] : []),
  ];
}
