/** A server that is no node, and an egress mode for servers that are: calls into the pod network go nowhere. */

import { given, isOn } from '../node/given.ts';
import { rule } from './rule.ts';

/** The modes in which the API server expects the pod network on its own machine. (pkg/cli/server, S17.) */
const NEEDS_NODE = new Set(['agent', 'disabled']);

export const egressWithoutAgent = rule({
  id: 'egress-without-agent',
  group: 'networks',
  scope: 'machine',
  summary: 'An egress mode that needs the agent which `disable-agent` leaves out.',
  severity: 'warning',
  message:
    'With "disable-agent" this server is not in the pod network, so with "egress-selector-mode: {0}" webhooks and ' +
    'metrics may not work. Set "egress-selector-mode" to cluster or pod.',
  *check({ node }) {
    const { all } = node.flags;
    if (!all.has('egress-selector-mode') || !isOn(node, 'disable-agent')) return;
    const mode = given(node, 'egress-selector-mode');
    const text = mode?.text || 'agent';
    const part = mode?.part ?? given(node, 'disable-agent')?.part;
    if (!part || !NEEDS_NODE.has(text)) return;
    const at = part.entry.key;
    yield { at, in: part.document.uri, args: [text], severity: mode ? 'warning' : 'information' };
  },
});
