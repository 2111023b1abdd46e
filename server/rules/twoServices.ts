/** Two K3s services on one machine: both read the same files, each as another role. */

import { nameOf } from '../uri.ts';
import { rule } from './rule.ts';

export const twoServices = rule({
  id: 'two-services',
  group: 'files',
  scope: 'machine',
  summary: 'A server and an agent service on one machine.',
  severity: 'warning',
  message:
    'This machine has both {0} and {1}, and they read the same files and fight over the same ports. ' +
    'Keep one, and remove the other with its uninstall script.',
  *check({ node, entries, file }) {
    const units = node.sources.services.filter(({ uri }) => uri.endsWith('.service'));
    const [first, second] = units.map(({ uri }) => nameOf(uri));
    if (!first || !second) return;
    const at = entries[0]?.key ?? { start: 0, end: 0 };
    yield { at, in: file.uri, args: [first, second] };
  },
});
