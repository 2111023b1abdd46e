/** Time: clocks that are off, certificates that are over. */

import { say } from '../../say.ts';
import type { MachineFacts } from '../diagnose/facts.ts';
import { serviceCommand } from '../unit.ts';
import { type Cause, firstSeen, JOINED, type Sighting } from './cause.ts';

/** Seconds; less than that no certificate minds. */
const OFF = 60;

/** Servers know best what the clock of the cluster is; the editor's is the next best. */
function clockOff({ servers, clockAhead, at }: MachineFacts): Sighting | undefined {
  if (clockAhead === undefined) return undefined;
  const here = at + clockAhead * 1000;
  const server = servers.find(({ date, server: name }) => date !== undefined && !name.startsWith('127.'));
  const ahead = server?.date === undefined ? clockAhead : Math.round((here - server.date) / 1000);
  // The editor itself may be wrong, as long as the machine agrees with its server.
  if (Math.abs(ahead) < OFF) return undefined;
  const other = server ? server.server : say('this editor');
  return {
    evidence: `${new Date(here).toISOString()} ↔ ${other}`,
    details: [duration(Math.abs(ahead)), ahead < 0 ? 'behind' : 'ahead', other],
  };
}

function duration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours >= 48) return say('{0} days', Math.round(hours / 24));
  if (hours > 0) return say('{0} h {1} min', hours, minutes);
  return minutes > 0 ? say('{0} min', minutes) : say('{0} s', seconds);
}

export const clock: Cause = {
  id: 'clock',
  weight: 'stops',
  joining: true,
  over: JOINED,
  says: [
    /(?:CA certs|CA cert validation|644[34]|v1-k3s).{0,300}x509: certificate has expired or is not yet valid: current time \S+ is before/,
    /(?:CA certs|CA cert validation|644[34]|v1-k3s).{0,300}x509: certificate has expired or is not yet valid(?!: current time \S+ is after)/,
  ],
  seen: clockOff,
  finding: ([amount, direction, other]) => {
    if (amount === undefined || other === undefined) return say('The clock of this machine is wrong.');
    return direction === 'behind'
      ? say('The clock of this machine is {0} behind that of {1}.', amount, other)
      : say('The clock of this machine is {0} ahead of that of {1}.', amount, other);
  },
  why: () =>
    say(
      'Certificates are valid from one moment to another. With a wrong clock the certificates of the cluster seem to be not valid yet, or no longer, and no connection is made. Machines without a battery for their clock start in the past.',
    ),
  fix: ({ unit }) => [
    { words: say('See what the machine thinks of its clock.'), command: 'timedatectl; chronyc tracking' },
    { words: say('Let it be set from the network.'), command: 'sudo timedatectl set-ntp true' },
    { words: say('Then start K3s again.'), command: serviceCommand(unit, 'restart') },
  ],
};

const DAY = 86_400_000;

export const certificateExpired: Cause = {
  id: 'certificateExpired',
  weight: 'stops',
  joining: true,
  over: JOINED,
  says: [
    /(?:CA certs|CA cert validation|644[34]|v1-k3s).{0,300}x509: certificate has expired or is not yet valid: current time \S+ is after (\S+)/,
  ],
  seen: ({ certificates, clockAhead = 0, at }) => {
    const now = at + clockAhead * 1000;
    return firstSeen(certificates, ({ file, to }) => {
      const when = new Date(to).toISOString().slice(0, 10);
      return to < now ? { evidence: `${file} ${when}`, details: [when, file] } : undefined;
    });
  },
  finding: ([when = '', file]) =>
    file ? say('The certificate {0} is over since {1}.', file, when) : say('A certificate is over since {0}.', when),
  why: () =>
    say(
      'K3s makes certificates for a year and renews them when it starts and 90 days or less are left (120 in newer versions). One that runs for longer without a restart ends with them. Compare the clock first: a clock in the future looks the same.',
    ),
  fix: ({ unit }) => [
    {
      words: say('On servers first, one after the other: start K3s again, which renews what is over.'),
      command: serviceCommand(unit, 'restart'),
    },
    {
      words: say('See all of them, in newer versions.'),
      command: 'sudo /usr/local/bin/k3s certificate check --output table',
    },
  ],
};

export const certificateEnds: Cause = {
  id: 'certificateEnds',
  weight: 'note',
  seen: ({ certificates, clockAhead = 0, at }) => {
    const now = at + clockAhead * 1000;
    return firstSeen(certificates, ({ file, to }) =>
      to >= now && to < now + 30 * DAY
        ? {
            evidence: `${file} ${new Date(to).toISOString().slice(0, 10)}`,
            details: [file, String(Math.ceil((to - now) / DAY))],
          }
        : undefined,
    );
  },
  finding: ([file = '', days = '']) => say('The certificate {0} ends in {1} days.', file, days),
  why: () => say('K3s renews it when it is started again.'),
  fix: ({ unit }) => [{ words: say('Start K3s again.'), command: serviceCommand(unit, 'restart') }],
};

export const clockFree: Cause = {
  id: 'clockFree',
  weight: 'note',
  seen: ({ synchronised }) => (synchronised === false ? { evidence: 'NTPSynchronized=no' } : undefined),
  finding: () => say('Nobody sets the clock of this machine.'),
  why: () => say('Sooner or later it is too wrong for certificates, and for etcd.'),
  fix: () => [{ words: say('Let it be set from the network.'), command: 'sudo timedatectl set-ntp true' }],
};
