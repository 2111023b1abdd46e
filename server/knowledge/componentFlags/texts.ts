/**
 * What the most used arguments do, in our own words, by name. A key `kubelet node-ip` is for one component only. What
 * K3s makes of them was read in its source and its cases; the rest is how Kubernetes and etcd behave.
 */
export const flagTexts: Readonly<Record<string, string>> = {
  // kubelet
  'max-pods':
    'How many pods may run on the node. More than 110 need room: a node has a /24 of the cluster range unless `node-cidr-mask-size` of the controller manager says otherwise, so about 250.',
  'pods-per-core': 'Pods per processor core, as a second bound beside `max-pods`; 0 leaves it out.',
  'pod-max-pids': 'Most processes and threads one pod may have; -1 leaves it to the machine.',
  'eviction-hard':
    'Thresholds at which the kubelet ends pods at once, `memory.available<500Mi,nodefs.available<10%`. The item replaces all thresholds of K3s, which keeps 5% free on disks.',
  'eviction-soft':
    'Thresholds that must last for a while before pods are ended. Each signal also needs its time in `eviction-soft-grace-period`.',
  'eviction-soft-grace-period':
    'How long each soft threshold must be crossed before it counts, `memory.available=90s`.',
  'eviction-minimum-reclaim':
    'How much more than the threshold is freed once pods are ended, so that it does not start again right away.',
  'eviction-max-pod-grace-period': 'Most seconds a pod gets to end by itself when a soft threshold was crossed.',
  'eviction-pressure-transition-period':
    'How long a node keeps saying that it is short of something after it no longer is.',
  'kube-reserved':
    'What is kept back for K3s and the runtime, `cpu=200m,memory=256Mi`. It lowers what pods can ask for, and holds nobody to it unless `enforce-node-allocatable` says so.',
  'system-reserved': 'What is kept back for the rest of the machine, `cpu=100m,memory=256Mi,ephemeral-storage=1Gi`.',
  'kube-reserved-cgroup': 'Control group of K3s and the runtime, needed to hold them to `kube-reserved`.',
  'system-reserved-cgroup': 'Control group of the processes of the machine, needed to hold them to `system-reserved`.',
  'enforce-node-allocatable':
    'Who is held to the reserved amounts: `pods`, and with their control groups named also `kube-reserved` and `system-reserved`.',
  'image-gc-high-threshold':
    'Percent of the disk at which unused images are deleted. Must be above `image-gc-low-threshold`.',
  'image-gc-low-threshold':
    'Percent of the disk down to which unused images are deleted. Must be below `image-gc-high-threshold`.',
  'minimum-image-ttl-duration': 'Age below which an unused image is never deleted.',
  'node-labels':
    'Labels the node gives itself. `node-label` of K3s does the same, and an item here replaces what it says.',
  'register-with-taints':
    'Taints the node has when it registers, `key=value:NoSchedule`. `node-taint` of K3s is the better place.',
  'kubelet node-ip':
    'Address the node registers with. Set `node-ip` of K3s instead, which the pod network and certificates follow too.',
  'hostname-override': 'Name of the node. K3s sets it from `node-name`, and other parts of K3s go by that.',
  'resolv-conf': 'File with the DNS servers that pods inherit; `resolv-conf` of K3s does the same.',
  'cluster-dns':
    'DNS servers in pods. On K3s they follow `cluster-dns` of the servers; another one here is for a local cache.',
  'cluster-domain':
    'Domain of services in pods. It must be the one the servers have, so set `cluster-domain` of K3s there.',
  'feature-gates': 'Switches for features of Kubernetes, `Name=true,Other=false`. An unknown or dropped name ends K3s.',
  'kubelet config':
    'File with a KubeletConfiguration. From 1.32 on K3s copies it beside its own in `kubelet.conf.d`; before, the flags of K3s win over it.',
  'config-dir': 'Folder with files of KubeletConfiguration. K3s has one of its own, and copies this one into it.',
  'cgroup-driver':
    'Who manages control groups, `systemd` or `cgroupfs`. K3s finds out, and containerd must have the same.',
  'cpu-manager-policy':
    '`static` gives whole processors to pods that ask for whole ones. It needs a reserved one, as in `kube-reserved=cpu=500m`, and a removed state file when changed.',
  'cpu-manager-policy-options': 'Fine points of the static policy, `full-pcpus-only=true`.',
  'cpu-manager-reconcile-period': 'How often processors of running containers are compared with what they should have.',
  'cpu-cfs-quota': 'Whether limits of processor time are kept by the kernel.',
  'cpu-cfs-quota-period': 'Length of the period in which a limit of processor time counts.',
  'topology-manager-policy': 'How far processors, memory and devices of a pod must lie on one NUMA node.',
  'topology-manager-scope': 'Whether that holds for each container or the pod as a whole.',
  'topology-manager-policy-options': 'Fine points of the topology policy.',
  'memory-manager-policy': '`Static` gives guaranteed pods memory of certain NUMA nodes; needs `reserved-memory`.',
  'reserved-memory': 'Memory per NUMA node kept back, `0:memory=1Gi`. The sum must fit what is reserved otherwise.',
  'reserved-cpus': 'Processors that pods with whole ones never get, `0-1,4`. Excludes the two reserved control groups.',
  'serialize-image-pulls': 'Pull one image after the other. K3s switches it off.',
  'registry-qps': 'Pulls per second from registries; 0 sets no bound.',
  'registry-burst': 'Pulls that may exceed `registry-qps` for a moment.',
  'container-log-max-size': 'Size at which the log of a container starts a new file, `10Mi`.',
  'container-log-max-files': 'How many log files a container keeps, at least 2.',
  'allowed-unsafe-sysctls':
    'Kernel settings of their own that pods may ask for. K3s allows forwarding for its load balancer, and an item here replaces that.',
  'protect-kernel-defaults':
    'Do not start when kernel settings differ from what the kubelet wants, instead of changing them.',
  'fail-swap-on': 'Do not start on a machine with swap. K3s switches it off.',
  'seccomp-default': 'Run containers with the seccomp profile of the runtime unless they say otherwise.',
  'rotate-server-certificates':
    'Ask the cluster for the serving certificate; somebody has to approve it. K3s brings its own.',
  'rotate-certificates': 'Renew the client certificate before it ends. K3s does that itself.',
  'streaming-connection-idle-timeout': 'How long `kubectl exec` and `port-forward` may stay silent.',
  'kubelet authorization-mode': 'Who may ask the kubelet. K3s sets `Webhook`, the API server decides.',
  'kubelet anonymous-auth': 'Whether anybody may ask the kubelet without a name. K3s switches it off.',
  'authentication-token-webhook': 'Whether tokens of the API server open the kubelet. K3s switches it on.',
  'read-only-port': 'Port of the kubelet without any login; K3s sets 0, which is none.',
  'kubelet port': 'Port of the kubelet. Servers of K3s reach agents at 10250.',
  'pod-manifest-path': 'Folder with static pods. K3s sets `agent/pod-manifests` in its data directory.',
  'root-dir': 'Where the kubelet keeps pods and volumes, `/var/lib/kubelet`.',
  'node-status-update-frequency':
    'How often the node tells how it is. `node-monitor-grace-period` of the controller manager must be several times that.',
  'node-status-max-images': 'How many images a node lists; -1 lists all.',
  'event-qps': 'Events per second the kubelet may write; 0 sets no bound.',
  'event-burst': 'Events that may exceed `event-qps` for a moment.',
  'kubelet kube-api-qps': 'Questions per second to the API server.',
  'kubelet kube-api-burst': 'Questions that may exceed `kube-api-qps` for a moment.',
  'sync-frequency': 'How often running pods are compared with what they should be.',
  'file-check-frequency': 'How often the folder with static pods is read.',
  'runtime-request-timeout': 'How long the runtime may take to answer, pulls and logs apart.',
  'image-credential-provider-config': 'File that tells which program knows the password of which registry.',
  'image-credential-provider-bin-dir': 'Folder with those programs.',
  'container-runtime-endpoint': 'Socket of the container runtime; `container-runtime-endpoint` of K3s sets it.',
  'container-runtime': 'Kind of container runtime. There is only one kind left, and 1.27 dropped the flag.',
  'pod-infra-container-image': 'Image of the pause container. Dropped in 1.35; `pause-image` of K3s sets it.',
  'kubelet cloud-provider': '`external`: a cloud controller manager completes the node. K3s sets it for its own.',
  'provider-id': 'Name of the machine in the cloud, as `aws:///eu-central-1a/i-0abc`.',
  'fail-cgroupv1': 'Do not start on a machine with the old control groups; the default from 1.35 on.',
  'local-storage-capacity-isolation': 'Whether local disk space of pods is counted and bounded.',
  'volume-plugin-dir': 'Folder with FlexVolume drivers.',
  'oom-score-adj': 'How readily the kernel ends the process when memory runs out, -1000 to 1000.',
  'make-iptables-util-chains': 'Whether the kubelet creates its own iptables chains.',
  'hairpin-mode': 'How a pod reaches itself through its service.',
  'max-open-files': 'Most open files of the process.',
  'housekeeping-interval': 'How often the usage of containers is measured.',
  'keep-terminated-pod-volumes': 'Leave volumes of ended pods mounted. Dropped in 1.31.',
  'volume-stats-agg-period': 'How often the usage of volumes is added up.',
  'register-node': 'Whether the kubelet registers its node.',
  'pod-cidr': 'Range of pods where no cluster gives one; without meaning on K3s.',
  // kube-apiserver
  'enable-admission-plugins':
    'Admission plugins beyond those that are on anyway. The item replaces `NodeRestriction` of K3s, so name it too or write `enable-admission-plugins+=`.',
  'disable-admission-plugins': 'Admission plugins that are on by default and should not be.',
  'admission-control-config-file':
    'File with settings of admission plugins, for instance defaults of Pod Security. It must be on every server.',
  'audit-log-path':
    'File the audit log goes to, `-` for the log of K3s. Without `audit-policy-file` nothing is written.',
  'audit-policy-file': 'File that says what the audit log holds. It must be there, or K3s does not start.',
  'audit-log-maxage': 'Days after which old audit logs are deleted.',
  'audit-log-maxbackup': 'How many old audit logs are kept.',
  'audit-log-maxsize': 'Megabytes at which the audit log starts a new file.',
  'audit-log-format': 'Form of an entry of the audit log.',
  'audit-log-mode': '`batch` writes later and in one go, `blocking` before the answer is sent.',
  'audit-webhook-config-file': 'Kubeconfig of a service that takes the audit log.',
  'oidc-issuer-url':
    'Who issues tokens for people to log in with: an https URL, the same on all servers. Needs `oidc-client-id`.',
  'oidc-client-id': 'For whom the tokens must be issued. Needs `oidc-issuer-url`.',
  'oidc-username-claim': 'Claim of the token that is the name of the person, `email` for instance.',
  'oidc-username-prefix': 'What is put in front of names, so that they are nobody else in the cluster.',
  'oidc-groups-claim': 'Claim of the token that lists groups.',
  'oidc-groups-prefix': 'What is put in front of groups.',
  'oidc-ca-file': 'Certificate authority of the issuer, when it is not a public one.',
  'oidc-required-claim': 'Claim and value a token must have, `hd=example.com`.',
  'oidc-signing-algs': 'Signatures of tokens that are taken.',
  'authentication-config': 'File that tells who may log in and how. Excludes the `oidc-` arguments.',
  'authorization-config':
    'File with the chain of authorizers. Excludes `authorization-mode`; K3s then leaves that out.',
  'kube-apiserver authorization-mode': 'Who decides what is allowed. K3s sets `Node,RBAC` and relies on it.',
  'kube-apiserver anonymous-auth': 'Whether requests without a name are taken at all. K3s switches it off.',
  'service-node-port-range':
    'Ports for services of type NodePort. Set the option of K3s with the same name, its other parts follow that.',
  'service-cluster-ip-range': 'Addresses of services. Set `service-cidr` of K3s, its other parts follow that.',
  'advertise-address': 'Address under which the cluster reaches the API server; there is an option of K3s for it.',
  'secure-port': 'Port of the component itself.',
  'encryption-provider-config':
    'File that says how Secrets are encrypted in the datastore. `secrets-encryption` of K3s does it for you, and the two get in each other’s way.',
  'event-ttl': 'How long events are kept.',
  'max-requests-inflight': 'How many reading requests are served at a time.',
  'max-mutating-requests-inflight': 'How many writing requests are served at a time.',
  'request-timeout': 'How long a request may take, watches apart.',
  'min-request-timeout': 'Seconds a watch stays open at least.',
  'runtime-config':
    'API groups and versions switched on or off, `resource.k8s.io/v1beta1=true`. An unknown group ends K3s.',
  'service-account-issuer':
    'Who signs tokens of service accounts. For identities in a cloud a URL that the cloud can read.',
  'service-account-jwks-uri': 'Where others find the keys of these tokens.',
  'service-account-max-token-expiration': 'Longest life of a token of a service account.',
  'service-account-extend-token-expiration': 'Whether old tokens of pods stay valid for a year.',
  'api-audiences': 'For whom tokens of service accounts may be issued to open the API.',
  'service-account-lookup': 'Whether a token ends with its Secret.',
  'default-not-ready-toleration-seconds':
    'Seconds pods stay on a node that is not ready, when they say nothing themselves.',
  'default-unreachable-toleration-seconds':
    'Seconds pods stay on a node nobody reaches, when they say nothing themselves.',
  'default-watch-cache-size': 'Size of the cache of watches; 0 switches it off.',
  'watch-cache-sizes': 'Cache sizes of single resources, `pods#500`.',
  'etcd-servers': 'Where the datastore is. K3s sets it from `datastore-endpoint`.',
  'etcd-compaction-interval': 'How often old versions of objects are dropped from the datastore.',
  'storage-media-type': 'Form in which objects are stored.',
  'enable-aggregator-routing':
    'Send requests of extension APIs to pods instead of the service address. K3s switches it on.',
  'kubelet-preferred-address-types': 'Which address of a node is tried first.',
  'goaway-chance': 'Share of requests after which a client is asked to connect anew, 0 to 0.02, so that load spreads.',
  'shutdown-delay-duration': 'How long requests are served on after the order to end.',
  'tracing-config-file': 'File that says where traces go.',
  'tls-sni-cert-key': 'Certificate and key for certain names, `/a.crt,/a.key:example.com`.',
  'token-auth-file': 'File with fixed tokens and who they are.',
  'enable-bootstrap-token-auth': 'Whether short-lived tokens open the API for joining. K3s switches it on.',
  'allow-privileged': 'Whether privileged containers may run; K3s needs them.',
  'enable-priority-and-fairness': 'Share the API server among its clients by priority.',
  'endpoint-reconciler-type': 'How several API servers agree on who is there.',
  'cors-allowed-origins': 'Patterns of web pages that may ask the API.',
  'strict-transport-security-directives': 'What the header that demands https says.',
  // kube-controller-manager
  'node-cidr-mask-size':
    'Size of the range each node gets, 24 unless said. Only for clusters of one family; with two use the forms with `-ipv4` and `-ipv6`.',
  'node-cidr-mask-size-ipv4': 'Size of the IPv4 range each node gets. It must be larger than that of `cluster-cidr`.',
  'node-cidr-mask-size-ipv6': 'Size of the IPv6 range each node gets, 64 unless said.',
  'node-monitor-grace-period':
    'How long a node may be silent before it counts as not ready. Several times `node-status-update-frequency` of the kubelet.',
  'node-monitor-period': 'How often the state of nodes is looked at.',
  'pod-eviction-timeout': 'Dropped in 1.27. How long pods stay is up to the two toleration times of the API server.',
  'terminated-pod-gc-threshold': 'How many ended pods are kept before the oldest go.',
  'bind-address': 'Address to listen at. K3s sets the loopback one; `0.0.0.0` opens metrics to the network.',
  controllers: 'Controllers to run: `*` for all that are on by default, a name to add, `-name` to leave one out.',
  'cluster-cidr': 'Range of pod addresses. Set `cluster-cidr` of K3s, flannel and others follow that.',
  'allocate-node-cidrs': 'Whether nodes get their range from the cluster. K3s and flannel rely on it.',
  'cluster-signing-duration': 'How long certificates live that the cluster signs on request.',
  'horizontal-pod-autoscaler-sync-period': 'How often autoscalers look at their load.',
  'horizontal-pod-autoscaler-downscale-stabilization':
    'How far back the highest load counts before pods are taken away.',
  'horizontal-pod-autoscaler-tolerance': 'How much the load may differ before anything is scaled.',
  'horizontal-pod-autoscaler-initial-readiness-delay': 'Time after the start of a pod in which its load hardly counts.',
  'horizontal-pod-autoscaler-cpu-initialization-period':
    'Time after the start of a pod in which its processor use may be left out.',
  'unhealthy-zone-threshold': 'Share of nodes that must be down for a zone to count as down.',
  'node-eviction-rate': 'Nodes per second whose pods are ended when they are down.',
  'attach-detach-reconcile-sync-period': 'How often volumes at nodes are compared with what should be there.',
  'concurrent-deployment-syncs': 'How many Deployments are worked on at a time.',
  'concurrent-gc-syncs': 'How many workers delete what belongs to deleted objects.',
  'concurrent-namespace-syncs': 'How many namespaces are worked on at a time.',
  'concurrent-replicaset-syncs': 'How many ReplicaSets are worked on at a time.',
  'concurrent-service-syncs': 'How many services are worked on at a time.',
  'use-service-account-credentials': 'Whether each controller has an account of its own. K3s switches it on.',
  'configure-cloud-routes': 'Whether routes of pods are set in the cloud. K3s has none to set.',
  'flex-volume-plugin-dir': 'Folder with FlexVolume drivers.',
  // kube-scheduler
  'kube-scheduler config': 'File with a KubeSchedulerConfiguration. It must be on every server, or K3s ends.',
  // kube-proxy
  'proxy-mode':
    'How services are reached: `iptables` as K3s sets it, `nftables` from 1.29 on, `ipvs`. Clean up or restart the machine after a change.',
  'ipvs-strict-arp': 'Answer only for own addresses, which MetalLB needs with `ipvs`.',
  'ipvs-scheduler': 'How `ipvs` spreads connections, `rr` for instance.',
  'ipvs-sync-period': 'How long rules of `ipvs` wait at the latest.',
  'metrics-bind-address': 'Address and port of metrics; `0.0.0.0:10249` opens them to the network.',
  'healthz-bind-address': 'Address and port that tells whether it is well.',
  'nodeport-addresses': 'Ranges of addresses at which NodePorts answer, or `primary` for those of the node.',
  'conntrack-max-per-core': 'Tracked connections per core; K3s sets 0, which leaves the kernel alone.',
  'conntrack-min': 'Tracked connections at least.',
  'conntrack-tcp-timeout-established':
    'How long a silent TCP connection is tracked; K3s sets 0, which leaves the kernel alone.',
  'conntrack-tcp-timeout-close-wait': 'How long a half-closed TCP connection is tracked.',
  'masquerade-all': 'Hide the sender of everything that goes to a service.',
  'detect-local-mode': 'How traffic of the node’s own pods is told from other traffic.',
  'iptables-sync-period': 'How long rules wait at the latest. Must not be below `iptables-min-sync-period`.',
  'iptables-min-sync-period': 'How long rules wait at least, so that many changes are written at once.',
  // several components
  'tls-min-version':
    'Oldest TLS version that is taken, `VersionTLS12`. That of the API server also counts for the port of K3s.',
  'tls-cipher-suites':
    'Cipher suites up to TLS 1.2, by the names of Go; those of TLS 1.3 cannot be chosen. That of the API server also counts for the port of K3s.',
  'tls-cert-file': 'Certificate of the component. K3s makes its own.',
  'tls-private-key-file': 'Key of the component. K3s makes its own.',
  profiling: 'Answers questions about the inside of the process. K3s switches it off.',
  'contention-profiling': 'Also measures waiting for locks, when profiling is on.',
  v: 'How much is logged, 0 to 10. `v` of K3s sets it for all components.',
  vmodule: 'How much single source files log, `proxy*=4`.',
  'logging-format': 'Form of the log.',
  'leader-elect': 'Whether only one of several copies works at a time.',
  'leader-elect-lease-duration': 'How long others wait for a silent leader. Longer survives a slow datastore.',
  'leader-elect-renew-deadline':
    'How long the leader tries to stay one before it ends, and K3s with it. Below the lease.',
  'leader-elect-retry-period': 'Pause between two attempts.',
  'kube-api-qps': 'Questions per second to the API server.',
  'kube-api-burst': 'Questions that may exceed `kube-api-qps` for a moment.',
  kubeconfig: 'How the component reaches the API server. K3s writes it.',
  'client-ca-file': 'Who signs certificates of clients. K3s relies on its own.',
  'requestheader-client-ca-file': 'Who signs the certificate of a proxy that names people. K3s relies on its own.',
  'emulated-version': 'Behave like an older Kubernetes.',
  'authorization-always-allow-paths': 'Paths anybody may read.',
  'show-hidden-metrics-for-version': 'Bring back metrics hidden since the version before, `1.35`.',
};

