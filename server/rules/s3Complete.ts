/** Settings for snapshots in S3 that are not all there: nobody switched it on, or half of the credentials. */

import { envAt } from '../knowledge/lookup.ts';
import type { NodeConfig } from '../node/config.ts';
import { areFilesKnown, given, isOn, isServiceKnown } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { either } from '../words/list.ts';
import { say } from '../words/say.ts';
import { insertAfter } from '../yaml/edits.ts';
import { type Hit, rule } from './rule.ts';

/** What nobody writes who does not want snapshots in a bucket; the first that is there gets the blame. */
const DETAILS = [
  'etcd-s3-bucket',
  'etcd-s3-config-secret',
  'etcd-s3-endpoint',
  'etcd-s3-access-key',
  'etcd-s3-secret-key',
  'etcd-s3-folder',
];

const KEYS = [
  ['etcd-s3-access-key', 'etcd-s3-secret-key'],
  ['etcd-s3-secret-key', 'etcd-s3-access-key'],
] as const;

export const s3Complete = rule<Part>({
  id: 's3-complete',
  group: 'keys',
  scope: 'machine',
  summary: 'Settings for snapshots in S3 that are never used, or lack a part.',
  severity: 'warning',
  message: {
    off: 'Without "etcd-s3: true" no scheduled snapshot goes to the bucket. Write that too.',
    half: 'With "{0}" and without "{1}" K3s has no complete credentials, and uploads are refused. Set both or neither.',
    halfMaybe:
      'Without "{1}" K3s has no complete credentials for the bucket. That is fine here if the service of K3s sets {2}.',
  },
  *check({ node }) {
    if (node.flags.role !== 'server' || !areFilesKnown(node) || isOn(node, 'datastore-endpoint')) return;
    if (!given(node, 'etcd-s3')) yield* off(node);
    else if (isOn(node, 'etcd-s3')) yield* half(node);
  },
  fix: ({ data }) =>
    data
      ? [
          {
            title: say('Write "{0}"', 'etcd-s3: true'),
            edits: [insertAfter(data.document, data.entry, 'etcd-s3: true')],
          },
        ]
      : [],
});

function* off(node: NodeConfig): Iterable<Hit<Part>> {
  for (const name of DETAILS) {
    const part = isOn(node, name) ? given(node, name)?.part : undefined;
    if (!part) continue;
    yield { at: part.entry.key, in: part.document.uri, say: 'off', data: part };
    return;
  }
}

function* half(node: NodeConfig): Iterable<Hit<Part>> {
  for (const [name, other] of KEYS) {
    const part = isOn(node, name) && !isOn(node, other) ? given(node, name)?.part : undefined;
    if (!part) continue;
    const flag = node.flags.all.get(other);
    const maybe = !isServiceKnown(node);
    yield {
      at: part.entry.key,
      in: part.document.uri,
      say: maybe ? 'halfMaybe' : 'half',
      args: [name, other, either(flag ? envAt(flag, node.flags.release) : [])],
      severity: maybe ? 'information' : 'warning',
    };
  }
}
