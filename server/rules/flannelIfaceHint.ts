/** `node-ip` alone does not move the pod network to another interface. */

import { given, isOn } from '../node/given.ts';
import { networksOf } from '../node/networks.ts';
import { rule } from './rule.ts';

/** With these flannel does not choose the interface, or does not run. */
const SETTLED = ['flannel-iface', 'flannel-conf', 'flannel-external-ip', 'vpn-auth', 'vpn-auth-file', 'disable-agent'];

export const flannelIfaceHint = rule({
  id: 'flannel-iface-hint',
  group: 'networks',
  scope: 'machine',
  summary: '`node-ip` does not choose the interface of the pod network.',
  severity: 'hint',
  message:
    'Flannel uses the interface with the default route, whatever "node-ip" says. ' +
    'If this address is on another one, set "flannel-iface" too.',
  *check({ node }) {
    const part = given(node, 'node-ip')?.part;
    // An address that cannot be read is told first.
    if (!part || networksOf(node).broken || SETTLED.some((name) => isOn(node, name))) return;
    if (given(node, 'flannel-backend')?.text === 'none') return;
    yield { at: part.entry.key, in: part.document.uri };
  },
});
