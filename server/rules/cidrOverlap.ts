/** Ranges that share addresses: pods, services and the machine itself need their own. */

import { given } from '../node/given.ts';
import type { Address, Range } from '../node/net.ts';
import { contains, networksOf, overlap, type Placed } from '../node/networks.ts';
import { othersOf, placeOfValue } from './networkHit.ts';
import { type Hit, rule } from './rule.ts';

export const cidrOverlap = rule({
  id: 'cidr-overlap',
  group: 'networks',
  scope: 'machine',
  summary: 'Ranges for pods, services and the machine that share addresses.',
  severity: 'error',
  message: {
    ranges:
      'Pods and services would share addresses: {0} and {1} overlap, and the pod network does not come up. ' +
      'Choose two that do not.',
    pods:
      'This machine has the address {0}, which lies in the pod range {1}, so traffic to it goes astray. ' +
      'Choose another range.',
    services:
      'This machine has the address {0}, which lies in the service range {1}, so traffic to it goes astray. ' +
      'Choose another range.',
  },
  *check({ node }) {
    if (node.flags.role !== 'server') return;
    const { pods, services, nodeIps, broken } = networksOf(node);
    if (broken) return;
    for (const pod of pods) {
      for (const service of services) {
        if (!overlap(pod.value, service.value)) continue;
        const [blamed, other] = service.part ? [service, pod] : [pod, service];
        const place = placeOfValue(blamed);
        if (place) yield { ...place, say: 'ranges', args: [pod.text, service.text], related: othersOf([other]) };
      }
    }
    // With a network of the person's own, pods may well share the network of the machines.
    const own = given(node, 'flannel-backend')?.text === 'none';
    for (const address of nodeIps) {
      yield* inside(address, services, 'services');
      if (!own) yield* inside(address, pods, 'pods');
    }
  },
});

function* inside(address: Placed<Address>, ranges: readonly Placed<Range>[], say: string): Iterable<Hit<undefined>> {
  for (const range of ranges) {
    if (!contains(range.value, address.value)) continue;
    const [blamed, other] = range.part ? [range, address] : [address, range];
    const place = placeOfValue(blamed);
    const args = [address.text, range.text];
    if (place) yield { ...place, say, args, severity: 'warning', related: othersOf([other]) };
  }
}
