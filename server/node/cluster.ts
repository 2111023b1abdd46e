/** Clusters that an editor is connected to, as far as they matter for files, and which of them a machine belongs to. */

import type { NodeSources } from './config.ts';
import type { Setting } from './loader.ts';

/** What is known of a cluster while somebody is connected to it; never a secret. */
export interface Cluster {
  readonly name: string;
  /** As its API server says it: `v1.34.2+k3s1`. */
  readonly version?: string;
  readonly nodes: readonly ClusterNode[];
  /** URLs under which its servers are reached: `https://10.0.0.11:6443`. */
  readonly servers: readonly string[];
}

export interface ClusterNode {
  readonly name: string;
  readonly role: 'server' | 'agent';
  readonly version?: string;
  readonly addresses: readonly string[];
  /** `key=value`, those a person or a configuration set. */
  readonly labels: readonly string[];
  /** `key=value:Effect`, likewise. */
  readonly taints: readonly string[];
}

/** The cluster of a machine, and which of its nodes the machine is. */
export interface Membership {
  readonly cluster: Cluster;
  readonly node?: ClusterNode;
}

/**
 * Finds the cluster of a machine: the one whose server it joins, else the one with a node of its name, else the only
 * one there is. With several that fit equally well, none: a wrong version is worse than none.
 */
export function membershipOf(
  sources: NodeSources,
  settings: ReadonlyMap<string, Setting>,
  clusters: readonly Cluster[],
): Membership | undefined {
  const hasServer = within(joined(sources, settings));
  const hasName = within(names(sources, settings));
  const cluster =
    only(clusters.filter(({ servers }) => servers.some(hasServer))) ??
    only(clusters.filter(({ nodes }) => nodes.some(({ name }) => hasName(name)))) ??
    only(clusters);
  const node = cluster?.nodes.find(({ name }) => hasName(name));
  return cluster && { cluster, ...(node ? { node } : {}) };
}

const only = <Item>(items: readonly Item[]): Item | undefined => (items.length === 1 ? items[0] : undefined);

const within =
  (wanted: readonly string[]) =>
  (text: string): boolean =>
    wanted.includes(text.toLowerCase());

/** The server the machine joins, as its files or its service say it. */
function joined(sources: NodeSources, settings: ReadonlyMap<string, Setting>): string[] {
  return said(sources, settings, ['server', 's'], 'K3S_URL').map((url) => url.replace(/\/+$/, ''));
}

/** What its node may be called: as the files say, else like the folder of the machine. */
function names(sources: NodeSources, settings: ReadonlyMap<string, Setting>): string[] {
  const written = said(sources, settings, ['node-name'], 'K3S_NODE_NAME');
  const folder = decoded(/([^/]+)\/*$/.exec(sources.root ?? '')?.[1] ?? '').toLowerCase();
  return written.length > 0 || folder === '' ? written : [folder];
}

function said(
  { services }: NodeSources,
  settings: ReadonlyMap<string, Setting>,
  keys: readonly string[],
  variable: string,
): string[] {
  const written = keys.map((key) => settings.get(key)?.parts.at(-1)?.text);
  const texts = [...written, ...services.map(({ env }) => env[variable])];
  return texts.flatMap((text) => (text ? [text.trim().toLowerCase()] : []));
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
