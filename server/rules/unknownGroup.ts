/** A user group that the machine may not have: K3s only logs that. */

import { given } from '../node/given.ts';
import { shown } from '../words/list.ts';
import { placeOf } from '../yaml/places.ts';
import { rule } from './rule.ts';

export const unknownGroup = rule({
  id: 'unknown-group',
  group: 'files',
  scope: 'machine',
  summary: 'A user group that the machine may not have.',
  severity: 'hint',
  message: {
    unknown: 'This machine has no group "{1}". K3s logs that once, and the kubeconfig keeps its group.',
    maybe:
      'When the machine has no group "{1}", K3s only logs it, and the kubeconfig keeps its group. Create it first.',
  },
  *check({ node }) {
    for (const [name, { format }] of node.flags.all) {
      const part = format === 'groupNameOrGid' ? given(node, name)?.part : undefined;
      const groups = node.sources.machine?.groups;
      if (!part || /^\d*$/.test(part.text) || groups?.has(part.text)) continue;
      yield {
        at: placeOf(part, 0, part.text.length),
        in: part.document.uri,
        say: groups ? 'unknown' : 'maybe',
        args: [name, shown(part.text)],
        severity: groups ? 'warning' : 'hint',
      };
    }
  },
});
