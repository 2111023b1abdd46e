/** How nodes are reached by SSH: what a node may be called, what a person said, how a window on its machine is asked for. */

import type { Memento } from 'vscode';
import { isHost } from '../host/hostName.ts';
import type { NodeFacts } from './model/node.ts';
import { plain } from './model/text.ts';

/** What a person may have called a node, best first. */
export function hostGuesses({ name, addresses }: NodeFacts): readonly string[] {
  const order = ['Hostname', 'ExternalIP', 'InternalIP'];
  const sorted = order.flatMap((type) => addresses.filter((one) => one.type === type).map(({ address }) => address));
  return [...new Set([name, ...sorted])].map((text) => plain(text)).filter(isHost);
}

type Hosts = Readonly<Record<string, string>>;

const key = (cluster: string): string => `k3s.hosts:${cluster}`;

/** What a person said before; what is no host any more is forgotten. */
export function rememberedHost(memory: Memento, cluster: string, node: string): string | undefined {
  const known = memory.get<Hosts>(key(cluster), {});
  const host = Object.hasOwn(known, node) ? known[node] : undefined;
  return host !== undefined && isHost(host) ? host : undefined;
}

/** Beside what was said of other nodes, in another window perhaps, by then. */
export function rememberHost(memory: Memento, cluster: string, node: string, host: string): Thenable<void> {
  return memory.update(key(cluster), { ...memory.get<Hosts>(key(cluster), {}), [node]: host });
}

/** What `vscode-remote://` names a host by: as it is, or in hexadecimal where it would not survive in a URI. */
export function remoteAuthority(host: string): string {
  if (/^[a-z0-9][a-z0-9._-]*$/.test(host)) return `ssh-remote+${host}`;
  const at = host.lastIndexOf('@');
  const named = { hostName: host.slice(at + 1), ...(at > 0 ? { user: host.slice(0, at) } : {}) };
  return `ssh-remote+${Buffer.from(JSON.stringify(named)).toString('hex')}`;
}

/** Whether a file of the workspace is the configuration of a node: its machine's folder is named like the node. */
export function isConfigOf(path: string, node: string): boolean {
  const machine = /([^/]+)\/etc\/rancher\/k3s\/config\.yaml$/.exec(path)?.[1]?.toLowerCase();
  const name = node.toLowerCase();
  return machine !== undefined && (machine === name || machine === name.split('.')[0]);
}
