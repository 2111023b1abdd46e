/** Ranges that are too small or too large for what Kubernetes cuts out of them. */

import type { Release } from '../knowledge/flag.ts';
import { compareReleases } from '../knowledge/versions.ts';
import { isOn } from '../node/given.ts';
import { families, type Networks, networksOf } from '../node/networks.ts';
import { placeOfValue } from './networkHit.ts';
import { type Hit, rule } from './rule.ts';

/**
 * The API server takes at most 20 bits of addresses for services (/8 was refused on v1.32, /12 was not); later
 * releases have no limit. (kube-apiserver, validateClusterIPFlags; for 1.33 sources disagree.)
 */
const SERVICE_LARGEST = { 4: 12, 6: 108 } as const;
const UNLIMITED: Release = 'v1.33.0+k3s1';
/** K3s needs the tenth address of the range for the cluster DNS. */
const SERVICE_SMALLEST = { 4: 28, 6: 124 } as const;
/** The controller manager numbers the nodes with at most 16 bits. */
const NODE_BITS = 16;

export const cidrTooSmall = rule({
  id: 'cidr-too-small',
  group: 'networks',
  scope: 'machine',
  summary: 'A range that is too small or too large for what Kubernetes cuts out of it.',
  severity: 'error',
  message: {
    serviceLarge: 'K3s does not start: a service range may not be larger than /{1}, and {0} is.',
    serviceSmall: 'K3s does not start: {0} has no tenth address, which the cluster DNS gets. Use /{1} or larger.',
    podsSmall:
      'K3s does not start: every node gets a /{1} of its own for its pods, and {0} has none to give. ' +
      'Use /{2} or larger.',
    shareLarge:
      'K3s does not start: all nodes together have {0} for their pods, and a /{1} for each does not fit in. ' +
      'Write a larger number.',
    podsLarge: 'K3s does not start: {0} has more than 65536 times a /{1}, the share of one node. Use /{2} or smaller.',
    oneNode:
      'Every node gets a /{1} of its own for its pods, so {0} is enough for one node. For more, use a larger one.',
    nodes:
      'Every node gets a /{1} of its own for its pods, so {0} is enough for {2} nodes. For more, use a larger one.',
  },
  *check({ node }) {
    if (node.flags.role !== 'server') return;
    const networks = networksOf(node);
    const limited = compareReleases(node.flags.release, UNLIMITED) < 0;
    yield* services(networks, limited);
    // Another server runs the controller that shares the range out.
    if (!isOn(node, 'disable-controller-manager')) yield* pods(networks);
  },
});

function* services({ services, dns, broken }: Networks, limited: boolean): Iterable<Hit<undefined>> {
  for (const range of services) {
    const place = placeOfValue(range);
    if (!place) continue;
    const { bits, family } = range.value;
    const [largest, smallest] = [SERVICE_LARGEST[family], SERVICE_SMALLEST[family]];
    if (limited && bits < largest) yield { ...place, say: 'serviceLarge', args: [range.text, largest] };
    // K3s only looks for the tenth address when nobody says what the cluster DNS gets.
    if (bits > smallest && dns.length === 0 && !broken)
      yield { ...place, say: 'serviceSmall', args: [range.text, smallest] };
  }
}

function* pods({ pods, nodeMask, nodeMaskArgs }: Networks): Iterable<Hit<undefined>> {
  const dual = families(pods).length > 1;
  // The size without a family does not count there and is told as such.
  if (dual && nodeMaskArgs.some(({ family }) => family === undefined)) return;
  for (const range of pods) {
    const place = placeOfValue(range);
    const { bits, family } = range.value;
    const mask = nodeMask[family];
    if (!place) {
      // The range is that of K3s, so the share is what somebody wrote.
      const share = nodeMaskArgs.findLast((one) => (one.family ?? family) === family);
      const at = share && placeOfValue({ ...share, to: share.part.text.length, value: mask, text: share.part.text });
      if (at && bits > mask) yield { ...at, say: 'shareLarge', args: [range.text, mask] };
      continue;
    }
    const shares = 2 ** (mask - bits);
    if (bits > mask) yield { ...place, say: 'podsSmall', args: [range.text, mask, mask] };
    else if (mask - bits > NODE_BITS) yield { ...place, say: 'podsLarge', args: [range.text, mask, mask - NODE_BITS] };
    else if (shares <= 2)
      yield {
        ...place,
        say: shares === 1 ? 'oneNode' : 'nodes',
        args: [range.text, mask, shares],
        severity: 'information',
      };
  }
}
