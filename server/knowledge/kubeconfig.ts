/** Options for the admin kubeconfig that a server writes. */
import { table } from './flag.ts';

export const kubeconfig = table({
  'write-kubeconfig': {
    type: 'string',
    group: 'client',
    roles: ['server'],
    aliases: ['o'],
    env: ['K3S_KUBECONFIG_OUTPUT'],
    effectiveDefault: '/etc/rancher/k3s/k3s.yaml as root',
    format: 'path',
    path: { is: 'file' },
    doc:
      'File for the admin kubeconfig that the server writes at every start; edits to it are lost. It has to be a ' +
      'file path, an existing directory ends K3s. This kubeconfig can do everything in the cluster, so look after ' +
      'who may read it.',
  },
  'write-kubeconfig-mode': {
    type: 'string',
    group: 'client',
    roles: ['server'],
    env: ['K3S_KUBECONFIG_MODE'],
    effectiveDefault: '600',
    format: 'octalMode',
    doc:
      'Permissions of the kubeconfig as octal digits: `"0644"` in quotes, or `644`. Unquoted `0644` is an octal ' +
      'number to YAML, reaches K3s as 420 and gives mode 0420; `0640` even ends as 0416, writable for everybody. A ' +
      'value that is not octal is logged and ignored. The file grants full control of the cluster, so think twice ' +
      'before anything above `600`.',
  },
  'write-kubeconfig-group': {
    type: 'string',
    group: 'client',
    roles: ['server'],
    env: ['K3S_KUBECONFIG_GROUP'],
    since: {
      '1.27': 'v1.27.15+k3s1',
      '1.28': 'v1.28.11+k3s1',
      '1.29': 'v1.29.6+k3s1',
      '1.30': 'v1.30.2+k3s1',
      '1.31': 'v1.31.0+k3s1',
    },
    format: 'groupNameOrGid',
    doc:
      'Group that owns the kubeconfig, by name or number. With the default mode 600 the group may not read it, so ' +
      'set `write-kubeconfig-mode: "0640"` along with it. An unknown group is only logged.',
  },
  'write-kubeconfig-name': {
    type: 'string',
    group: 'client',
    roles: ['server'],
    env: ['K3S_KUBECONFIG_NAME'],
    default: 'default',
    since: { '1.37': 'v1.37.0+k3s1' },
    format: 'name',
    doc:
      'Name of the cluster, user and context in the kubeconfig. Handy when you merge the files of several clusters, ' +
      'which otherwise all call themselves `default`.',
  },
});
