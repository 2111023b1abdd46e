/**
 * Turns the configuration files of a machine into the argument list that K3s parses afterwards: main file, drop-ins,
 * `key+`, in the order of K3s (pkg/configfilearg/parser.go).
 */

import type { ConfigDocument, Entry, ItemText, Problem } from '../yaml/document.ts';

import type { YamlNode } from '../yaml/tree.ts';

/** A configuration file in the order K3s reads it: its content, or why it cannot be read. */
export type ConfigFile =
  | { readonly kind: 'document'; readonly uri: string; readonly document: ConfigDocument }
  | { readonly kind: 'unreadable'; readonly uri: string; readonly why: UnreadableReason };

/** `gone` is a name without a file behind it: a dangling link, or a file that vanished while it was read. */
export type UnreadableReason = 'permission' | 'directory' | 'not-a-directory' | 'gone' | 'loop' | 'io';

/** One value of a key, with the entry and the element it comes from. */
export interface Part {
  readonly text: string;
  readonly entry: Entry;
  readonly document: ConfigDocument;
  readonly node: YamlNode;
}

/** A key over all files: what is in force, where it comes from, and what it replaced. */
export interface Setting {
  readonly key: string;
  readonly parts: readonly Part[];
  /** The entries that make up the value in force, in order. */
  readonly entries: readonly Source[];
  /** Entries whose value a later one replaced, in order. */
  readonly overridden: readonly Source[];
}

export interface Source {
  readonly entry: Entry;
  readonly document: ConfigDocument;
}

/** One argument K3s builds from a file. */
export interface FileArg extends Part {
  readonly arg: string;
  readonly key: string;
}

export type LoadError =
  | { readonly kind: 'problem'; readonly document: ConfigDocument; readonly problem: Problem }
  | { readonly kind: 'file-read'; readonly uri: string; readonly why: UnreadableReason };

export interface Loaded {
  readonly settings: readonly Setting[];
  readonly args: readonly FileArg[];
  /** The first thing K3s stops at; then there are no arguments. */
  readonly error?: LoadError;
  /** A file that is named but not there makes K3s forget the whole configuration without a word. */
  readonly ignoredBecause?: { readonly uri: string };
}

interface Growing {
  key: string;
  list: boolean;
  parts: Part[];
  entries: Source[];
  overridden: Source[];
}

/**
 * Merges files as K3s does.
 *
 * @param files main file (if it exists) and drop-ins, in reading order
 */
export function load(files: readonly ConfigFile[]): Loaded {
  for (const file of files) {
    if (file.kind === 'unreadable') {
      if (file.why === 'gone') return { settings: [], args: [], ignoredBecause: { uri: file.uri } };
      return { settings: [], args: [], error: { kind: 'file-read', uri: file.uri, why: file.why } };
    }
    const { document } = file;
    if (document.problem) {
      return { settings: [], args: [], error: { kind: 'problem', document, problem: document.problem } };
    }
  }
  const settings = merge(files);
  return { settings, args: settings.flatMap(argsOf) };
}

/** All keys over all files that can be read, whatever else is wrong with them: what K3s would see without that. */
export function merge(files: readonly ConfigFile[]): Setting[] {
  const settings = new Map<string, Growing>();
  for (const file of files) {
    if (file.kind === 'unreadable') continue;
    for (const entry of file.document.entries) if (!entry.recovered) add(settings, entry, file.document);
  }
  return [...settings.values()];
}

function add(settings: Map<string, Growing>, entry: Entry, document: ConfigDocument): void {
  const source: Source = { entry, document };
  const before = settings.get(entry.name);
  const own = entry.texts.map((item) => partOf(item, source));
  if (!before) {
    settings.set(entry.name, { key: entry.name, list: isList(entry), parts: own, entries: [source], overridden: [] });
  } else if (entry.append) {
    if (!before.list) before.parts = asList(before.parts, before.entries[0]?.entry);
    for (const part of isList(entry) ? own : asList(own, entry)) before.parts.push(part);
    before.entries.push(source);
    before.list = true;
  } else {
    before.overridden.push(...before.entries);
    before.entries = [source];
    before.parts = own;
    before.list = isList(entry);
  }
}

const isList = (entry: Entry): boolean => entry.value.kind === 'list';

/** A single value becomes a list of one; an empty one becomes no element, except an empty text that was written. */
function asList(parts: Part[], entry: Entry | undefined): Part[] {
  const written = entry?.value.kind === 'scalar' && entry.value.type === 'string';
  return written ? parts : parts.filter((part) => part.text !== '');
}

function partOf(item: ItemText, source: Source): Part {
  return { text: item.text, node: item.node, ...source };
}

/** One dash for a key of one byte, two for all others, as the loader in K3s writes them. */
export function dashed(key: string): string {
  return `${key.length === 1 && key.charCodeAt(0) < 128 ? '-' : '--'}${key}`;
}

function argsOf(setting: Setting): FileArg[] {
  const { key } = setting;
  return setting.parts.map((part) => ({ ...part, key, arg: `${dashed(key)}=${part.text}` }));
}
