/**
 * URLs as Go's net/url takes them apart and prints them again: K3s and containerd both decide with it which endpoint
 * is valid, and a browser's URL decides otherwise (it lowers hosts, drops default ports, repairs slashes).
 */

import { parseIp } from '../node/net.ts';

/** A URL in pieces, as Go's `url.URL`: host with its port, path decoded. */
export interface GoUrl {
  readonly scheme: string;
  /** What follows a scheme without a slash; then there is neither host nor path. */
  readonly opaque: string;
  readonly user?: { readonly name: string; readonly password?: string };
  readonly host: string;
  readonly path: string;
  readonly rawPath: string;
  readonly query: string;
  readonly forceQuery: boolean;
  readonly fragment: string;
  readonly rawFragment: string;
  readonly omitHost: boolean;
}

/** What changed in net/url between the Go versions that K3s was built with. */
export interface UrlRules {
  /** Brackets only around a whole IPv6 address (Go 1.24.8 and 1.25.2). */
  readonly strictBrackets: boolean;
  /** No second colon in a host without brackets (Go 1.26). */
  readonly strictColons: boolean;
}

/** Why Go refuses a URL, in a word. */
export type UrlFlaw = 'control-character' | 'scheme' | 'colon' | 'escape' | 'host' | 'port' | 'brackets' | 'user';

export type ParsedUrl = { readonly url: GoUrl } | { readonly flaw: UrlFlaw };

class Refused extends Error {
  readonly flaw: UrlFlaw;

  constructor(flaw: UrlFlaw) {
    super(flaw);
    this.flaw = flaw;
  }
}

type Part = 'host' | 'zone' | 'path' | 'user' | 'fragment';

/** The characters that stand for themselves, by part. */
const PLAIN: Readonly<Record<Part, string>> = {
  host: 'A-Za-z0-9\\-_.~!$&\'()*+,;=:[\\]<>"',
  zone: 'A-Za-z0-9\\-_.~!$&\'()*+,;=:[\\]<>"',
  path: 'A-Za-z0-9\\-_.~$&+,/:;=@',
  user: 'A-Za-z0-9\\-_.~$&+,;=',
  fragment: 'A-Za-z0-9\\-_.~$&+,/:;=?@!()*',
};

const patterns = (before: string, after: string): Readonly<Record<Part, RegExp>> =>
  Object.fromEntries(
    Object.entries(PLAIN).map(([part, plain]) => [part, new RegExp(`^[${before}${plain}]${after}$`)]),
  ) as Record<Part, RegExp>;

const LITERAL = patterns('', '');
const ALL_LITERAL = patterns('', '*');
/** With the characters that may stand in an encoded path or fragment although Go itself would encode them. */
const ENCODED = patterns("!$&'()*+,;=:@[\\]%", '*');

/** The same few hundred addresses are read again at each keystroke. */
const parsed = new Map<string, ParsedUrl>();
const MOST_PARSED = 2000;
const LONGEST_KEPT = 200;

/** Go's `url.Parse`. */
export function parseUrl(text: string, rules: UrlRules): ParsedUrl {
  if (text.length > LONGEST_KEPT) return read(text, rules);
  const key = `${rules.strictBrackets} ${rules.strictColons} ${text}`;
  let found = parsed.get(key);
  if (!found) {
    if (parsed.size >= MOST_PARSED) parsed.clear();
    found = read(text, rules);
    parsed.set(key, found);
  }
  return found;
}

function read(text: string, rules: UrlRules): ParsedUrl {
  try {
    return { url: parse(octetsOf(text), rules) };
  } catch (error) {
    if (error instanceof Refused) return { flaw: error.flaw };
    throw error;
  }
}

/** Strings here hold one octet per character, as Go's do. */
const octetsOf = (text: string): string => {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  let octets = '';
  for (const octet of new TextEncoder().encode(text)) octets += String.fromCharCode(octet);
  return octets;
};

const textOf = (octets: string): string =>
  /^[\0-\x7f]*$/.test(octets)
    ? octets
    : new TextDecoder().decode(Uint8Array.from(octets, (octet) => octet.charCodeAt(0)));

function parse(whole: string, rules: UrlRules): GoUrl {
  const [raw, fragment] = cut(whole, '#');
  if (/[\0-\x1f\x7f]/.test(raw)) throw new Refused('control-character');
  const plain = {
    scheme: '',
    opaque: '',
    host: '',
    path: '',
    rawPath: '',
    query: '',
    forceQuery: false,
    fragment: decode(fragment, 'fragment'),
    rawFragment: fragment,
    omitHost: false,
  };
  if (raw === '*') return { ...plain, path: '*' };
  if (raw.startsWith(':')) throw new Refused('scheme');
  const [, name = '', behind = raw] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(raw) ?? [];
  const scheme = name.toLowerCase();
  const forceQuery = behind.indexOf('?') === behind.length - 1 && behind !== '';
  const [rest, query] = cut(behind, '?');
  const common = { ...plain, scheme, query, forceQuery };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...common, opaque: rest };
    if (cut(rest, '/')[0].includes(':')) throw new Refused('colon');
  }
  if (rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2);
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
    const path = slash < 0 ? '' : rest.slice(slash);
    return { ...common, ...parseAuthority(scheme, authority, rules), ...pathOf(path) };
  }
  return { ...common, omitHost: scheme !== '' && rest.startsWith('/'), ...pathOf(rest) };
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

const pathOf = (raw: string): Pick<GoUrl, 'path' | 'rawPath'> => ({ path: decode(raw, 'path'), rawPath: raw });

