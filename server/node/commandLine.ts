/**
 * Parses an argument list as `k3s server` and `k3s agent` do: Go's flag package under urfave/cli, version 1 or 2
 * depending on the release. The first error ends it, as it ends K3s.
 */

import type { Flag, FlagType, Release, Role } from '../knowledge/flag.ts';
import { envAt, options } from '../knowledge/lookup.ts';
import { cliGeneration } from '../knowledge/versions.ts';
import { parseInteger } from '../yaml/value.ts';

export type FlagValue =
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'list'; readonly value: readonly string[] }
  /** In nanoseconds. */
  | { readonly type: 'duration'; readonly value: bigint };

export type ParseError =
  | { readonly kind: 'flag-unknown'; readonly flag: string; readonly arg: number }
  | { readonly kind: 'flag-syntax'; readonly word: string; readonly arg: number }
  | {
      readonly kind: 'flag-value';
      readonly flag: string;
      readonly value: string;
      readonly why: string;
      readonly arg: number;
    }
  | { readonly kind: 'flag-needs-value'; readonly flag: string; readonly arg: number }
  | { readonly kind: 'flag-two-forms'; readonly flags: readonly [string, string]; readonly args: readonly number[] }
  | { readonly kind: 'env-value'; readonly flag: string; readonly variable: string; readonly value: string };

export interface Parsed {
  readonly outcome: 'ok' | 'help' | 'error';
  /** Flags that count as set, by long name; the ones from the environment included. */
  readonly flags: ReadonlyMap<string, FlagValue>;
  readonly error?: ParseError;
}

/** A flag as the parser knows it: every name it answers to, the long one first. */
interface Definition {
  readonly name: string;
  readonly names: readonly string[];
  readonly type: FlagType;
  readonly env: readonly string[];
}

interface Word {
  readonly text: string;
  /** Index into the argument list. */
  readonly arg: number;
}

export interface Command {
  readonly role: Role;
  readonly release: Release;
  readonly env: Readonly<Record<string, string>>;
}

/** Old names of a list fill the list of the new name. */
const SHARED: Readonly<Record<string, string>> = {
  'kube-controller-arg': 'kube-controller-manager-arg',
  'kube-cloud-controller-arg': 'kube-cloud-controller-manager-arg',
};

/** The options of a command line, which all of its words are looked up in. */
interface Definitions {
  readonly list: readonly Definition[];
  readonly byName: ReadonlyMap<string, Definition>;
}

const indexed = (list: readonly Definition[]): Definitions => ({
  list,
  byName: new Map(list.flatMap((one) => one.names.map((name) => [name, one] as const))),
});

/** Options in front of the role word: those of the program itself. */
const GLOBAL = indexed([
  { name: 'debug', names: ['debug'], type: 'bool', env: ['K3S_DEBUG'] },
  { name: 'data-dir', names: ['data-dir', 'd'], type: 'string', env: [] },
  { name: 'help', names: ['help', 'h'], type: 'bool', env: [] },
  { name: 'version', names: ['version', 'v'], type: 'bool', env: [] },
]);

const known = new Map<string, Definitions>();

function definitionsFor({ role, release }: Pick<Command, 'role' | 'release'>): Definitions {
  const id = `${role} ${release}`;
  let found = known.get(id);
  if (!found) {
    found = indexed([
      ...[...options({ role, release })].map(([name, flag]) => definitionOf(name, flag, release)),
      { name: 'help', names: ['help', 'h'], type: 'bool' as const, env: [] },
    ]);
    known.set(id, found);
  }
  return found;
}

function definitionOf(name: string, flag: Flag, release: Release): Definition {
  return { name, names: [name, ...(flag.aliases ?? [])], type: flag.type, env: envAt(flag, release) };
}

/** Tells whether the loader lets a name pass on a server: long names and one-letter aliases. */
export function validNames(at: Pick<Command, 'role' | 'release'>): (name: string) => boolean {
  const { byName } = definitionsFor(at);
  return (name) => (byName.get(name)?.name ?? 'help') !== 'help';
}

/**
 * Parses the whole list, the role word included.
 *
 * @param args words after the program name
 */
