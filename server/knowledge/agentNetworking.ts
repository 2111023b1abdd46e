/** Options for the addresses of one node and how it reaches the others. */
import { table } from './flag.ts';

export const agentNetworking = table({
  'node-ip': {
    type: 'list',
    group: 'agent/networking',
    roles: ['server', 'agent'],
    aliases: ['i'],
    format: 'ipList',
    splitsAtCommas: true,
    doc:
      'Address of this node inside the cluster, for two families one of each. Its families must cover those of ' +
      '`cluster-cidr`. Only plain IPs: a host name or a mask such as `/24` keeps the node from starting. On machines ' +
      'with several networks set `flannel-iface` too, and do not change it on a server with etcd, whose peers know ' +
      'it by this address.',
  },
  'node-external-ip': {
    type: 'list',
    group: 'agent/networking',
    roles: ['server', 'agent'],
    format: 'ipList',
    splitsAtCommas: true,
    doc:
      'Address of this node for the world outside, shown in the node object and used for load balancer services. ' +
      'With `flannel-external-ip` pod traffic takes it too. Anything but plain IPs leaves the node waiting for ever.',
  },
  'node-internal-dns': {
    type: 'list',
    group: 'agent/networking',
    roles: ['server', 'agent'],
    since: { '1.29': 'v1.29.12+k3s1', '1.30': 'v1.30.8+k3s1', '1.31': 'v1.31.4+k3s1', '1.32': 'v1.32.0+k3s1' },
    format: 'hostnameList',
    splitsAtCommas: true,
    doc:
      'DNS names of this node inside the network, added to its addresses in the node object. They are for clients ' +
      'inside that prefer names to addresses.',
  },
  'node-external-dns': {
    type: 'list',
    group: 'agent/networking',
    roles: ['server', 'agent'],
    since: { '1.29': 'v1.29.12+k3s1', '1.30': 'v1.30.8+k3s1', '1.31': 'v1.31.4+k3s1', '1.32': 'v1.32.0+k3s1' },
    format: 'hostnameList',
    splitsAtCommas: true,
    doc:
      'DNS names of this node for the world outside, added to its addresses in the node object. They go with ' +
      '`node-external-ip`.',
  },
  'resolv-conf': {
    type: 'string',
    group: 'agent/networking',
    roles: ['server', 'agent'],
    env: ['K3S_RESOLV_CONF'],
    format: 'path',
    path: { missing: 'unnoticed' },
    doc:
      'The `resolv.conf` that the kubelet gives to pods. Needed where the host has only a local resolver such as ' +
      '`127.0.0.53`, because K3s then falls back to 8.8.8.8, which fails in closed networks. A path that does not ' +
      'exist shows only when pods start.',
  },
  'flannel-iface': {
    type: 'string',
    group: 'agent/networking',
    roles: ['server', 'agent'],
    format: 'interface',
    doc:
      'Network interface for the traffic between nodes. Without it flannel takes the one with the default route, ' +
      'often the wrong one on machines with several networks. It must exist; when `node-ip` is not set, its first ' +
      "address becomes the node's.",
  },
  'flannel-conf': {
    type: 'string',
    group: 'agent/networking',
    roles: ['server', 'agent'],
    format: 'path',
    path: { is: 'file', missing: 'ends' },
    doc:
      'File that replaces the flannel configuration K3s generates, for instance for another VXLAN port. A missing ' +
      'file ends K3s. What you leave out there does not come from `flannel-backend` any more.',
  },
  'flannel-cni-conf': {
    type: 'string',
    group: 'agent/networking',
    roles: ['server', 'agent'],
    since: { '1.24': 'v1.24.2+k3s1', '1.25': 'v1.25.0+k3s1' },
    format: 'path',
    doc:
      'File that replaces the CNI configuration K3s writes for flannel. According to the release notes it reaches ' +
      'the embedded flannel only from v1.37.1 on.',
  },
  'vpn-auth': {
    type: 'string',
    group: 'agent/networking',
    roles: ['server', 'agent'],
    env: ['K3S_VPN_AUTH'],
    since: { '1.25': 'v1.25.11+k3s1', '1.26': 'v1.26.6+k3s1', '1.27': 'v1.27.3+k3s1', '1.28': 'v1.28.1+k3s1' },
    experimental: true,
    format: 'vpnAuth',
    secret: true,
    keptOutBy: ['vpn-auth-file', 'K3S_VPN_AUTH'],
    doc:
      'Connects nodes over Tailscale: `name=tailscale,joinKey=<key>`, in newer releases also with `controlServerURL` ' +
      "and `extraArgs`. Other providers or parts stop K3s. The address of the VPN becomes the node's, and K3s sets " +
      'the flannel backend itself; etcd stays on the local address, so keep the servers in one place. The key is a ' +
      'secret, prefer `vpn-auth-file`.',
  },
  'vpn-auth-file': {
    type: 'string',
    group: 'agent/networking',
    roles: ['server', 'agent'],
    env: ['K3S_VPN_AUTH_FILE'],
    since: { '1.25': 'v1.25.11+k3s1', '1.26': 'v1.26.6+k3s1', '1.27': 'v1.27.3+k3s1', '1.28': 'v1.28.1+k3s1' },
    experimental: true,
    format: 'path',
    path: { is: 'file', missing: 'ends' },
    overrides: 'vpn-auth',
    doc:
      'File with what would stand in `vpn-auth`, so that the join key is in no readable configuration. It replaces ' +
      '`vpn-auth` when both are set.',
  },
  'disable-apiserver-lb': {
    type: 'bool',
    group: 'agent/networking',
    roles: ['agent'],
    since: {
      '1.25': 'v1.25.16+k3s4',
      '1.26': 'v1.26.11+k3s2',
      '1.27': 'v1.27.8+k3s2',
      '1.28': 'v1.28.4+k3s2',
      '1.29': 'v1.29.0+k3s1',
    },
    experimental: true,
    doc:
      'Lets the agent talk to the address in `server` directly instead of through its own load balancer. It then ' +
      'follows no other server when that one is gone, so put a real load balancer behind the address. Agents only; a ' +
      'server skips the key with a warning.',
  },
});
