/** A machine reached by the system's OpenSSH, with the user's own configuration, agent and jump hosts. */

import { say } from '../say.ts';
import type { Asker, HostNeeds } from './ask.ts';
import { type AskpassProgram, type Listening, listen } from './askpass/listen.ts';
import { start } from './child.ts';
import type { Deadline } from './deadline.ts';
import { hostKeyChanged } from './hostKey.ts';
import { isHost } from './hostName.ts';
import type { Machine } from './machine.ts';
import { machineBy } from './shell.ts';
import { type SshProgram, sshCommand } from './sshCommand.ts';
import { SshQuestions } from './sshQuestions.ts';
import { type SshSettings, sshSettings } from './sshSettings.ts';
import { noSsh, sshTrouble } from './sshTrouble.ts';
import { evidenceOf, type HostTrouble, hostTrouble } from './trouble.ts';
import type { Started } from './way.ts';

export interface SshNeeds extends HostNeeds {
  readonly ssh?: SshProgram;
  /** How questions come back from ssh; needed with `ask`. */
  readonly askpass?: AskpassProgram;
}

/** Resolving, connecting through several hosts and signing in; ssh itself gives a single connection 15 seconds. */
const ARRIVE_MS = 45_000;

/** `host` is an alias of the SSH configuration, a name or an address, with a user in front of it or not. */
export function overSsh(host: string, needs: SshNeeds): Machine {
  return machineBy({ name: host, arriveMs: ARRIVE_MS, start: (...how) => connect(host, needs, ...how) }, needs);
}

async function connect(
  host: string,
  needs: SshNeeds,
  asker: Asker,
  limit: Deadline,
  signal: AbortSignal,
): Promise<Started | HostTrouble> {
  const { redactor, ask, askpass, ssh = {} } = needs;
  if (!isHost(host)) return notAHost(host);
  const settings = await sshSettings(host, ssh, signal);
  if ('missing' in settings) {
    const said = evidenceOf(redactor.redact(settings.said));
    return settings.missing ? noSsh(ssh.program ?? 'ssh', said) : badConfiguration(host, said);
  }
  const questions = ask && askpass ? new SshQuestions(host, ask, asker, limit) : undefined;
  const listening = questions && askpass ? await listenFor(questions, askpass) : undefined;
  if (listening && 'kind' in listening) return listening;
  const windows = process.platform === 'win32';
  const { program, args } = sshCommand({ host, batch: !questions, strict: settings.strict, windows, ...ssh });
  const child = start(program, args, { env: { ...process.env, ...listening?.env } });
  if (!child) return noSsh(program, '');
  return {
    ok: true,
    child,
    explain: (end) =>
      end.error === undefined ? (questions?.trouble ?? explain(host, settings, end)) : noSsh(program, end.error),
    close: () => void listening?.close(),
  };
}

async function listenFor(questions: SshQuestions, askpass: AskpassProgram): Promise<Listening | HostTrouble> {
  try {
    return await listen((...asked) => questions.answer(...asked), askpass);
  } catch (error) {
    return hostTrouble(
      'ssh',
      say('Questions of ssh cannot be shown here.'),
      say('Check that the folder for temporary files can be written to, and is not full.'),
      evidenceOf(String(error)),
    );
  }
}

function explain(
  host: string,
  settings: SshSettings,
  end: Parameters<Started['explain']>[0],
): Promise<HostTrouble> | HostTrouble {
  const trouble = sshTrouble(host, settings, end);
  return trouble.kind === 'hostKeyChanged' ? hostKeyChanged(host, end.said) : trouble;
}

function notAHost(host: string): HostTrouble {
  return hostTrouble(
    'configuration',
    say('"{0}" is not the name of a host.', host),
    say('Write one host, such as worker-7 or me@10.0.0.7.'),
  );
}

function badConfiguration(host: string, said: string): HostTrouble {
  return hostTrouble(
    'configuration',
    say('ssh does not accept its configuration.'),
    say('Correct ~/.ssh/config; `ssh -G {0}` checks it.', host),
    said,
  );
}
