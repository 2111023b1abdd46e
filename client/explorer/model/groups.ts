/** Nodes in groups, found by a text, and in pages when there are many. */

import { sortedByName } from './names.ts';
import type { NodeFacts } from './node.ts';
import { ReadOnce } from './readOnce.ts';
import { plain } from './text.ts';

/** `label:` is followed by the key of a label. */
export type Grouping = 'none' | 'role' | 'status' | 'version' | `label:${string}`;

/** What a setting says; what it does not understand means by role. */
export function groupingOf(text: unknown): Grouping {
  if (text === 'none' || text === 'status' || text === 'version') return text;
  return typeof text === 'string' && /^label:./.test(text) ? (text as Grouping) : 'role';
}

export interface Group {
  /** Tells groups apart, and is no sentence: `server`, `not ready`, a version, the value of a label. */
  readonly key: string;
  /** Sorted by name. */
  readonly nodes: readonly NodeFacts[];
}

/** In the order in which they are shown; nodes without the label are a group with the empty key, at the end. */
export function groupsOf(nodes: readonly NodeFacts[], grouping: Grouping): readonly Group[] {
  const groups = new Map<string, NodeFacts[]>();
  for (const node of nodes) {
    const key = keyOf(node, grouping);
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  const order = (key: string): string => `${key === '' ? 2 : (ORDER[grouping]?.indexOf(key) ?? 1)} ${key}`;
  return sortedByName(groups, ([key]) => order(key)).map(([key, members]) => ({
    key,
    nodes: sortedByName(members, ({ name }) => name),
  }));
}

/** The keys of the groupings whose groups are known beforehand. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  role: ['server', 'etcd', 'agent'],
  status: ['unknown', 'not ready', 'cordoned', 'ready'],
};

function keyOf(node: NodeFacts, grouping: Grouping): string {
  if (grouping === 'role') return node.role;
  if (grouping === 'status') return statusOf(node);
  if (grouping === 'version') return node.versionText;
  return grouping === 'none' ? 'all' : (node.labels.get(grouping.slice('label:'.length)) ?? '');
}

function statusOf({ ready, schedulable }: NodeFacts): string {
  if (ready !== 'yes') return ready === 'no' ? 'not ready' : 'unknown';
  return schedulable ? 'ready' : 'cordoned';
}

/** Nodes in which every word of the text occurs: in the name, an address, the version, a label. */
export function filtered(nodes: readonly NodeFacts[], text: string): readonly NodeFacts[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return nodes;
  return nodes.filter((node) => {
    const where = searchTexts.of(node);
    return words.every((word) => where.includes(word));
  });
}

/** Makes some of the texts that are looked through and were not made yet; whether all are there then. */
export const readTexts = (nodes: readonly NodeFacts[]): boolean => searchTexts.some(nodes);

const searchTexts = new ReadOnce((node: NodeFacts): string => {
  const labels = [...node.labels].map(([key, value]) => `${plain(key)}=${plain(value)}`);
  const addresses = node.addresses.map(({ address }) => plain(address));
  return [plain(node.name), node.role, plain(node.versionText), ...addresses, ...labels].join('\n').toLowerCase();
});

/** In nodes. */
export const PAGE = 200;

export interface Page<T> {
  /** Counted from 1. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly T[];
}

/** One page when all fit. */
export function pagesOf<T>(items: readonly T[]): readonly Page<T>[] {
  const pages: Page<T>[] = [];
  for (let from = 0; from < Math.max(items.length, 1); from += PAGE) {
    const part = items.slice(from, from + PAGE);
    pages.push({ from: from + 1, to: from + part.length, items: part });
  }
  return pages;
}

/** Keys of labels to group by: on several nodes or with several values, the most telling first. */
export function labelKeys(nodes: readonly NodeFacts[], most = 100): readonly string[] {
  const values = new Map<string, Set<string>>();
  for (const { labels } of nodes) {
    for (const [key, value] of labels) {
      const known = values.get(key) ?? new Set();
      values.set(key, known.add(value));
    }
  }
  return sortedByName(values, ([key]) => key)
    .filter(([, { size }]) => size > 1 && size < Math.max(nodes.length, 2))
    .map(([key]) => key)
    .slice(0, most);
}
