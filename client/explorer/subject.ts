/** Finds the cluster or the nodes a command is about: what it was called on, else what is selected, else a person says. */

import { l10n, window } from 'vscode';
import { type Choice, pick } from '../ask/pick.ts';
import type { Explorer } from './explorer.ts';
import { gathered } from './gather.ts';
import { nodesOf } from './items/nodes.ts';
import { connectionWords, readyWords, roleWord, troubleOf } from './items/words.ts';
import { sortedByName } from './model/names.ts';
import type { NodeFacts } from './model/node.ts';
import { choice, plain } from './model/text.ts';
import { tokenOf } from './model/tokens.ts';
import type { ClusterSource } from './source.ts';
import type { Line } from './tree.ts';

export interface NodeSubject {
  readonly source: ClusterSource;
  readonly node: NodeFacts;
}

/** A bootstrap token by its public half. */
export interface TokenSubject {
  readonly source: ClusterSource;
  readonly token: string;
}

/** While a tree is refreshed, commands on its lines come without any. */
function linesOf(explorer: Explorer, argument: unknown, all: unknown): readonly Line[] {
  const lines = (Array.isArray(all) ? all : [argument]).filter(isLine);
  if (lines.length > 0) return lines;
  return isLine(argument) ? [argument] : explorer.treeView.selection;
}

const isLine = (value: unknown): value is Line =>
  typeof value === 'object' && value !== null && 'item' in value && 'id' in value;

/** Empty when the person left. */
export async function nodesFor(explorer: Explorer, argument: unknown, all: unknown): Promise<readonly NodeSubject[]> {
  const lines = linesOf(explorer, argument, all);
  const found = await Promise.all(explorer.sources.map((source) => subjectsOf(source, lines)));
  if (found.some(({ length }) => length > 0)) return found.flat();
  const gone = lines.find(({ item }) => item.node !== undefined);
  if (!gone) return askForNode(explorer, usableOf(explorer, lines[0]));
  await window.showInformationMessage(
    missing(sourceOf(explorer, gone)) ?? l10n.t('The node {0} is not there any more.', plain(gone.item.node, 100)),
  );
  return [];
}

/** Why nothing can be said about the nodes of a cluster; undefined when they are known. */
function missing(source: ClusterSource | undefined): string | undefined {
  const trouble = source && troubleOf(source);
  if (!trouble || source.collection('nodes').items.length > 0) return undefined;
  const why = [trouble.message, trouble.next].map((part) => plain(part)).join(' ');
  return l10n.t('No nodes of {0} can be read: {1}', choice(source.entry.name), why.trim());
}

/**
 * The ids of the operations that a command is about; undefined alone for who has selected none.
 *
 * @param possible of several, only those are meant whose facts for menus match
 */
export function operationsFor(
  explorer: Explorer,
  argument: unknown,
  all: unknown,
  possible: RegExp,
): readonly (string | undefined)[] {
  const lines = linesOf(explorer, argument, all).filter(({ item }) => item.operation !== undefined);
  const meant = lines.length > 1 ? lines.filter(({ item }) => possible.test(item.context)) : lines;
  return lines.length === 0 ? [undefined] : [...new Set(meant.map(({ item }) => item.operation))];
}

/** The node a command was called on or is selected; nobody is asked. */
export async function nodeOf(explorer: Explorer, argument: unknown): Promise<NodeSubject | undefined> {
  const [line] = linesOf(explorer, argument, undefined);
  const source = sourceOf(explorer, line);
  return source && line && (await subjectsOf(source, [line]))[0];
}

/** A line may still be selected in a view that is hidden, while nothing is known of its cluster any more. */
async function subjectsOf(source: ClusterSource, lines: readonly Line[]): Promise<readonly NodeSubject[]> {
  const here = lines.filter(({ item }) => item.cluster === source.entry.id);
  const names = [...new Set(here.flatMap(({ item }) => item.node ?? []))];
  const find = (): readonly NodeSubject[] => {
    const nodes = new Map(nodesOf(source).map((node) => [node.name, node]));
    return names.flatMap((name) => {
      const node = nodes.get(name);
      return node ? [{ source, node }] : [];
    });
  };
  const found = find();
  return found.length === names.length ? found : reading(source, find);
}

const sourceOf = (explorer: Explorer, line: Line | undefined): ClusterSource | undefined =>
  explorer.sources.find(({ entry }) => entry.id === line?.item.cluster);

/** The cluster of a line, where something can be done with it. */
const usableOf = (explorer: Explorer, line: Line | undefined): ClusterSource | undefined => {
  const source = sourceOf(explorer, line);
  return source?.entry.trouble ? undefined : source;
};

/** Undefined when the person left, or there is none. */
export async function tokenFor(explorer: Explorer, argument: unknown): Promise<TokenSubject | undefined> {
  const [line] = linesOf(explorer, argument, undefined);
  const source = usableOf(explorer, line);
  return source && line?.item.token !== undefined ? { source, token: line.item.token } : askForToken(explorer, source);
}

