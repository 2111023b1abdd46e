/** Addresses of other programs: the server to join, the datastore, S3, the VPN; as K3s takes them apart. */

import { nearest } from '../words/nearest.ts';
import { parseIp } from './net.ts';

export type EndpointFlaw =
  | 'scheme-missing'
  | 'scheme-slash'
  | 'scheme-http'
  | 'scheme-other'
  | 'host'
  | 'ipv6'
  | 'port'
  | 'port-missing';

export interface Endpoint {
  readonly flaw: EndpointFlaw;
  /** What was probably meant. */
  readonly meant?: string;
}

/** The address of a server: `https://host:6443`. */
export function serverFlaw(text: string): Endpoint | undefined {
  const slash = /^https?:\/(?!\/)(.*)$/i.exec(text);
  if (slash) return { flaw: 'scheme-slash', meant: `https://${slash[1]}` };
  const parts = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text);
  if (!parts) return { flaw: 'scheme-missing', ...meaning(withPort(`https://${text.replace(/^:?\/\//, '')}`)) };
  const [, scheme = '', rest = ''] = parts;
  if (scheme.toLowerCase() !== 'https') {
    const flaw = scheme.toLowerCase() === 'http' ? 'scheme-http' : 'scheme-other';
    return { flaw, ...meaning(`https://${rest}`) };
  }
  return authorityFlaw(rest.split(/[/?#]/)[0] ?? '', rest);
}

function authorityFlaw(authority: string, rest: string): Endpoint | undefined {
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (host === '' || !isUrlHost(host)) return { flaw: 'host' };
  const [, bracketed, name = '', port] = /^(\[[^\]]*\])?([^[\]]*?)(?::([^:]*))?$/.exec(host) ?? [];
  if (bracketed === undefined && /^[0-9a-f.:]*$/i.test(host) && name.includes(':')) {
    const whole = /^(.*):(\d{4,5})$/.exec(host);
    const address = whole && parseIp(whole[1] ?? '') ? `[${whole[1]}]:${whole[2]}` : `[${host}]:6443`;
    return { flaw: 'ipv6', meant: `https://${rest.replace(host, address)}` };
  }
  if (bracketed !== undefined && (name !== '' || !parseIp(bracketed.slice(1, -1)))) return { flaw: 'host' };
  if (bracketed === undefined && name === '') return { flaw: 'host' };
  if (bracketed === undefined && name.includes(':')) return { flaw: 'port' };
  if (port !== undefined && port !== '' && !(/^\d+$/.test(port) && Number(port) <= 65_535)) return { flaw: 'port' };
  if (port === undefined || port === '') return { flaw: 'port-missing', meant: withPort(`https://${rest}`) };
  return undefined;
}

const meaning = (meant: string): { meant?: string } => {
  const flaw = serverFlaw(meant)?.flaw;
  return flaw === undefined || flaw === 'port-missing' ? { meant } : {};
};

/** Adds the usual port to an address that has none. */
function withPort(url: string): string {
  const [, front = '', host = '', path = ''] = /^(https:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/.exec(url) ?? [];
  if (/(^\[[^\]]*\]|^[^:]*):\d+$/.test(host) || host === '') return url;
  return `${front}${host.replace(/:$/, '')}:6443${path}`;
}

/** Whether Go takes a text for the host part of a URL: blanks and a few other signs end it. */
export function isUrlHost(text: string): boolean {
  return !/[\u0000-\u0020\u007f^`{}|\\]|%(?![0-9a-fA-F]{2})/.test(text);
}

export type DatastoreFlaw =
  | { readonly kind: 'no-scheme' }
  | { readonly kind: 'driver'; readonly driver: string; readonly meant?: string }
  | { readonly kind: 'mysql'; readonly meant?: string }
  | { readonly kind: 'postgres-tcp' }
  | { readonly kind: 'postgres' };

const DRIVERS = ['sqlite', 'mysql', 'postgres', 'postgresql', 'nats', 'http', 'https'];

/** The address of an external datastore, as kine splits it. It holds a password, so only the driver may be shown. */
export function datastoreFlaw(text: string): DatastoreFlaw | undefined {
  const at = text.indexOf('://');
  if (at < 0) return { kind: 'no-scheme' };
  const driver = text.slice(0, at);
  const rest = text.slice(at + 3);
  if (!DRIVERS.includes(driver)) {
    const [meant] = /^[a-z][a-z0-9+.-]*$/i.test(driver) ? nearest(driver, DRIVERS) : [];
    return { kind: 'driver', driver, ...(meant ? { meant } : {}) };
  }
  if (driver === 'mysql') return mysqlFlaw(rest);
  return driver.startsWith('postgres') ? postgresFlaw(rest) : undefined;
}

/** `[user[:password]@][net[(address)]]/database`, as the MySQL driver reads it. */
function mysqlFlaw(rest: string): DatastoreFlaw | undefined {
  if (rest === '') return undefined;
  const slash = rest.replace(/\?.*$/s, '').lastIndexOf('/');
  if (slash < 0) return { kind: 'mysql' };
  const left = rest.slice(0, slash);
  const at = left.lastIndexOf('@');
  const network = left.slice(at + 1);
  if (/^\w*\([^()]*\)$/.test(network) || ['', 'tcp', 'unix'].includes(network)) return undefined;
  return { kind: 'mysql', meant: `mysql://${left.slice(0, at + 1)}tcp(${network})${rest.slice(slash)}` };
}

function postgresFlaw(rest: string): DatastoreFlaw | undefined {
  const authority = rest.split(/[/?#]/)[0] ?? '';
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  if (/^tcp\(/.test(host)) return { kind: 'postgres-tcp' };
  const user = at < 0 ? '' : authority.slice(0, at);
  const readable =
    /^(?:[A-Za-z0-9\-._:~!$&'()*+,;=@]|%[0-9a-fA-F]{2})*$/.test(user) &&
    isUrlHost(host) &&
    /^(\[[^\]]*\]|[^:]*)(:\d*)?$/.test(host) &&
    !/%(?![0-9a-fA-F]{2})/.test(rest.split(/[?#]/)[0] ?? '');
  return readable ? undefined : { kind: 'postgres' };
}

export type VpnFlaw = 'parameter' | 'provider' | 'join-key';

/** The credentials of a VPN: `name=tailscale,joinKey=…`; whatever follows `extraArgs=` goes to the VPN as it is. */
export function vpnFlaw(text: string): VpnFlaw | undefined {
  const found = new Map<string, string>();
  for (const part of text.replace(/,?extraArgs=.*$/s, '').split(',')) {
    const [key = '', value] = part.split('=');
    if (value === undefined || !['name', 'joinKey', 'controlServerURL'].includes(key)) return 'parameter';
    found.set(key, value);
  }
  if (found.get('name') !== 'tailscale') return 'provider';
  return found.get('joinKey') ? undefined : 'join-key';
}

export type TokenFlaw =
  /** The part behind `K10` must be 64 signs long, or be left out together with what surrounds it. */
  | 'hash-length'
  /** `K10` without user and password behind it. */
  | 'form'
  /** The form for agents that join for a short time; no cluster can be founded with it. */
  | 'bootstrap'
  /** Complete, with the hash of a CA. */
  | 'complete';

const BOOTSTRAP = /^[a-z0-9]{6}\.[a-z0-9]{16}$/;
const HASH_LENGTH = 64;

/** What a token looks like where that matters; undefined for a plain password. */
export function tokenForm(text: string): TokenFlaw | undefined {
  if (!text.startsWith('K10')) return BOOTSTRAP.test(text) ? 'bootstrap' : undefined;
  const [hash = '', rest] = splitOnce(text.slice('K10'.length), '::');
  if (rest !== undefined && hash.length > 0 && hash.length !== HASH_LENGTH) return 'hash-length';
  const login = rest ?? hash;
  if (!BOOTSTRAP.test(login) && !/^[^:]*:./s.test(login)) return 'form';
  return rest !== undefined && hash !== '' ? 'complete' : undefined;
}

function splitOnce(text: string, by: string): [string, string | undefined] {
  const at = text.indexOf(by);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + by.length)];
}
