/** Options for the datastore: an external one, kine, metrics of the embedded etcd. */
import { table } from './flag.ts';

export const datastore = table({
  'kine-tls': {
    type: 'bool',
    group: 'db',
    roles: ['server'],
    since: { '1.27': 'v1.27.13+k3s1', '1.28': 'v1.28.9+k3s1', '1.29': 'v1.29.4+k3s1', '1.30': 'v1.30.0+k3s1' },
    hidden: true,
    experimental: true,
    doc:
      'Serves kine, the layer that lets Kubernetes use a SQL database, over TLS on the node. Hidden and rarely ' +
      'needed: kine is only talked to from the same machine.',
  },
  'datastore-endpoint': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    env: ['K3S_DATASTORE_ENDPOINT'],
    format: 'dsn',
    secret: true,
    keptOutBy: ['K3S_DATASTORE_ENDPOINT'],
    conflicts: ['disable-apiserver', 'disable-etcd'],
    doc:
      'Connection to an external datastore; without it K3s uses SQLite, or etcd with `cluster-init`. Each database ' +
      'has its own form: `postgres://user:password@host:5432/db`, `mysql://user:password@tcp(host:3306)/db`, ' +
      '`https://host:2379` for etcd. Escape special characters of the password, quote the whole value, and give all ' +
      'servers the same `token`. It contains a password, so treat the file like one.',
  },
  'datastore-cafile': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    env: ['K3S_DATASTORE_CAFILE'],
    format: 'path',
    doc:
      'CA certificate with which K3s checks the external datastore, for databases whose certificate no public ' +
      'authority signed. It must be on the disk of every server.',
  },
  'datastore-certfile': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    env: ['K3S_DATASTORE_CERTFILE'],
    format: 'path',
    doc: 'Client certificate for logging in to the external datastore. It goes together with `datastore-keyfile`.',
  },
  'datastore-keyfile': {
    type: 'string',
    group: 'db',
    roles: ['server'],
    env: ['K3S_DATASTORE_KEYFILE'],
    format: 'path',
    doc: 'Private key of `datastore-certfile`. Keep it readable for root only.',
  },
  'etcd-expose-metrics': {
    type: 'bool',
    group: 'db',
    roles: ['server'],
    ofEmbeddedEtcd: true,
    doc:
      'Opens the metrics port of the embedded etcd to the network, where otherwise only the machine itself can read ' +
      'it. Prometheus needs that to watch etcd from outside; anybody who reaches the port can read along.',
  },
});
