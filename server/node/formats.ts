/** One checker per format: what is wrong with the text of a value, and how bad K3s takes it. Pure and without words. */

import type { Format, Release, Role } from '../knowledge/flag.ts';
import { hasKubeletDropIns } from '../knowledge/versions.ts';
import { distance, plainName } from '../words/nearest.ts';
import type { Span } from '../yaml/tree.ts';
import { readValue } from './commandLine.ts';
import { isSchedule } from './cron.ts';
import { datastoreFlaw, type EndpointFlaw, isUrlHost, serverFlaw, tokenForm, vpnFlaw } from './endpoints.ts';
import {
  EFFECTS,
  isDnsLabel,
  isLabelValue,
  isQualifiedName,
  isReservedLabel,
  isSubdomain,
  taintFlaw,
} from './labels.ts';
import { meantAddress, parseCidr, parseIp } from './net.ts';

export interface Flaw {
  /** Which sentence tells it. */
  readonly kind: FlawKind;
  /** Error: K3s ends or never comes up. Warning: it goes on without what was meant. */
  readonly severity: 'error' | 'warning' | 'information';
  /** The piece of the text it is about; absent: all of it. */
  readonly piece?: Span;
  /** What to write in place of the piece. */
  readonly meant?: string;
  /** Nothing else can be meant. */
  readonly sure?: true;
  /** Another line that belongs to it. */
  readonly also?: string;
  /** A word of the text that may be shown even where the rest is secret. */
  readonly word?: string;
}

export type FlawKind =
  | 'ip'
  | 'ip-blank'
  | 'ip-several'
  | 'cidr'
  | 'cidr-blank'
  | 'cidr-several'
  | 'port'
  | 'port-unreachable'
  | 'port-range'
  | `server-${EndpointFlaw}`
  | 'proxy'
  | 'san'
  | 'host'
  | 'domain'
  | 'domain-odd'
  | 'node-name'
  | 'node-name-long'
  | 'namespace'
  | 'registry'
  | 's3-endpoint'
  | 's3-path'
  | 'cron'
  | 'datastore-no-scheme'
  | 'datastore-driver'
  | 'datastore-mysql'
  | 'datastore-postgres-tcp'
  | 'datastore-postgres'
  | 'label-comma'
  | 'label-key'
  | 'label-value'
  | 'label-reserved'
  | 'taint-form'
  | 'taint-effect'
  | 'taint-no-effect'
  | 'taint-removal'
  | 'token-hash-length'
  | 'token-form'
  | 'token-bootstrap'
  | 'token-complete'
  | 'vpn-parameter'
  | 'vpn-provider'
  | 'vpn-join-key'
  | 'interface'
  | 'path-home'
  | 'path-relative'
  | 'image';

/** What a checker needs to know beside the text. */
export interface Surroundings {
  readonly name: string;
  readonly role: Role;
  readonly release: Release;
  /** The node joins others: `server` is set. */
  readonly joins: boolean;
}

type Checker = (text: string, around: Surroundings) => Flaw | undefined;

/** What is wrong with one text of an option; one element, where K3s splits the option at commas. */
export function flawOf(format: Format | undefined, text: string, around: Surroundings): Flaw | undefined {
  return format ? checkers[format]?.(text, around) : undefined;
}

