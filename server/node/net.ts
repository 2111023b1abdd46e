/** Addresses and ranges as Go reads them: no leading zeros in IPv4, no zones in IPv6. */

export interface Address {
  readonly family: 4 | 6;
  /** 4 or 16 octets. */
  readonly octets: readonly number[];
}

export interface Range {
  readonly family: 4 | 6;
  /** The first address: what was written, with the host bits cut off. */
  readonly octets: readonly number[];
  readonly bits: number;
}

/** Go's `net.ParseIP`; undefined where that gives nil. */
export function parseIp(text: string): Address | undefined {
  if (!text.includes(':')) {
    const octets = parseIpv4(text);
    return octets && { family: 4, octets };
  }
  const octets = parseIpv6(text);
  return octets && { family: 6, octets };
}

/** Go's `net.ParseCIDR`; host bits may be set. */
export function parseCidr(text: string): Range | undefined {
  const slash = text.indexOf('/');
  const address = parseIp(text.slice(0, Math.max(slash, 0)));
  const mask = text.slice(slash + 1);
  if (slash < 0 || !address || !/^\d+$/.test(mask)) return undefined;
  const bits = Number(mask);
  if (bits > address.octets.length * 8) return undefined;
  const octets = address.octets.map(
    (octet, index) => octet & (0xff00 >> Math.min(Math.max(bits - index * 8, 0), 8)) & 0xff,
  );
  return { family: address.family, octets, bits };
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  const fine = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return fine ? parts.map(Number) : undefined;
}

function parseIpv6(text: string): number[] | undefined {
  const [before = '', after, third] = text.split('::');
  if (third !== undefined) return undefined;
  const head = groups(before, after === undefined);
  const tail = after === undefined ? [] : groups(after, true);
  if (!head || !tail) return undefined;
  const missing = 16 - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 2) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** The octets of groups between colons; the last group may be an IPv4 address. */
function groups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const octets: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (last && index === parts.length - 1 && part.includes('.')) {
      const embedded = parseIpv4(part);
      if (!embedded) return undefined;
      octets.push(...embedded);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      const group = Number.parseInt(part, 16);
      octets.push(group >> 8, group & 0xff);
    } else {
      return undefined;
    }
  }
  return octets;
}

/** What an address written with a mask, a port, brackets, blanks or leading zeros means without them. */
export function meantAddress(text: string): string | undefined {
  const bare = text.trim();
  const candidates = [
    bare,
    bare.replace(/\/\d+$/, ''),
    bare.replace(/^\[(.*)\](:\d+)?$/, '$1'),
    bare.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1'),
    bare.replace(/%\w+$/, ''),
    bare.replace(/(^|\.)0+(?=\d)/g, '$1'),
    bare.replace(/^\w+:\/\//, '').replace(/^(\d+\.\d+\.\d+\.\d+)(:\d+)?\/?$/, '$1'),
  ];
  return candidates.find((candidate) => parseIp(candidate));
}
