/** A server that listens on one address only. */

import { given } from '../node/given.ts';
import { parseIp } from '../node/net.ts';
import { rule } from './rule.ts';

export const bindAddressHint = rule({
  id: 'bind-address-hint',
  group: 'networks',
  scope: 'machine',
  summary: 'A server that listens on one address only.',
  severity: 'hint',
  message: {
    one:
      'K3s then answers on {0} only, and the kubeconfig gets that address. ' +
      '"kubectl logs" can fail then; a firewall keeps others out just as well.',
    loopback: 'No other node can join a server that listens on {0} only. That is fine for a cluster of one machine.',
  },
  *check({ node }) {
    const part = node.flags.role === 'server' ? given(node, 'bind-address')?.part : undefined;
    const address = part && parseIp(part.text);
    if (!part || !address || address.octets.every((octet) => octet === 0)) return;
    const last = address.octets.length - 1;
    const loopback =
      address.family === 4
        ? address.octets[0] === 127
        : address.octets.every((octet, index) => octet === (index === last ? 1 : 0));
    yield { at: part.node, in: part.document.uri, say: loopback ? 'loopback' : 'one', args: [part.text] };
  },
});