const checkers: Readonly<Partial<Record<Format, Checker>>> = {
  ip: (text) => (text === '' ? undefined : ipFlaw(text)),
  ipList: (text) => severalFlaw(text, 'ip', parseIp) ?? ipFlaw(text),
  cidrList: (text) => severalFlaw(text, 'cidr', parseCidr) ?? cidrFlaw(text),
  port: portFlaw,
  portRange: portRangeFlaw,
  url: urlFlaw,
  hostnameOrIpList: sanFlaw,
  hostnameList: (text) => hostFlaw(text, 'host'),
  hostname: (text, { name }) => (name === 'node-name' ? nodeNameFlaw(text) : domainFlaw(text)),
  namespace: (text) =>
    text === '' || isDnsLabel(text)
      ? undefined
      : { kind: 'namespace', severity: 'warning', ...lower(text, isDnsLabel) },
  registryHost: registryFlaw,
  hostPort: s3EndpointFlaw,
  cron: (text) => (text === '' || isSchedule(text) ? undefined : { kind: 'cron', severity: 'warning' }),
  dsn: dsnFlaw,
  keyValue: labelFlaw,
  taint: nodeTaintFlaw,
  token: clusterTokenFlaw,
  vpnAuth: (text) => {
    const flaw = text === '' ? undefined : vpnFlaw(text);
    return flaw && { kind: `vpn-${flaw}`, severity: 'error' };
  },
  interface: (text) =>
    text.length > 15 || /[\s/:,]/.test(text) || parseIp(text) ? { kind: 'interface', severity: 'error' } : undefined,
  path: pathFlaw,
  image: imageFlaw,
};

const lower = (text: string, fits: (text: string) => boolean): { meant?: string } =>
  fits(text.toLowerCase()) ? { meant: text.toLowerCase() } : {};

function ipFlaw(text: string): Flaw | undefined {
  if (parseIp(text)) return undefined;
  const meant = meantAddress(text);
  if (meant === text.trim()) return { kind: 'ip-blank', severity: 'error', meant, sure: true };
  return { kind: 'ip', severity: 'error', ...(meant ? { meant } : {}) };
}

/** Several with blanks between them, as `hostname -I` prints them. */
function severalFlaw(text: string, kind: 'ip' | 'cidr', parse: (text: string) => unknown): Flaw | undefined {
  const words = text.trim().split(/[\s;]+/);
  if (words.length < 2 || !words.every(parse)) return undefined;
  return { kind: `${kind}-several`, severity: 'error', meant: words.join(','), sure: true };
}

function cidrFlaw(text: string): Flaw | undefined {
  if (parseCidr(text)) return undefined;
  const meant = text.trim();
  return parseCidr(meant)
    ? { kind: 'cidr-blank', severity: 'error', meant, sure: true }
    : { kind: 'cidr', severity: 'error' };
}

/** Ports K3s only passes on, or does not open in this role; a wrong one does not end it. */
const notOpened = (name: string, role: Role): boolean =>
  name === 'advertise-port' || (name === 'lb-server-port' && role === 'server');

function portFlaw(text: string, { name, role }: Surroundings): Flaw | undefined {
  const read = readValue('int', text);
  if (typeof read === 'string' || read.type !== 'int' || (read.value >= 0n && read.value <= 65_535n)) return undefined;
  return notOpened(name, role)
    ? { kind: 'port-unreachable', severity: 'warning' }
    : { kind: 'port', severity: 'error' };
}

function portRangeFlaw(text: string): Flaw | undefined {
  if (text === '') return undefined;
  const [, low, sign, more] = /^\s*([-+]?\d+)(?:([-+])(\d+))?\s*$/.exec(text) ?? [];
  const first = Number(low);
  const last = more === undefined ? first : sign === '+' ? first + Number(more) : Number(more);
  if (low !== undefined && first >= 0 && first <= last && last <= 65_535) return undefined;
  const swapped = last < first && first <= 65_535 ? `${last}-${first}` : undefined;
  const spaced = /^\s*(\d+)\s*(?:-|–|:|\.\.|to)\s*(\d+)\s*$/.exec(text);
  const written = spaced && Number(spaced[1]) <= Number(spaced[2]) && Number(spaced[2]) <= 65_535;
  const meant = swapped ?? (written ? `${spaced[1]}-${spaced[2]}` : undefined);
  return { kind: 'port-range', severity: 'error', ...(meant ? { meant } : {}) };
}

