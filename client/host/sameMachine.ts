/** Whether a machine is the one that a Node means: what runs as root there must not run on another one. */

import { say } from '../say.ts';
import type { Identity } from './identity.ts';

/** What is known of the machine that is meant. */
export interface Expected {
  /** The Node, as a person knows it. */
  readonly name: string;
  /** It is Ready: what it reports is of now. */
  readonly ready: boolean;
  /** `status.nodeInfo.machineID` and `bootID`. */
  readonly machineId?: string;
  readonly bootId?: string;
  /** `kubernetes.io/hostname`. */
  readonly hostname?: string;
}

export interface Verdict {
  /** `unsure`: nothing speaks against it, and too little for it; a person has to decide. */
  readonly same: 'yes' | 'no' | 'unsure';
  /** What was compared, one sentence each; the decisive one first. */
  readonly reasons: readonly string[];
}

/**
 * Clones of one image share their machine ID, so the boot ID decides while the Node is Ready. Of a Node that is not, the
 * boot ID may be from before a restart: then the machine ID speaks against a machine, but not alone for it.
 */
export function sameMachine(expected: Expected, found: Identity): Verdict {
  const boot = compare(expected.bootId, found.bootId);
  const machine = compare(expected.machineId, found.machineId);
  const name = compare(expected.hostname?.toLowerCase(), found.hostname?.toLowerCase());
  const told = [bootReason(boot, expected, found), machineReason(machine, expected, found)];
  // Whatever the boot ID says: one installation has one machine ID.
  if (machine === 'other') told.reverse();
  if (name === 'other')
    told.push(say('The machine is called {0}, the Node is on {1}.', found.hostname ?? '', expected.hostname ?? ''));
  const reasons = told.filter((reason) => reason !== undefined);
  if (machine === 'other') return { same: 'no', reasons };
  if (boot === 'same') return { same: 'yes', reasons };
  if (boot === 'other' && expected.ready) return { same: 'no', reasons };
  if (reasons.length === 0) return { same: 'unsure', reasons: [say('Neither tells who it is.')] };
  return { same: 'unsure', reasons };
}

type Comparison = 'same' | 'other' | 'unknown';

const compare = (wanted: string | undefined, there: string | undefined): Comparison =>
  !wanted || !there ? 'unknown' : plain(wanted) === plain(there) ? 'same' : 'other';

/** Some write the same ID with dashes or capitals. */
const plain = (id: string): string => id.replaceAll('-', '').toLowerCase();

function bootReason(boot: Comparison, { name, ready, bootId = '' }: Expected, found: Identity): string | undefined {
  if (boot === 'unknown') return undefined;
  if (boot === 'same') return say('The boot ID is the one that {0} reports.', name);
  return ready
    ? say(
        '{0} reports the boot ID {1}, this machine has {2}: it is another one, or has just been restarted.',
        name,
        bootId,
        found.bootId ?? '',
      )
    : say('The boot ID is not the one that {0} reported last; it may have been restarted since.', name);
}

function machineReason(machine: Comparison, { name, machineId = '' }: Expected, found: Identity): string | undefined {
  if (machine === 'unknown') return undefined;
  return machine === 'same'
    ? say('The machine ID is the one of {0}.', name)
    : say('{0} has the machine ID {1}, this machine has {2}.', name, machineId, found.machineId ?? '');
}
