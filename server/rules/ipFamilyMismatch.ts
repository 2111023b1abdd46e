/** IPv4 and IPv6 that do not go together: pod range, service range, node IP and API address have to agree. */

import type { NodeConfig } from '../node/config.ts';
import { isOn } from '../node/given.ts';
import { families, type MaskArgument, type Networks, networksOf, type Placed } from '../node/networks.ts';
import { say } from '../words/say.ts';
import { asScalar, replace } from '../yaml/edits.ts';
import { placeOf, replacePiece } from '../yaml/places.ts';
import { othersOf, placeOfValue } from './networkHit.ts';
import { type Fix, type Hit, rule } from './rule.ts';

const NAMES: Readonly<Record<string, string>> = { '4': 'IPv4', '6': 'IPv6', '46': 'IPv4 and IPv6' };

/** What K3s takes for the second family when a person wants both. */
const SECOND: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'service-cidr': { '4': '10.43.0.0/16', '6': 'fd00:43::/112' },
  'cluster-cidr': { '4': '10.42.0.0/16', '6': 'fd00:42::/56' },
};

/** A range that lacks a family with what would complete it, or the size of a node's share under its right name. */
type Blamed =
  | { readonly value: Placed<unknown>; readonly add: string }
  | { readonly mask: MaskArgument; readonly name: string };

export const ipFamilyMismatch = rule<Blamed>({
  id: 'ip-family-mismatch',
  group: 'networks',
  scope: 'machine',
  summary: 'IPv4 and IPv6 that do not go together.',
  severity: 'error',
  message: {
    ranges:
      'K3s does not start: pods would use {0} and services {1}. ' +
      'Give "cluster-cidr" and "service-cidr" the same families.',
    guessed:
      'Without "{2}" K3s takes an IPv4 range for it unless this machine has IPv6 only, and then it does not start. ' +
      'Set "{2}" to {0} too.',
    twice: 'K3s does not start with two {0} ranges for "{1}". Give at most one per family.',
    node: 'K3s does not start: pods use {0}, and "node-ip" has only {1}. Add the other address of this machine.',
    nodeOther: 'K3s does not start: pods use {0}, and "node-ip" is {1}. Use addresses of the same family.',
    advertise: 'K3s does not start: services use {0} first, and "{2}" is {1}. Use an address of that family.',
    advertised:
      'K3s does not start: services use {0} first, and it advertises "{2}", which is {1}. ' +
      'Set "advertise-address" to the {0} address of this machine.',
    dns:
      'No service range is {1}, so the cluster DNS at {0} cannot be set up. ' +
      'Leave "cluster-dns" out, or take an address from "service-cidr".',
    mask:
      'K3s does not start: with pods on IPv4 and IPv6 the share of a node has a size per family. ' +
      'Write node-cidr-mask-size-ipv4=… and node-cidr-mask-size-ipv6=….',
    maskOther: 'K3s does not start: pods use {0} only, and this is the size for {1}. Write {2}=….',
  },
  *check({ node }) {
    if (node.flags.role !== 'server') return;
    const networks = networksOf(node);
    if (networks.broken) return;
    yield* twice(networks);
    yield* ranges(networks);
    yield* nodeAddresses(networks);
    yield* addresses(networks);
    if (!isOn(node, 'disable-controller-manager')) yield* masks(networks);
  },
  fix: ({ data }, { node }) => (data ? fixes(data, node) : []),
});

const nameOf = (family: string | number): string => NAMES[String(family)] ?? '';

function* twice({ pods, services }: Networks): Iterable<Hit<Blamed>> {
  for (const [name, list] of [
    ['cluster-cidr', pods],
    ['service-cidr', services],
  ] as const) {
    const second = list.find((range, index) =>
      list.slice(0, index).some(({ value }) => value.family === range.value.family),
    );
    const place = second && placeOfValue(second);
    if (!second || !place) continue;
    const others = othersOf(list.filter((other) => other !== second));
    yield { ...place, say: 'twice', args: [nameOf(second.value.family), name], related: others };
  }
}

