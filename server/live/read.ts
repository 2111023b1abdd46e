/** Reads what an editor says about its clusters: whatever is not as it should be is left out, and so is too much. */

import type { Cluster, ClusterNode } from '../node/cluster.ts';
import { isLabelValue, isQualifiedName, isSubdomain, taintFlaw } from '../node/labels.ts';

/** How much is taken of each. */
const MOST = { clusters: 10, nodes: 200, labels: 50, taints: 20, addresses: 10, servers: 50 };

/** The clusters of a message `k3s/cluster`: `{ clusters: [{ name, version?, nodes, servers }] }`. */
export function readClusters(message: unknown): readonly Cluster[] {
  return listAt(message, 'clusters', MOST.clusters).flatMap((raw) => {
    const name = textAt(raw, 'name');
    if (!name || !/^[^\p{C}]{1,100}$/u.test(name)) return [];
    return {
      name,
      ...versionAt(raw),
      nodes: listAt(raw, 'nodes', MOST.nodes).flatMap(nodeOf),
      servers: textsAt(raw, 'servers', MOST.servers, isServer),
    };
  });
}

function nodeOf(raw: unknown): ClusterNode[] {
  const name = textAt(raw, 'name');
  if (!name || !isSubdomain(name)) return [];
  return [
    {
      name,
      role: textAt(raw, 'role') === 'server' ? 'server' : 'agent',
      ...versionAt(raw),
      addresses: textsAt(raw, 'addresses', MOST.addresses, isHost),
      labels: textsAt(raw, 'labels', MOST.labels, isLabel),
      taints: textsAt(raw, 'taints', MOST.taints, (text) => taintFlaw(text) === undefined),
    },
  ];
}

/** Only of K3s: what runs elsewhere says nothing about its options. */
function versionAt(raw: unknown): { readonly version?: string } {
  const version = textAt(raw, 'version');
  return version && /^v\d{1,3}\.\d{1,3}\.\d{1,3}(-[\w.]{1,30})?\+k3s\d{1,3}$/.test(version) ? { version } : {};
}

function isLabel(text: string): boolean {
  const equals = text.indexOf('=');
  return equals > 0 && isQualifiedName(text.slice(0, equals)) && isLabelValue(text.slice(equals + 1));
}

const isServer = (text: string): boolean =>
  /^https:\/\/[\w.-]+(:\d{1,5})?$|^https:\/\/\[[\da-fA-F:]+\](:\d{1,5})?$/.test(text);

const isHost = (text: string): boolean => /^[\w.:-]+$/.test(text);

/** No text of a cluster that means anything here is longer. */
const LONGEST = 400;

function textsAt(raw: unknown, key: string, most: number, isGood: (text: string) => boolean): readonly string[] {
  const texts = listAt(raw, key, most);
  return texts.filter((text): text is string => typeof text === 'string' && text.length <= LONGEST && isGood(text));
}

const at = (raw: unknown, key: string): unknown =>
  typeof raw === 'object' && raw !== null ? (raw as Readonly<Record<string, unknown>>)[key] : undefined;

function textAt(raw: unknown, key: string): string | undefined {
  const value = at(raw, key);
  return typeof value === 'string' && value.length <= LONGEST ? value : undefined;
}

function listAt(raw: unknown, key: string, most: number): readonly unknown[] {
  const value = at(raw, key);
  return Array.isArray(value) ? value.slice(0, most) : [];
}
