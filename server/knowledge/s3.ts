/** Options for copies of etcd snapshots in an S3 bucket. */
import { table } from './flag.ts';

export const s3 = table({
  'etcd-s3': {
    type: 'bool',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    uselessWithout: { oneOf: ['etcd-s3-bucket', 'etcd-s3-config-secret'] },
    doc:
      'Copies every etcd snapshot to an S3 bucket. It needs the embedded etcd and either `etcd-s3-bucket` or ' +
      '`etcd-s3-config-secret`; without one of them K3s starts, but each upload fails. The other `etcd-s3-…` keys do ' +
      'nothing while this is off.',
  },
  'etcd-s3-endpoint': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    default: 's3.amazonaws.com',
    format: 'hostPort',
    doc:
      'Host of the S3 service, with a port if need be: `minio.example.com:9000`. No scheme and no path, those make ' +
      'every upload fail; for plain HTTP set `etcd-s3-insecure`, the bucket has its own key.',
  },
  'etcd-s3-endpoint-ca': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    uselessWith: { anyOf: ['etcd-s3-insecure', 'etcd-s3-skip-ssl-verify'] },
    snapshot: true,
    format: 'path',
    path: { missing: 'unnoticed' },
    doc:
      'CA certificate for an S3 service with a certificate of its own, as a path or as base64 text of the PEM file. ' +
      'When the file is missing K3s starts, but no snapshot reaches the bucket.',
  },
  'etcd-s3-skip-ssl-verify': {
    type: 'bool',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    uselessWith: { anyOf: ['etcd-s3-insecure'], harmless: true },
    snapshot: true,
    doc:
      'Accepts any certificate of the S3 service. Fine for a first test; `etcd-s3-endpoint-ca` is the safe way to ' +
      'use a private CA. Plain HTTP is another matter: `etcd-s3-insecure`.',
  },
  'etcd-s3-access-key': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    env: ['AWS_ACCESS_KEY_ID'],
    format: 'token',
    secret: true,
    doc:
      'Access key, the user name for the bucket. Left empty, a role of the cloud machine can take its place. To keep ' +
      'it out of the file use the environment or `etcd-s3-config-secret`.',
  },
  'etcd-s3-secret-key': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    keptOutBy: ['etcd-s3-config-secret', 'AWS_SECRET_ACCESS_KEY'],
    snapshot: true,
    env: ['AWS_SECRET_ACCESS_KEY'],
    format: 'token',
    secret: true,
    doc:
      'Secret key that belongs to `etcd-s3-access-key`. Anybody who reads it gets at your snapshots, with all ' +
      'secrets of the cluster in them: better put it into the environment or into `etcd-s3-config-secret`.',
  },
  'etcd-s3-session-token': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    env: ['AWS_SESSION_TOKEN'],
    since: {
      '1.29': 'v1.29.14+k3s1',
      '1.30': 'v1.30.10+k3s1',
      '1.31': 'v1.31.6+k3s1',
      '1.32': 'v1.32.2+k3s1',
      '1.33': 'v1.33.0+k3s1',
    },
    format: 'token',
    secret: true,
    doc:
      'Third part of temporary S3 credentials. These run out after some hours, so in a file it is rarely right; ' +
      'scheduled snapshots fail from then on.',
  },
  'etcd-s3-bucket': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    format: 'name',
    doc:
      'Bucket for the snapshots. It has to exist already, K3s does not create it. Only the name goes here: the host ' +
      'is `etcd-s3-endpoint`, a folder inside is `etcd-s3-folder`.',
  },
  'etcd-s3-bucket-lookup-type': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    effectiveDefault: 'auto',
    since: {
      '1.30': 'v1.30.13+k3s1',
      '1.31': 'v1.31.9+k3s1',
      '1.32': 'v1.32.5+k3s1',
      '1.33': 'v1.33.1+k3s1',
      '1.34': 'v1.34.1+k3s1',
    },
    values: {
      auto: { doc: 'K3s decides by the endpoint.' },
      dns: { doc: 'The bucket stands in the host name: `bucket.endpoint`.' },
      path: { doc: 'The bucket stands in the path: `endpoint/bucket`.' },
    },
    otherValues: 'ignored',
    doc:
      'Whether the bucket stands in the host name or in the path of a request. Services of your own, such as MinIO, ' +
      'often need `path`. Any other word silently means `auto`.',
  },
  'etcd-s3-region': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    default: 'us-east-1',
    doc:
      'Region of the bucket. Matters for AWS and for services that check signatures strictly; a wrong one makes ' +
      'uploads fail.',
  },
  'etcd-s3-folder': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    doc:
      'Folder inside the bucket. Give every cluster its own one: old snapshots are cleaned up by name, and clusters ' +
      'that share a folder are hard to tell apart in an emergency.',
  },
  'etcd-s3-retention': {
    type: 'int',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    limitlessBelow: 1,
    snapshot: true,
    default: 5,
    effectiveDefault: '5; follows etcd-snapshot-retention when only that one is set, since v1.33.10, v1.34.6, v1.35.3',
    since: { '1.31': 'v1.31.12+k3s1', '1.32': 'v1.32.8+k3s1', '1.33': 'v1.33.4+k3s1', '1.34': 'v1.34.1+k3s1' },
    doc:
      'How many snapshots to keep in the bucket, apart from those on the node. In older releases that lack it ' +
      '`etcd-snapshot-retention` is all there is. Newer ones follow that key when only it is set.',
  },
  'etcd-s3-proxy': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    since: {
      '1.27': 'v1.27.16+k3s1',
      '1.28': 'v1.28.12+k3s1',
      '1.29': 'v1.29.7+k3s1',
      '1.30': 'v1.30.3+k3s1',
      '1.31': 'v1.31.0+k3s1',
    },
    format: 'url',
    doc:
      'HTTP proxy for the way to the S3 service only, as a URL. Without it the proxy variables of the environment ' +
      'decide.',
  },
  'etcd-s3-config-secret': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    uselessWith: {
      anyOf: [
        'etcd-s3-endpoint',
        'etcd-s3-endpoint-ca',
        'etcd-s3-skip-ssl-verify',
        'etcd-s3-access-key',
        'etcd-s3-secret-key',
        'etcd-s3-session-token',
        'etcd-s3-bucket',
        'etcd-s3-bucket-lookup-type',
        'etcd-s3-region',
        'etcd-s3-folder',
        'etcd-s3-proxy',
        'etcd-s3-insecure',
        'etcd-s3-timeout',
      ],
    },
    snapshot: true,
    since: {
      '1.27': 'v1.27.16+k3s1',
      '1.28': 'v1.28.12+k3s1',
      '1.29': 'v1.29.7+k3s1',
      '1.30': 'v1.30.3+k3s1',
      '1.31': 'v1.31.0+k3s1',
    },
    format: 'name',
    doc:
      'Name of a Secret in `kube-system` that holds the S3 settings, so that they stand in no file. It only counts ' +
      'when no other `etcd-s3-…` detail is set: mixed with them K3s ignores it. Restoring a dead cluster needs the ' +
      'values from elsewhere, because nobody can read the Secret then.',
  },
  'etcd-s3-insecure': {
    type: 'bool',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    doc:
      'Talks plain HTTP to the S3 service. Keys and snapshots then cross the network readable; for an untrusted ' +
      'certificate `etcd-s3-skip-ssl-verify` is enough.',
  },
  'etcd-s3-timeout': {
    type: 'duration',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    snapshot: true,
    default: '5m',
    defaultChange: { from: { '1.24': 'v1.24.4+k3s1', '1.25': 'v1.25.0+k3s1' }, value: '5m', before: '30s' },
    format: 'duration',
    above: '0s',
    aboveWith: 'etcd-s3',
    doc:
      'Longest time for one operation with the bucket, with a unit: `5m`. Raise it for large snapshots on slow ' +
      'lines. Zero or less is refused while `etcd-s3` is on.',
  },
});