export function parseArguments(args: readonly string[], command: Command): Parsed {
  const words = args.map((text, arg) => ({ text, arg }));
  const roleAt = words.findIndex(({ text }) => text === command.role);
  const before = parseWords(words.slice(0, Math.max(roleAt, 0)), GLOBAL, command.env);
  if (before.error || before.flags.has('help') || before.flags.has('version')) {
    return before.error
      ? { outcome: 'error', flags: new Map(), error: before.error }
      : { outcome: 'help', flags: new Map() };
  }
  const flags = definitionsFor(command);
  const generation = cliGeneration(command.release);
  const own = words.slice(roleAt + 1);
  const parsed = parseWords(generation === 1 ? reorder(own, flags) : own, flags, command.env, generation);
  if (parsed.error) return { outcome: 'error', flags: parsed.flags, error: parsed.error };
  const help = parsed.flags.get('help');
  if (help?.type === 'bool' && help.value) return { outcome: 'help', flags: new Map() };
  const set = new Map(parsed.flags);
  set.delete('help');
  return { outcome: 'ok', flags: set };
}

/** urfave/cli v1 moves the flags it knows in front of everything else before Go parses them. */
function reorder(words: readonly Word[], { byName }: Definitions): Word[] {
  const isFlag = ({ text }: Word): boolean => {
    if (text === '-' || text === '--' || !text.startsWith('-')) return false;
    const bare = (text.startsWith('--') ? text.slice(2) : text).replace(/^-/, '');
    return byName.has(bare.split('=')[0] ?? '');
  };
  const first: Word[] = [];
  let last: Word[] = [];
  let valueMayFollow = false;
  for (const [index, word] of words.entries()) {
    if (valueMayFollow && !isFlag(word)) {
      valueMayFollow = false;
      first.push(word);
    } else if (word.text === '--') {
      last = [word, ...last, ...words.slice(index + 1)];
      break;
    } else if (isFlag(word)) {
      first.push(word);
      valueMayFollow = !word.text.includes('=');
    } else {
      last.push(word);
    }
  }
  return [...first, ...last];
}

interface Cell {
  readonly definition: Definition;
  value: FlagValue;
  /** Spellings used, with the argument that used them. */
  readonly used: Map<string, number>;
  set: boolean;
}

function parseWords(
  words: readonly Word[],
  { list, byName }: Definitions,
  env: Readonly<Record<string, string>>,
  generation: 1 | 2 = 1,
): { flags: Map<string, FlagValue>; error?: ParseError } {
  const cells = new Map<Definition, Cell>();
  const cellOf = (definition: Definition): Cell => {
    const known = cells.get(definition);
    if (known) return known;
    const cell: Cell = { definition, value: zero(definition.type), used: new Map(), set: false };
    cells.set(definition, cell);
    return cell;
  };
  for (const definition of list) {
    const variable = definition.env.find((name) => env[name] !== undefined);
    const error = variable && fromEnvironment(cellOf(definition), variable, env[variable] ?? '', generation);
    if (error) return { flags: new Map(), error };
  }
  const named = (name: string): Cell | undefined => {
    const definition = byName.get(name);
    return definition && cellOf(definition);
  };
  const shared = (cell: Cell): Cell => named(SHARED[cell.definition.name] ?? cell.definition.name) ?? cell;
  const parsed = parseGo(words, named, shared);
  // In the order of the options, whatever the order of the words.
  const set: Cell[] = [];
  for (const definition of list) {
    const cell = cells.get(definition);
    if (cell?.set) set.push(cell);
  }
  const error = parsed ?? twoForms(set);
  const found = new Map<string, FlagValue>();
  for (const cell of set) found.set(cell.definition.name, shared(cell).value);
  return error ? { flags: found, error } : { flags: found };
}

function zero(type: FlagType): FlagValue {
  if (type === 'bool') return { type, value: false };
  if (type === 'string') return { type, value: '' };
  if (type === 'list') return { type, value: [] };
  return { type, value: 0n };
}

function fromEnvironment(cell: Cell, variable: string, text: string, generation: 1 | 2): ParseError | undefined {
  const { definition } = cell;
  cell.set = true;
  if (text === '' && (definition.type === 'bool' || generation === 2)) return undefined;
  const read = readValue(definition.type, text);
  if (typeof read === 'string') return { kind: 'env-value', flag: definition.name, variable, value: text };
  cell.value = read;
  return undefined;
}

