/** Options for the addresses, ports and certificate names of the server. */
import { table } from './flag.ts';

export const listener = table({
  'bind-address': {
    type: 'string',
    group: 'listener',
    roles: ['server', 'agent'],
    effectiveDefault: 'all addresses: 0.0.0.0, or :: on IPv6',
    sinceOnAgent: {
      '1.27': 'v1.27.15+k3s1',
      '1.28': 'v1.28.11+k3s1',
      '1.29': 'v1.29.6+k3s1',
      '1.30': 'v1.30.2+k3s1',
      '1.31': 'v1.31.0+k3s1',
    },
    format: 'ip',
    doc:
      'Address K3s listens on; without it, all addresses of the machine. It must be an IP, a host name ends K3s at ' +
      'once. Pinning it to one address also puts that address into the kubeconfig and has led to trouble with local ' +
      'connections and `kubectl logs`; a firewall is often the better tool.',
  },
  'https-listen-port': {
    type: 'int',
    group: 'listener',
    roles: ['server'],
    default: 6443,
    format: 'port',
    doc:
      'Port of the Kubernetes API and of the K3s supervisor, and so the port in the `server` URL of every other ' +
      'node. The API server proper takes the next port on the node itself, so that one must be free as well: 10250 ' +
      'collides with the kubelet, and so does 10249.',
  },
  'supervisor-port': {
    type: 'int',
    group: 'listener',
    roles: ['server'],
    env: ['K3S_SUPERVISOR_PORT'],
    effectiveDefault: 'https-listen-port',
    since: { '1.29': 'v1.29.12+k3s1', '1.30': 'v1.30.8+k3s1', '1.31': 'v1.31.4+k3s1', '1.32': 'v1.32.0+k3s1' },
    hidden: true,
    experimental: true,
    format: 'port',
    doc:
      'Gives the supervisor, through which nodes join and fetch certificates, a port apart from the Kubernetes API. ' +
      'Only worth it in set-ups with split roles or a proxy in front of the API. Other nodes must then use this port ' +
      'in their `server` URL.',
  },
  'apiserver-port': {
    type: 'int',
    group: 'listener',
    roles: ['server'],
    env: ['K3S_APISERVER_PORT'],
    effectiveDefault: 'https-listen-port + 1; with disable-apiserver it follows lb-server-port',
    since: { '1.29': 'v1.29.12+k3s1', '1.30': 'v1.30.8+k3s1', '1.31': 'v1.31.4+k3s1', '1.32': 'v1.32.0+k3s1' },
    hidden: true,
    experimental: true,
    format: 'port',
    doc:
      'Port of the embedded API server behind the supervisor. Normally K3s picks the one after `https-listen-port`, ' +
      'and nobody has to know it. Only touch it when that port is taken.',
  },
  'apiserver-bind-address': {
    type: 'string',
    group: 'listener',
    roles: ['server'],
    env: ['K3S_APISERVER_BIND_ADDRESS'],
    since: { '1.29': 'v1.29.12+k3s1', '1.30': 'v1.30.8+k3s1', '1.31': 'v1.31.4+k3s1', '1.32': 'v1.32.0+k3s1' },
    hidden: true,
    experimental: true,
    format: 'ip',
    doc:
      'Address the embedded API server listens on, apart from the `bind-address` of the supervisor. Made for set-ups ' +
      'in which the two do not share a port; leave it out elsewhere.',
  },
  'advertise-address': {
    type: 'string',
    group: 'listener',
    roles: ['server'],
    effectiveDefault: 'first node-external-ip, else first node-ip',
    format: 'ip',
    doc:
      'Address under which this server shows up as an endpoint of the `kubernetes` service, so pods and the load ' +
      'balancers of agents must be able to reach it. Its IP family has to be that of the first `service-cidr`, ' +
      'otherwise K3s does not start. With `vpn-auth` the address of the VPN wins and K3s warns.',
  },
  'advertise-port': {
    type: 'int',
    group: 'listener',
    roles: ['server'],
    effectiveDefault: 'https-listen-port',
    format: 'port',
    doc:
      'Port that goes with `advertise-address` in the endpoints of the `kubernetes` service. Needed when clients ' +
      'reach this server through another port than the one it listens on, behind NAT for instance.',
  },
  'tls-san': {
    type: 'list',
    group: 'listener',
    roles: ['server'],
    format: 'hostnameOrIpList',
    splitsAtCommas: true,
    splitsAtCommasSince: {
      '1.24': 'v1.24.14+k3s1',
      '1.25': 'v1.25.10+k3s1',
      '1.26': 'v1.26.5+k3s1',
      '1.27': 'v1.27.2+k3s1',
    },
    doc:
      'Extra names and addresses for the certificate of the API server: the load balancer, the virtual IP, the DNS ' +
      "name in other nodes' `server` URL. Without it clients see `x509: certificate is valid for …`. Write bare host " +
      'names or IPs on every server; an item with scheme, port or network mask is dropped with a log line.',
  },
  'tls-san-security': {
    type: 'bool',
    group: 'listener',
    roles: ['server'],
    default: true,
    since: {
      '1.24': 'v1.24.17+k3s1',
      '1.25': 'v1.25.13+k3s1',
      '1.26': 'v1.26.8+k3s1',
      '1.27': 'v1.27.5+k3s1',
      '1.28': 'v1.28.1+k3s1',
    },
    doc:
      'Protects the certificate of the server against names that strangers ask for. While it is on, only addresses ' +
      'of the servers, of the API service and those in `tls-san` get into the certificate. Switched off, any name ' +
      'somebody connects with may be added, and the certificate grows.',
  },
});