function parseAuthority(scheme: string, authority: string, rules: UrlRules): Pick<GoUrl, 'user' | 'host'> {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1), rules);
  if (at < 0) return { host };
  const info = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(info)) throw new Refused('user');
  const colon = info.indexOf(':');
  if (colon < 0) return { host, user: { name: decode(info, 'user') } };
  const [name, password] = [info.slice(0, colon), info.slice(colon + 1)].map((part) => decode(part, 'user'));
  return { host, user: { name: name as string, password: password as string } };
}

function parseHost(scheme: string, host: string, rules: UrlRules): string {
  const open = host.lastIndexOf('[');
  if (rules.strictBrackets && open > 0) throw new Refused('brackets');
  if (host.startsWith('[')) return parseBrackets(host, rules);
  let colon = host.lastIndexOf(':');
  if (rules.strictColons && (scheme === 'http' || scheme === 'https')) colon = host.indexOf(':');
  if (colon >= 0 && !isOptionalPort(host.slice(colon))) throw new Refused('port');
  return decode(host, 'host');
}

function parseBrackets(host: string, rules: UrlRules): string {
  const close = host.lastIndexOf(']');
  if (close < 0) throw new Refused('brackets');
  if (!isOptionalPort(host.slice(close + 1))) throw new Refused('port');
  const name = host.slice(1, close);
  const zone = name.indexOf('%25');
  const read = zone < 0 ? decode(name, 'host') : decode(name.slice(0, zone), 'host') + decode(name.slice(zone), 'zone');
  if (rules.strictBrackets) {
    const [address, of] = cut(read, '%');
    const isAddress = parseIp(address)?.family === 6 && (!read.includes('%') || of !== '');
    if (!isAddress) throw new Refused('brackets');
  }
  return `[${read}]${host.slice(close + 1)}`;
}

const isOptionalPort = (text: string): boolean => text === '' || /^:[0-9]*$/.test(text);

function decode(text: string, part: Part): string {
  if (ALL_LITERAL[part].test(text)) return text;
  const inHost = part === 'host' || part === 'zone';
  return text.replace(/%(.{0,2})|./gs, (piece, hex: string | undefined) => {
    if (hex === undefined) {
      if (inHost && piece < '\x80' && !LITERAL.host.test(piece)) throw new Refused('host');
      return piece;
    }
    if (!/^[0-9a-fA-F]{2}$/.test(hex)) throw new Refused('escape');
    const octet = String.fromCharCode(Number.parseInt(hex, 16));
    if (part === 'host' && octet < '\x80' && hex !== '25') throw new Refused('escape');
    if (part === 'zone' && hex !== '25' && octet !== ' ' && !LITERAL.host.test(octet)) throw new Refused('escape');
    return octet;
  });
}

function encode(text: string, part: Part): string {
  if (ALL_LITERAL[part].test(text)) return text;
  return text.replace(/./gs, (octet) =>
    LITERAL[part].test(octet) ? octet : `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** The encoded form that was written, where it is a valid one; else the encoding Go would choose. */
function encodedAs(value: string, raw: string, part: 'path' | 'fragment'): string {
  if (raw !== '' && ENCODED[part].test(raw) && decodes(raw, value, part)) return raw;
  return part === 'path' && value === '*' ? '*' : encode(value, part);
}

function decodes(raw: string, value: string, part: Part): boolean {
  try {
    return decode(raw, part) === value;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

/** Go's `URL.String`. */
export function printUrl(url: GoUrl): string {
  const query = url.forceQuery || url.query !== '' ? `?${url.query}` : '';
  const fragment = url.fragment === '' ? '' : `#${encodedAs(url.fragment, url.rawFragment, 'fragment')}`;
  const scheme = url.scheme === '' ? '' : `${url.scheme}:`;
  if (url.opaque !== '') return textOf(scheme + url.opaque + query + fragment);
  const { user, host } = url;
  let authority = '';
  if ((scheme !== '' || host !== '' || user) && !(url.omitHost && host === '' && !user)) {
    if (host !== '' || url.path !== '' || user) authority = '//';
    if (user) {
      const password = user.password === undefined ? '' : `:${encode(user.password, 'user')}`;
      authority += `${encode(user.name, 'user')}${password}@`;
    }
    authority += encode(host, 'host');
  }
  let path = encodedAs(url.path, url.rawPath, 'path');
  if (path !== '' && !path.startsWith('/') && host !== '') path = `/${path}`;
  if (scheme === '' && authority === '' && path.split('/', 1)[0]?.includes(':')) path = `./${path}`;
  return textOf(scheme + authority + path + query + fragment);
}

/** Go's `URL.Port`: the digits behind the last colon of a host. */
export function portOf(host: string): string {
  return /:([0-9]*)$/.exec(host)?.[1] ?? '';
}

/** Go's `docker.IsLocalhost` in containerd: `localhost` or a loopback address, with or without a port. */
export function isLocalhost(host: string): boolean {
  const name = hostWithoutPort(host);
  if (name === 'localhost') return true;
  const octets = parseIp(name)?.octets;
  if (!octets) return false;
  const four = octets.length === 16 && /^(0,){10}255,255,/.test(octets.join()) ? octets.slice(12) : octets;
  return four.length === 4 ? four[0] === 127 : four.every((octet, index) => octet === (index === 15 ? 1 : 0));
}

/** Go's `net.SplitHostPort`, where it succeeds; else the host as it stands. */
function hostWithoutPort(host: string): string {
  const match = /^(?:\[([^[\]]*)\]|([^:[\]]*)):[^:[\]]*$/.exec(host);
  return match ? (match[1] ?? match[2] ?? '') : host;
}
