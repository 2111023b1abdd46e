/** Lists of arguments that K3s hands to the components it embeds. */
import { table } from './flag.ts';

export const componentArguments = table({
  'kube-apiserver-arg': {
    type: 'list',
    group: 'flags',
    roles: ['server'],
    format: 'argList',
    doc:
      'Flags for the API server, one `name=value` per item, without quotes inside. An item replaces what K3s would ' +
      'pass: `enable-admission-plugins=X` drops `NodeRestriction` unless you write `enable-admission-plugins+=X`. ' +
      'Files it names must exist on every server, an unknown flag or feature gate ends K3s. `tls-min-version` and ' +
      '`tls-cipher-suites` also apply to the port of K3s itself.',
  },
  'etcd-arg': {
    type: 'list',
    group: 'flags',
    roles: ['server'],
    format: 'argList',
    ofEmbeddedEtcd: true,
    doc:
      'Settings for the embedded etcd, one `name=value` per item, for instance `quota-backend-bytes=8589934592`. ' +
      "They end up in etcd's configuration file, so a misspelled name is ignored without a word. Leave the URLs and " +
      'certificate paths to K3s.',
  },
  'kube-controller-manager-arg': {
    type: 'list',
    group: 'flags',
    roles: ['server'],
    format: 'argList',
    doc:
      'Flags for the controller manager, one `name=value` per item. An unknown flag or controller name ends K3s, ' +
      'some seconds after the API was already up. In dual-stack clusters use `node-cidr-mask-size-ipv4` and `-ipv6`, ' +
      'the plain `node-cidr-mask-size` is refused.',
  },
  'kube-scheduler-arg': {
    type: 'list',
    group: 'flags',
    roles: ['server'],
    format: 'argList',
    doc:
      'Flags for the scheduler, one `name=value` per item; `config=/path` names a scheduler configuration. A wrong ' +
      'flag or missing file ends K3s, only after the API was already up.',
  },
  'helm-controller-arg': {
    type: 'list',
    group: 'flags',
    roles: ['server'],
    since: {
      '1.33': 'v1.33.13+k3s2',
      '1.34': 'v1.34.10+k3s1',
      '1.35': 'v1.35.7+k3s1',
      '1.36': 'v1.36.3+k3s1',
      '1.37': 'v1.37.0+k3s1',
    },
    format: 'argList',
    doc:
      'Flags for the embedded Helm controller, one `name=value` per item: `default-job-image`, `job-resources`, ' +
      '`job-tolerations`. A name it does not know ends K3s. With `disable-helm-controller` nobody reads them.',
  },
  'kube-cloud-controller-manager-arg': {
    type: 'list',
    group: 'flags',
    roles: ['server'],
    format: 'argList',
    doc:
      'Flags for the small cloud controller inside K3s, which sets node addresses and runs the service load ' +
      'balancer, one `name=value` per item. An unknown flag ends K3s. Flags for the controller of a real cloud ' +
      'belong to its own deployment.',
  },
  'kubelet-arg': {
    type: 'list',
    group: 'agent/flags',
    roles: ['server', 'agent'],
    format: 'argList',
    doc:
      'Flags for the kubelet of this node, one `name=value` per item, as `max-pods=200` and not as a map or a field ' +
      'name such as `maxPods`. Always write the `=true` of switches: an item without `=` swallows the next one. ' +
      "Items replace K3s's defaults and beat kubelet drop-in files; an unknown flag ends K3s.",
  },
  'kube-proxy-arg': {
    type: 'list',
    group: 'agent/flags',
    roles: ['server', 'agent'],
    format: 'argList',
    doc:
      'Flags for kube-proxy on this node, one `name=value` per item, for instance `proxy-mode=ipvs`. K3s parses them ' +
      'at every start, so an unknown flag is fatal even where kube-proxy is switched off.',
  },
  'kube-controller-arg': {
    type: 'list',
    group: 'flags',
    roles: ['server'],
    deprecated: { use: 'kube-controller-manager-arg' },
    hidden: true,
    format: 'argList',
    doc: 'Old name of `kube-controller-manager-arg`. It still works but is hidden, so write the new one.',
  },
  'kube-cloud-controller-arg': {
    type: 'list',
    group: 'flags',
    roles: ['server'],
    deprecated: { use: 'kube-cloud-controller-manager-arg' },
    hidden: true,
    format: 'argList',
    doc: 'Old name of `kube-cloud-controller-manager-arg`. It still works but is hidden, so write the new one.',
  },
});
