/** The options that `k3s etcd-snapshot` reads from config.yaml: some of the server's under its own names, and a few. */
import type { EnumValue, FlagType, Format, Since } from './flag.ts';
import { type FlagName, flags } from './flags.ts';

/** One option of `k3s etcd-snapshot`. Every key that is none of them is skipped with a warning. */
export interface SnapshotFlag {
  readonly type: FlagType;
  /** Other spellings; two spellings of one option in the file end the command. */
  readonly aliases?: readonly string[];
  /** Where the alias with the server's name came later than the option. */
  readonly aliasSince?: Since;
  readonly env?: readonly string[];
  readonly default?: string | number | boolean;
  readonly format?: Format;
  readonly secret?: true;
  readonly values?: Readonly<Record<string, EnumValue>>;
  readonly since?: Since;
  /** The name it had in a few releases before: from these on, up to and including those. */
  readonly formerly?: { readonly name: string; readonly from: Since; readonly upTo: Since };
  /** The option of `k3s server` that means the same; absent where the command has an option of its own. */
  readonly sameAs?: FlagName;
  readonly doc: string;
}

/** The row of an option that the server has too: its facts and its text, with what differs here. */
function like(name: FlagName, own: Partial<SnapshotFlag> = {}): SnapshotFlag {
  const flag = flags[name];
  if (!flag) throw new Error(`no option ${name}`);
  const { type, env, default: preset, format, secret, values, since, doc } = flag;
  const row = { type, env, default: preset, format, secret, values, since, sameAs: name, doc, ...own };
  return Object.fromEntries(Object.entries(row).filter(([, fact]) => fact !== undefined)) as unknown as SnapshotFlag;
}

const renamed: Since = {
  '1.27': 'v1.27.16+k3s1',
  '1.28': 'v1.28.12+k3s1',
  '1.29': 'v1.29.7+k3s1',
  '1.30': 'v1.30.3+k3s1',
  '1.31': 'v1.31.0+k3s1',
};
const formerFrom: Since = {
  '1.27': 'v1.27.13+k3s1',
  '1.28': 'v1.28.9+k3s1',
  '1.29': 'v1.29.4+k3s1',
  '1.30': 'v1.30.0+k3s1',
};
const formerUpTo: Since = {
  '1.27': 'v1.27.15+k3s2',
  '1.28': 'v1.28.11+k3s2',
  '1.29': 'v1.29.6+k3s2',
  '1.30': 'v1.30.2+k3s2',
};

/**
 * By the name the command gives them, newest release. (Flag facts: flags of `etcd-snapshot save`, the keys that
 * `etcd-snapshot` accepts, and `etcdSnapshotServerAndToken`, `etcdSnapshotRetention` of the loader. The `since` of
 * shared options is the server's; the facts do not follow the command through the releases.)
 */
export const snapshotFlags: Readonly<Record<string, SnapshotFlag>> = {
  debug: like('debug'),
  config: like('config', { aliases: ['c'] }),
  log: like('log', { aliases: ['l'] }),
  alsologtostderr: like('alsologtostderr'),
  'node-name': like('node-name'),
  'data-dir': like('data-dir', { aliases: ['d'] }),
  'etcd-token': {
    type: 'string',
    aliases: ['t'],
    format: 'token',
    secret: true,
    since: renamed,
    formerly: { name: 'token', from: formerFrom, upTo: formerUpTo },
    doc:
      'Token with which the command logs in to the running server. Left out, it takes the token that the server ' +
      'keeps below `data-dir`, so on the server itself nobody needs it. The key `token` of the server is skipped here.',
  },
  'etcd-server': {
    type: 'string',
    aliases: ['s'],
    default: 'https://127.0.0.1:6443',
    format: 'url',
    since: renamed,
    formerly: { name: 'server', from: formerFrom, upTo: formerUpTo },
    doc:
      'Address of the server that takes the snapshot. The command only asks a running server, so change it when ' +
      '`https-listen-port` is not 6443. The key `server` of config.yaml is skipped here.',
  },
  dir: like('etcd-snapshot-dir', { aliases: ['etcd-snapshot-dir'] }),
  name: {
    type: 'string',
    default: 'on-demand',
    format: 'name',
    doc:
      'First part of the name of a snapshot taken by hand; the node name and the time follow. In config.yaml it only ' +
      'matters to this command, the server has `etcd-snapshot-name` for the scheduled ones.',
  },
  'snapshot-compress': like('etcd-snapshot-compress', { aliases: ['etcd-snapshot-compress'] }),
  'snapshot-retention': like('etcd-snapshot-retention', {
    aliases: ['etcd-snapshot-retention'],
    aliasSince: {
      '1.26': 'v1.26.15+k3s1',
      '1.27': 'v1.27.12+k3s1',
      '1.28': 'v1.28.8+k3s1',
      '1.29': 'v1.29.3+k3s1',
      '1.30': 'v1.30.0+k3s1',
    },
  }),
  s3: like('etcd-s3', { aliases: ['etcd-s3'] }),
  's3-endpoint': like('etcd-s3-endpoint', { aliases: ['etcd-s3-endpoint'] }),
  's3-endpoint-ca': like('etcd-s3-endpoint-ca', { aliases: ['etcd-s3-endpoint-ca'] }),
  's3-skip-ssl-verify': like('etcd-s3-skip-ssl-verify', { aliases: ['etcd-s3-skip-ssl-verify'] }),
  's3-access-key': like('etcd-s3-access-key', { aliases: ['etcd-s3-access-key'] }),
  's3-secret-key': like('etcd-s3-secret-key', { aliases: ['etcd-s3-secret-key'] }),
  's3-session-token': like('etcd-s3-session-token', { aliases: ['etcd-s3-session-token'] }),
  's3-bucket': like('etcd-s3-bucket', { aliases: ['etcd-s3-bucket'] }),
  's3-bucket-lookup-type': like('etcd-s3-bucket-lookup-type', { aliases: ['etcd-s3-bucket-lookup-type'] }),
  's3-region': like('etcd-s3-region', { aliases: ['etcd-s3-region'] }),
  's3-retention': like('etcd-s3-retention', { aliases: ['etcd-s3-retention'] }),
  's3-folder': like('etcd-s3-folder', { aliases: ['etcd-s3-folder'] }),
  's3-proxy': like('etcd-s3-proxy', { aliases: ['etcd-s3-proxy'] }),
  's3-config-secret': like('etcd-s3-config-secret', { aliases: ['etcd-s3-config-secret'] }),
  's3-insecure': like('etcd-s3-insecure', { aliases: ['etcd-s3-insecure'] }),
  's3-timeout': like('etcd-s3-timeout', { aliases: ['etcd-s3-timeout'] }),
};
