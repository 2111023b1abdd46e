/** A cluster DNS address that Kubernetes cannot give to its DNS service. */

import type { Address } from '../node/net.ts';
import { contains, networksOf, nthAddress, type Placed } from '../node/networks.ts';
import { say } from '../words/say.ts';
import { replacePiece } from '../yaml/places.ts';
import { othersOf, placeOfValue } from './networkHit.ts';
import { rule } from './rule.ts';

export const clusterDnsRange = rule<{ value: Placed<Address>; meant: string }>({
  id: 'cluster-dns-range',
  group: 'networks',
  scope: 'machine',
  summary: 'A cluster DNS address that no service can have.',
  severity: 'warning',
  message: {
    outside: 'The cluster gets no DNS: {0} lies outside the service range {1}. Use {2}, or leave "cluster-dns" out.',
    first:
      'The cluster gets no DNS: {0} is the address of the API in the service range {1}. ' +
      'Use {2}, or leave "cluster-dns" out.',
    network: 'The cluster gets no DNS: {0} is the first address of the range {1} and never given out. Use {2}.',
  },
  *check({ node }) {
    const { services, dns, broken } = networksOf(node);
    if (broken) return;
    for (const value of dns) {
      const place = placeOfValue(value);
      const own = services.filter(({ value: range }) => range.family === value.value.family);
      const range = own.find(({ value: candidate }) => contains(candidate, value.value)) ?? own[0];
      if (!place || !range) continue;
      const kind = !contains(range.value, value.value)
        ? 'outside'
        : isNth(value.value, range.value.octets, 0)
          ? 'network'
          : isNth(value.value, range.value.octets, 1)
            ? 'first'
            : undefined;
      if (!kind) continue;
      const meant = nthAddress(range.value, 10);
      yield {
        ...place,
        say: kind,
        args: [value.text, range.text, meant],
        related: othersOf([range]),
        data: { value, meant },
      };
    }
  },
  fix: ({ data }) => {
    const { part, from = 0, to = 0 } = data?.value ?? {};
    if (!data || !part) return [];
    return [{ title: say('Change to "{0}"', data.meant), edits: [replacePiece(part, from, to, data.meant)] }];
  },
});

/** Whether an address is the n-th of the range that starts there. */
function isNth(address: Address, start: readonly number[], n: number): boolean {
  const wanted = [...start];
  wanted[wanted.length - 1] = (wanted.at(-1) ?? 0) + n;
  return address.octets.every((octet, index) => octet === wanted[index]);
}
