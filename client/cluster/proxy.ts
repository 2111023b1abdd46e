/** Through which proxy a server is reached: the kubeconfig's word first, then the editor's setting, then the environment. */

import { BlockList, isIP } from 'node:net';
import { say } from '../say.ts';
import { done, failed, type Result } from './trouble.ts';

export interface ProxySettings {
  /** The editor's `http.proxy`. */
  readonly url?: string;
  /** The editor's `http.noProxy`. */
  readonly noProxy?: readonly string[];
  /** The editor's `http.proxySupport` is off: only what the kubeconfig itself names counts. */
  readonly off?: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The proxy's address, or undefined for the direct way. `ALL_PROXY` counts last, as for curl. */
export function proxyFor(
  server: URL,
  ofEntry: string | undefined,
  { url, noProxy, off, env }: ProxySettings,
): Result<URL | undefined> {
  if (ofEntry) return proxyUrl(ofEntry);
  if (off || isLoopback(server.hostname)) return done(undefined);
  const exceptions = [...(noProxy ?? []), ...(env.NO_PROXY || env.no_proxy || '').split(',')];
  if (exceptions.some((exception) => matches(server, exception.trim()))) return done(undefined);
  const fromEnv = server.protocol === 'https:' ? env.HTTPS_PROXY || env.https_proxy : env.HTTP_PROXY || env.http_proxy;
  const found = url || fromEnv || env.ALL_PROXY || env.all_proxy;
  return found ? proxyUrl(found) : done(undefined);
}

function proxyUrl(text: string): Result<URL | undefined> {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url?.hostname && ['http:', 'https:', 'socks5:', 'socks5h:'].includes(url.protocol)) return done(url);
  return failed(
    'proxy',
    say('The address of the proxy cannot be used.'),
    say('Write it as http://host:port, https://host:port or socks5://host:port.'),
  );
}

/** One word of NO_PROXY, as Go reads it: a name with all below it, an address, a range, with or without port, or `*`. */
function matches(server: URL, exception: string): boolean {
  if (exception === '') return false;
  if (exception === '*') return true;
  const host = bare(server.hostname);
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const [, name = exception, ofPort] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(exception) ?? [];
  if (ofPort && ofPort !== port) return false;
  const [address = '', bits] = bare(name).toLowerCase().split('/');
  const family = isIP(address);
  if (family !== 0 && isIP(host) !== 0) return inRange(host, address, bits);
  const domain = address.replace(/^\*?\./, '');
  return (host === domain && !/^\*?\./.test(address)) || host.endsWith(`.${domain}`);
}

function inRange(host: string, address: string, bits: string | undefined): boolean {
  const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const prefix = bits === undefined ? (kind === 'ipv6' ? 128 : 32) : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > (kind === 'ipv6' ? 128 : 32)) return false;
  const range = new BlockList();
  range.addSubnet(address, prefix, kind);
  return range.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, '');
const isLoopback = (host: string): boolean => /^(localhost|127\.[\d.]+|\[::1\])$/.test(host);
