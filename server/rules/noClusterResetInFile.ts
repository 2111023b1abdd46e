/** Orders for one start that stand in a file and so are given at every start. */

import { given, isOn } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { say } from '../words/say.ts';
import { removeEntry } from '../yaml/edits.ts';
import { rule } from './rule.ts';

export const noClusterResetInFile = rule<readonly Part[]>({
  id: 'no-cluster-reset-in-file',
  group: 'keys',
  scope: 'machine',
  summary: 'A reset of the cluster that stands in a file.',
  severity: 'error',
  message: {
    reset:
      'Once the reset is done, K3s does not start with this any more. ' +
      'Take it out and run k3s server --cluster-reset by hand, once.',
    restore:
      'With this in the file K3s restores the snapshot at every start and ends. ' +
      'Take both keys out and give them to k3s server by hand, once.',
  },
  *check({ node }) {
    // Beside "server" K3s does not even begin, which conflicting-options tells.
    if (!isOn(node, 'cluster-reset') || isOn(node, 'server')) return;
    const reset = given(node, 'cluster-reset')?.part;
    const restores = isOn(node, 'cluster-reset-restore-path');
    const path = restores ? given(node, 'cluster-reset-restore-path')?.part : undefined;
    const first = reset ?? path;
    if (!first) return;
    const both = [reset, path].filter((part) => part !== undefined);
    yield {
      at: first.entry.key,
      in: first.document.uri,
      say: restores ? 'restore' : 'reset',
      related: both
        .filter((part) => part !== first)
        .map(({ document, entry }) => ({
          uri: document.uri,
          at: entry.key,
          message: say('"{0}" is set here.', entry.name),
        })),
      data: both,
    };
  },
  fix: ({ data = [] }) => [
    {
      title: data.length > 1 ? say('Remove both keys') : say('Remove "{0}"', data[0]?.entry.name ?? ''),
      edits: data.map(({ document, entry }) => removeEntry(document, entry)),
    },
  ],
});
