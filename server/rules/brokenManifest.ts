/** Manifests beside the cluster's data that K3s cannot read: it starts and installs nothing of them. */

import { namesIn } from '../node/given.ts';
import { nameOf } from '../uri.ts';
import { rule } from './rule.ts';

export const brokenManifest = rule({
  id: 'broken-manifest',
  group: 'files',
  scope: 'machine',
  summary: 'A manifest among those K3s installs that it cannot read.',
  severity: 'warning',
  message:
    'K3s installs nothing of this manifest, because it cannot read it: {0}. Mend it, and K3s takes it up at once.',
  *check({ node }) {
    if (node.flags.role !== 'server') return;
    const disabled = new Set(namesIn(node, 'disable'));
    for (const { uri, at, message } of node.sources.machine?.manifests ?? []) {
      const name = nameOf(uri).replace(/\.[^.]*$/, '');
      if (!disabled.has(name)) yield { at, in: uri, args: [message] };
    }
  },
});
