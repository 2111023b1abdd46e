/** Options for the node object and the kubelet of one machine. */
import { table } from './flag.ts';

export const agentNode = table({
  'node-name': {
    type: 'string',
    group: 'agent/node',
    roles: ['server', 'agent'],
    snapshot: true,
    env: ['K3S_NODE_NAME'],
    format: 'hostname',
    fixedAfterFirstStart: true,
    doc:
      'Name of this node in the cluster; without it the host name. K3s writes it in lower case, but `_` or a dot at ' +
      'the end keep the node from ever registering. Another name later means another node, and the old one stays ' +
      'behind. Two machines with one name fight over the node password.',
  },
  'with-node-id': {
    type: 'bool',
    group: 'agent/node',
    roles: ['server', 'agent'],
    doc:
      'Appends a random ID, kept in `/etc/rancher/node`, to the node name. Useful for fleets whose machines share or ' +
      'reuse host names; a machine whose disk is wiped comes back under a new name.',
  },
  'node-label': {
    type: 'list',
    group: 'agent/node',
    roles: ['server', 'agent'],
    format: 'keyValue',
    doc:
      'Labels for this node, one `key=value` per item. Keys under `kubernetes.io` and `k8s.io` are mostly forbidden, ' +
      'so `node-role.kubernetes.io/worker` keeps the node from starting: set that with `kubectl label`. K3s sets ' +
      'labels at every start but never takes one away. Several labels in one item, split by commas, do not work.',
  },
  'node-taint': {
    type: 'list',
    group: 'agent/node',
    roles: ['server', 'agent'],
    format: 'taint',
    doc:
      'Taints for this node, as `key=value:Effect` or `key:Effect` with `NoSchedule`, `PreferNoSchedule` or ' +
      '`NoExecute`. They count when the node registers for the first time; later edits have no effect, use `kubectl ' +
      'taint`. A misspelled effect stops K3s.',
  },
  'image-credential-provider-bin-dir': {
    type: 'string',
    group: 'agent/node',
    roles: ['server', 'agent'],
    default: '/var/lib/rancher/credentialprovider/bin',
    format: 'path',
    path: { missing: 'unnoticed' },
    doc:
      'Directory with the programs that fetch registry credentials for the kubelet, for instance those of a cloud. ' +
      'If it or `image-credential-provider-config` does not exist, the feature is off and only the debug log ' +
      'mentions it.',
  },
  'image-credential-provider-config': {
    type: 'string',
    group: 'agent/node',
    roles: ['server', 'agent'],
    default: '/var/lib/rancher/credentialprovider/config.yaml',
    format: 'path',
    path: { missing: 'unnoticed' },
    doc:
      'File that tells the kubelet which credential provider to ask for which images. It works together with ' +
      '`image-credential-provider-bin-dir`; a missing path switches both off quietly.',
  },
  'protect-kernel-defaults': {
    type: 'bool',
    group: 'agent/node',
    roles: ['server', 'agent'],
    doc:
      'Makes the kubelet refuse to start when kernel settings differ from what it wants, instead of changing them. ' +
      'Hardening guides ask for it. Set `vm.overcommit_memory=1`, `vm.panic_on_oom=0`, `kernel.panic=10`, ' +
      '`kernel.panic_on_oops=1` and the key limits by sysctl first, or the node does not come up.',
  },
  selinux: {
    type: 'bool',
    group: 'agent/node',
    roles: ['server', 'agent'],
    env: ['K3S_SELINUX'],
    doc:
      'Runs containers under SELinux. The machine needs SELinux and the `k3s-selinux` policy package; where there is ' +
      'none K3s starts and the key has no effect.',
  },
  'lb-server-port': {
    type: 'int',
    group: 'agent/node',
    roles: ['server', 'agent'],
    env: ['K3S_LB_SERVER_PORT'],
    default: 6444,
    format: 'port',
    doc:
      'Local port on which an agent offers itself the way to the servers, balanced over all of them. It must be ' +
      'free; when supervisor and API have different ports, the port below it is taken too. The port of the kubelet, ' +
      '10250, ends the agent.',
  },
});
