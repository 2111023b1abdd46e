/** Options that switch packaged components and embedded controllers on and off. */
import { table } from './flag.ts';

export const components = table({
  'helm-job-image': {
    type: 'string',
    group: 'helm',
    roles: ['server'],
    since: {
      '1.24': 'v1.24.16+k3s1',
      '1.25': 'v1.25.12+k3s1',
      '1.26': 'v1.26.7+k3s1',
      '1.27': 'v1.27.4+k3s1',
      '1.28': 'v1.28.1+k3s1',
    },
    deprecated: {
      since: {
        '1.33': 'v1.33.13+k3s2',
        '1.34': 'v1.34.10+k3s1',
        '1.35': 'v1.35.7+k3s1',
        '1.36': 'v1.36.3+k3s1',
        '1.37': 'v1.37.0+k3s1',
      },
      use: 'helm-controller-arg',
      write: 'helm-controller-arg: default-job-image=<image>',
    },
    format: 'image',
    doc:
      'Image for the jobs with which the Helm controller installs charts, the bundled Traefik among them. Set it ' +
      'when nodes can only pull from a registry of your own. Newer releases take it from `helm-controller-arg`, and ' +
      'an item `default-job-image` there wins.',
  },
  disable: {
    type: 'list',
    group: 'components',
    roles: ['server'],
    values: {
      coredns: {
        alsoCalled: ['core-dns', 'kube-dns', 'dns'],
        doc: 'Cluster DNS; without it pods resolve no service names unless you install another.',
      },
      servicelb: {
        alsoCalled: ['klipper', 'klipper-lb', 'svclb', 'service-lb', 'loadbalancer'],
        doc: "Load balancer that serves `LoadBalancer` services on the nodes' own addresses.",
      },
      traefik: {
        doc: 'Ingress controller, installed as a Helm chart.',
        alsoCalled: ['ingress', 'traefik-ingress'],
        notWith: 'disable-helm-controller',
      },
      'local-storage': {
        alsoCalled: ['local-path', 'local-path-provisioner', 'localstorage', 'storage'],
        doc: 'Storage class `local-path`, volumes on the disk of the node.',
      },
      'metrics-server': {
        alsoCalled: ['metrics', 'metricsserver'],
        doc: 'CPU and memory figures for `kubectl top` and autoscaling.',
      },
      runtimes: {
        doc: 'RuntimeClass objects for extra container runtimes such as `nvidia` or Wasm.',
        since: { '1.26': 'v1.26.12+k3s1', '1.27': 'v1.27.9+k3s1', '1.28': 'v1.28.5+k3s1', '1.29': 'v1.29.0+k3s1' },
      },
      ccm: {
        doc: 'Rights for the built-in cloud controller; `disable-cloud-controller` is the documented way.',
        hidden: true,
      },
    },
    otherValues: 'ignored',
    sameOnAllServers: 'servicelb',
    splitsAtCommas: true,
    doc:
      'Packaged components this cluster does without; what is installed already gets removed. Only `coredns`, ' +
      '`servicelb`, `traefik`, `local-storage`, `metrics-server`, `runtimes` and the file names of manifests count. ' +
      'Anything else is ignored without a word, so `network-policy` or `kube-proxy` have no effect here: they have ' +
      'keys of their own. Write the same list on all servers, or whichever starts last decides.',
  },
  'disable-scheduler': {
    type: 'bool',
    group: 'components',
    roles: ['server'],
    doc:
      'Runs this server without the scheduler, for set-ups that spread the control plane over machines. At least one ' +
      'server has to run it, or new pods stay `Pending`.',
  },
  'disable-cloud-controller': {
    type: 'bool',
    group: 'components',
    roles: ['server'],
    sameOnAllServers: true,
    doc:
      'Leaves out the cloud controller of K3s, to make room for that of a real cloud. The other one usually needs ' +
      '`kubelet-arg: cloud-provider=external` on all nodes. If the service load balancer goes too, add `disable: ' +
      'servicelb`.',
  },
  'disable-kube-proxy': {
    type: 'bool',
    group: 'components',
    roles: ['server'],
    doc:
      'Runs no kube-proxy on any node of the cluster; agents take that from the server. Something else must then do ' +
      'its work, Cilium for instance, or services have no addresses that answer.',
  },
  'disable-network-policy': {
    type: 'bool',
    group: 'components',
    roles: ['server'],
    sameOnAllServers: true,
    doc:
      "Switches off K3s's own network policy controller; NetworkPolicy objects then have no effect, unless your CNI " +
      'enforces them. It usually goes with `flannel-backend: none`. The name is not a word for `disable`.',
  },
  'disable-helm-controller': {
    type: 'bool',
    group: 'components',
    roles: ['server'],
    sameOnAllServers: true,
    doc:
      'Switches off the controller that installs HelmChart objects. The bundled Traefik is such a chart, so it is ' +
      'not installed either. Right where Flux or Argo CD takes care of charts.',
  },
  'disable-apiserver': {
    type: 'bool',
    group: 'components',
    roles: ['server'],
    hidden: true,
    experimental: true,
    conflicts: ['datastore-endpoint'],
    doc:
      'Runs no API server on this node: an etcd-only server, one part of split roles. It waits until a server with ' +
      'an API joins the cluster. An external datastore makes no sense with it and is refused.',
  },
  'disable-controller-manager': {
    type: 'bool',
    group: 'components',
    roles: ['server'],
    hidden: true,
    experimental: true,
    doc:
      'Runs no controller manager on this server, mostly for etcd-only servers. Some other server of the cluster has ' +
      'to run it.',
  },
  'disable-etcd': {
    type: 'bool',
    group: 'components',
    roles: ['server'],
    hidden: true,
    experimental: true,
    conflicts: ['datastore-endpoint'],
    needs: ['server'],
    doc:
      'Runs no etcd on this server: a control-plane-only node that uses the etcd of others. It has to join them, so ' +
      '`server` is required, and `datastore-endpoint` is refused.',
  },
  'disable-agent': {
    type: 'bool',
    group: 'components',
    roles: ['server'],
    hidden: true,
    doc:
      'Runs the server without kubelet and container runtime: it never shows up as a node. Hidden and mostly for ' +
      'tests and set-ups without root; the API server then needs `egress-selector-mode: cluster` or `pod` to reach ' +
      'pods.',
  },
  'embedded-registry': {
    type: 'bool',
    group: 'components',
    roles: ['server'],
    since: {
      '1.26': 'v1.26.13+k3s2',
      '1.27': 'v1.27.10+k3s2',
      '1.28': 'v1.28.6+k3s2',
      '1.29': 'v1.29.1+k3s2',
      '1.30': 'v1.30.0+k3s1',
    },
    experimentalUntil: {
      '1.29': 'v1.29.12+k3s1',
      '1.30': 'v1.30.8+k3s1',
      '1.31': 'v1.31.4+k3s1',
      '1.32': 'v1.32.0+k3s1',
    },
    sameOnAllServers: true,
    conflicts: ['docker', 'container-runtime-endpoint'],
    doc:
      'Lets nodes share images they already have, from node to node. Each image name also needs an entry under ' +
      '`mirrors` in `registries.yaml` on every node, `"*"` will do; without one nothing is shared. Nodes talk over ' +
      'TCP 5001 and 6443. It works with the containerd of K3s only.',
  },
  'supervisor-metrics': {
    type: 'bool',
    group: 'components',
    roles: ['server'],
    since: {
      '1.27': 'v1.27.15+k3s1',
      '1.28': 'v1.28.11+k3s1',
      '1.29': 'v1.29.6+k3s1',
      '1.30': 'v1.30.2+k3s1',
      '1.31': 'v1.31.0+k3s1',
    },
    experimental: true,
    sameOnAllServers: true,
    doc: 'Serves the metrics of K3s itself on the port of the supervisor. Agents take the setting from the server.',
  },
});
