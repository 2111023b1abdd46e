/** The service itself: not there, stopped, started again and again. Mostly what follows from another cause. */

import { say } from '../../say.ts';
import { serviceCommand } from '../unit.ts';
import { type Cause, firstSeen } from './cause.ts';

export const notInstalled: Cause = {
  id: 'notInstalled',
  weight: 'stops',
  seen: ({ units, program, skipped, late }) =>
    units.length === 0 && !skipped.includes('system') && !late.includes('system')
      ? { evidence: program || '/usr/local/bin/k3s –', details: [program] }
      : undefined,
  finding: ([program]) =>
    program ? say('K3s is there, but no service of it.') : say('K3s is not installed on this machine.'),
  why: () => say('There is no unit k3s, k3s-agent or k3s-… on this machine.'),
  fix: () => [{ words: say('Join it to a cluster with "Join Agent…".') }],
};

/** So often is more than a restart by hand. */
const OFTEN = 3;

export const restartLoop: Cause = {
  id: 'restartLoop',
  weight: 'hurts',
  seen: ({ services: [main] }) =>
    main && main.restarts >= OFTEN
      ? {
          evidence: `NRestarts=${main.restarts} ${main.detail}`,
          details: [main.unit, String(main.restarts), String(main.exitStatus ?? '')],
        }
      : undefined,
  finding: ([unit = '', times = '']) => say('{0} has been started again {1} times.', unit, times),
  why: () =>
    say(
      'systemd starts it again five seconds after it ends. Why it ends is the finding above, or the last lines before each start.',
    ),
  fix: ({ unit }) => [
    {
      words: say('Read what it says before it ends.'),
      command:
        unit.init === 'openrc'
          ? `sudo tail -n 100 /var/log/${unit.name}.log`
          : `sudo journalctl -u ${unit.name} -n 100 --no-pager`,
    },
  ],
};

export const stopped: Cause = {
  id: 'stopped',
  weight: 'stops',
  seen: ({ services }) =>
    services.some(({ state }) => state === 'active' || state === 'activating')
      ? undefined
      : firstSeen(services, ({ unit, state, detail }) =>
          state === 'inactive' || state === 'failed'
            ? { evidence: `${unit}: ${state} (${detail})`, details: [unit, state] }
            : undefined,
        ),
  finding: ([unit = '', state]) => (state === 'failed' ? say('{0} has failed.', unit) : say('{0} does not run.', unit)),
  why: ([, state]) =>
    state === 'failed'
      ? say('It ended with an error and is not started again.')
      : say('Somebody stopped it, or it is not started with the machine.'),
  fix: ({ unit }) => [{ words: say('Start it.'), command: serviceCommand(unit, 'start') }],
};

export const notEnabled: Cause = {
  id: 'notEnabled',
  weight: 'note',
  seen: ({ services: [main] }) =>
    main?.enabled === false ? { evidence: `${main.unit}: disabled`, details: [main.unit] } : undefined,
  finding: ([unit = '']) => say('{0} is not started with the machine.', unit),
  why: () => say('After the next restart of the machine the node stays away.'),
  fix: ({ unit }) => [{ words: say('Have it started.'), command: `sudo systemctl enable ${unit.name}` }],
};

export const needsReboot: Cause = {
  id: 'needsReboot',
  weight: 'note',
  seen: ({ needsReboot: needs }) => (needs ? { evidence: '/var/run/reboot-required' } : undefined),
  finding: () => say('The machine waits for a restart.'),
  why: () =>
    say(
      'Updates have been installed that take effect with it; after a new kernel, modules of the old one can no longer be loaded.',
    ),
  fix: () => [{ words: say('Drain the node first, then restart the machine.') }],
};
