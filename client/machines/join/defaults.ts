/** What a plan to join begins with, from what is known of the cluster: where agents register, and which release. */

import { isIP } from 'node:net';
import { nodeVersion, serverVersions } from '../../explorer/model/version.ts';
import { type JoinPlan, NEW_PLAN } from './plan.ts';

/** As much of a node as has to be known. */
export interface NodeSeen {
  readonly role: 'server' | 'etcd' | 'agent';
  readonly versionText: string;
  readonly addresses: readonly { readonly type: string; readonly address: string }[];
}

/** Where agents could register. */
export interface Registration {
  readonly url: string;
  /** `kubeconfig`: the address this side reaches the cluster by; else one of a server, by the kind of its address. */
  readonly from: 'kubeconfig' | 'InternalIP' | 'ExternalIP' | 'Hostname';
}

export interface JoinDefaults {
  readonly plan: JoinPlan;
  /** Best first. */
  readonly registrations: readonly Registration[];
  /** How many servers there are: with several, one address in front of all of them is better than any of theirs. */
  readonly servers: number;
}

const PORT = '6443';
/** Agents are in the network of the servers more often than not. */
const ORDER = ['InternalIP', 'ExternalIP', 'Hostname'] as const;

/**
 * The beginning of a plan.
 *
 * @param server the address in the kubeconfig. One that leads to this machine only, or to a path behind a proxy, is none
 *   that agents could register at.
 */
export function joinDefaults(server: string | undefined, nodes: readonly NodeSeen[]): JoinDefaults {
  const url = server === undefined ? null : URL.parse(server);
  const control = nodes.filter(({ role }) => role === 'server');
  const port = url && (isLoopback(url.hostname) || isOneOf(control, url.hostname)) ? url.port || '443' : PORT;
  const ofNodes = ORDER.flatMap((from) =>
    control.flatMap(({ addresses }) =>
      addresses.filter(({ type }) => type === from).flatMap(({ address }) => registration(address, port, from)),
    ),
  );
  const usable = url?.protocol === 'https:' && url.pathname === '/' && !isLoopback(url.hostname);
  const own: Registration[] = usable
    ? [{ url: `https://${url.hostname}:${url.port || '443'}`, from: 'kubeconfig' }]
    : [];
  const registrations = [...own, ...ofNodes].filter(
    (one, index, all) => all.findIndex(({ url: other }) => other === one.url) === index,
  );
  return {
    plan: { ...NEW_PLAN, server: registrations[0]?.url ?? '', version: versionFor(control) },
    registrations,
    servers: control.length,
  };
}

/** An agent must not be newer than any server. */
function versionFor(control: readonly NodeSeen[]): string {
  const oldest = serverVersions(control.map(({ versionText }) => nodeVersion(versionText)))?.oldest.text ?? '';
  return isRelease(oldest) ? oldest : '';
}

/** Whether a text is a release that can be installed. */
export const isRelease = (text: string): boolean => /^v1\.\d{1,4}\.\d{1,4}(?:-[\w.]{1,30})?\+k3s\d{1,4}$/.test(text);

function registration(address: string, port: string, from: Registration['from']): readonly Registration[] {
  if (address === '' || isLoopback(address)) return [];
  const url = URL.parse(`https://${isIP(address) === 6 ? `[${address}]` : address}:${port}`);
  return url && url.username === '' && url.pathname === '/' && url.hostname !== ''
    ? [{ url: `https://${url.hostname}:${url.port || '443'}`, from }]
    : [];
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

const isOneOf = (nodes: readonly NodeSeen[], host: string): boolean =>
  nodes.some(({ addresses }) => addresses.some(({ address }) => address === bare(host)));

/** A name or an address that means the machine one is on. */
export const isLoopback = (host: string): boolean =>
  /^(localhost|127\.[\d.]+|\[?::1\]?|0\.0\.0\.0|\[?::\]?)$/.test(host);
