/** Why ssh did not get to a shell, out of what it says, which is English everywhere. */

import { say } from '../say.ts';
import type { SshSettings } from './sshSettings.ts';
import { type HostTrouble, type HostTroubleKind, hostTrouble } from './trouble.ts';
import type { Ended } from './way.ts';

/** In this order: what comes first explains what comes after it. */
const SIGNS: readonly (readonly [RegExp, HostTroubleKind])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|REVOKED HOST KEY|host key .* (?:has changed|was revoked)/i,
    'hostKeyChanged',
  ],
  [/Host key verification failed|No \S+ host key is known for/i, 'hostKeyUnknown'],
  [
    /Bad configuration option|bad configuration options|Bad owner or permissions|Can't open user config/i,
    'configuration',
  ],
  [/no matching .* found|no mutual signature/i, 'incompatible'],
  [/Could not resolve hostname|Name or service not known|No such host is known/i, 'dns'],
  [/Permission denied|Too many authentication failures|No more authentication methods/i, 'denied'],
  [/Connection refused|open failed: connect failed/i, 'refused'],
  [/No route to host|Network is unreachable|Host is down|Network is down/i, 'unreachable'],
  [/timed out|not responding/i, 'timeout'],
  [/Connection (?:to \S+ )?(?:closed|reset)|kex_exchange_identification|Broken pipe|Connection aborted/i, 'closed'],
];

/** The host as it was asked for, and what the configuration makes of it; what ssh said last, without secrets. */
export function sshTrouble(host: string, settings: SshSettings, { code, said }: Ended): HostTrouble {
  // Ssh itself ends with 255; every other code is that of a command that ran there.
  const own = code === 255 || code === undefined;
  const kind = own ? SIGNS.find(([sign]) => sign.test(said))?.[1] : undefined;
  const [message, next] = words(kind ?? (code === undefined ? 'timeout' : own ? 'ssh' : 'noShell'), host, settings);
  return hostTrouble(kind ?? (code === undefined ? 'timeout' : own ? 'ssh' : 'noShell'), message, next, said);
}

function words(kind: HostTroubleKind, host: string, { hostname, port, user }: SshSettings): readonly [string, string] {
  const address = hostname === host ? host : `${host} (${hostname})`;
  switch (kind) {
    case 'hostKeyUnknown':
      return [
        say('The machine {0} is not known here yet, and its key was not accepted.', address),
        say(
          'Connect once with `ssh {0}` in a terminal, and compare the fingerprint with the one of the machine.',
          host,
        ),
      ];
    case 'configuration':
      return [
        say('ssh does not accept its configuration.'),
        say('Correct ~/.ssh/config; `ssh -G {0}` checks it.', host),
      ];
    case 'incompatible':
      return [
        say('ssh and {0} have no way to encrypt, or no kind of key, in common.', address),
        say('Update OpenSSH on the machine, or allow the old way for this host in ~/.ssh/config.'),
      ];
    case 'dns':
      return [
        say('The name {0} cannot be resolved.', hostname),
        say('Check the name, the network and the VPN; an alias belongs into ~/.ssh/config.'),
      ];
    case 'denied':
      return [
        say('{0} does not let {1} in.', address, user || say('this user')),
        say('Check the user and the key: `ssh {0}` in a terminal has to work.', host),
      ];
    case 'refused':
      return [
        say('Nothing listens on port {1} of {0}.', address, port),
        say('Check the port, and that sshd runs there.'),
      ];
    case 'unreachable':
      return [say('There is no way to {0}.', address), say('Check the network, the VPN and the address.')];
    case 'timeout':
      return [
        say('{0} did not answer in time.', address),
        say('Check that the machine is on, and that no firewall drops TCP port {0}.', port),
      ];
    case 'closed':
      return [
        say('{0} closed the connection.', address),
        say('Look at the log of sshd there (`journalctl -u ssh`); it may block addresses after failed attempts.'),
      ];
    case 'noShell':
      return [
        say('{0} let us in, but ran no shell for this user.', address),
        say('Connect as a user with a shell: `ssh {0} /bin/sh -c true` has to work.', host),
      ];
    default:
      return [say('ssh to {0} failed.', address), say('Try `ssh {0}` in a terminal.', host)];
  }
}

export function noSsh(program: string, code: string): HostTrouble {
  return hostTrouble(
    'noSsh',
    say('The program {0} cannot be started.', program),
    say('Install the OpenSSH client (on Debian: openssh-client), or correct the path to it in the settings.'),
    code,
  );
}
