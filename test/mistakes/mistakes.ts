/**
 * The 86 mistakes people make with K3s, by number: each that the files of a machine can show (config.yaml with its
 * drop-ins, a unit or an environment file, registries.yaml, files of the kubelet), as a person would have written them.
 */

import type { Severity } from '../../server/rules/rule.ts';

/** Rule, severity, and the text it stands under; the file where that is not `config.yaml`. */
export type Told = readonly [rule: string, severity: Severity, at: string, file?: string];

interface Mistake {
  readonly number: number;
  readonly title: string;
  /** One file, or several under `-- path --` headers. */
  readonly text: string;
  /** All findings in their order; hints only where the mistake is about them. */
  readonly told: readonly Told[];
  /** A part of the first message. */
  readonly says?: RegExp;
  /** Everything after the first fix of each finding. */
  readonly fixed?: string;
}

const AGENT_UNIT = `-- etc/systemd/system/k3s-agent.service --
[Service]
EnvironmentFile=-/etc/systemd/system/k3s-agent.service.env
ExecStart=/usr/local/bin/k3s agent
`;

const SERVER_UNIT = `-- etc/systemd/system/k3s.service --
[Service]
EnvironmentFile=-/etc/systemd/system/k3s.service.env
ExecStart=/usr/local/bin/k3s server
`;

const KUBELET = 'var/lib/rancher/k3s/agent/etc/kubelet.conf.d';

const HEADER = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
`;

const KUBECONFIG = `apiVersion: v1
clusters:
- cluster:
    server: https://127.0.0.1:6443
  name: default
contexts:
- context:
    cluster: default
    user: default
  name: default
current-context: default
kind: Config
`;

export const mistakes: readonly Mistake[] = [
  {
    number: 3,
    title: 'one file for all nodes, rolled out to an agent too',
    text: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
write-kubeconfig-mode: "0644"
disable:
  - traefik
node-label:
  - environment=production
${AGENT_UNIT}`,
    told: [
      ['wrong-role', 'error', 'write-kubeconfig-mode'],
      ['wrong-role', 'error', 'disable'],
    ],
    says: /Only servers have "write-kubeconfig-mode"/,
    fixed: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
node-label:
  - environment=production
${AGENT_UNIT}`,
  },
  {
    number: 4,
    title: 'misspelled keys on a server',
    text: `cluster-init: true
tls-sans:
  - k3s.example.com
kublet-arg:
  - max-pods=200
node_label:
  - environment=production
NodeTaint:
  - dedicated=db:NoSchedule
`,
    told: [
      ['unknown-key', 'warning', 'tls-sans'],
      ['unknown-key', 'warning', 'kublet-arg'],
      ['unknown-key', 'warning', 'node_label'],
      ['unknown-key', 'warning', 'NodeTaint'],
    ],
    says: /Did you mean "tls-san"\?/,
    fixed: `cluster-init: true
tls-san:
  - k3s.example.com
kubelet-arg:
  - max-pods=200
node-label:
  - environment=production
node-taint:
  - dedicated=db:NoSchedule
`,
  },
  {
    number: 5,
    title: 'a role label that the kubelet may not set itself',
    text: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
node-label:
  - node-role.kubernetes.io/worker=true
  - environment=production
${AGENT_UNIT}`,
    told: [['bad-format', 'error', 'node-role.kubernetes.io/worker']],
    says: /kubectl label node/,
    fixed: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
node-label:
  - node.kubernetes.io/worker=true
  - environment=production
${AGENT_UNIT}`,
  },
  {
    number: 6,
    title: 'two families for pods, one for services',
    text: `cluster-init: true
cluster-cidr: 10.42.0.0/16,fd00:42::/56
service-cidr: 10.43.0.0/16
node-ip: 192.0.2.10,2001:db8::10
`,
    told: [['ip-family-mismatch', 'error', '10.43.0.0/16']],
    says: /same families/,
    fixed: `cluster-init: true
cluster-cidr: 10.42.0.0/16,fd00:42::/56
service-cidr: '10.43.0.0/16,fd00:43::/112'
node-ip: 192.0.2.10,2001:db8::10
`,
  },
  {
    number: 6,
    title: 'dual-stack ranges with an IPv4 node',
    text: `cluster-init: true
cluster-cidr: 10.42.0.0/16,fd00:42::/56
service-cidr: 10.43.0.0/16,fd00:43::/112
node-ip: 192.0.2.10
`,
    told: [['ip-family-mismatch', 'error', '192.0.2.10']],
    says: /Add the other address/,
  },
  {
    number: 11,
    title: 'a full token that lost its end when it was copied',
    text: `-- config.yaml --
server: https://192.0.2.11:6443
token: K10e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca49599::server:secret-1
${AGENT_UNIT}`,
    told: [['bad-format', 'error', 'K10e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca49599::server:secret-1']],
    says: /^(?!.*e3b0c442)/,
  },
  {
    number: 12,
    title: 'the address of the server without https://',
    text: `-- config.yaml --
