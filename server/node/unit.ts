/** What systemd or OpenRC say about a machine's K3s: its role, the words it is started with, its environment. */

import type { Role } from '../knowledge/flag.ts';

export interface Service {
  readonly role: Role;
  /** The unit or environment file this was read from. */
  readonly uri: string;
  /** Words after the program, role word included; the role word alone when only the file's name tells. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** URI of the file a variable comes from. */
  readonly envFrom: Readonly<Record<string, string>>;
  /** Content of its files by URI, so that a finding can point at a word or a variable. */
  readonly texts?: Readonly<Record<string, string>>;
  /** URIs of its files that exist but cannot be read; with one, nobody knows all words and variables. */
  readonly unread?: readonly string[];
}

/**
 * The command of a unit, as systemd splits it.
 *
 * @param text content of `k3s.service` or `k3s-agent.service`
 * @returns words after the program name; none when there is no ExecStart of K3s
 */
export function execStart(text: string): string[] {
  const joined = text.replace(/\\\r?\n[ \t]*/g, ' ');
  const line = [...joined.matchAll(/^[ \t]*ExecStart[ \t]*=[ \t]*(.+)$/gm)].at(-1)?.[1] ?? '';
  const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
  const program = words.findIndex((word) => /(^|\/)k3s$/.test(word.replace(/^[-@:+!]+/, '')));
  return program < 0 ? [] : words.slice(program + 1);
}

/** Variables of an environment file: `NAME=value` lines, quotes removed, comments and `export` skipped. */
export function environment(text: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=(.*)$/.exec(line);
    if (!match) continue;
    const value = (match[2] as string).trim();
    const quoted = /^(["'])(.*)\1$/.exec(value);
    env[match[1] as string] = quoted ? (quoted[2] as string) : value;
  }
  return env;
}

/** Where a machine keeps these, relative to its root, per role. */
export const serviceFiles: Readonly<Record<Role, { units: readonly string[]; environments: readonly string[] }>> = {
  server: {
    units: ['etc/systemd/system/k3s.service'],
    environments: ['etc/default/k3s', 'etc/sysconfig/k3s', 'etc/systemd/system/k3s.service.env'],
  },
  agent: {
    units: ['etc/systemd/system/k3s-agent.service'],
    environments: ['etc/default/k3s-agent', 'etc/sysconfig/k3s-agent', 'etc/systemd/system/k3s-agent.service.env'],
  },
};
