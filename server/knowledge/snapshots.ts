/** Options for snapshots of the embedded etcd on the disk of the server. */
import { table } from './flag.ts';

export const snapshots = table({
  'etcd-disable-snapshots': {
    type: 'bool',
    group: 'db',
    roles: ['server'],
    doc:
      'Stops the scheduled snapshots of the embedded etcd. You can still take one with `k3s etcd-snapshot save`, but ' +
      'without a plan of your own nothing is left to restore from.',
  },
  'etcd-snapshot-name': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    default: 'etcd-snapshot',
    format: 'name',
    doc:
      'First part of the name of every scheduled snapshot; the node name and the time follow. Snapshots on demand ' +
      'have a name of their own.',
  },
  'etcd-snapshot-schedule-cron': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    default: '0 */12 * * *',
    format: 'cron',
    uselessWith: { anyOf: ['etcd-disable-snapshots'], harmless: true },
    doc:
      'When to take snapshots, as five cron fields or a form such as `@every 6h`. A schedule that cannot be read ' +
      'means no snapshot at all, and nothing in the log. It only matters with the embedded etcd: with SQLite or an ' +
      'external datastore back up the database yourself.',
  },
  'etcd-snapshot-reconcile-interval': {
    type: 'duration',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    default: '10m',
    since: {
      '1.29': 'v1.29.15+k3s1',
      '1.30': 'v1.30.11+k3s1',
      '1.31': 'v1.31.7+k3s1',
      '1.32': 'v1.32.3+k3s1',
      '1.33': 'v1.33.0+k3s1',
    },
    format: 'duration',
    above: '0s',
    aboveWithout: 'etcd-disable-snapshots',
    doc:
      'How often K3s compares the snapshots on disk and in S3 with the list it shows in the cluster. A longer time ' +
      'saves requests to a bucket with many snapshots. It must be above zero and needs a unit: `10m`, not `10`.',
  },
  'etcd-snapshot-retention': {
    type: 'int',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    default: 5,
    limitlessBelow: 1,
    doc:
      'How many snapshots to keep on this node before the oldest goes. For the bucket newer releases have ' +
      '`etcd-s3-retention`. K3s does not complain about a negative number.',
  },
  'etcd-snapshot-dir': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    effectiveDefault: '${data-dir}/server/db/snapshots',
    format: 'path',
    doc:
      'Directory for the snapshots on the server. By default they lie on the same disk as the database, so a path on ' +
      'another disk, or `etcd-s3`, is what saves you when the disk fails. Use an absolute path.',
  },
  'etcd-snapshot-compress': {
    type: 'bool',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    doc: 'Stores snapshots as zip files. Saves much room for a little work of the CPU; restoring reads both forms.',
  },
});