server: 192.0.2.11:6443
token: cluster-secret-1
${AGENT_UNIT}`,
    told: [['bad-format', 'error', '192.0.2.11:6443']],
    says: /https:\/\/192\.0\.2\.11:6443/,
    fixed: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
${AGENT_UNIT}`,
  },
  {
    number: 12,
    title: 'the address of the server with http://',
    text: `-- config.yaml --
server: http://k3s.example.com:6443
token: cluster-secret-1
${AGENT_UNIT}`,
    told: [['bad-format', 'error', 'http://k3s.example.com:6443']],
    fixed: `-- config.yaml --
server: https://k3s.example.com:6443
token: cluster-secret-1
${AGENT_UNIT}`,
  },
  {
    number: 12,
    title: 'the address of the server without its port',
    text: `-- config.yaml --
server: https://k3s.example.com
token: cluster-secret-1
${AGENT_UNIT}`,
    told: [['bad-format', 'warning', 'https://k3s.example.com']],
    says: /443/,
    fixed: `-- config.yaml --
server: https://k3s.example.com:6443
token: cluster-secret-1
${AGENT_UNIT}`,
  },
  {
    number: 14,
    title: 'the first server is told to join at its own virtual address',
    text: `cluster-init: true
server: https://vip.example.com:6443
token: cluster-secret-1
tls-san:
  - vip.example.com
`,
    told: [['first-server-join', 'warning', 'cluster-init']],
    says: /joins that cluster/,
    fixed: `server: https://vip.example.com:6443
token: cluster-secret-1
tls-san:
  - vip.example.com
`,
  },
  {
    number: 15,
    title: 'a server joins without a token',
    text: `-- config.yaml --
server: https://192.0.2.11:6443
tls-san:
  - k3s.example.com
${SERVER_UNIT}`,
    told: [['option-without-effect', 'warning', 'server']],
    says: /"token"/,
  },
  {
    number: 16,
    title: 'flags that went away, after an upgrade',
    text: `# k3s: role=server version=v1.33
write-kubeconfig-mode: "0644"
no-deploy: traefik
cluster-secret: cluster-secret-1
no-flannel: true
`,
    told: [
      ['removed-flag', 'warning', 'no-deploy'],
      ['removed-flag', 'warning', 'cluster-secret'],
      ['removed-flag', 'warning', 'no-flannel'],
    ],
    says: /"disable"/,
    fixed: `# k3s: role=server version=v1.33
write-kubeconfig-mode: "0644"
disable: traefik
token: cluster-secret-1
flannel-backend: none
`,
  },
  {
    number: 17,
    title: 'a flannel backend that went away',
    text: `cluster-init: true
flannel-backend: wireguard
disable-network-policy: true
`,
    told: [['unknown-value', 'error', 'wireguard']],
    says: /wireguard-native/,
    fixed: `cluster-init: true
flannel-backend: wireguard-native
disable-network-policy: true
`,
  },
  {
    number: 17,
    title: 'options behind the flannel backend',
    text: `cluster-init: true
flannel-backend: wireguard-native=PersistentKeepaliveInterval=25
`,
    told: [['unknown-value', 'error', 'wireguard-native=PersistentKeepaliveInterval=25']],
    says: /"flannel-conf"/,
    fixed: `cluster-init: true
flannel-backend: wireguard-native
`,
  },
  {
    number: 22,
    title: 'arguments written as maps',
    text: `cluster-init: true
kubelet-arg:
  - max-pods: 250
  - eviction-hard: memory.available<200Mi
node-label:
  environment: production
`,
    told: [
      ['arg-map-entry', 'error', 'max-pods: 250'],
      ['arg-map-entry', 'error', 'eviction-hard: memory.available<200Mi'],
      ['map-value', 'error', 'node-label'],
    ],
    says: /max-pods/,
    fixed: `cluster-init: true
kubelet-arg:
  - max-pods=250
  - eviction-hard=memory.available<200Mi
node-label:
  - environment=production
`,
  },
  {
    number: 23,
    title: 'indentation lost on the way from a web page',
    text: `write-kubeconfig-mode: "0644"
tls-san:
  - foo.local
  node-label:
  - foo=bar
cluster-init: true
`,
    told: [['yaml-glued-key', 'error', 'node-label']],
    fixed: `write-kubeconfig-mode: "0644"
tls-san:
  - foo.local
node-label:
- foo=bar
cluster-init: true
`,
  },
  {
    number: 26,
    title: 'names in "disable" that are no packaged components',
    text: `cluster-init: true
flannel-backend: none
disable:
  - traefik
  - network-policy
  - metrics
`,
    told: [
      ['unknown-value', 'warning', 'network-policy'],
      ['unknown-value', 'warning', 'metrics'],
    ],
    says: /"disable-network-policy"/,
    fixed: `cluster-init: true
flannel-backend: none
disable:
  - traefik
  - metrics-server
disable-network-policy: true
`,
  },
  {
    number: 27,
    title: 'names in "disable" with blanks between them',
    text: `cluster-init: true
disable: "traefik servicelb"
`,
    told: [['unknown-value', 'warning', 'traefik servicelb']],
    says: /commas/,
    fixed: `cluster-init: true
disable: "traefik,servicelb"
`,
  },
  {
    number: 27,
    title: 'the option of the command line inside "disable"',
    text: `cluster-init: true
disable:
  - --disable traefik
`,
    told: [['cli-syntax-in-yaml', 'warning', '--disable traefik']],
    fixed: `cluster-init: true
disable:
  - traefik
`,
  },
  {
    number: 29,
    title: 'the mode of the kubeconfig without quotes',
    text: `cluster-init: true
write-kubeconfig-mode: 0644
tls-san:
  - k3s.example.com
`,
    told: [['octal-mode', 'warning', '0644']],
    says: /420.*0420/,
    fixed: `cluster-init: true
write-kubeconfig-mode: '0644'
tls-san:
  - k3s.example.com
`,
  },
  {
    number: 29,
    title: 'a mode that everybody may write',
    text: `cluster-init: true
write-kubeconfig-mode: "0666"
`,
    told: [['octal-mode', 'warning', '"0666"']],
  },
  {
    number: 30,
    title: 'an external datastore without a token of its own',
    text: `-- config.yaml --
datastore-endpoint: postgres://k3s:geheim@db.example.com:5432/k3s
tls-san:
  - k3s.example.com
${SERVER_UNIT}`,
    told: [['datastore-needs-token', 'warning', 'datastore-endpoint']],
    says: /token/,
  },
  {
    number: 31,
    title: 'options as on the command line',
    text: `cluster-init: true
--token: cluster-secret-1
kubelet-arg:
  - --kubelet-arg=max-pods=200
`,
    told: [
      ['cli-syntax-in-yaml', 'error', '--token'],
      ['cli-syntax-in-yaml', 'error', '--kubelet-arg=max-pods=200'],
    ],
    fixed: `cluster-init: true
token: cluster-secret-1
kubelet-arg:
  - max-pods=200
`,
  },
  {
    number: 31,
    title: 'an equals sign for the colon',
    text: `write-kubeconfig-mode: "0644"
token=12345
cluster-init: true
`,
    told: [['yaml-syntax', 'error', 'token']],
    says: /^(?!.*12345)/,
    fixed: `write-kubeconfig-mode: "0644"
token: 12345
cluster-init: true
`,
  },
  {
    number: 31,
    title: 'several arguments in one text',
    text: `cluster-init: true
kubelet-arg: "--max-pods=200 --v=2"
`,
    told: [['cli-syntax-in-yaml', 'error', '"--max-pods=200 --v=2"']],
    fixed: `cluster-init: true
kubelet-arg:
  - max-pods=200
  - v=2
`,
  },
  {
    number: 32,
    title: 'a drop-in of the image quietly replaces the list',
    text: `-- config.yaml --
cluster-init: true
disable:
  - traefik
  - servicelb
-- config.yaml.d/50-rancher.yaml --
disable:
  - metrics-server
`,
    told: [['shadowed-by-dropin', 'warning', 'disable']],
    says: /50-rancher\.yaml/,
    fixed: `-- config.yaml --
cluster-init: true
disable:
  - traefik
  - servicelb
-- config.yaml.d/50-rancher.yaml --
disable+:
  - metrics-server
`,
  },
  {
    number: 33,
    title: 'what "hostname -I" printed, in one text',
    text: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
node-ip: 192.0.2.31 2001:db8::31
${AGENT_UNIT}`,
    told: [['bad-format', 'error', '192.0.2.31 2001:db8::31']],
    fixed: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
node-ip: 192.0.2.31,2001:db8::31
${AGENT_UNIT}`,
  },
  {
    number: 33,
    title: 'what "hostname -I" printed, the second address on a line of its own',
    text: `server: https://192.0.2.11:6443
node-ip: 192.0.2.31
2001:db8::31
token: cluster-secret-1
`,
    told: [['yaml-syntax', 'error', '2001:db8::31']],
  },
  {
    number: 34,
    title: 'switches as words',
    text: `cluster-init: "yes"
disable-network-policy: enabled
disable-helm-controller:
`,
    told: [
      ['wrong-type', 'error', '"yes"'],
      ['wrong-type', 'error', 'enabled'],
      ['null-value', 'error', 'disable-helm-controller'],
    ],
    fixed: `cluster-init: true
disable-network-policy: true
disable-helm-controller: true
`,
  },
  {
    number: 35,
    title: 'the token of the environment loses to the one in the file',
    text: `-- config.yaml --
server: https://192.0.2.11:6443
token: the-old-token
${AGENT_UNIT}-- etc/systemd/system/k3s-agent.service.env --
K3S_TOKEN='the-new-token'
`,
    told: [['env-shadowed', 'information', 'token']],
    says: /K3S_TOKEN/,
  },
  {
    number: 36,
    title: 'the MySQL form for Postgres',
    text: `datastore-endpoint: postgres://k3s:geheim@tcp(db.example.com:5432)/k3s
token: same-on-all-servers
`,
    told: [['bad-format', 'error', 'postgres://k3s:geheim@tcp(db.example.com:5432)/k3s']],
    says: /^(?!.*geheim)/,
  },
  {
    number: 36,
    title: 'MySQL without tcp()',
    text: `datastore-endpoint: mysql://k3s:geheim@db.example.com:3306/k3s
token: same-on-all-servers
`,
    told: [['bad-format', 'error', 'mysql://k3s:geheim@db.example.com:3306/k3s']],
    says: /^(?!.*geheim).*tcp\(/,
    fixed: `datastore-endpoint: mysql://k3s:geheim@tcp(db.example.com:3306)/k3s
token: same-on-all-servers
`,
  },
  {
    number: 36,
    title: 'a "#" in the password of Postgres',
    text: `datastore-endpoint: postgres://k3s:ge#heim@db.example.com:5432/k3s
token: same-on-all-servers
`,
    told: [['bad-format', 'error', 'postgres://k3s:ge#heim@db.example.com:5432/k3s']],
    says: /%23/,
  },
  {
    number: 37,
    title: 'the address of the cluster DNS lies outside the services',
    text: `cluster-init: true
service-cidr: 10.96.0.0/16
cluster-dns: 10.43.0.10
`,
    told: [['cluster-dns-range', 'warning', '10.43.0.10']],
    says: /10\.96\.0\.10/,
    fixed: `cluster-init: true
service-cidr: 10.96.0.0/16
cluster-dns: 10.96.0.10
`,
  },
  {
    number: 37,
    title: 'the address of the cluster DNS is that of the API',
    text: `cluster-init: true
service-cidr: 10.2.0.0/16
cluster-dns: 10.2.0.1
`,
    told: [['cluster-dns-range', 'warning', '10.2.0.1']],
    fixed: `cluster-init: true
service-cidr: 10.2.0.0/16
cluster-dns: 10.2.0.10
`,
  },
  {
    number: 38,
    title: 'pods and services share addresses',
    text: `cluster-init: true
cluster-cidr: 10.2.0.0/16
service-cidr: 10.2.63.0/24
`,
    told: [['cidr-overlap', 'error', '10.2.63.0/24']],
  },
  {
    number: 38,
    title: 'a pod range with room for one node',
    text: `cluster-init: true
cluster-cidr: 10.42.7.0/24
service-cidr: 10.43.0.0/16
`,
    told: [['cidr-too-small', 'information', '10.42.7.0/24']],
    says: /enough for one node/,
  },
  {
    number: 40,
    title: 'the embedded registry with another container runtime',
    text: `cluster-init: true
embedded-registry: true
docker: true
`,
    told: [['conflicting-options', 'error', 'docker']],
    fixed: `cluster-init: true
embedded-registry: true
`,
  },
  {
    number: 40,
    title: 'the embedded registry on an agent',
    text: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
embedded-registry: true
${AGENT_UNIT}`,
    told: [['wrong-role', 'error', 'embedded-registry']],
    fixed: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
${AGENT_UNIT}`,
  },
  {
    number: 47,
    title: 'a name for the certificate with scheme and port',
    text: `cluster-init: true
tls-san:
  - https://k3s.example.com:6443
  - 192.0.2.0/24
`,
    told: [
      ['bad-format', 'warning', 'https://k3s.example.com:6443'],
      ['bad-format', 'warning', '192.0.2.0/24'],
    ],
    says: /k3s\.example\.com/,
    fixed: `cluster-init: true
tls-san:
  - k3s.example.com
  - 192.0.2.0/24
`,
  },
  {
    number: 48,
    title: 'flannel keeps the interface of the default route',
    text: `cluster-init: true
node-ip: 10.0.0.2
node-external-ip: 203.0.113.10
`,
    told: [['flannel-iface-hint', 'hint', 'node-ip']],
    says: /"flannel-iface"/,
  },
  {
    number: 49,
    title: 'an address where a switch stands',
    text: `flannel-backend: wireguard-native
flannel-external-ip: 203.0.113.7
node-external-ip: 203.0.113.7
`,
    told: [['wrong-type', 'error', '203.0.113.7']],
    says: /switch/,
  },
  {
    number: 50,
    title: 'pod traffic over the internet without encryption',
    text: `cluster-init: true
flannel-backend: vxlan
flannel-external-ip: true
node-external-ip: 203.0.113.7
`,
    told: [['multicloud-set', 'warning', 'vxlan']],
    says: /wireguard-native/,
    fixed: `cluster-init: true
flannel-backend: wireguard-native
flannel-external-ip: true
node-external-ip: 203.0.113.7
`,
  },
  {
    number: 51,
    title: 'the kubelet shall check kernel settings that nobody makes',
    text: `-- config.yaml --
protect-kernel-defaults: true
write-kubeconfig-mode: "0600"
${SERVER_UNIT}`,
    told: [['protect-kernel', 'hint', 'protect-kernel-defaults']],
    says: /sysctl\.d/,
  },
  {
    number: 52,
    title: 'the socket of another containerd "because it is the default"',
    text: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
container-runtime-endpoint: unix:///run/containerd/containerd.sock
${AGENT_UNIT}`,
    told: [['cri-endpoint', 'hint', 'unix:///run/containerd/containerd.sock']],
  },
  {
    number: 52,
    title: 'the socket of Docker as container runtime',
    text: `cluster-init: true
container-runtime-endpoint: unix:///var/run/docker.sock
`,
    told: [['cri-endpoint', 'error', 'unix:///var/run/docker.sock']],
    says: /"docker: true"/,
    fixed: `cluster-init: true
docker: true
`,
  },
  {
    number: 53,
    title: 'fields of the kubelet file as arguments',
    text: `cluster-init: true
kubelet-arg:
  - protectKernelDefaults=true
  - maxPods=200
`,
    told: [
      ['arg-camelcase', 'error', 'protectKernelDefaults'],
      ['arg-camelcase', 'error', 'maxPods'],
    ],
    fixed: `cluster-init: true
kubelet-arg:
  - protect-kernel-defaults=true
  - max-pods=200
`,
  },
  {
    number: 59,
    title: 'a node name with an underscore',
    text: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
node-name: edge_node_1
${AGENT_UNIT}`,
    told: [['bad-format', 'error', 'edge_node_1']],
    fixed: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
node-name: edge-node-1
${AGENT_UNIT}`,
  },
  {
    number: 60,
    title: 'taints without effect, with a misspelled one, and as a map',
    text: `cluster-init: true
node-taint:
  - dedicated=db
  - maintenance=true:NoExcute
  - gpu=true: NoSchedule
`,
    told: [
      ['bad-format', 'error', 'dedicated=db'],
      ['bad-format', 'error', 'NoExcute'],
      ['map-value', 'error', 'gpu=true: NoSchedule'],
    ],
    says: /lacks its effect/,
    fixed: `cluster-init: true
node-taint:
  - dedicated=db
  - maintenance=true:NoExecute
  - gpu=true:NoSchedule
`,
  },
  {
    number: 61,
    title: 'the S3 endpoint with its scheme',
    text: `cluster-init: true
etcd-s3: true
etcd-s3-endpoint: https://minio.example.com:9000
etcd-s3-bucket: k3s-snapshots
`,
    told: [['bad-format', 'warning', 'https://minio.example.com:9000']],
    fixed: `cluster-init: true
etcd-s3: true
etcd-s3-endpoint: minio.example.com:9000
etcd-s3-bucket: k3s-snapshots
`,
  },
  {
    number: 61,
    title: 'the S3 endpoint with the bucket in it',
    text: `cluster-init: true
etcd-s3: true
etcd-s3-endpoint: minio.example.com/k3s-snapshots
etcd-s3-bucket: k3s-snapshots
`,
    told: [['bad-format', 'warning', 'minio.example.com/k3s-snapshots']],
  },
  {
    number: 62,
    title: 'snapshots to S3 without a bucket',
    text: `cluster-init: true
etcd-s3: true
etcd-s3-endpoint: minio.example.com:9000
etcd-s3-access-key: backup
etcd-s3-secret-key: backup-secret-1
`,
    told: [['option-without-effect', 'warning', 'etcd-s3']],
    says: /"etcd-s3-bucket"/,
  },
  {
    number: 62,
    title: 'the secret with the settings of the bucket beside settings of the bucket',
    text: `cluster-init: true
etcd-s3: true
etcd-s3-bucket: k3s-snapshots
etcd-s3-config-secret: k3s-etcd-snapshot-s3-config
`,
    told: [['option-without-effect', 'warning', 'etcd-s3-config-secret']],
    fixed: `cluster-init: true
etcd-s3: true
etcd-s3-bucket: k3s-snapshots
`,
  },
  {
    number: 63,
    title: 'the cluster reset stays in the file',
    text: `cluster-init: true
token: cluster-secret-1
cluster-reset: true
`,
    told: [['no-cluster-reset-in-file', 'error', 'cluster-reset']],
    fixed: `cluster-init: true
token: cluster-secret-1
`,
  },
  {
    number: 63,
    title: 'a cluster reset while the server still joins another',
    text: `server: https://192.0.2.11:6443
token: cluster-secret-1
tls-san: k3s.example.com
cluster-reset: true
`,
    told: [['conflicting-options', 'error', 'cluster-reset']],
    fixed: `server: https://192.0.2.11:6443
token: cluster-secret-1
tls-san: k3s.example.com
`,
  },
  {
    number: 68,
    title: 'keys of RKE2',
    text: `cluster-init: true
profile: cis-1.6
cni: calico
`,
    told: [
      ['rke2-key', 'warning', 'profile'],
      ['rke2-key', 'warning', 'cni'],
    ],
    says: /RKE2/,
    fixed: `cluster-init: true
`,
  },
  {
    number: 71,
    title: 'the environment file where systemd does not look',
    text: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
${AGENT_UNIT}-- k3s-agent.env --
K3S_NODE_NAME=edge-1
`,
    told: [['env-file-path', 'information', '', 'k3s-agent.env']],
  },
  {
    number: 76,
    title: 'values that YAML takes for something else',
    text: `cluster-init: true
token: 0123456
agent-token: 1234e56
node-label:
  - on
etcd-s3: true
etcd-s3-bucket: k3s-snapshots
etcd-s3-access-key: backup
etcd-s3-secret-key: ge #heim
`,
    told: [
      ['yaml-scalar-trap', 'warning', '0123456'],
      ['yaml-scalar-trap', 'warning', '1234e56'],
      ['yaml-scalar-trap', 'warning', 'on'],
      ['yaml-scalar-trap', 'warning', '#heim'],
    ],
    says: /^(?!.*0123456)/,
    fixed: `cluster-init: true
token: '0123456'
agent-token: '1234e56'
node-label:
  - 'on'
etcd-s3: true
etcd-s3-bucket: k3s-snapshots
etcd-s3-access-key: backup
etcd-s3-secret-key: 'ge #heim'
`,
  },
  {
    number: 76,
    title: 'a token that starts with a sign that YAML keeps for itself',
    text: `cluster-init: true
token: @geheim-1
`,
    told: [['yaml-syntax', 'error', '@geheim-1']],
    says: /^(?!.*geheim)/,
    fixed: `cluster-init: true
token: '@geheim-1'
`,
  },
  {
    number: 76,
    title: 'a blank is missing behind the colon',
    text: `cluster-init:true
token: cluster-secret-1
`,
    told: [['yaml-syntax', 'error', 'cluster-init:']],
    fixed: `cluster-init: true
token: cluster-secret-1
`,
  },
  {
    number: 77,
    title: 'tabs as indentation',
    text: 'cluster-init: true\ntls-san:\n\t- k3s.example.com\n\t- 192.0.2.10\n',
    told: [['yaml-tabs', 'error', '\t']],
    fixed: 'cluster-init: true\ntls-san:\n  - k3s.example.com\n  - 192.0.2.10\n',
  },
  {
    number: 78,
    title: 'the API listens on one address only',
    text: `cluster-init: true
bind-address: 192.0.2.10
`,
    told: [['bind-address-hint', 'hint', '192.0.2.10']],
  },
  {
    number: 80,
    title: 'a short and a long key for one flag',
    text: `-- config.yaml --
server: https://192.0.2.11:6443
t: the-old-token
token: cluster-secret-1
${AGENT_UNIT}`,
    told: [['two-spellings', 'error', 't']],
    fixed: `-- config.yaml --
server: https://192.0.2.11:6443
token: cluster-secret-1
${AGENT_UNIT}`,
  },
  {
    number: 80,
    title: 'a short key in the file and the long flag in the unit',
    text: `-- config.yaml --
t: cluster-secret-1
cluster-init: true
-- etc/systemd/system/k3s.service --
[Service]
ExecStart=/usr/local/bin/k3s server --token cluster-secret-1
`,
    told: [['two-spellings', 'error', 't']],
    says: /service/,
    fixed: `-- config.yaml --
cluster-init: true
-- etc/systemd/system/k3s.service --
[Service]
ExecStart=/usr/local/bin/k3s server --token cluster-secret-1
`,
  },
  {
    number: 81,
    title: 'the kubeconfig that K3s writes, as configuration',
    text: KUBECONFIG,
    told: [['kubeconfig-generated', 'warning', KUBECONFIG.trimEnd()]],
    says: /kubeconfig/,
  },
  {
    number: 85,
    title: 'a password in the configuration',
    text: `token: same-on-all-servers
datastore-endpoint: postgres://k3s:geheim@db.example.com:5432/k3s
`,
    told: [
      ['secret-in-file', 'hint', 'token'],
      ['secret-in-file', 'hint', 'datastore-endpoint'],
    ],
    says: /^(?!.*geheim)/,
  },
  {
    number: 86,
    title: 'a switch with its value as a word of its own, in the unit',
    text: `-- config.yaml --
cluster-init: true
-- etc/systemd/system/k3s.service --
[Service]
ExecStart=/usr/local/bin/k3s server --etcd-expose-metrics true --kube-scheduler-arg bind-address=0.0.0.0
`,
    told: [['unit-bool-flag', 'warning', '--etcd-expose-metrics', 'etc/systemd/system/k3s.service']],
  },
  {
    number: 54,
    title: '"enforce-node-allocatable" without its cgroups',
    text: `# k3s: role=server version=v1.33
kubelet-arg:
  - enforce-node-allocatable=pods,system-reserved
  - system-reserved=cpu=200m,memory=500Mi
`,
    told: [['node-allocatable', 'error', 'system-reserved']],
    says: /system-reserved-cgroup/,
  },
  {
    number: 55,
    title: 'feature gates and flags kept through upgrades',
    text: `# k3s: role=server version=v1.33
kubelet-arg:
  - feature-gates=PodSecurity=true
  - container-runtime=remote
`,
    told: [
      ['feature-gate-removed', 'error', 'PodSecurity'],
      ['component-flag-removed', 'error', 'container-runtime'],
    ],
    says: /dropped the feature gate PodSecurity/,
  },
  {
    number: 56,
    title: 'PodSecurityPolicy after 1.24',
    text: `# k3s: role=server version=v1.30
kube-apiserver-arg:
  - enable-admission-plugins=NodeRestriction,PodSecurityPolicy
`,
    told: [['psp-removed', 'error', 'PodSecurityPolicy']],
    says: /1\.25/,
  },
  {
    number: 58,
    title: 'admission plugins without NodeRestriction',
    text: `# k3s: role=server version=v1.33
kube-apiserver-arg:
  - enable-admission-plugins=AlwaysPullImages
`,
    told: [['admission-noderestriction', 'warning', 'AlwaysPullImages']],
    fixed: `# k3s: role=server version=v1.33
kube-apiserver-arg:
  - enable-admission-plugins=AlwaysPullImages,NodeRestriction
`,
  },
  {
    number: 7,
    title: 'a mirror key without the port of the image',
    text: `-- registries.yaml --
mirrors:
  reg.local:
    endpoint:
      - http://reg.local:5000
`,
    told: [['registry-port-mismatch', 'warning', 'reg.local', 'registries.yaml']],
    says: /the port belongs to the name/,
    fixed: `-- registries.yaml --
mirrors:
  reg.local:5000:
    endpoint:
      - http://reg.local:5000
`,
  },
  {
    number: 7,
    title: 'credentials without the port of the endpoint',
    text: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://reg.local:5000
configs:
  reg.local:
    auth:
      username: ci
      password: geheim
`,
    told: [['registry-port-mismatch', 'warning', 'reg.local', 'registries.yaml']],
    says: /reg.local:5000/,
    fixed: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://reg.local:5000
configs:
  reg.local:5000:
    auth:
      username: ci
      password: geheim
`,
  },
  {
    number: 8,
    title: 'a registry over plain HTTP without http://',
    text: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - 192.0.2.10:5000
`,
    told: [['registry-scheme', 'warning', '192.0.2.10:5000', 'registries.yaml']],
    says: /plain HTTP/,
    fixed: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - http://192.0.2.10:5000
`,
  },
  {
    number: 9,
    title: 'a scheme and a path in a key',
    text: `-- registries.yaml --
mirrors:
  https://reg.example.com:5000:
    endpoint:
      - https://mirror.example.com
configs:
  https://mirror.example.com/v2/:
    tls:
      insecure_skip_verify: true
`,
    told: [
      ['registry-key-url', 'error', 'https://reg.example.com:5000', 'registries.yaml'],
      ['registry-key-url', 'error', 'https://mirror.example.com/v2/', 'registries.yaml'],
    ],
    says: /without the scheme/,
    fixed: `-- registries.yaml --
mirrors:
  reg.example.com:5000:
    endpoint:
      - https://mirror.example.com
configs:
  mirror.example.com:
    tls:
      insecure_skip_verify: true
`,
  },
  {
    number: 9,
    title: 'Docker Hub under a key that never matches',
    text: `-- registries.yaml --
configs:
  index.docker.io:
    auth:
      username: acme
      password: geheim
`,
    told: [['registry-dockerhub-key', 'warning', 'index.docker.io', 'registries.yaml']],
    says: /registry-1\.docker\.io/,
    fixed: `-- registries.yaml --
configs:
  registry-1.docker.io:
    auth:
      username: acme
      password: geheim
`,
  },
  {
    number: 9,
    title: 'Docker Hub under a key that the release does not look for',
    text: `-- registries.yaml --
# k3s: version=v1.33.1
configs:
  docker.io:
    auth:
      username: acme
      password: geheim
`,
    told: [['registry-dockerhub-key', 'warning', 'docker.io', 'registries.yaml']],
    says: /This release/,
    fixed: `-- registries.yaml --
# k3s: version=v1.33.1
configs:
  registry-1.docker.io:
    auth:
      username: acme
      password: geheim
`,
  },
  {
    number: 9,
    title: 'settings under the name of what the endpoint stands in for',
    text: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://192.0.2.10/v2/proxy
configs:
  docker.io:
    tls:
      insecure_skip_verify: true
`,
    told: [['registry-config-host', 'warning', 'docker.io', 'registries.yaml']],
    says: /not for the endpoints/,
  },
  {
    number: 10,
    title: '"configs" below "mirrors"',
    text: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://mirror.example.com
  configs:
    mirror.example.com:
      tls:
        insecure_skip_verify: true
`,
    told: [['registry-schema', 'error', 'configs', 'registries.yaml']],
    says: /left edge/,
    fixed: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://mirror.example.com
configs:
  mirror.example.com:
    tls:
      insecure_skip_verify: true
`,
  },
  {
    number: 10,
    title: 'credentials below a mirror',
    text: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://mirror.example.com
    auth:
      username: ci
      password: geheim
`,
    told: [['registry-schema', 'error', 'auth', 'registries.yaml']],
    says: /"configs"/,
    fixed: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://mirror.example.com
configs:
  mirror.example.com:
    auth:
      username: ci
      password: geheim
`,
  },
  {
    number: 41,
    title: 'the project of Harbor without /v2',
    text: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://harbor.example.com/dockerhub
`,
    told: [['registry-endpoint-path', 'warning', 'https://harbor.example.com/dockerhub', 'registries.yaml']],
    says: /Harbor wants/,
    fixed: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://harbor.example.com/v2/dockerhub
`,
  },
  {
    number: 41,
    title: 'the path of Artifactory without /v2',
    text: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://art.example.com/artifactory/api/docker/hub
`,
    told: [
      ['registry-endpoint-path', 'warning', 'https://art.example.com/artifactory/api/docker/hub', 'registries.yaml'],
    ],
    says: /Artifactory and Nexus want/,
  },
  {
    number: 42,
    title: 'a token in "auth.token"',
    text: `-- registries.yaml --
configs:
  gitlab.example.com:5050:
    auth:
      username: deploy
      token: geheim
`,
    told: [['registry-auth-keys', 'error', 'token', 'registries.yaml']],
    says: /^(?!.*geheim).*knows no "token"/,
    fixed: `-- registries.yaml --
configs:
  gitlab.example.com:5050:
    auth:
      username: deploy
      password: geheim
`,
  },
  {
    number: 42,
    title: 'a token in "auth.auth"',
    text: `-- registries.yaml --
configs:
  ghcr.io:
    auth:
      auth: ghp_geheim
`,
    told: [['registry-auth-keys', 'error', 'ghp_geheim', 'registries.yaml']],
    says: /^(?!.*geheim).*base64/,
  },
  {
    number: 44,
    title: 'a rewrite in the syntax of other tools',
    text: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://mirror.example.com
    rewrite:
      "^(?!library/)(.*)": "hub/$1"
`,
    told: [['registry-rewrite', 'error', '(?!', 'registries.yaml']],
    says: /no look-ahead/,
  },
  {
    number: 44,
    title: 'a backslash in a rewrite',
    text: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://mirror.example.com
    rewrite:
      '^team\\.(.*)': "team/$1"
`,
    told: [['registry-rewrite', 'error', "'^team\\.(.*)'", 'registries.yaml']],
    says: /cannot read the file/,
    fixed: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://mirror.example.com
    rewrite:
      '^team[.](.*)': "team/$1"
`,
  },
  {
    number: 44,
    title: 'text behind the number of a group',
    text: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://mirror.example.com
    rewrite:
      "^library/(.*)": "$1copy"
`,
    told: [['registry-rewrite', 'warning', '$1copy', 'registries.yaml']],
    says: /name of a group/,
    fixed: `-- registries.yaml --
mirrors:
  docker.io:
    endpoint:
      - https://mirror.example.com
    rewrite:
      "^library/(.*)": "\${1}copy"
`,
  },
  {
    number: 44,
    title: 'a rewrite for the registry itself',
    text: `-- registries.yaml --
mirrors:
  reg.example.com:
    endpoint:
      - https://reg.example.com
    rewrite:
      "^(.*)$": "team/$1"
`,
    told: [['registry-rewrite', 'warning', '"^(.*)$"', 'registries.yaml']],
    says: /registry itself/,
  },
  {
    number: 45,
    title: 'a star without quotes as a key',
    text: `-- registries.yaml --
mirrors:
  *:
    endpoint:
      - https://mirror.example.com
`,
    told: [['registry-wildcard-quote', 'error', '*', 'registries.yaml']],
    says: /"\*" in quotes/,
    fixed: `-- registries.yaml --
mirrors:
  "*":
    endpoint:
      - https://mirror.example.com
`,
  },
  {
    number: 65,
    title: 'a drop-in without kind',
    text: `-- ${KUBELET}/50-user.conf --
maxPods: 200
`,
    told: [['kubelet-dropin-header', 'error', 'maxPods: 200', `${KUBELET}/50-user.conf`]],
    says: /without "kind"/,
    fixed: `-- ${KUBELET}/50-user.conf --
${HEADER}maxPods: 200
`,
  },
  {
    number: 65,
    title: 'a drop-in of another extension',
    text: `-- ${KUBELET}/50-user.yaml --
${HEADER}maxPods: 200
`,
    told: [['kubelet-dropin-ext', 'warning', 'apiVersion: kubelet.config.k8s.io/v1beta1', `${KUBELET}/50-user.yaml`]],
    says: /50-user\.conf/,
  },
  {
    number: 66,
    title: 'times and sizes as numbers',
    text: `-- ${KUBELET}/50-user.conf --
${HEADER}shutdownGracePeriod: 30
maxPods: "200"
systemReserved:
  cpu: 1
`,
    told: [
      ['kubelet-types', 'error', '30', `${KUBELET}/50-user.conf`],
      ['kubelet-types', 'error', '"200"', `${KUBELET}/50-user.conf`],
      ['kubelet-types', 'error', '1', `${KUBELET}/50-user.conf`],
    ],
    says: /with its unit/,
    fixed: `-- ${KUBELET}/50-user.conf --
${HEADER}shutdownGracePeriod: '30s'
maxPods: 200
systemReserved:
  cpu: '1'
`,
  },
  {
    number: 66,
    title: 'a comma behind a time',
    text: `-- ${KUBELET}/50-user.conf --
${HEADER}shutdownGracePeriod: 30s,
`,
    told: [['kubelet-types', 'error', '30s,', `${KUBELET}/50-user.conf`]],
    fixed: `-- ${KUBELET}/50-user.conf --
${HEADER}shutdownGracePeriod: 30s
`,
  },
  {
    number: 67,
    title: 'an argument and a drop-in for one field',
    text: `-- ${KUBELET}/50-user.conf --
${HEADER}maxPods: 200
-- config.yaml --
cluster-init: true
kubelet-arg:
  - max-pods=250
`,
    told: [['kubelet-shadowed', 'warning', 'maxPods', `${KUBELET}/50-user.conf`]],
    says: /kubelet-arg wins/,
  },
  {
    number: 57,
    title: 'files that arguments name and nobody wrote: a directory, and a path that counts from elsewhere',
    text: `-- config.yaml --
# k3s: role=server version=v1.33
kube-apiserver-arg:
  - audit-policy-file=/etc/rancher/k3s/audit
  - admission-control-config-file=psa.yaml
-- audit/policy.yaml --
apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  - level: Metadata
`,
    told: [
      ['arg-file-path', 'error', '/etc/rancher/k3s/audit'],
      ['arg-file-path', 'warning', 'psa.yaml'],
    ],
    says: /is a directory here/,
  },
  {
    number: 83,
    title: 'a kubelet file by argument before 1.32: thresholds lose against those of K3s, the number of pods counts',
    text: `-- config.yaml --
# k3s: role=server version=v1.31
kubelet-arg:
  - config=/etc/rancher/k3s/kubelet.yaml
-- kubelet.yaml --
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
evictionHard:
  memory.available: 500Mi
maxPods: 150
`,
    told: [['kubelet-shadowed', 'warning', 'evictionHard', 'kubelet.yaml']],
    says: /up to v1\.31 K3s sets it by flag/,
  },
];

