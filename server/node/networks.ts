/** The address ranges of a machine as K3s puts them together: what is written, and what it takes where nothing is. */

import { splitsAtCommas } from '../knowledge/lookup.ts';
import type { NodeConfig } from './config.ts';
import { commandLine, counted, isOn } from './given.ts';
import type { Part } from './loader.ts';
import { type Address, parseCidr, parseIp, type Range } from './net.ts';

/** A value with the place it is written at; without one K3s fills it in. */
export interface Placed<T> {
  readonly value: T;
  /** As written, or as K3s would fill it in. */
  readonly text: string;
  readonly part?: Part;
  /** Where the text starts and ends within the part. */
  readonly from: number;
  readonly to: number;
}

export interface Networks {
  readonly pods: readonly Placed<Range>[];
  readonly services: readonly Placed<Range>[];
  readonly dns: readonly Placed<Address>[];
  readonly nodeIps: readonly Placed<Address>[];
  /** The address the API server gives to others: `advertise-address`, else what K3s takes in its place. */
  readonly advertise: { readonly option: string; readonly value: Placed<Address> } | undefined;
  /** Prefix length of the share of pod addresses one node gets, per family. */
  readonly nodeMask: Readonly<Record<4 | 6, number>>;
  /** Items of `kube-controller-manager-arg` that set such a length. */
  readonly nodeMaskArgs: readonly MaskArgument[];
  /** Nothing tells the family of the first node IP, so that ranges K3s fills in are a guess: the usual IPv4. */
  readonly familyGuessed: boolean;
  /** An element cannot be read, so that nothing can be said about them together. */
  readonly broken: boolean;
}

export interface MaskArgument {
  readonly part: Part;
  /** Where its name starts and ends in the text. */
  readonly from: number;
  readonly to: number;
  readonly family: 4 | 6 | undefined;
  readonly bits: number;
}

/** K3s's own ranges, by the family of the first node IP. (Flag facts, effective defaults; run on v1.32.0.) */
const DEFAULTS = {
  4: { pods: '10.42.0.0/16', services: '10.43.0.0/16' },
  6: { pods: 'fd00:42::/56', services: 'fd00:43::/112' },
} as const;

/** The controller manager's own sizes. */
const NODE_MASK = { 4: 24, 6: 64 } as const;

const known = new WeakMap<NodeConfig, Networks>();

/** Reads them once per machine. */
export function networksOf(node: NodeConfig): Networks {
  let networks = known.get(node);
  if (!networks) {
    networks = read(node);
    known.set(node, networks);
  }
  return networks;
}

function read(node: NodeConfig): Networks {
  let broken = false;
  const all = new Map([...counted(node)].map((option) => [option.name, option]));
  const words = commandLine(node);
  const list = <T>(name: string, parse: (text: string) => T | undefined): Placed<T>[] => {
    const flag = node.flags.all.get(name);
    const typed = words.get(name)?.value ?? [];
    const written: { text: string; part?: Part }[] = [
      ...(all.get(name)?.parts ?? []).map((part) => ({ text: part.text, part })),
      // What the service adds on its command line counts too, but stands in no file.
      ...(Array.isArray(typed) ? typed : [String(typed)]).map((text: string) => ({ text })),
    ];
    return written.flatMap(({ text: whole, ...place }) =>
      elements(whole, flag !== undefined && splitsAtCommas(flag, node.flags.release)).flatMap(([from, text]) => {
        const value = parse(text);
        if (value === undefined) broken = true;
        return value === undefined ? [] : [{ value, text, ...place, from, to: from + text.length }];
      }),
    );
  };
  const nodeIps = list('node-ip', parseIp);
  const family = nodeIps[0]?.value.family ?? 4;
  const range = (name: string, preset: string): Placed<Range>[] => {
    const written = list(name, parseCidr);
    const value = parseCidr(preset);
    return written.length > 0 || !value ? written : [{ value, text: preset, from: 0, to: 0 }];
  };
  const [pods, services] = [
    range('cluster-cidr', DEFAULTS[family].pods),
    range('service-cidr', DEFAULTS[family].services),
  ];
  const masks = (all.get('kube-controller-manager-arg')?.parts ?? []).flatMap(maskArgument);
  return {
    pods,
    services,
    dns: list('cluster-dns', parseIp),
    nodeIps,
    advertise: advertised(node, list),
    nodeMask: nodeMask(pods, masks),
    nodeMaskArgs: masks,
    familyGuessed: nodeIps.length === 0,
    broken,
  };
}

