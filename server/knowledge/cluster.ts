/** Options for founding, joining, resetting and encrypting a cluster. */
import { table } from './flag.ts';

export const cluster = table({
  token: {
    type: 'string',
    group: 'cluster',
    roles: ['server', 'agent'],
    aliases: ['t'],
    env: ['K3S_TOKEN'],
    format: 'token',
    secret: true,
    keptOutBy: ['token-file', 'K3S_TOKEN'],
    requiredOn: 'agent',
    requiredUnless: ['token-file'],
    requiredUntilJoined: true,
    doc:
      'Secret of the cluster: servers create or share it, nodes join with it. All servers need the same one, because ' +
      'it also encrypts the bootstrap data in the datastore. Quote it when it consists of digits, otherwise YAML may ' +
      'turn `0123` into 83. A value here beats `K3S_TOKEN`, also a stale one; `token-file` keeps the secret out of ' +
      'the configuration.',
  },
  'token-file': {
    type: 'string',
    group: 'cluster',
    roles: ['server', 'agent'],
    env: ['K3S_TOKEN_FILE'],
    format: 'path',
    path: { is: 'file', missing: 'ends', emptyIsUnset: true },
    overrides: 'token',
    doc:
      'File with the token, for configurations that are readable or kept in Git. It replaces `token` when both are ' +
      'set. While the file is missing K3s waits for up to four minutes; an empty one counts as no token.',
  },
  'agent-token': {
    type: 'string',
    group: 'cluster',
    roles: ['server'],
    env: ['K3S_AGENT_TOKEN'],
    format: 'token',
    secret: true,
    keptOutBy: ['agent-token-file', 'K3S_AGENT_TOKEN'],
    doc:
      'Second secret that lets agents join, so that they never learn the `token` of the servers. Set it to the same ' +
      'value on every server; agents then write it as their `token`. Left out, agents join with `token`.',
  },
  'agent-token-file': {
    type: 'string',
    group: 'cluster',
    roles: ['server'],
    env: ['K3S_AGENT_TOKEN_FILE'],
    format: 'path',
    path: { is: 'file', missing: 'ends', emptyIsUnset: true },
    overrides: 'agent-token',
    doc:
      'File with the token for agents. It replaces `agent-token` when both are set. K3s waits for a missing file for ' +
      'up to four minutes before it gives up.',
  },
  server: {
    type: 'string',
    group: 'cluster',
    roles: ['server', 'agent'],
    aliases: ['s'],
    env: ['K3S_URL'],
    format: 'url',
    requiredOn: 'agent',
    uselessWithout: { oneOf: ['token', 'token-file'], on: 'server' },
    uselessWith: { anyOf: ['datastore-endpoint'], on: 'server', harmless: true },
    doc:
      'URL of a server to join, `https://host:6443`; only https works, and without a port K3s tries 443. An agent ' +
      'cannot do without it. On a server without `token` it is quietly useless: the machine becomes a cluster of its ' +
      'own. Once the node has etcd data of its own, K3s no longer looks at it, and the very first server must not ' +
      'have it at all.',
  },
  'cluster-init': {
    type: 'bool',
    group: 'cluster',
    roles: ['server'],
    env: ['K3S_CLUSTER_INIT'],
    uselessWith: { anyOf: ['datastore-endpoint'] },
    doc:
      'Founds a cluster with embedded etcd, which further servers can join. On a server that ran with SQLite so far ' +
      'it converts the data. With `server` and a token next to it the node joins instead, with `datastore-endpoint` ' +
      'that one wins, and once etcd data is on disk the key does nothing: it may stay in the file.',
  },
  'cluster-reset': {
    type: 'bool',
    group: 'cluster',
    roles: ['server'],
    env: ['K3S_CLUSTER_RESET'],
    conflicts: ['server'],
    doc:
      'Throws all members out of etcd but this one, to repair a cluster that lost its majority. It is an order for ' +
      'one start on the command line, not a setting: left in the file, K3s refuses to start again after a successful ' +
      'reset. It also refuses while `server` is set.',
  },
  'cluster-reset-restore-path': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    format: 'path',
    needs: ['cluster-reset'],
    doc:
      'Snapshot to restore during `cluster-reset`: a path, or the name of a snapshot in the bucket when `etcd-s3` is ' +
      'on. Restoring on a fresh machine also needs the `token` of the old cluster. Like the reset it belongs on the ' +
      'command line.',
  },
  'secrets-encryption': {
    type: 'bool',
    group: 'cluster',
    roles: ['server'],
    experimentalUntil: { '1.26': 'v1.26.0+k3s1' },
    sameOnAllServers: true,
    doc:
      'Encrypts Secrets before they reach the datastore, with a key that K3s creates and shares among servers. ' +
      'Decide when you found the cluster: adding it later used to give every server a key of its own and unreadable ' +
      'secrets. Newer releases (from v1.34.3+k3s3 and v1.35.0+k3s3) have `k3s secrets-encrypt enable` for that. An ' +
      'own `encryption-provider-config` in `kube-apiserver-arg` gets in its way.',
  },
  'secrets-encryption-provider': {
    type: 'string',
    group: 'cluster',
    roles: ['server'],
    default: 'aescbc',
    since: { '1.30': 'v1.30.12+k3s1', '1.31': 'v1.31.8+k3s1', '1.32': 'v1.32.4+k3s1', '1.33': 'v1.33.0+k3s1' },
    experimental: true,
    values: {
      aescbc: { doc: 'AES in CBC mode, the default.' },
      secretbox: { doc: 'XSalsa20 and Poly1305, faster and with an integrity check.' },
    },
    otherValues: 'fatal-with-secrets-encryption',
    uselessWithout: { oneOf: ['secrets-encryption'] },
    sameOnAllServers: true,
    doc:
      'Cipher for `secrets-encryption`. It only counts while that is on, and then an unknown name stops K3s. To move ' +
      'a running cluster to `secretbox`, set it on all servers, restart them and run `k3s secrets-encrypt ' +
      'rotate-keys`.',
  },
});