function urlFlaw(text: string, { name }: Surroundings): Flaw | undefined {
  // The word none keeps S3 from the proxy of the environment.
  if (text === '' || (name === 'etcd-s3-proxy' && text === 'none')) return undefined;
  if (name !== 'server') {
    const fine = /^[a-z][a-z0-9+.-]*:\/\/[^/\s]/i.test(text) && isUrlHost(text);
    return fine ? undefined : { kind: 'proxy', severity: 'warning' };
  }
  const found = serverFlaw(text);
  if (!found) return undefined;
  const { flaw, meant } = found;
  return {
    kind: `server-${flaw}`,
    severity: flaw === 'port-missing' ? 'warning' : 'error',
    ...(meant ? { meant } : {}),
    ...(flaw === 'scheme-http' || flaw === 'scheme-slash' ? { sure: true as const } : {}),
  };
}

/** A host where a URL, a port or a path stands around it. */
function bareHost(text: string): string {
  const host = text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/+/i, '')
    .replace(/[/?#].*$/s, '');
  return parseIp(host) ? host : host.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^([^:]+):\d+$/, '$1');
}

function hostFlaw(text: string, kind: 'host' | 'san'): Flaw | undefined {
  const meant = bareHost(text);
  if (text === meant && text !== '' && !/[\s,:@]/.test(text)) return undefined;
  if (parseIp(text)) return undefined;
  const usable = /^[A-Za-z0-9*]([-A-Za-z0-9_.*]*[A-Za-z0-9])?$/.test(meant) || parseIp(meant) !== undefined;
  const range = parseCidr(text) !== undefined;
  return { kind, severity: 'warning', ...(usable && !range ? { meant, sure: true as const } : {}) };
}

function sanFlaw(text: string): Flaw | undefined {
  return text === '' ? undefined : hostFlaw(text, 'san');
}

