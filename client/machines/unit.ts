/** The service of a machine: names that may stand in a command, and the commands that work on it. */

/** A name without `.service`, as systemd and OpenRC allow it and no shell sees anything else in it. */
export const isUnit = (name: string): boolean => /^[A-Za-z0-9_][\w.@-]{0,120}$/.test(name);

export interface Unit {
  readonly name: string;
  readonly init: 'systemd' | 'openrc' | 'none';
}

/** A command line for a person: `restart`, `start`, `status`. */
export const serviceCommand = ({ name, init }: Unit, verb: 'start' | 'restart' | 'stop' | 'status'): string =>
  init === 'openrc' ? `sudo rc-service ${name} ${verb}` : `sudo systemctl ${verb} ${name}`;

/** Any text as one word for a shell, without what nobody sees: machines say it, and people copy it. */
export function word(text: string): string {
  const seen = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '');
  return /^[\w@%+=:,./-]+$/.test(seen) ? seen : `'${seen.replaceAll("'", "'\\''")}'`;
}