/**
 * (pkg/cli/server/server.go: the VPN, else the first external address, else the first node IP.) Of a list with both
 * families releases took different ones, so that says nothing.
 */
function advertised(
  node: NodeConfig,
  list: (name: string, parse: typeof parseIp) => Placed<Address>[],
): Networks['advertise'] {
  if (isOn(node, 'vpn-auth') || isOn(node, 'vpn-auth-file')) return undefined;
  for (const option of ['advertise-address', 'node-external-ip', 'node-ip']) {
    const found = list(option, parseIp);
    const [value] = found;
    if (value) return families(found).length === 1 ? { option, value } : undefined;
  }
  return undefined;
}

function elements(text: string, split: boolean): [number, string][] {
  let from = 0;
  return (split ? text.split(',') : [text]).map((element) => {
    const start = from;
    from += element.length + 1;
    return [start, element];
  });
}

function maskArgument(part: Part): MaskArgument[] {
  const [, dashes = '', name = '', family, bits] =
    /^(--)?(node-cidr-mask-size(-ipv4|-ipv6)?)=(\d+)$/.exec(part.text) ?? [];
  if (bits === undefined) return [];
  const place = { part, from: dashes.length, to: dashes.length + name.length };
  return [{ ...place, family: family === '-ipv4' ? 4 : family === '-ipv6' ? 6 : undefined, bits: Number(bits) }];
}

/** The form without a family is for the one family a cluster has. (kube-controller-manager, setNodeCIDRMaskSizes.) */
function nodeMask(pods: readonly Placed<Range>[], args: readonly MaskArgument[]): Record<4 | 6, number> {
  const sizes: Record<4 | 6, number> = { ...NODE_MASK };
  const only = pods[0]?.value.family ?? 4;
  for (const { family, bits } of args) sizes[family ?? only] = bits;
  return sizes;
}

/** Whether two ranges share an address. */
export function overlap(a: Range, b: Range): boolean {
  const bits = Math.min(a.bits, b.bits);
  return a.family === b.family && samePrefix(a.octets, b.octets, bits);
}

/** Whether an address lies in a range. */
export function contains(range: Range, address: Address): boolean {
  return range.family === address.family && samePrefix(range.octets, address.octets, range.bits);
}

function samePrefix(a: readonly number[], b: readonly number[], bits: number): boolean {
  for (let i = 0; i * 8 < bits; i++) {
    const mask = bits - i * 8 >= 8 ? 0xff : (0xff << (8 - (bits - i * 8))) & 0xff;
    if (((a[i] ?? 0) & mask) !== ((b[i] ?? 0) & mask)) return false;
  }
  return true;
}

/** The n-th address of a range as text: K3s takes the tenth of every service range for the cluster DNS. */
export function nthAddress(range: Range, n: number): string {
  const octets = [...range.octets];
  octets[octets.length - 1] = (octets.at(-1) ?? 0) + n;
  return range.family === 4 ? octets.join('.') : shortIpv6(octets);
}

/** The short form of an IPv6 address: the longest run of zero groups left out. */
function shortIpv6(octets: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((octets[2 * i] ?? 0) << 8) | (octets[2 * i + 1] ?? 0)).toString(16),
  );
  const runs = [
    ...groups
      .map((group) => (group === '0' ? '0' : 'x'))
      .join('')
      .matchAll(/0{2,}/g),
  ];
  const longest = runs.sort((a, b) => b[0].length - a[0].length)[0];
  if (!longest) return groups.join(':');
  const after = longest.index + longest[0].length;
  return `${groups.slice(0, longest.index).join(':')}::${groups.slice(after).join(':')}`;
}

/** `4`, `6` or `46`: which families a list covers. */
export function families(list: readonly Placed<{ family: 4 | 6 }>[]): string {
  return [...new Set(list.map(({ value }) => value.family))].sort().join('');
}
