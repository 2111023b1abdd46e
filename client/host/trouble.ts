/** What went wrong on the way to a machine or on it, as a value: a kind to decide by, a sentence, what to do next. */

import { short } from '../redact.ts';
import { say } from '../say.ts';

/** The causes that somebody treats differently. */
export type HostTroubleKind =
  // on this side
  | 'noSsh'
  | 'configuration'
  | 'script'
  // the way to the machine
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'closed'
  | 'hostKeyUnknown'
  | 'hostKeyChanged'
  | 'denied'
  | 'incompatible'
  | 'ssh'
  // the machine
  | 'noShell'
  | 'noSudo'
  | 'sudoPassword'
  | 'sudoRefused'
  | 'sudoNotAllowed'
  | 'sudoLimited'
  | 'sudoTerminal'
  | 'sudoOther'
  // the script
  | 'scriptTimeout'
  | 'tooMuchOutput'
  | 'lost'
  | 'cancelled';

export interface HostTrouble {
  readonly ok: false;
  readonly kind: HostTroubleKind;
  /** One or two sentences, without secrets. */
  readonly message: string;
  /** What a person can do about it. */
  readonly next: string;
  /** What the program said about it, without secrets; empty when nothing. */
  readonly evidence: string;
}

/** A failure to hand on. `evidence` has to have gone through a redactor. */
export function hostTrouble(kind: HostTroubleKind, message: string, next: string, evidence = ''): HostTrouble {
  return { ok: false, kind, message, next, evidence };
}

/** The last of what a program said, as evidence: a few lines, no control characters; without secrets before and after. */
export function evidenceOf(said: string, lines = 20): string {
  const shown = said.split(/\r?\n/).map((line) => short(line));
  return shown
    .filter((line) => line !== '')
    .slice(-lines)
    .join('\n');
}

export const cancelled = (): HostTrouble =>
  hostTrouble('cancelled', say('Cancelled.'), say('Start it again when you are ready.'));

export const lost = (machine: string): HostTrouble =>
  hostTrouble(
    'lost',
    say('The connection to {0} broke off while something ran there; what was running has been ended.', machine),
    say('Look at the state of the machine, then try again.'),
  );

export const scriptTimeout = (machine: string): HostTrouble =>
  hostTrouble(
    'scriptTimeout',
    say('What ran on {0} took too long, and has been ended.', machine),
    say('Look whether the machine is overloaded or a disk hangs, then try again.'),
  );

export const tooMuchOutput = (machine: string): HostTrouble =>
  hostTrouble(
    'tooMuchOutput',
    say('What ran on {0} printed more than can be shown, and has been ended.', machine),
    say('Ask for less at once.'),
  );
