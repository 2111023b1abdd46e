/** What an option is set to, wherever that comes from: the command line of the service, the files, its environment. */

import type { Flag } from '../knowledge/flag.ts';
import { envAt } from '../knowledge/lookup.ts';
import { valueOfNode } from '../yaml/value.ts';
import { type FlagValue, parseArguments, readValue } from './commandLine.ts';
import type { NodeConfig } from './config.ts';
import type { Part } from './loader.ts';

export interface Given {
  readonly from: 'command line' | 'files' | 'environment';
  readonly text: string;
  /** Where it stands, when it comes from a file. */
  readonly part?: Part;
}

const typed = new WeakMap<NodeConfig, ReadonlyMap<string, FlagValue>>();

/** The options that the words of the service set. */
export function commandLine(node: NodeConfig): ReadonlyMap<string, FlagValue> {
  let flags = typed.get(node);
  if (!flags) {
    const { role, release } = node.flags;
    flags = parseArguments(node.argv, { role, release, env: {} }).flags;
    typed.set(node, flags);
  }
  return flags;
}

/** The last value of an option in the order of K3s: command line before files before environment. */
export function given(node: NodeConfig, name: string): Given | undefined {
  const flag = node.flags.all.get(name);
  if (!flag) return undefined;
  const word = commandLine(node).get(name);
  if (word) return { from: 'command line', text: String(word.value) };
  const part = node.setting(name)?.parts.at(-1);
  if (part) return { from: 'files', text: part.text, part };
  const variable = envAt(flag, node.flags.release).find((known) => node.service?.env[known] !== undefined);
  return variable ? { from: 'environment', text: node.service?.env[variable] ?? '' } : undefined;
}

/** Whether an option is set to something that does something: true, or any text. */
export function isOn(node: NodeConfig, name: string): boolean {
  const value = given(node, name);
  if (!value || value.text === '') return false;
  if (node.flags.all.get(name)?.type !== 'bool') return true;
  const read = readValue('bool', value.text);
  return typeof read !== 'string' && read.value === true;
}

/** The items of a list: those of the files, and behind them those that the words of the service name. */
export function itemsOf(node: NodeConfig, name: string): string[] {
  const typed = commandLine(node).get(name)?.value;
  return [...(node.setting(name)?.parts.map(({ text }) => text) ?? []), ...(Array.isArray(typed) ? typed : [])];
}

/** The names in a list, wherever they come from, with commas split as K3s does. */
export function namesIn(node: NodeConfig, name: string): string[] {
  return itemsOf(node, name)
    .flatMap((text) => text.split(','))
    .map((item) => item.trim());
}

/** Whether all files could be read, each to its end: only then something is known to be missing. */
export function areFilesKnown({ sources }: NodeConfig): boolean {
  return sources.files.every((file) => file.kind === 'document' && !file.document.problem);
}

/** Whether all words and variables that K3s is started with are known. */
export function isServiceKnown({ service }: NodeConfig): boolean {
  return service !== undefined && !service.unread?.length;
}

/** An option of a file and the values of it that K3s goes on to work with. */
export interface Counted {
  readonly name: string;
  readonly flag: Flag;
  readonly parts: readonly Part[];
}

/**
 * The options that the files set, with the values that count: all of a list, else the last one, and none that the
 * command line replaces. Empty values and maps are left out; they have rules of their own.
 */
export function* counted(node: NodeConfig): Iterable<Counted> {
  for (const [name, flag] of node.flags.all) {
    const parts = node.setting(name)?.parts ?? [];
    if (parts.length === 0) continue;
    if (flag.type === 'list') yield { name, flag, parts: parts.filter(isText) };
    else if (!commandLine(node).has(name)) yield { name, flag, parts: parts.slice(-1).filter(isText) };
  }
}

/** Whether a value was written as one text, and not left out or written as a map. */
export function isText({ node }: Part): boolean {
  const value = valueOfNode(node);
  return value.kind !== 'map' && !(value.kind === 'scalar' && value.type === 'null');
}
