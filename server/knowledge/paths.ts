/** Options that say where K3s keeps and finds its files. */
import { table } from './flag.ts';

export const paths = table({
  config: {
    type: 'string',
    group: 'config',
    roles: ['server', 'agent'],
    snapshot: true,
    aliases: ['c'],
    env: ['K3S_CONFIG_FILE'],
    default: '/etc/rancher/k3s/config.yaml',
    format: 'path',
    doc:
      'Path of the configuration file itself. It only counts on the command line or as `K3S_CONFIG_FILE`: inside the ' +
      'file K3s accepts the key and does nothing with it. The variable wins over the command-line flag.',
  },
  'data-dir': {
    type: 'string',
    group: 'data',
    roles: ['server', 'agent'],
    snapshot: true,
    aliases: ['d'],
    env: ['K3S_DATA_DIR'],
    envChange: {
      from: {
        '1.27': 'v1.27.16+k3s1',
        '1.28': 'v1.28.12+k3s1',
        '1.29': 'v1.29.7+k3s1',
        '1.30': 'v1.30.3+k3s1',
        '1.31': 'v1.31.0+k3s1',
      },
      value: ['K3S_DATA_DIR'],
      before: [],
    },
    defaultOnAgent: '/var/lib/rancher/k3s',
    effectiveDefault: '/var/lib/rancher/k3s as root, ${HOME}/.rancher/k3s otherwise',
    format: 'path',
    path: { is: 'directory' },
    fixedAfterFirstStart: true,
    doc:
      'Directory for everything K3s keeps: datastore, certificates, images, container state. Another path on a ' +
      'running node means a new, empty cluster or node next to the old one. Every `k3s` subcommand looks the key up ' +
      'in config.yaml, but the uninstall and killall scripts do not: give them `K3S_DATA_DIR`, or data stays behind ' +
      'and containers keep running.',
  },
  'default-local-storage-path': {
    type: 'string',
    group: 'storage',
    roles: ['server'],
    effectiveDefault: '${data-dir}/storage',
    format: 'path',
    doc:
      'Where the bundled local-path provisioner puts the volumes of the storage class `local-path`, on the node that ' +
      'runs the pod. Use an absolute path with enough room on every node; K3s does not check it. Such volumes never ' +
      'move to another node.',
  },
});
