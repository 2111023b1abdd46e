/** How nodes are reached by SSH: which texts name a host, and how a window on one is asked for. */

import type { NodeFacts } from './model/node.ts';
import { plain } from './model/text.ts';

/**
 * Whether a text is an alias of `~/.ssh/config`, a host name or an address, with a user in front of it or not. It may
 * not begin with a dash, which would make it an option.
 */
export const isHost = (text: string): boolean => text.length <= 255 && (HOST.test(text) || ADDRESS.test(text));
const HOST = /^(?:[a-zA-Z0-9_][\w.-]*@)?[a-zA-Z0-9_][\w.-]*$/;
/** IPv6, with a user in front of it or not. */
const ADDRESS = /^(?:[a-zA-Z0-9_][\w.-]*@)?[\da-fA-F]*:[\da-fA-F]*:[\da-fA-F:.]*$/;

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
