/** The command line of ssh, for a script or to ask what the configuration says: nothing of it but the host varies. */

export interface SshCommand {
  readonly program: string;
  readonly args: readonly string[];
}

export interface SshProgram {
  /** OpenSSH's client; `ssh` from the path if not said. */
  readonly program?: string;
  /** Another configuration file than the user's own. */
  readonly configFile?: string;
}

export interface SshChoices extends SshProgram {
  /** One that `isHost`. */
  readonly host: string;
  /** Nobody is asked: what needs an answer fails. */
  readonly batch: boolean;
  /** The configuration wants hosts to be known beforehand; that stays so. */
  readonly strict: boolean;
  readonly windows: boolean;
}

/** Over the user's configuration, because a script over a pipe works in no other way, or nothing else may happen. */
const OPTIONS: readonly string[] = [
  'ConnectTimeout=15',
  'ConnectionAttempts=1',
  // A connection that is dead is told after 15 seconds.
  'ServerAliveInterval=5',
  'ServerAliveCountMax=3',
  'NumberOfPasswordPrompts=2',
  // Nothing of this side is offered to the machine.
  'ForwardAgent=no',
  'ForwardX11=no',
  'ClearAllForwardings=yes',
  'Tunnel=no',
  'PermitLocalCommand=no',
  // Ours is the only command, and it gets bytes, not key strokes.
  'RemoteCommand=none',
  'RequestTTY=no',
  'EscapeChar=none',
  // A connection that is shared may be used, but not become one: it would end with us.
  'ControlMaster=no',
  // What it says is read.
  'LogLevel=INFO',
  'VisualHostKey=no',
];

/** For Node's `spawn` without a shell, on any system; the script goes to its standard input. */
export function sshCommand({ host, program, configFile, batch, strict, windows }: SshChoices): SshCommand {
  const options = [
    `BatchMode=${batch ? 'yes' : 'no'}`,
    `StrictHostKeyChecking=${strict ? 'yes' : 'ask'}`,
    ...OPTIONS,
    // There, connections are not shared, and a socket that the configuration names is an error. What a machine asks
    // would go through cmd.exe, which may take it for a command: only what ssh itself asks may.
    ...(windows ? ['ControlPath=none', 'KbdInteractiveAuthentication=no'] : []),
  ];
  return {
    program: program ?? 'ssh',
    args: [...config(configFile), ...options.flatMap((option) => ['-o', option]), '--', host, '/bin/sh', '-s'],
  };
}

/** Prints the configuration for a host, and connects to nothing. */
export function sshSettingsCommand(host: string, { program, configFile }: SshProgram): SshCommand {
  return { program: program ?? 'ssh', args: [...config(configFile), '-G', '--', host] };
}

const config = (file: string | undefined): string[] => (file === undefined ? [] : ['-F', file]);
