/** Options that K3s no longer has, with what to write instead. */
import { table } from './flag.ts';

export const removed = table({
  'multi-cluster-cidr': {
    type: 'bool',
    group: 'removed',
    roles: ['server'],
    since: { '1.26': 'v1.26.3+k3s1', '1.27': 'v1.27.1+k3s1' },
    removed: 'v1.29.0+k3s1',
    deprecated: { since: { '1.26': 'v1.26.11+k3s2', '1.27': 'v1.27.8+k3s2', '1.28': 'v1.28.4+k3s2' } },
    experimentalUntil: { '1.26': 'v1.26.14+k3s1', '1.27': 'v1.27.11+k3s1', '1.28': 'v1.28.7+k3s1' },
    sameOnAllServers: true,
    broken: { from: { '1.26': 'v1.26.14+k3s1', '1.27': 'v1.27.11+k3s1', '1.28': 'v1.28.7+k3s1' } },
    doc:
      'Was meant for several pod ranges per cluster, through an alpha controller of Kubernetes that went away. It ' +
      'has no replacement, so delete the line.',
  },
  'cluster-secret': {
    type: 'string',
    group: 'removed',
    roles: ['server', 'agent'],
    env: ['K3S_CLUSTER_SECRET'],
    removed: 'v1.26.0+k3s1',
    deprecated: { since: { '1.24': 'v1.24.4+k3s1' }, fatal: { '1.25': 'v1.25.0+k3s1' }, use: 'token' },
    hidden: true,
    secret: true,
    doc: 'Early name of `token`. Since its removal a server skips it with a warning, and an agent refuses to start.',
  },
  'disable-selinux': {
    type: 'bool',
    group: 'removed',
    roles: ['server', 'agent'],
    default: true,
    removed: 'v1.26.0+k3s1',
    deprecated: { use: 'selinux', write: 'selinux: false' },
    hidden: true,
    doc: 'Was the switch against SELinux support, which is off anyway unless `selinux` is on. Delete the line.',
  },
  'no-deploy': {
    type: 'list',
    group: 'removed',
    roles: ['server'],
    removed: 'v1.26.0+k3s1',
    deprecated: { since: { '1.24': 'v1.24.4+k3s1' }, fatal: { '1.25': 'v1.25.0+k3s1' }, use: 'disable' },
    hidden: true,
    doc:
      'Early name of `disable`. Since its removal a server skips it with a warning, and Traefik or whatever stood ' +
      'there is suddenly installed after the upgrade.',
  },
  'no-flannel': {
    type: 'bool',
    group: 'removed',
    roles: ['server', 'agent'],
    removed: 'v1.26.0+k3s1',
    deprecated: {
      since: { '1.24': 'v1.24.4+k3s1' },
      fatal: { '1.25': 'v1.25.0+k3s1' },
      use: 'flannel-backend',
      write: 'flannel-backend: none',
    },
    hidden: true,
    doc:
      'Early form of `flannel-backend: none`. Since its removal a server skips it with a warning and brings up ' +
      'flannel beside your own CNI; an agent refuses to start.',
  },
});
