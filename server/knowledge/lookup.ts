/** Questions to the option tables: which options a role and a release have, and what their facts are there. */
import type { EnumValue, Flag, Release, Role } from './flag.ts';
import { flags } from './flags.ts';
import { compareReleases, firstWith, hasSince, isKnown } from './versions.ts';

/** The program that reads the file: as what, and which release. */
export interface Where {
  readonly role: Role;
  readonly release: Release;
}

/** Whether a role and a release have an option, and if not, why. */
export type Availability =
  | 'yes'
  /** It comes with this release: of the same minor line where there is one, else of the next. */
  | { readonly notYet: Release }
  /** This is the first release without it. */
  | { readonly removed: Release }
  /** Only this role has it. */
  | { readonly otherRole: Role };

/** An option found by a key. */
export interface Found {
  /** The long name, also when the key was an alias. */
  readonly name: string;
  readonly flag: Flag;
  /** The key was a single letter. K3s ends when a file or command line has both spellings. */
  readonly alias: boolean;
  readonly available: Availability;
}

const longNames: ReadonlyMap<string, string> = new Map(
  Object.entries(flags).flatMap(([name, flag]) => [name, ...(flag.aliases ?? [])].map((key) => [key, name] as const)),
);

/** The long name of a key, be it long name or alias; undefined when no release has it for any role. */
export function longName(key: string): string | undefined {
  return longNames.get(key);
}

/**
 * The option that a key of config.yaml names, in whatever role or release; `available` says whether this one has it.
 * Undefined when no release of K3s knows the key. `key+` is the caller's business: pass it without the plus.
 */
export function find(key: string, where: Where): Found | undefined {
  const name = longNames.get(key);
  const flag = name === undefined ? undefined : flags[name];
  if (name === undefined || !flag) return undefined;
  return { name, flag, alias: key !== name, available: available(flag, where.role, where.release) };
}

/** Whether a role has an option in a release. (Flag facts: roles, since per minor, removed, differences per role.) */
export function available(flag: Flag, role: Role, release: Release): Availability {
  if (!flag.roles.includes(role)) return { otherRole: role === 'server' ? 'agent' : 'server' };
  if (flag.removed && compareReleases(release, flag.removed) >= 0) return { removed: flag.removed };
  const since = role === 'agent' ? (flag.sinceOnAgent ?? flag.since) : flag.since;
  if (since && !hasSince(since, release)) return { notYet: firstWith(since, release) };
  return 'yes';
}

const optionCache = new Map<string, ReadonlyMap<string, Flag>>();

/**
 * All options a role has in a release, hidden ones included, by long name and in K3s's order. The answer is shared:
 * the same map for the same question, as long as the release is a known one.
 */
export function options({ role, release }: Where): ReadonlyMap<string, Flag> {
  const question = `${role} ${release}`;
  const cached = optionCache.get(question);
  if (cached) return cached;
  const found = new Map(Object.entries(flags).filter(([, flag]) => available(flag, role, release) === 'yes'));
  if (isKnown(release)) optionCache.set(question, found);
  return found;
}

/** The default in K3s's flag table for a role and a release; undefined: empty, false, zero, no item. */
export function defaultAt(flag: Flag, { role, release }: Where): string | number | boolean | undefined {
  const change = flag.defaultChange;
  if (change) return hasSince(change.from, release) ? change.value : change.before;
  return role === 'agent' && flag.defaultOnAgent !== undefined ? flag.defaultOnAgent : flag.default;
}

/** The environment variables a release reads for an option; the file wins over them. */
export function envAt(flag: Flag, release: Release): readonly string[] {
  const change = flag.envChange;
  if (change) return hasSince(change.from, release) ? change.value : change.before;
  return flag.env ?? [];
}

/** Whether K3s splits the items of a list at commas in a release. It never does for options without the column. */
export function splitsAtCommas(flag: Flag, release: Release): boolean {
  return flag.splitsAtCommas === true && hasSince(flag.splitsAtCommasSince, release);
}

/** Whether a release marks the option as experimental. */
export function isExperimental(flag: Flag, release: Release): boolean {
  return flag.experimentalUntil ? !hasSince(flag.experimentalUntil, release) : flag.experimental === true;
}

/** Whether a release warns about an option or refuses to start with it, because it is on its way out. */
export function deprecation(flag: Flag, release: Release): 'none' | 'warned' | 'fatal' {
  if (!flag.deprecated) return 'none';
  if (flag.deprecated.fatal && hasSince(flag.deprecated.fatal, release)) return 'fatal';
  return hasSince(flag.deprecated.since, release) ? 'warned' : 'none';
}

/** Whether a release has the option but ignores what it says. */
export function isBroken({ broken }: Flag, release: Release): boolean {
  if (!broken || !hasSince(broken.from, release)) return false;
  return !(broken.fixed && hasSince(broken.fixed, release));
}

/** What a release makes of a value of an option with known values. */
export type ValueState = 'fine' | 'deprecated' | 'removed' | { readonly notYet: Release } | 'unknown';

/**
 * What a release makes of one value; `unknown` for one that is not listed, where `otherValues` tells what follows.
 * Always `fine` for options without a list of values.
 */
export function valueState(flag: Flag, value: string, release: Release): ValueState {
  if (!flag.values) return 'fine';
  const listed = Object.hasOwn(flag.values, value) ? flag.values[value] : undefined;
  if (listed) return stateOf(listed, release);
  return optionsState(flag, value, release);
}

function stateOf(value: EnumValue, release: Release): ValueState {
  if (value.removed && hasSince(value.removed, release)) return 'removed';
  if (value.since && !hasSince(value.since, release)) return { notYet: firstWith(value.since, release) };
  return value.deprecated && hasSince(value.deprecated, release) ? 'deprecated' : 'fine';
}

/** A value with options behind it, `vxlan=Port=8473`. */
function optionsState({ values, valueOptions }: Flag, value: string, release: Release): ValueState {
  const [name = '', ...rest] = value.split('=');
  if (!valueOptions || rest.length === 0 || !values || !Object.hasOwn(values, name)) return 'unknown';
  if (hasSince(valueOptions.removed, release)) return 'removed';
  return hasSince(valueOptions.deprecated, release) ? 'deprecated' : 'fine';
}

/** The values worth offering for an option in a release: neither hidden, nor on their way out, nor still to come. */
export function valuesAt(flag: Flag, release: Release): readonly string[] {
  return Object.entries(flag.values ?? {})
    .filter(([, value]) => !value.hidden && stateOf(value, release) === 'fine')
    .map(([name]) => name);
}
