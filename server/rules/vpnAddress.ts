/** A VPN takes the place of some addresses and does not carry others. */

import { given, isOn } from '../node/given.ts';
import { say } from '../words/say.ts';
import type { ConfigDocument, Entry } from '../yaml/document.ts';
import { removeEntry } from '../yaml/edits.ts';
import { rule } from './rule.ts';

export const vpnAddress = rule<{ entry: Entry; document: ConfigDocument }>({
  id: 'vpn-address',
  group: 'networks',
  scope: 'machine',
  summary: 'Addresses that a VPN replaces or does not carry.',
  severity: 'warning',
  message: {
    advertise: 'This has no effect: with "{0}" K3s advertises the address of the VPN instead. Take it out.',
    etcd:
      'etcd does not use the VPN, its members talk over the local addresses. ' +
      'That is fine as long as all servers are in one network.',
  },
  *check({ node }) {
    const option = ['vpn-auth-file', 'vpn-auth'].find((name) => isOn(node, name));
    if (!option || node.flags.role !== 'server') return;
    const advertise = given(node, 'advertise-address')?.part;
    if (advertise && advertise.text !== '') {
      const { entry, document } = advertise;
      const data = { entry, document };
      yield { at: entry.key, in: document.uri, say: 'advertise', args: [option], tags: ['unnecessary'], data };
    }
    const part = given(node, option)?.part;
    const etcd = isOn(node, 'cluster-init') || isOn(node, 'server');
    if (part && etcd) yield { at: part.entry.key, in: part.document.uri, say: 'etcd', severity: 'information' };
  },
  fix: ({ data }) =>
    data
      ? [{ title: say('Remove "{0}"', data.entry.name), edits: [removeEntry(data.document, data.entry)], safe: true }]
      : [],
});
