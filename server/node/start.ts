/** What happens when K3s starts with these files, words and variables: up to the parsed flags, as one pure function. */

import type { Release, Role } from '../knowledge/flag.ts';
import { type Command, type Parsed, type ParseError, parseArguments, validNames } from './commandLine.ts';
import { type ConfigFile, type FileArg, type LoadError, type Loaded, load } from './loader.ts';

/** One word of the final argument list; words without `from` were given on the command line. */
export interface Argument {
  readonly text: string;
  readonly from?: FileArg;
}

export interface Started {
  readonly outcome: 'ok' | 'help' | 'error';
  readonly loaded: Loaded;
  /** The list handed to the flag parser; absent when K3s fails before it is built. */
  readonly args?: readonly Argument[];
  /** Arguments a server skips with a warning because it does not know the key. */
  readonly dropped: readonly FileArg[];
  readonly flags: Parsed['flags'];
  readonly error?: LoadError | ParseError;
}

export interface Invocation {
  readonly role: Role;
  readonly release: Release;
  /** Words after the program name, role word included. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The files at the default place, when the command line names others: the launcher reads those all the same. */
  readonly defaultFiles?: readonly ConfigFile[];
}

/**
 * The file K3s looks for: `K3S_CONFIG_FILE`, else `--config`, else nothing named.
 * (pkg/configfilearg, findConfigFileFlag.)
 */
export function namedConfigFile(argv: readonly string[], env: Readonly<Record<string, string>>): string | undefined {
  if (env.K3S_CONFIG_FILE) return env.K3S_CONFIG_FILE;
  for (const [index, word] of argv.entries()) {
    for (const flag of ['--config', '-c']) {
      if (word === flag) return argv[index + 1] ?? '';
      if (word.startsWith(`${flag}=`)) return word.slice(flag.length + 1);
    }
  }
  return undefined;
}

/**
 * Starts K3s on paper.
 *
 * @param files the configuration files in reading order
 */
export function start(files: readonly ConfigFile[], invocation: Invocation): Started {
  const command: Command = { role: invocation.role, release: invocation.release, env: invocation.env };
  const loaded = load(files);
  const nothing: Pick<Started, 'dropped' | 'flags'> = { dropped: [], flags: new Map() };
  const broken: Started = { ...nothing, outcome: 'error', loaded, ...(loaded.error ? { error: loaded.error } : {}) };
  // The launcher looks single keys up in the default file first, unless help or version is asked for. It then parses
  // the bare command line, and only after that starts the program that reads a file named by `--config`.
  const first = launcherLoads(invocation, loaded);
  if (first?.error) return { ...broken, error: first.error };
  const launcher = parseArguments(invocation.argv, command);
  if (launcher.outcome !== 'ok') {
    return { ...nothing, outcome: launcher.outcome, loaded, ...(launcher.error ? { error: launcher.error } : {}) };
  }
  if (loaded.error) return broken;
  const { kept, dropped } = strip(loaded.args, invocation, command);
  const at = invocation.argv.indexOf(invocation.role);
  const words = invocation.argv.map((text): Argument => ({ text }));
  const args = [
    ...words.slice(0, at + 1),
    ...kept.map((from): Argument => ({ text: from.arg, from })),
    ...words.slice(at + 1),
  ];
  const parsed = parseArguments(
    args.map(({ text }) => text),
    command,
  );
  return {
    outcome: parsed.outcome,
    loaded,
    args,
    dropped,
    flags: parsed.flags,
    ...(parsed.error ? { error: parsed.error } : {}),
  };
}

/** cmd/k3s looks up `debug` and `data-dir` before anything else; it knows `K3S_CONFIG_FILE` but not `--config`. */
function launcherLoads({ argv, env, defaultFiles }: Invocation, loaded: Loaded): Loaded | undefined {
  if (argv.some((word) => ['-v', '--version', '-h', '--help'].includes(word))) return undefined;
  if (namedConfigFile(argv, {}) === undefined || env.K3S_CONFIG_FILE) return loaded;
  return defaultFiles && load(defaultFiles);
}

/** Only a server filters, and only when its role is the first word. */
function strip(
  args: readonly FileArg[],
  { argv, role }: Invocation,
  command: Command,
): { kept: FileArg[]; dropped: FileArg[] } {
  if (role !== 'server' || argv[0] !== 'server') return { kept: [...args], dropped: [] };
  const isValid = validNames(command);
  const kept: FileArg[] = [];
  const dropped: FileArg[] = [];
  for (const arg of args) {
    const name = /^-+([^=]*)=/.exec(arg.arg)?.[1] ?? arg.arg;
    (isValid(name) ? kept : dropped).push(arg);
  }
  return { kept, dropped };
}
