/** Why sudo did not make us root, out of what it says; its messages are English because it is told to speak so. */

import { say } from '../say.ts';
import { type HostTrouble, type HostTroubleKind, hostTrouble } from './trouble.ts';

const SIGNS: readonly (readonly [RegExp, HostTroubleKind])[] = [
  [/must have a tty|no tty present|terminal is required/i, 'sudoTerminal'],
  [/not in the sudoers file|may not run sudo|is not allowed to run sudo/i, 'sudoNotAllowed'],
  [/is not allowed to execute/i, 'sudoLimited'],
  [/password is required/i, 'sudoPassword'],
  [/incorrect password|no password was provided|authentication fail|account .*locked/i, 'sudoRefused'],
];

/** `said` is what it printed, without secrets. */
export function sudoTrouble(machine: string, said: string): HostTrouble {
  const kind = SIGNS.find(([sign]) => sign.test(said))?.[1] ?? 'sudoOther';
  return sudoFailure(kind, machine, said);
}

/** The words for each kind. */
export function sudoFailure(kind: HostTroubleKind, machine: string, said = ''): HostTrouble {
  const [message, next] = words(kind, machine);
  return hostTrouble(kind, message, next, said);
}

function words(kind: HostTroubleKind, machine: string): readonly [string, string] {
  switch (kind) {
    case 'noSudo':
      return [
        say('There is no sudo on {0}, and its user is not root.', machine),
        say('Connect as root, or install sudo there.'),
      ];
    case 'sudoTerminal':
      return [
        say('sudo on {0} works in a terminal only (`requiretty`).', machine),
        say('Let `visudo` on that machine take `requiretty` away for this user, or connect as root.'),
      ];
    case 'sudoNotAllowed':
      return [
        say('Your user on {0} may not use sudo.', machine),
        say('Connect as a user who may, or have this one added to the sudoers.'),
      ];
    case 'sudoLimited':
      return [
        say('Your user on {0} may run some commands with sudo, but not /bin/sh.', machine),
        say('Connect as a user who may become root.'),
      ];
    case 'sudoPassword':
      return [
        say('sudo on {0} needs a password, and nobody is asked here.', machine),
        say('Run it for this machine alone, or let its user use sudo without a password.'),
      ];
    case 'sudoRefused':
      return [
        say('sudo on {0} refused the password.', machine),
        say('Check which user you connect as; it is that user’s own password on that machine.'),
      ];
    default:
      return [
        say('sudo on {0} did not let us become root.', machine),
        say('Run `sudo true` there in a terminal and see what it says.'),
      ];
  }
}