/** What the other mistakes show themselves in. */
/** `release`: only older releases than any that is known here. */
type Elsewhere = 'release' | 'fleet' | 'history' | 'cluster';

export const elsewhere: readonly (readonly [number: number, Elsewhere, title: string])[] = [
  [1, 'cluster', 'a machine joins again under an old host name'],
  [2, 'fleet', 'a second server with other critical flags'],
  [13, 'fleet', 'servers join one that runs SQLite'],
  [18, 'history', 'ranges changed on a living cluster'],
  [19, 'history', 'secrets encryption switched on late'],
  [20, 'cluster', 'a server uninstalled that etcd still counts'],
  [21, 'cluster', 'the configuration written before the uninstall script ran'],
  [24, 'cluster', 'installed without the word "agent"'],
  [25, 'cluster', 'the installer run again to apply the file'],
  [28, 'fleet', 'Traefik disabled on one server only'],
  [39, 'fleet', 'mirrors on the server only'],
  [43, 'cluster', 'an empty "crictl info" taken for an ignored file'],
  [46, 'fleet', 'a name missing in the certificate that others connect to'],
  [64, 'history', 'the address of an etcd server changed'],
  [69, 'cluster', 'a load balancer that ends TLS'],
  [70, 'cluster', 'K3S_URL in the environment of a server’s installer'],
  [72, 'cluster', 'a drain that refuses or strands data'],
  [73, 'cluster', 'a node deleted while its agent runs'],
  [74, 'cluster', 'the wrong uninstall script'],
  [75, 'cluster', 'agents upgraded before servers'],
  [79, 'release', 'a list continued in a drop-in, before there were drop-ins'],
  [82, 'cluster', 'a data directory the uninstall script does not know'],
  [84, 'cluster', 'a copied template of containerd'],
];