function nodeNameFlaw(text: string): Flaw | undefined {
  if (text === '') return undefined;
  const name = text.toLowerCase();
  if (!isSubdomain(name)) {
    const meant = name.replaceAll(/[_\s]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
    return { kind: 'node-name', severity: 'error', ...(isSubdomain(meant) ? { meant } : {}) };
  }
  return name.length > 63 ? { kind: 'node-name-long', severity: 'warning' } : undefined;
}

function domainFlaw(text: string): Flaw | undefined {
  if (!isUrlHost(text)) return { kind: 'domain', severity: 'error' };
  if (text === '' || isSubdomain(text.toLowerCase())) return undefined;
  const meant = text.replace(/^\.+|\.+$/g, '');
  return { kind: 'domain-odd', severity: 'warning', ...(isSubdomain(meant) ? { meant } : {}) };
}

function registryFlaw(text: string): Flaw | undefined {
  const meant = text.replace(/^[a-z][a-z0-9+.-]*:\/+/i, '').replace(/\/+$/, '');
  return meant === text ? undefined : { kind: 'registry', severity: 'warning', meant, sure: true };
}

function s3EndpointFlaw(text: string): Flaw | undefined {
  const [, scheme, rest = text] = /^([a-z][a-z0-9+.-]*):\/+(.*)$/i.exec(text) ?? [];
  const host = rest.replace(/\/+$/, '');
  const plain = scheme?.toLowerCase() === 'http';
  if (host.includes('/')) return { kind: 's3-path', severity: 'warning' };
  if (host === text) return undefined;
  return {
    kind: 's3-endpoint',
    severity: 'warning',
    meant: host,
    ...(plain ? { also: 'etcd-s3-insecure: true' } : { sure: true as const }),
  };
}

function dsnFlaw(text: string): Flaw | undefined {
  const found = text === '' ? undefined : datastoreFlaw(text);
  if (!found) return undefined;
  switch (found.kind) {
    case 'no-scheme':
      return { kind: 'datastore-no-scheme', severity: 'warning' };
    case 'driver': {
      const known = /^[a-z][a-z0-9+.-]*$/i.test(found.driver);
      return {
        kind: 'datastore-driver',
        severity: 'error',
        piece: { start: 0, end: found.driver.length },
        word: known ? found.driver : '…',
        ...(found.meant ? { meant: found.meant } : {}),
      };
    }
    case 'mysql':
      return { kind: 'datastore-mysql', severity: 'error', ...(found.meant ? { meant: found.meant } : {}) };
    default:
      return { kind: `datastore-${found.kind}`, severity: 'error' };
  }
}

function labelFlaw(text: string): Flaw | undefined {
  if (text === '') return undefined;
  const equals = text.indexOf('=');
  const key = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? '' : text.slice(equals + 1);
  const atKey = { start: 0, end: key.length };
  if (text.includes(',')) return { kind: 'label-comma', severity: 'error' };
  if (isReservedLabel(key)) {
    const meant = `node.kubernetes.io/${key.slice(key.indexOf('/') + 1)}`;
    return { kind: 'label-reserved', severity: 'error', piece: atKey, word: key, meant };
  }
  if (!isQualifiedName(key)) return { kind: 'label-key', severity: 'error', piece: atKey, word: key };
  if (isLabelValue(value)) return undefined;
  return { kind: 'label-value', severity: 'error', piece: { start: equals + 1, end: text.length }, word: value };
}

/** So many slips of the finger still leave no doubt which effect is meant. */
const TYPOS = 2;

function nodeTaintFlaw(text: string, { release }: Surroundings): Flaw | undefined {
  if (text === '') return undefined;
  // Older releases join the items with commas before the kubelet splits them, so an item may hold several.
  if (!hasKubeletDropIns(release) && text.includes(',')) return undefined;
  const found = taintFlaw(text);
  if (!found) return undefined;
  switch (found.kind) {
    case 'effect': {
      const sure = EFFECTS.find(
        (effect) => plainName(effect) === plainName(found.effect) || same(effect, found.effect),
      );
      const meant =
        sure ?? EFFECTS.find((effect) => distance(effect.toLowerCase(), found.effect.toLowerCase()) <= TYPOS);
      return {
        kind: 'taint-effect',
        severity: 'error',
        piece: { start: found.from, end: found.from + found.effect.length },
        word: found.effect,
        ...(meant ? { meant } : {}),
        ...(sure ? { sure: true as const } : {}),
      };
    }
    case 'removal':
      return { kind: 'taint-removal', severity: 'warning' };
    default:
      return { kind: `taint-${found.kind}`, severity: 'error' };
  }
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase().replace(/[^a-z]/g, '');

function clusterTokenFlaw(text: string, { name, role, joins }: Surroundings): Flaw | undefined {
  if (!name.endsWith('token') || name.startsWith('etcd-s3')) return undefined;
  const form = tokenForm(text);
  switch (form) {
    case undefined:
      return undefined;
    case 'bootstrap':
      return role === 'server' && name === 'token' && !joins
        ? { kind: 'token-bootstrap', severity: 'error' }
        : undefined;
    case 'complete':
      return role === 'server' && (name === 'agent-token' || !joins)
        ? { kind: 'token-complete', severity: 'information' }
        : undefined;
    default:
      return { kind: `token-${form}`, severity: name === 'token' ? 'error' : 'warning' };
  }
}

/** Options whose text is not always a path. */
const NOT_ONLY_PATHS = new Set(['cluster-reset-restore-path', 'etcd-s3-endpoint-ca', 'config']);

function pathFlaw(text: string, { name }: Surroundings): Flaw | undefined {
  if (text === '' || NOT_ONLY_PATHS.has(name) || /^([/$]|[A-Za-z]:\\)/.test(text)) return undefined;
  // K3s itself looks up the home directory for this one only.
  if (text.startsWith('~')) return name === 'data-dir' ? undefined : { kind: 'path-home', severity: 'warning' };
  return { kind: 'path-relative', severity: 'warning' };
}

/** Behind the host, the name of an image has small letters only. */
function imageFlaw(text: string): Flaw | undefined {
  const bare = text.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const [, host = '', path = ''] = /^([^/]*[.:A-Z][^/]*\/|localhost\/)?(.*?)$/.exec(bare) ?? [];
  const [, name = '', tag = ''] = /^(.*?)([:@][^/]*)?$/.exec(path) ?? [];
  const meant = host + name.toLowerCase() + tag;
  if (text === '' || (meant === text && !/\s/.test(text))) return undefined;
  return { kind: 'image', severity: 'warning', ...(/\s/.test(meant) ? {} : { meant }) };
}
