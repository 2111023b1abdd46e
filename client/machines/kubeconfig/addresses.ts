/** By which address a cluster can be reached from here: what its certificate names and what is known of its servers. */

import { say } from '../../say.ts';
import { isLoopback } from '../join/defaults.ts';
import { canonical, type Probed } from './probe.ts';

export interface Known {
  /** What the certificate of the server is for. */
  readonly names: readonly string[];
  /** By which the person reaches the server already, best first: the host of SSH, an address in another kubeconfig. */
  readonly reachedBy: readonly string[];
  /** Of the network interfaces of the server. */
  readonly addresses: readonly string[];
  readonly hostname: string;
  readonly serviceCidr: string;
  /** Where this window is on the server itself: the address in the server's own file. */
  readonly local: string | undefined;
}

export interface Address {
  readonly host: string;
  /** Whether the certificate is for it; if not, `serverName` has to stand in the kubeconfig. */
  readonly named: boolean;
  readonly serverName?: string;
}

/** Names that every server of every K3s has in its certificate, and that lead nowhere outside the cluster. */
const INSIDE = /^kubernetes(\.default(\.svc(\..+)?)?)?$/;

/** What may be chosen, best first; what the certificate is not for comes last. */
export function addressesFor({ names, reachedBy, addresses, hostname, serviceCidr, local }: Known): readonly Address[] {
  const known = new Set(names.map(canonical));
  const own = [...reachedBy, ...addresses].map(canonical).filter((host) => host !== '' && !isLoopback(host));
  const services = serviceAddresses(serviceCidr);
  const outside = [...known].filter(
    (name) => !isLoopback(name) && !INSIDE.test(name) && !name.startsWith('*.') && !services.includes(name),
  );
  const isOwn = (name: string): boolean => name === hostname.toLowerCase() || own.includes(name);
  const sorted = [
    ...(local === undefined ? [] : [canonical(local)].filter((host) => known.has(host))),
    ...reachedBy.map(canonical).filter((host) => isCovered(host, known) && !isLoopback(host)),
    // What somebody has put there with `tls-san` is meant to be used.
    ...outside.filter((name) => !isOwn(name)),
    ...outside.filter(isOwn),
  ];
  const serverName = [...known].find((name) => INSIDE.test(name)) ?? outside[0];
  const others = own.filter((host) => !isCovered(host, known));
  return [
    ...[...new Set(sorted)].map((host) => ({ host, named: true })),
    ...[...new Set(others)].map((host) => ({
      host,
      named: false,
      ...(serverName === undefined ? {} : { serverName }),
    })),
  ];
}

/** Those that answered first, strangers not at all; the order is otherwise the same. */
export function sortedByAnswer<T extends Address>(
  all: readonly T[],
  probed: ReadonlyMap<string, Probed>,
): readonly T[] {
  const rank = ({ host, named }: T): number => (named ? 0 : 2) + (probed.get(host)?.kind === 'answers' ? 0 : 1);
  return all.filter(({ host }) => probed.get(host)?.kind !== 'stranger').toSorted((a, b) => rank(a) - rank(b));
}

/** What a person is told who wants an address that the certificate is not for. */
export const tlsSanAdvice = (host: string): string =>
  say(
    'The certificate of the server is not for {0}. Add it on every server to `tls-san` in config.yaml and restart K3s there; until then the name in the certificate can be written into the kubeconfig.',
    host,
  );

/** As browsers and kubectl match: a star stands for one part of a name. */
function isCovered(host: string, known: ReadonlySet<string>): boolean {
  return known.has(host) || (host.includes('.') && known.has(`*${host.slice(host.indexOf('.'))}`));
}

/** The address of the API inside the cluster: the first one of each range of services. */
const serviceAddresses = (cidr: string): readonly string[] =>
  (cidr || '10.43.0.0/16').split(',').map((range) =>
    canonical(
      range
        .trim()
        .replace(/\.0\/\d+$/, '.1')
        .replace(/::\/\d+$/, '::1'),
    ),
  );

/** As it stands in a URL. */
export const serverUrl = (host: string, port: string): URL | null =>
  URL.parse(`https://${host.includes(':') ? `[${host}]` : host}:${port}`);
