/** With what K3s was last started on a node, from the annotations it writes there: options, variables, and leaks. */

import type { Flag, Release, Role } from '../../../server/knowledge/flag.ts';
import { find, longName, options } from '../../../server/knowledge/lookup.ts';
import { newestRelease, oldestRelease, readVersion } from '../../../server/knowledge/versions.ts';
import type { FlagsInForce } from '../../../server/node/config.ts';
import type { NodeFacts } from './node.ts';
import { ReadOnce } from './readOnce.ts';
import { shownValue, shownVariable } from './secrets.ts';

/** An option with all values it was given, as they may be shown. */
export interface Setting {
  /** The long name, where K3s knows the option. */
  readonly option: string;
  readonly flag: Flag | undefined;
  readonly values: readonly string[];
  /** One of the values was a secret in clear text. */
  readonly exposed: boolean;
}

export interface Settings {
  readonly role: Role;
  readonly flags: FlagsInForce;
  readonly options: readonly Setting[];
  readonly variables: readonly { readonly name: string; readonly value: string; readonly exposed: boolean }[];
  /** Changes with arguments and variables, and with nothing else. */
  readonly hash: string;
  /** Names of options and variables whose secrets everybody can read who may list nodes. */
  readonly exposed: readonly string[];
}

const known = new ReadOnce(read);

/** Undefined for a node on which K3s did not write its arguments, or not in a form anybody can read. */
export const settingsOf = (node: NodeFacts): Settings | undefined => known.of(node);

/** No list of arguments is longer in earnest. */
const MOST = 5000;

function read({ annotations, role: nodeRole, versionText }: NodeFacts): Settings | undefined {
  const words = parsed(annotations.get('k3s.io/node-args'));
  if (!Array.isArray(words)) return undefined;
  const texts = words.slice(0, MOST).filter((word): word is string => typeof word === 'string');
  const role =
    texts.find((word): word is Role => word === 'server' || word === 'agent') ??
    (nodeRole === 'agent' ? 'agent' : 'server');
  const variables = parsed(annotations.get('k3s.io/node-env'));
  return {
    ...startedWith(texts, typeof variables === 'object' && variables !== null ? variables : {}, role, versionText),
    hash: annotations.get('k3s.io/node-config-hash') ?? '',
  };
}

/** What a list of words and variables sets, masked; `versionText` decides which options there are. */
export function startedWith(
  words: readonly string[],
  environment: object,
  role: Role,
  versionText: string,
): Omit<Settings, 'hash'> {
  const flags = flagsIn(role, releaseOf(versionText));
  const settings = [...pairs(words, flags)].map(([option, values]): Setting => {
    const shown = values.map((value) => shownValue(flags, option, value));
    return {
      option,
      flag: flags.find(option)?.flag,
      values: shown.map(({ text }) => text),
      exposed: shown.some(({ exposed }) => exposed),
    };
  });
  const variables = Object.entries(environment)
    .slice(0, MOST)
    .flatMap(([name, value]) => {
      if (typeof value !== 'string') return [];
      const { text, exposed } = shownVariable(flags, name, value);
      return [{ name, value: text, exposed }];
    });
  return {
    role,
    flags,
    options: settings,
    variables,
    exposed: [
      ...settings.filter(({ exposed }) => exposed).map(({ option }) => option),
      ...variables.filter(({ exposed }) => exposed).map(({ name }) => name),
    ],
  };
}

function parsed(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    // Whoever may change the node may write anything there; then nothing is known.
    return undefined;
  }
}

function releaseOf(text: string): Release {
  const version = readVersion(text);
  if (version.kind === 'unreadable') return newestRelease;
  return version.kind === 'older' ? oldestRelease : version.release;
}

function flagsIn(role: Role, release: Release): FlagsInForce {
  const where = { role, release };
  const all = options(where);
  const name = (key: string): string => longName(key) ?? key;
  return { role, release, has: (key) => all.has(name(key)), find: (key) => find(key, where), all };
}

/**
 * The options with their values. K3s tears `--name=value` into two words before it writes them, and leaves `-t=value`
 * and what was two words as they are, so a switch may be followed by a word or not.
 */
function pairs(words: readonly string[], flags: FlagsInForce): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (let i = 0; i < words.length; i++) {
    const [, key, joined] = /^--?([^-=\s][^=]*)(?:=(.*))?$/s.exec(words[i] ?? '') ?? [];
    if (key === undefined) continue;
    const option = longName(key) ?? key;
    const next = words[i + 1];
    let value = joined;
    if (value === undefined && next !== undefined && takes(flags.find(option)?.flag, next)) {
      value = next;
      i += 1;
      // Of `--kubelet-arg --v=2`, two words from the beginning, the second was torn as well.
      const rest = words[i + 1];
      if (option.endsWith('-arg') && /^--[^=]+$/.test(value) && rest !== undefined && !rest.startsWith('-')) {
        value = `${value}=${rest}`;
        i += 1;
      }
    }
    const values = found.get(option);
    if (values) values.push(value ?? 'true');
    else found.set(option, [value ?? 'true']);
  }
  return found;
}

const SWITCH = /^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/;

/** Whether a word belongs to the option in front of it. */
function takes(flag: Flag | undefined, word: string): boolean {
  if (flag?.type === 'bool') return SWITCH.test(word);
  return flag !== undefined || !word.startsWith('-');
}

/** The values of an option; none when it was not given. */
export const valuesOf = (settings: Settings | undefined, option: string): readonly string[] =>
  settings?.options.find((setting) => setting.option === option)?.values ?? [];

/** Whether a switch is on. */
export function isOn(settings: Settings | undefined, option: string): boolean {
  return /^(1|t|true)$/i.test(valuesOf(settings, option).at(-1) ?? '');
}
