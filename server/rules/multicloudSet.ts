/** Pod traffic over external addresses with a backend that does not encrypt it. */

import { defaultAt } from '../knowledge/lookup.ts';
import { given, isOn } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { say } from '../words/say.ts';
import { insertAfter } from '../yaml/edits.ts';
import { replaceValue } from '../yaml/places.ts';
import { rule } from './rule.ts';

const ENCRYPTS = 'wireguard-native';

export const multicloudSet = rule<{ backend: Part | undefined; external: Part | undefined }>({
  id: 'multicloud-set',
  group: 'networks',
  scope: 'machine',
  summary: 'Pod traffic that crosses the internet unencrypted.',
  severity: 'warning',
  message:
    'Flannel sends pod traffic over the external addresses, and "{0}" does not encrypt it. ' +
    'Set "flannel-backend: wireguard-native" on all servers.',
  *check({ node }) {
    const flag = node.flags.all.get('flannel-backend');
    if (!flag || !isOn(node, 'flannel-external-ip') || !isOn(node, 'node-external-ip')) return;
    if (isOn(node, 'vpn-auth') || isOn(node, 'vpn-auth-file')) return;
    const backend = given(node, 'flannel-backend');
    const text = backend?.text ?? String(defaultAt(flag, node.flags) ?? '');
    const state = flag.values?.[text];
    if (!state || text === 'none' || text.startsWith('wireguard') || text === 'ipsec') return;
    const external = given(node, 'flannel-external-ip')?.part;
    const part = backend ? backend.part : external;
    if (!part) return;
    const at = backend ? part.node : part.entry.key;
    yield { at, in: part.document.uri, args: [text], data: { backend: backend?.part, external } };
  },
  fix: ({ data }) => {
    const line = `flannel-backend: ${ENCRYPTS}`;
    const edit = data?.backend
      ? replaceValue(data.backend, ENCRYPTS)
      : data?.external && insertAfter(data.external.document, data.external.entry, line);
    return edit ? [{ title: say('Write "{0}"', line), edits: [edit] }] : [];
  },
});
