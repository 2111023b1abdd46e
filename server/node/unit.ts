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
  /** URIs of its files that cannot be read or leave something open; with one, nobody knows all words and variables. */
  readonly unread?: readonly string[];
}

/**
 * The command of a unit, as systemd splits it.
 *
 * @param text content of `k3s.service` or `k3s-agent.service`
 * @returns words after the program name; none when there is no ExecStart of K3s
 */
export function execStart(text: string): string[] {
  const words = wordsOf(command(text));
  const program = words.findIndex((word) => /(^|\/)k3s$/.test(word.replace(/^[-@:+!]+/, '')));
  return program < 0 ? [] : words.slice(program + 1).filter(isSaid);
}

/** The last command of a unit, on one line; comments between continued lines do not end them. */
function command(text: string): string {
  const joined = text.replace(/\\\r?\n(?:[ \t]*[#;].*\r?\n)*[ \t]*/g, ' ');
  return [...joined.matchAll(/^[ \t]*ExecStart[ \t]*=[ \t]*(.+)$/gm)].at(-1)?.[1] ?? '';
}

/** Not a variable alone, for which systemd puts any number of words; behind an option it stands for its value. */
function isSaid(word: string, index: number, words: readonly string[]): boolean {
  if (/^\$\w+$/.test(word)) return false;
  return !/^\$\{\w+\}$/.test(word) || /^-[^=]+$/.test(words[index - 1] ?? '');
}

/** Variables that a unit sets itself: `Environment=A=1 "B=2 3"`. */
export function unitEnvironment(text: string): Record<string, string> {
  const words = [...text.matchAll(/^[ \t]*Environment[ \t]*=(.*)$/gm)].flatMap((match) => wordsOf(match[1] as string));
  return environment(words.join('\n'));
}

/** Whether a unit leaves words or variables to something that nobody sees here: a shell, a variable, another file. */
export function isOpenEnded(text: string, role: Role): boolean {
  const line = command(text);
  if (/[^\\]?\$\{?\w|%[a-zA-Z]/.test(line) || (/\bk3s\b/.test(line) && execStart(text).length === 0)) return true;
  const [name] = (serviceFiles[role].units[0] as string).split('/').slice(-1);
  return [...text.matchAll(/^[ \t]*EnvironmentFile[ \t]*=[ \t]*-?\/(.*?)[ \t\r]*$/gm)].some(([, path = '']) => {
    const meant = path.replaceAll('%N', (name as string).replace('.service', '')).replaceAll('%n', name as string);
    return !serviceFiles[role].environments.includes(meant);
  });
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', s: ' ' };

/** Splits at blanks; quotes may stand anywhere in a word, and a backslash takes what follows it as it is. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i] as string;
    if (c === '\\' && i + 1 < line.length) {
      const escaped = line[++i] as string;
      word = (word ?? '') + (ESCAPES[escaped] ?? escaped);
    } else if (c === quote) {
      quote = '';
    } else if (quote === '' && (c === '"' || c === "'")) {
      quote = c;
      word ??= '';
    } else if (quote === '' && /\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + c;
    }
  }
  return word === undefined ? words : [...words, word];
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

/** Where a machine keeps these, relative to its root, per role; `openRc` is where only OpenRC looks. */
export const serviceFiles: Readonly<
  Record<Role, { units: readonly string[]; environments: readonly string[]; openRc: readonly string[] }>
> = {
  server: {
    units: ['etc/systemd/system/k3s.service'],
    environments: ['etc/default/k3s', 'etc/sysconfig/k3s', 'etc/systemd/system/k3s.service.env'],
    openRc: ['etc/rancher/k3s/k3s.env'],
  },
  agent: {
    units: ['etc/systemd/system/k3s-agent.service'],
    environments: ['etc/default/k3s-agent', 'etc/sysconfig/k3s-agent', 'etc/systemd/system/k3s-agent.service.env'],
    openRc: ['etc/rancher/k3s/k3s-agent.env'],
  },
};
