/** What the language server is told of a cluster, to complete with: nodes, labels, taints, servers; never a secret. */

import type { Cluster, ClusterNode } from '../../../server/node/cluster.ts';
import type { ClusterSource } from '../source.ts';
import { labelsOf } from './labels.ts';
import { sortedByName } from './names.ts';
import { type NodeFacts, nodeFacts } from './node.ts';
import { ReadOnce } from './readOnce.ts';
import { settingsOf, valuesOf } from './settings.ts';
import { taintsOf, taintText } from './taints.ts';
import { plain } from './text.ts';

const MOST = { nodes: 200, labels: 50, taints: 20, addresses: 10, servers: 50 };

/**
 * Undefined while nobody is connected, and for a cluster of something else than K3s.
 *
 * @param before what was told last: it still holds while nobody looks at the nodes
 */
export function clusterFacts(source: ClusterSource, before?: Cluster): Cluster | undefined {
  const { entry, state, version = '' } = source;
  if (entry.trouble || state.kind !== 'connected' || !version.includes('+k3s')) return undefined;
  const { state: known, items } = source.collection('nodes');
  const isKnown = known.kind === 'live' || known.kind === 'stale';
  const { nodes = [], servers = [] } = isKnown ? factsOf(items.map(nodeFacts), entry.server) : (before ?? {});
  return { name: plain(entry.name, 100) || entry.context, version, nodes, servers };
}

function factsOf(all: readonly NodeFacts[], server = ''): Pick<Cluster, 'nodes' | 'servers'> {
  // Of a large cluster, the servers matter most.
  const nodes = sortedByName(all, ({ name, role }) => `${role === 'agent' ? 1 : 0} ${name}`).slice(0, MOST.nodes);
  return { nodes: nodes.map((node) => told.of(node)), servers: serversOf(nodes, server) };
}

const told = new ReadOnce(read);

function read(node: NodeFacts): ClusterNode {
  return {
    name: node.name,
    role: node.role === 'agent' ? 'agent' : 'server',
    ...(node.versionText === '' ? {} : { version: node.versionText }),
    addresses: addressesOf(node),
    labels: labelsOf(node)
      .filter(({ key, owner }) => owner === 'config' || owner === 'person' || key.startsWith('topology.kubernetes.io/'))
      .slice(0, MOST.labels)
      .map(({ key, value }) => `${key}=${value}`),
    taints: taintsOf(node)
      .filter(({ owner }) => owner !== 'Kubernetes')
      .slice(0, MOST.taints)
      .map(taintText),
  };
}

const addressesOf = ({ addresses }: NodeFacts): string[] => {
  const numbers = addresses.filter(({ type }) => type !== 'Hostname').map(({ address }) => address);
  return [...new Set(numbers)].slice(0, MOST.addresses);
};

/** Where servers are reached: as other nodes join them, by the names in their certificates, by their addresses. */
function serversOf(nodes: readonly NodeFacts[], server: string): string[] {
  const joined = nodes.flatMap((node) => {
    const settings = settingsOf(node);
    const variable = settings?.variables.find(({ name }) => name === 'K3S_URL')?.value ?? '';
    return [...valuesOf(settings, 'server').slice(-1), variable].map((url) => url.replace(/\/+$/, ''));
  });
  const own = nodes.filter(({ role }) => role === 'server');
  const names = own.flatMap((node) => valuesOf(settingsOf(node), 'tls-san').map((host) => urlOf(host, node)));
  const addresses = own.flatMap((node) => addressesOf(node).map((address) => urlOf(address, node)));
  return [...new Set([...joined, ...names, ...addresses, server.replace(/\/+$/, '')])]
    .filter((url) => URL_OF_SERVER.test(url) && !LOOPBACK.test(url))
    .slice(0, MOST.servers);
}

const URL_OF_SERVER = /^https:\/\/([\w.-]+|\[[\da-fA-F:]+\])(:\d+)?$/;
const LOOPBACK = /^https:\/\/(127\.|localhost\b|\[::1\])/i;

function urlOf(host: string, node: NodeFacts): string {
  const port = valuesOf(settingsOf(node), 'https-listen-port').at(-1) ?? '6443';
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
