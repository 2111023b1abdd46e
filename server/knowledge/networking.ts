/** Options for the networks of the cluster: ranges, DNS, flannel, egress. */
import { table } from './flag.ts';

export const networking = table({
  'cluster-cidr': {
    type: 'list',
    group: 'networking',
    roles: ['server'],
    effectiveDefault: '10.42.0.0/16; fd00:42::/56 when the first node IP is IPv6',
    format: 'cidrList',
    sameOnAllServers: true,
    splitsAtCommas: true,
    fixedAfterFirstStart: true,
    doc:
      'Range the pods get their addresses from, for two families one of each: `10.42.0.0/16,fd00:42::/56`. Every ' +
      'node takes a /24 of an IPv4 range, so a /16 is good for 256 nodes and anything smaller than a /24 stops K3s. ' +
      'Families must agree with `service-cidr` and `node-ip`; keep clear of `service-cidr` and of the networks your ' +
      'machines live in. A running cluster cannot change it.',
  },
  'service-cidr': {
    type: 'list',
    group: 'networking',
    roles: ['server'],
    effectiveDefault: '10.43.0.0/16; fd00:43::/112 when the first node IP is IPv6',
    format: 'cidrList',
    sameOnAllServers: true,
    splitsAtCommas: true,
    fixedAfterFirstStart: true,
    doc:
      'Range of the virtual addresses of services. IPv4 wants a mask from /12 to about /28: a bigger range is ' +
      'refused, a smaller one has no room for the DNS address. It needs the same families as `cluster-cidr`, and who ' +
      'changes it must move `cluster-dns` along. Fixed once the cluster runs.',
  },
  'service-node-port-range': {
    type: 'string',
    group: 'networking',
    roles: ['server'],
    default: '30000-32767',
    format: 'portRange',
    doc:
      'Ports for services of type `NodePort`, as `first-last`. Set it here and not through `kube-apiserver-arg`, ' +
      'because network policies and the service load balancer read it too. A range written backwards or beyond 65535 ' +
      'stops K3s; one that contains `https-listen-port` passes unnoticed.',
  },
  'cluster-dns': {
    type: 'list',
    group: 'networking',
    roles: ['server'],
    effectiveDefault: '10th address of every service-cidr',
    format: 'ipList',
    sameOnAllServers: true,
    splitsAtCommas: true,
    fixedAfterFirstStart: true,
    doc:
      "Address of the cluster's DNS service, one per family. It must lie inside `service-cidr`, but not on its first " +
      'address, which is the API. K3s does not check that: outside the range the service `kube-dns` is never created ' +
      'and no pod can resolve a name. Usually best left out.',
  },
  'cluster-domain': {
    type: 'string',
    group: 'networking',
    roles: ['server'],
    default: 'cluster.local',
    format: 'hostname',
    sameOnAllServers: true,
    fixedAfterFirstStart: true,
    doc:
      'DNS suffix of all services, as in `web.default.svc.cluster.local`. It ends up in certificates and in the ' +
      'issuer of service account tokens, so decide before the first start. A name that does not fit into a URL stops ' +
      'K3s.',
  },
  'flannel-backend': {
    type: 'string',
    group: 'networking',
    roles: ['server'],
    default: 'vxlan',
    values: {
      vxlan: { doc: 'Packs pod traffic into UDP port 8472; works nearly everywhere, does not encrypt.' },
      'host-gw': { doc: 'Plain routes without packing: fastest, but all nodes must share one network segment.' },
      'wireguard-native': {
        doc: 'Encrypted tunnels over UDP port 51820 (51821 for IPv6); the kernel needs WireGuard.',
      },
      none: { doc: 'No flannel at all: bring a CNI of your own.' },
      wireguard: {
        doc: 'Older WireGuard backend; `wireguard-native` took its place.',
        deprecated: { '1.24': 'v1.24.1+k3s1' },
        removed: { '1.26': 'v1.26.0+k3s1' },
        use: 'wireguard-native',
      },
      ipsec: {
        doc: 'Tunnels with strongSwan, gone; `wireguard-native` encrypts too.',
        deprecated: { '1.26': 'v1.26.0+k3s1' },
        removed: { '1.27': 'v1.27.1+k3s1' },
        use: 'wireguard-native',
      },
      tailscale: {
        doc: 'K3s chooses this itself when `vpn-auth` is set.',
        since: { '1.26': 'v1.26.6+k3s1', '1.27': 'v1.27.3+k3s1', '1.28': 'v1.28.1+k3s1' },
        hidden: true,
      },
    },
    otherValues: 'fatal',
    valueOptions: {
      deprecated: { '1.26': 'v1.26.0+k3s1' },
      removed: { '1.27': 'v1.27.1+k3s1' },
      use: 'flannel-conf',
    },
    sameOnAllServers: true,
    doc:
      'How flannel carries pod traffic between nodes. `none` leaves the pod network to a CNI of your own, and nodes ' +
      'stay `NotReady` until you install it; then `disable-network-policy` usually goes with it. Options behind the ' +
      'name (`vxlan=…`) are gone, use `flannel-conf`. An unknown value stops every node at its start, agents ' +
      'included, because they take it from the server.',
  },
  'flannel-ipv6-masq': {
    type: 'bool',
    group: 'networking',
    roles: ['server'],
    sameOnAllServers: true,
    doc:
      'Hides the IPv6 addresses of pods behind the address of the node when traffic leaves the cluster. Switch it on ' +
      'when your IPv6 `cluster-cidr` is a private range that nobody outside routes back.',
  },
  'flannel-external-ip': {
    type: 'bool',
    group: 'networking',
    roles: ['server'],
    since: { '1.24': 'v1.24.7+k3s1', '1.25': 'v1.25.3+k3s1', '1.26': 'v1.26.0+k3s1' },
    sameOnAllServers: true,
    uselessWithout: { oneOf: ['node-external-ip'] },
    doc:
      'Sends pod traffic over the external addresses of the nodes, for clusters across clouds. It is a switch, not ' +
      'an address: `true`, together with `node-external-ip` on every node; a node without one falls back to its ' +
      'internal address with a warning. Use `flannel-backend: wireguard-native` with it, every other backend crosses ' +
      'the internet unencrypted.',
  },
  'egress-selector-mode': {
    type: 'string',
    group: 'networking',
    roles: ['server'],
    default: 'agent',
    defaultChange: { from: { '1.24': 'v1.24.2+k3s2', '1.25': 'v1.25.0+k3s1' }, value: 'agent', before: 'pod' },
    values: {
      agent: {
        doc: 'Kubelets through the tunnel, pods and services directly: servers must be nodes of the pod network.',
      },
      cluster: { doc: 'Everything through tunnels, found by watching pods; works with any CNI, costs a little more.' },
      pod: {
        doc:
          'Everything through tunnels, found by the pod ranges of nodes; not for a CNI with its own address ' +
          'management.',
      },
      disabled: { doc: 'No tunnels: servers must reach all nodes and pods over the network.' },
    },
    otherValues: 'fatal',
    sameOnAllServers: true,
    doc:
      'How the API server reaches kubelets and pods: straight over the network, or through the tunnels that nodes ' +
      'open to the server. The default suits servers that are nodes themselves. With `disable-agent`, or a CNI of ' +
      'your own that servers do not take part in, webhooks and metrics need `cluster` or `pod`. Any other word stops ' +
      'K3s.',
  },
  'servicelb-namespace': {
    type: 'string',
    group: 'networking',
    roles: ['server'],
    default: 'kube-system',
    since: { '1.24': 'v1.24.2+k3s1', '1.25': 'v1.25.0+k3s1' },
    format: 'namespace',
    doc:
      'Namespace for the `svclb-…` pods with which K3s serves load balancer services. Another one keeps them apart ' +
      'from the system pods, for instance for pod security rules. It has no meaning with `disable: servicelb`.',
  },
});
