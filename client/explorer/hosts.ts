/** How nodes are reached by SSH: what a node may be called, and how a window on its machine is asked for. */

import { isHost } from '../host/hostName.ts';
import type { NodeFacts } from './model/node.ts';
import { plain } from './model/text.ts';

/** What a person may have called a node, best first. */
export function hostGuesses({ name, addresses }: NodeFacts): readonly string[] {
  const order = ['Hostname', 'ExternalIP', 'InternalIP'];
  const sorted = order.flatMap((type) => addresses.filter((one) => one.type === type).map(({ address }) => address));
  return [...new Set([name, ...sorted])].map((text) => plain(text)).filter(isHost);
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
