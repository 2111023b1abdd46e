/** Values in use in the cluster of a machine, for the options where the same ones are wanted again. */

import type { Cluster, Membership } from '../node/cluster.ts';
import { isReservedLabel } from '../node/labels.ts';
import { say } from '../words/say.ts';

/** Something to offer, with where it comes from. */
export interface LiveValue {
  readonly value: string;
  /** Only the key of a pair: the value is still to be written. */
  readonly isKey: boolean;
  readonly note: string;
}

/** Nobody looks through more. */
const MOST = 300;

/**
 * @param option the long name
 * @param others what the same list holds already
 */
export function liveValues(live: Membership, option: string, others: readonly string[] = []): readonly LiveValue[] {
  const found = Object.hasOwn(sources, option) ? (sources[option]?.(live, others) ?? []) : [];
  const note = say('in use in cluster {0}', live.cluster.name);
  return [...new Set(found)].slice(0, MOST).map((value) => ({ value, isKey: value.endsWith('='), note }));
}

/** Names of nodes are not among them: each may be given only once. */
const sources: Readonly<Record<string, (live: Membership, others: readonly string[]) => readonly string[]>> = {
  server: serversFor,
  'tls-san': hostsFor,
  'node-label': (live, others) => pairs(live.cluster, 'labels', others).filter((text) => !isReservedLabel(keyOf(text))),
  'node-taint': (live, others) => pairs(live.cluster, 'taints', others),
};

/** The servers one can join, which the machine itself is not. */
function serversFor({ cluster, node }: Membership): string[] {
  return cluster.servers.filter((url) => !node?.addresses.includes(hostOf(url)));
}

/** Under which the API is reached; those of the machine itself first. */
function hostsFor({ cluster, node }: Membership): string[] {
  const servers = cluster.nodes.filter(({ role }) => role === 'server');
  const own = node ? [...node.addresses, node.name] : [];
  return [...own, ...cluster.servers.map(hostOf), ...servers.flatMap(({ name, addresses }) => [...addresses, name])];
}

const hostOf = (url: string): string =>
  url
    .replace(/^https:\/\//, '')
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '');

const keyOf = (pair: string): string => /^[^=:]*/.exec(pair)?.[0] ?? '';

/** Pairs whose key is not given yet, by name: each key, then the values it has. */
function pairs({ nodes }: Cluster, kind: 'labels' | 'taints', others: readonly string[]): string[] {
  const given = new Set(others.map(keyOf));
  const all = [...new Set(nodes.flatMap((node) => node[kind]))].filter((pair) => !given.has(keyOf(pair))).sort();
  return [...new Set(all.map(keyOf))].flatMap((key) => {
    const items = all.filter((pair) => keyOf(pair) === key);
    return items.some((pair) => pair.includes('=')) ? [...items, `${key}=`] : items;
  });
}