/** Go's `flag.FlagSet.Parse`: stops without a word at the first argument that is no flag. */
function parseGo(
  words: readonly Word[],
  named: (name: string) => Cell | undefined,
  shared: (cell: Cell) => Cell,
): ParseError | undefined {
  for (let i = 0; i < words.length; i++) {
    const { text, arg } = words[i] as Word;
    if (text.length < 2 || text[0] !== '-' || text === '--') return undefined;
    const word = text.slice(text[1] === '-' ? 2 : 1);
    if (word === '' || word[0] === '-' || word[0] === '=') return { kind: 'flag-syntax', word: text, arg };
    const equals = word.indexOf('=', 1);
    const name = equals < 0 ? word : word.slice(0, equals);
    let value = equals < 0 ? undefined : word.slice(equals + 1);
    const cell = named(name);
    if (!cell) return { kind: 'flag-unknown', flag: name, arg };
    if (value === undefined && cell.definition.type === 'bool') value = 'true';
    if (value === undefined) {
      const next = words[++i];
      if (!next) return { kind: 'flag-needs-value', flag: name, arg };
      value = next.text;
    }
    const read = readValue(cell.definition.type, value);
    if (typeof read === 'string') return { kind: 'flag-value', flag: name, value, why: read, arg };
    const target = shared(cell);
    if (read.type === 'list') {
      // Every cell has a list of its own. A copy per word would cost the square of a list's length.
      (target.value.value as string[]).push(...read.value);
    } else {
      target.value = read;
    }
    cell.set = true;
    cell.used.set(name, arg);
  }
  return undefined;
}

function twoForms(cells: readonly Cell[]): ParseError | undefined {
  for (const { definition, used } of cells) {
    const spellings = definition.names.filter((name) => used.has(name));
    const [first, second] = spellings;
    if (first !== undefined && second !== undefined) {
      return { kind: 'flag-two-forms', flags: [second, first], args: [used.get(second) ?? 0, used.get(first) ?? 0] };
    }
  }
  return undefined;
}

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/**
 * Reads the text of one flag as Go does.
 *
 * @returns the value, or Go's reason for refusing it
 */
export function readValue(type: FlagType, text: string): FlagValue | 'parse error' | 'value out of range' {
  switch (type) {
    case 'string':
      return { type, value: text };
    case 'list':
      return { type, value: [text] };
    case 'bool':
      if (TRUE.has(text)) return { type, value: true };
      return FALSE.has(text) ? { type, value: false } : 'parse error';
    case 'int': {
      const value = readInteger(text);
      if (value === undefined) return 'parse error';
      return value >= -(2n ** 63n) && value < 2n ** 63n ? { type, value } : 'value out of range';
    }
    case 'duration': {
      const value = readDuration(text);
      return value === undefined ? 'parse error' : { type, value };
    }
  }
}

/** Base-0 integers of Go also allow underscores between digits and after a base prefix. */
function readInteger(text: string): bigint | undefined {
  if (!text.includes('_')) return parseInteger(text);
  if (!/^[-+]?(0[xXoObB]_?)?[0-9a-fA-F]+(_[0-9a-fA-F]+)*$/.test(text)) return undefined;
  return parseInteger(text.replaceAll('_', ''));
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Go's `time.ParseDuration`, in nanoseconds; undefined when it refuses. */
export function readDuration(text: string): bigint | undefined {
  const sign = /^[-+]/.test(text) ? text[0] : '';
  const body = text.slice(sign?.length);
  if (body === '0') return 0n;
  if (!/^((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined;
  let total = 0n;
  for (const [, number = '', unit = ''] of body.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const scale = UNITS[unit] ?? 1n;
    const [whole = '', fraction = ''] = number.split('.');
    total += BigInt(whole || 0) * scale;
    if (fraction) total += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  }
  const limit = 2n ** 63n;
  if (total > limit || (total === limit && sign !== '-')) return undefined;
  return sign === '-' ? -total : total;
}

/** Go's `Duration.String`, for example `1h30m0s`. */
export function printDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const amount = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (amount < 1_000_000_000n) {
    const [scale, unit] =
      amount < 1_000n
        ? ([1n, 'ns'] as const)
        : amount < 1_000_000n
          ? ([1_000n, 'µs'] as const)
          : ([1_000_000n, 'ms'] as const);
    return sign + decimal(amount, scale) + unit;
  }
  const seconds = `${decimal(amount % 60_000_000_000n, 1_000_000_000n)}s`;
  const minutes = amount / 60_000_000_000n;
  if (minutes === 0n) return sign + seconds;
  const hours = minutes / 60n;
  return `${sign}${hours > 0n ? `${hours}h` : ''}${minutes % 60n}m${seconds}`;
}

function decimal(amount: bigint, scale: bigint): string {
  const whole = amount / scale;
  const rest = amount % scale;
  if (rest === 0n) return String(whole);
  const digits = String(scale).length - 1;
  return `${whole}.${String(rest).padStart(digits, '0').replace(/0+$/, '')}`;
}