async function askForToken(explorer: Explorer, selected?: ClusterSource): Promise<TokenSubject | undefined> {
  const source = selected ?? (await askForCluster(explorer));
  if (!source) return undefined;
  const read = () => source.collection('bootstrapTokens').items.map((raw) => tokenOf(raw, Date.now()));
  const tokens = await window.withProgress({ location: { viewId: 'k3s.explorer' } }, () =>
    gathered(source, [{ name: 'bootstrapTokens' }], read),
  );
  if (tokens.length === 0) {
    await window.showInformationMessage(l10n.t('No tokens of {0} can be read.', choice(source.entry.name)));
    return undefined;
  }
  const chosen = await pick<string>({
    title: choice(source.entry.name),
    placeholder: l10n.t('Which token?'),
    choices: tokens.map(({ id, description }) => ({
      label: choice(id, 40),
      description: choice(description),
      value: id,
    })),
  });
  return typeof chosen === 'object' ? { source, token: chosen.value } : undefined;
}

async function askForNode(explorer: Explorer, selected?: ClusterSource): Promise<readonly NodeSubject[]> {
  const source = selected ?? (await askForCluster(explorer));
  if (!source) return [];
  const { nodes, why } = await reading(source, () => ({ nodes: nodesOf(source), why: missing(source) }));
  if (nodes.length === 0) {
    await window.showInformationMessage(why ?? l10n.t('No nodes of {0} can be read.', choice(source.entry.name)));
    return [];
  }
  const chosen = await pick<NodeFacts>({
    title: choice(source.entry.name),
    placeholder: l10n.t('Which node?'),
    choices: sortedByName(nodes, ({ name }) => name).map((node) => ({
      label: choice(node.name, 100),
      description: `${roleWord(node.role)}, ${readyWords(node, Date.now())}`,
      value: node,
    })),
  });
  return typeof chosen === 'object' ? [{ source, node: chosen.value }] : [];
}

/** The nodes of a cluster that nobody may be looking at. */
const reading = <T>(source: ClusterSource, use: () => T): Thenable<T> =>
  window.withProgress({ location: { viewId: 'k3s.explorer' } }, () => gathered(source, [{ name: 'nodes' }], use));

/** Undefined when the person left. */
export async function clusterFor(explorer: Explorer, argument: unknown): Promise<ClusterSource | undefined> {
  const [line] = linesOf(explorer, argument, undefined);
  return sourceOf(explorer, line) ?? askForCluster(explorer);
}

/** All that are selected; empty when the person left. */
export async function clustersFor(
  explorer: Explorer,
  argument: unknown,
  all: unknown,
): Promise<readonly ClusterSource[]> {
  const ids = new Set(linesOf(explorer, argument, all).map(({ item }) => item.cluster));
  const sources = explorer.sources.filter(({ entry }) => ids.has(entry.id));
  if (sources.length > 0) return sources.length > 1 ? sources.filter(({ entry }) => !entry.trouble) : sources;
  const asked = await askForCluster(explorer);
  return asked ? [asked] : [];
}

/** For what can also be done without one: undefined when the person left, an empty object for no cluster. */
export async function maybeCluster(
  explorer: Explorer,
  argument: unknown,
): Promise<{ readonly source?: ClusterSource } | undefined> {
  const [line] = linesOf(explorer, argument, undefined);
  await explorer.load();
  const usable = explorer.sources.filter(({ entry }) => !entry.trouble);
  const source = usable.find(({ entry }) => entry.id === line?.item.cluster);
  if (source) return { source };
  if (usable.length === 0) return {};
  const chosen = await pick<ClusterSource | undefined>({
    title: l10n.t('K3s'),
    placeholder: l10n.t('Which cluster?'),
    choices: [...usable.map(clusterChoice), { label: l10n.t('None of these'), value: undefined }],
  });
  if (typeof chosen !== 'object') return undefined;
  return chosen.value ? { source: chosen.value } : {};
}

const clusterChoice = (source: ClusterSource): Choice<ClusterSource> => ({
  label: choice(source.entry.name, 100),
  description: connectionWords(source.state, Date.now()).join(', '),
  detail: choice(source.entry.file),
  value: source,
});

async function askForCluster(explorer: Explorer): Promise<ClusterSource | undefined> {
  await explorer.load();
  const usable = explorer.sources.filter(({ entry }) => !entry.trouble);
  const [only] = usable;
  if (!only) {
    await window.showInformationMessage(
      l10n.t('There is no cluster to ask. Name a kubeconfig in the settings of K3s.'),
    );
    return undefined;
  }
  if (usable.length === 1) return only;
  const chosen = await pick<ClusterSource>({
    title: l10n.t('K3s'),
    placeholder: l10n.t('Which cluster?'),
    choices: usable.map(clusterChoice),
  });
  return typeof chosen === 'object' ? chosen.value : undefined;
}