function* ranges({ pods, services, familyGuessed }: Networks): Iterable<Hit<Blamed>> {
  const [podFamilies, serviceFamilies] = [families(pods), families(services)];
  if (podFamilies === serviceFamilies) return;
  const [blamed, others] = services.some(({ part }) => part) ? [services, pods] : [pods, services];
  const value = blamed.at(-1);
  const place = value && placeOfValue(value);
  if (!value || !place) return;
  const [name, other] = blamed === services ? ['service-cidr', 'cluster-cidr'] : ['cluster-cidr', 'service-cidr'];
  // A range that K3s fills in follows the addresses of the machine; only two families never fit to one.
  const guess = familyGuessed && others.every(({ part, to }) => !part && to === 0) && families(blamed).length === 1;
  const missing = [...families(others)].find((family) => !families(blamed).includes(family));
  const add = missing === undefined ? undefined : SECOND[name]?.[missing];
  const completes = add && families(blamed).length === 1 && families(others).length === 2;
  yield {
    ...place,
    say: guess ? 'guessed' : 'ranges',
    args: guess ? [nameOf(families(blamed)), '', other] : [nameOf(podFamilies), nameOf(serviceFamilies)],
    severity: guess ? 'warning' : 'error',
    related: othersOf(others),
    ...(completes ? { data: { value, add } } : {}),
  };
}

function* nodeAddresses({ pods, nodeIps }: Networks): Iterable<Hit<Blamed>> {
  const last = nodeIps.at(-1);
  const place = last && placeOfValue(last);
  if (!last || !place) return;
  const wanted = families(pods);
  const has = families(nodeIps);
  if ([...wanted].every((family) => has.includes(family))) return;
  const kind = wanted.length > 1 ? 'node' : 'nodeOther';
  yield { ...place, say: kind, args: [nameOf(wanted), nameOf(has)], related: othersOf(pods) };
}

function* addresses({ pods, services, nodeIps, advertise, dns }: Networks): Iterable<Hit<Blamed>> {
  const first = services[0];
  const place = advertise && placeOfValue(advertise.value);
  const family = advertise?.value.value.family;
  // Ranges that do not agree, or with the node IP, have been told already.
  const covers = [...families(pods)].every((wanted) => families(nodeIps).includes(wanted));
  const told =
    advertise?.option !== 'advertise-address' &&
    (families(pods) !== families(services) || (advertise?.option === 'node-ip' && !covers));
  if (advertise && place && family && first && first.value.family !== family && !told) {
    yield {
      ...place,
      say: advertise.option === 'advertise-address' ? 'advertise' : 'advertised',
      args: [nameOf(first.value.family), nameOf(family), advertise.option],
      related: othersOf([first]),
    };
  }
  for (const address of dns) {
    const at = placeOfValue(address);
    if (!at || services.some(({ value }) => value.family === address.value.family)) continue;
    const args = [address.text, nameOf(address.value.family)];
    yield { ...at, say: 'dns', args, severity: 'warning', related: othersOf(services) };
  }
}

function* masks({ pods, nodeMaskArgs }: Networks): Iterable<Hit<Blamed>> {
  const has = families(pods);
  for (const mask of nodeMaskArgs) {
    const { part, from, to, family } = mask;
    const place = { at: placeOf(part, from, to), in: part.document.uri, related: othersOf(pods) };
    if (has.length > 1 && family === undefined) {
      yield { ...place, say: 'mask', data: { mask, name: 'node-cidr-mask-size-ipv4' } };
    } else if (has.length === 1 && family !== undefined && !has.includes(String(family))) {
      const name = `node-cidr-mask-size-ipv${has}`;
      yield { ...place, say: 'maskOther', args: [nameOf(has), nameOf(family), name], data: { mask, name } };
    }
  }
}

function fixes(data: Blamed, node: NodeConfig): readonly Fix[] {
  if ('mask' in data) {
    const { part, from, to } = data.mask;
    return [{ title: say('Change to "{0}"', data.name), edits: [replacePiece(part, from, to, data.name)] }];
  }
  // The second range behind the first, in the form the first is written in.
  const { part } = data.value;
  if (!part || !node.document(part.document.uri) || part.node.kind !== 'scalar') return [];
  const text = `${part.text},${data.add}`;
  return [{ title: say('Add {0}', data.add), edits: [replace(part.document, part.node, asScalar(text))] }];
}
