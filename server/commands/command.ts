/** What every command of the command line gets and gives back. */

import { isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { disk } from '../disk.ts';
import { loadEnginesFor } from '../engines.ts';
import { type Files, memory } from '../files.ts';
import type { Choices, NodeConfig } from '../node/config.ts';
import { type Language, REGISTRIES } from '../node/language.ts';
import { versionInEffect } from '../node/version.ts';
import type { Lint } from '../rules/lint.ts';
import { canonical } from '../uri.ts';
import { Workspace } from '../workspace.ts';

/** How a result is printed. */
export type Format = 'text' | 'json' | 'sarif';

export interface CommandInput {
  readonly paths: readonly string[];
  readonly root?: string;
  readonly choices: Choices;
  readonly lint: Lint;
  readonly format: Format;
  /** The container image that is asked about. */
  readonly image?: string;
  readonly showSecrets: boolean;
  /** Of which kind of file; absent: config.yaml. */
  readonly language?: Language;
  /** Defaults as well. */
  readonly all?: boolean;
  readonly stdin: () => Promise<Uint8Array>;
}

export interface Outcome {
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

/** A path that cannot be used, in one sentence with what to do. */
export class Unusable extends Error {}

/** URI of standard input, which lies in no folder. */
export const STDIN = 'stdin:/config.yaml';
/** The same where a registries.yaml is expected. */
const STDIN_REGISTRIES = `stdin:/${REGISTRIES}`;

/** Folders that hold no machines and may be large. */
const SKIPPED = new Set(['node_modules', '.git', 'proc', 'sys', 'dev']);
/** How deep a folder is searched for machines. */
const DEEPEST = 8;
const CONFIG = 'etc/rancher/k3s';
/** One of these makes a folder a machine's. */
const CONFIGURED_BY = ['config.yaml', 'config.yaml.d', REGISTRIES];

/**
 * The machines that the paths of a command line name, read; throws `Unusable`.
 *
 * @param stdin what standard input holds
 */
export async function nodesFor(input: CommandInput, stdin: 'config' | 'registries' = 'config'): Promise<NodeConfig[]> {
  const nodes = await machinesFor(input, stdin === 'config' ? STDIN : STDIN_REGISTRIES);
  for (const node of nodes) await loadEnginesFor(node);
  return nodes;
}

/** The one machine of a command that is about one; throws `Unusable`. */
export function oneOf([node, second]: readonly NodeConfig[]): NodeConfig {
  if (!node) throw new Unusable('Name a file or a machine.');
  if (second) {
    throw new Unusable(
      `There are several machines here, for example ${shortPath(node.sources.main)}. Name one of them.`,
    );
  }
  return node;
}

async function machinesFor(input: CommandInput, stdin: string): Promise<NodeConfig[]> {
  const { note } = versionInEffect(undefined, input.choices.version);
  if (note?.kind === 'unreadable') throw new Unusable(`"${note.text}" is no K3s version. Write it like v1.33.`);
  const paths = input.paths.length > 0 || input.root !== undefined ? input.paths : ['.'];
  const workspace = new Workspace(disk);
  const nodes = new Map<string, NodeConfig>();
  if (input.root !== undefined) {
    const main = `${uriOf(input.root)}/${CONFIG}/config.yaml`;
    const node = await workspace.node(main, input.choices);
    if (isEmpty(node)) throw new Unusable(`There is no configuration at ${shortPath(main)}.`);
    nodes.set(main, node);
  }
  for (const path of paths.filter((named) => named !== '-')) {
    const found = await Promise.all((await mainsOf(path)).map((uri) => workspace.node(uri, input.choices)));
    const used = found.filter((node) => !isEmpty(node));
    if (used.length === 0) throw new Unusable(noMachineBelow(path));
    for (const node of used) nodes.set(node.sources.main, node);
  }
  if (!paths.includes('-')) return [...nodes.values()];
  const files: Files = memory(new Map([[stdin, await input.stdin()]]));
  return [...nodes.values(), await new Workspace(files).node(stdin, input.choices)];
}

/** A machine without a single file K3s reads. */
const isEmpty = ({ sources: { files, registries, kubelet } }: NodeConfig): boolean =>
  files.length === 0 && !registries && !kubelet;

const noMachineBelow = (path: string): string =>
  `Below ${path} there is no machine, that is, no folder with ${CONFIG}/config.yaml in it. Name a file, or use --root.`;

const uriOf = (path: string): string => canonical(pathToFileURL(resolve(path)).href).replace(/\/$/, '');

/** The files to read for one path: itself, or the main files of the machines below it. */
async function mainsOf(path: string): Promise<string[]> {
  const uri = uriOf(path);
  const { kind, ...problem } = await disk.stat(uri);
  if (kind === 'missing') throw new Unusable(`There is no file or folder ${path}.`);
  if (kind === 'unreadable') throw new Unusable(`${path} cannot be read: ${(problem as { detail: string }).detail}.`);
  if (kind === 'directory') return search(uri, DEEPEST);
  const content = await disk.read(uri);
  if (content.kind === 'unreadable') throw new Unusable(`${path} cannot be read: ${content.detail}.`);
  return [uri];
}

async function search(folder: string, depth: number): Promise<string[]> {
  const listing = await disk.list(folder);
  if (listing.kind !== 'entries') return [];
  const names = new Set(listing.entries.map(({ name }) => name));
  if (/\/etc\/rancher\/k3s$/.test(folder) && CONFIGURED_BY.some((name) => names.has(name))) {
    return [`${folder}/config.yaml`];
  }
  if (depth === 0) return [];
  const below = listing.entries
    .filter(({ name, directory }) => directory && !SKIPPED.has(name))
    .map(({ name }) => name)
    .sort();
  const found: string[] = [];
  for (const name of below) found.push(...(await search(`${folder}/${encodeURIComponent(name)}`, depth - 1)));
  return found;
}

/** A path as a person in this folder would write it. */
export function shortPath(uri: string): string {
  if (uri === STDIN || uri === STDIN_REGISTRIES) return '-';
  const path = fileURLToPath(uri);
  const short = relative(process.cwd(), path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}

/** Runs a command; a path that cannot be used becomes its sentence and exit code 2. */
export async function guarded(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Unusable) return { code: 2, out: '', err: `${error.message}\n` };
    throw error;
  }
}