/** What the settings of etcd do that people tune. */
export const etcdTexts: Readonly<Record<string, string>> = {
  'quota-backend-bytes':
    'Most the database may take, in bytes; 0 is 2 GiB. When it is full the cluster can only be read until it was compacted and defragmented.',
  'heartbeat-interval': 'Milliseconds between two signs of life of the leader. K3s sets 500.',
  'election-timeout':
    'Milliseconds after which a new leader is elected, at least five times `heartbeat-interval`. K3s sets 5000.',
  'snapshot-count': 'Changes after which etcd writes its own snapshot. These are not the backups of K3s.',
  'auto-compaction-mode':
    'Whether history is dropped by time or by number of versions. Kubernetes already drops it every five minutes.',
  'auto-compaction-retention': 'How much history is kept.',
  'listen-metrics-urls': 'Where metrics are told. `etcd-expose-metrics` of K3s sets it.',
  'max-request-bytes': 'Largest request. Objects of Kubernetes may have 1.5 MiB.',
  'max-snapshots': 'How many snapshots of its own etcd keeps.',
  'max-wals': 'How many log files etcd keeps.',
  metrics: 'How much is measured.',
  'log-level': 'How much etcd logs.',
  'backend-batch-interval': 'Longest wait before changes are written together.',
  'backend-batch-limit': 'Most changes that are written together.',
  'pre-vote': 'Ask before an election, so that a member that was cut off does not disturb the others.',
  'unsafe-no-fsync': 'Do not wait for the disk. A power cut then may cost the cluster.',
  'max-txn-ops': 'Most operations of one transaction.',
  'enable-pprof': 'Answers questions about the inside of the process.',
  'grpc-keepalive-interval': 'How often a silent client is asked whether it is there.',
  'grpc-keepalive-timeout': 'How long a silent client may take to answer.',
  'strict-reconfig-check': 'Refuse changes of members that would lose the majority.',
  'experimental-initial-corrupt-check': 'Compare the data with the other members before serving. K3s switches it on.',
  'wal-dir': 'Folder of the log, to put it on a disk of its own.',
};

/** The text of a flag, the one for its component first. */
export function flagText(component: string, name: string): string | undefined {
  if (component === 'etcd') return Object.hasOwn(etcdTexts, name) ? etcdTexts[name] : undefined;
  const own = `${component} ${name}`;
  if (Object.hasOwn(flagTexts, own)) return flagTexts[own];
  return Object.hasOwn(flagTexts, name) ? flagTexts[name] : undefined;
}
