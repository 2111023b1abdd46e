/** Options of the embedded etcd beside an external datastore, which has no snapshots that K3s could take. */

import type { NodeConfig } from '../node/config.ts';
import { given, isOn } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { say } from '../words/say.ts';
import { removeEntry } from '../yaml/edits.ts';
import { rule } from './rule.ts';

export const etcdUnused = rule<readonly Part[]>({
  id: 'etcd-unused',
  group: 'keys',
  scope: 'machine',
  summary: 'Options of the embedded etcd on a server that has another datastore.',
  severity: 'warning',
  message: {
    one: 'With "datastore-endpoint" there is no embedded etcd, so "{0}" does nothing. Back the database up yourself.',
    several:
      'With "datastore-endpoint" there is no embedded etcd, so {1} options for it do nothing, "{0}" first. ' +
      'Back the database up yourself.',
  },
  *check({ node }) {
    const parts = isOn(node, 'datastore-endpoint') ? ofEtcd(node) : [];
    const [first, ...more] = parts;
    if (!first) return;
    yield {
      at: first.entry.key,
      in: first.document.uri,
      say: more.length === 0 ? 'one' : 'several',
      args: [first.entry.name, parts.length],
      related: more.map(({ document, entry }) => ({
        uri: document.uri,
        at: entry.key,
        message: say('"{0}" does nothing either.', entry.name),
      })),
      data: parts,
    };
  },
  fix: ({ data = [] }) => [
    {
      title: data.length === 1 ? say('Remove "{0}"', data[0]?.entry.name ?? '') : say('Remove all of them'),
      edits: data.map(({ document, entry }) => removeEntry(document, entry)),
    },
  ],
});

/** The last part of each such option in the files, in the order of the files. */
function ofEtcd(node: NodeConfig): readonly Part[] {
  const parts: Part[] = [];
  for (const [name, { ofEmbeddedEtcd }] of node.flags.all) {
    const part = ofEmbeddedEtcd && isOn(node, name) ? given(node, name)?.part : undefined;
    if (part) parts.push(part);
  }
  const place = ({ document, entry }: Part): [number, number] => [node.documents.indexOf(document), entry.key.start];
  return parts.sort((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1]);
}
