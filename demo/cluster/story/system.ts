/** What K3s brings along: its add-ons, charts, load balancer, snapshots, tokens and the upgrade plan. */

import {
  ADDONS,
  CONFIGMAPS,
  DEFINITIONS,
  EVENTS,
  HELM_CHARTS,
  HELM_CONFIGS,
  JOBS,
  PLANS,
  PODS,
  RESOURCES,
  SECRETS,
  SERVICES,
  SNAPSHOTS,
  STORAGE_CLASSES,
} from '../api/resources.ts';
import { eventOf } from '../controllers/events.ts';
import { finishedStatus } from '../controllers/pods.ts';
import type { KubeObject } from '../store/object.ts';
import { type Builder, DAY, HOUR, MINUTE } from './build.ts';
import { NEW, NODE_NAMES } from './nodes.ts';

const SYSTEM = 'kube-system';
const MANIFESTS = '/var/lib/rancher/k3s/server/manifests';

/** Adds everything in kube-system and beside it. */
export function addSystem(build: Builder): void {
  addDefinitions(build);
  addWorkloads(build);
  addCharts(build);
  addAddons(build);
  addSnapshots(build);
  addTokens(build);
  addPlan(build);
}

/** A definition for every custom kind that is served. */
export function addDefinitions(build: Builder): void {
  for (const {
    group,
    version,
    resource,
    kind,
    namespaced,
    shortNames,
    categories,
    columns,
    subresources = [],
  } of RESOURCES) {
    if (columns === undefined) continue;
    const names = {
      plural: resource,
      singular: kind.toLowerCase(),
      kind,
      listKind: `${kind}List`,
      ...(shortNames ? { shortNames } : {}),
      ...(categories ? { categories } : {}),
    };
    const printed = columns.map(({ name, path, type = 'string', priority }) => ({
      name,
      type,
      jsonPath: path,
      ...(priority === undefined ? {} : { priority }),
    }));
    const served = {
      name: version,
      served: true,
      storage: true,
      schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      ...(subresources.includes('status') ? { subresources: { status: {} } } : {}),
      ...(printed.length === 0 ? {} : { additionalPrinterColumns: printed }),
    };
    const conditions = ['NamesAccepted', 'Established'].map((type) => ({
      type,
      status: 'True',
      lastTransitionTime: build.ago(42 * DAY),
      reason: 'Ok',
      message: '',
    }));
    build.add(
      DEFINITIONS,
      { name: `${resource}.${group}` },
      {
        spec: {
          group,
          names,
          scope: namespaced ? 'Namespaced' : 'Cluster',
          versions: [served],
          conversion: { strategy: 'None' },
        },
        status: { conditions, acceptedNames: names, storedVersions: [version] },
      },
    );
  }
}

function addWorkloads(build: Builder): void {
  build.deployment({
    name: 'coredns',
    namespace: SYSTEM,
    image: 'rancher/mirrored-coredns-coredns:1.12.3',
    nodes: ['server-1'],
    labels: { 'k8s-app': 'kube-dns' },
    spec: { priorityClassName: 'system-cluster-critical' },
  });
  build.deployment({
    name: 'local-path-provisioner',
    namespace: SYSTEM,
    image: 'rancher/local-path-provisioner:v0.0.32',
    nodes: ['server-3'],
  });
  const tmp = { name: 'tmp-dir', emptyDir: {} };
  build.deployment({
    name: 'metrics-server',
    namespace: SYSTEM,
    image: 'rancher/mirrored-metrics-server:v0.8.0',
    nodes: ['agent-1'],
    labels: { 'k8s-app': 'metrics-server' },
    spec: { volumes: [tmp], priorityClassName: 'system-node-critical' },
  });
  build.deployment({
    name: 'traefik',
    namespace: SYSTEM,
    image: 'rancher/mirrored-library-traefik:3.5.1',
    nodes: ['agent-1'],
    labels: { 'app.kubernetes.io/name': 'traefik' },
  });
  build.daemonSet({
    name: 'svclb-traefik-6d1c2b3a',
    namespace: SYSTEM,
    image: 'rancher/klipper-lb:v0.4.13',
    nodes: NODE_NAMES,
    labels: {
      app: 'svclb-traefik-6d1c2b3a',
      'svccontroller.k3s.cattle.io/svcname': 'traefik',
      'svccontroller.k3s.cattle.io/svcnamespace': SYSTEM,
    },
    spec: { tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }] },
  });
  const registry = {
    containers: [{ name: 'registry-cache', image: 'registry:3' }],
    hostNetwork: true,
    tolerations: [{ operator: 'Exists', effect: 'NoExecute' }],
  };
  const annotations = {
    'kubernetes.io/config.mirror': 'b1946ac92492d2347c6235b4d2611184',
    'kubernetes.io/config.hash': 'b1946ac92492d2347c6235b4d2611184',
    'kubernetes.io/config.source': 'file',
  };
  const owner = { apiVersion: 'v1', kind: 'Node', name: 'agent-1', uid: 'agent-1', controller: true };
  build.running(
    { name: 'registry-cache-agent-1', namespace: SYSTEM, annotations, ownerReferences: [owner] },
    registry,
    'agent-1',
    20 * DAY,
  );
  const service = (name: string, namespace: string, spec: object, status: object = {}) =>
    build.add(SERVICES, { name, namespace }, { spec, status: { loadBalancer: status } });
  service('kubernetes', 'default', {
    type: 'ClusterIP',
    clusterIP: '10.43.0.1',
    clusterIPs: ['10.43.0.1'],
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
  });
  service('kube-dns', SYSTEM, {
    type: 'ClusterIP',
    clusterIP: '10.43.0.10',
    clusterIPs: ['10.43.0.10'],
    selector: { 'k8s-app': 'kube-dns' },
    ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
  });
  service(
    'traefik',
    SYSTEM,
    {
      type: 'LoadBalancer',
      clusterIP: '10.43.12.34',
      clusterIPs: ['10.43.12.34'],
      selector: { 'app.kubernetes.io/name': 'traefik' },
      ports: [{ name: 'web', port: 80, nodePort: 31080, protocol: 'TCP' }],
    },
    { ingress: [{ ip: '10.0.0.11' }, { ip: '10.0.0.21' }] },
  );
  build.add(
    STORAGE_CLASSES,
    { name: 'local-path', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    { provisioner: 'rancher.io/local-path', reclaimPolicy: 'Delete', volumeBindingMode: 'WaitForFirstConsumer' },
  );
  build.add(CONFIGMAPS, { name: 'coredns', namespace: SYSTEM }, { data: { NodeHosts: '10.0.0.11 server-1\n' } });
}

/** Charts with the jobs that installed them, or tried to. */
function addCharts(build: Builder): void {
  for (const [name, fails] of [
    ['traefik', false],
    ['traefik-crd', false],
    ['monitoring', true],
  ] as const) {
    const jobName = `helm-install-${name}`;
    const age = fails ? 3 * HOUR : 40 * DAY;
    const url = fails
      ? { repo: 'https://charts.example.org', chart: 'monitoring', version: '9.9.9' }
      : { chart: `https://%{KUBERNETES_API}%/static/charts/${name}-37.1.1+up37.1.0.tgz` };
    const failed = {
      type: 'Failed',
      status: fails ? 'True' : 'False',
      ...(fails ? { reason: 'Job failed', message: `Job ${SYSTEM}/${jobName} failed: BackoffLimitExceeded` } : {}),
    };
    const chart = build.add(
      HELM_CHARTS,
      { name, namespace: SYSTEM },
      {
        spec: { ...url, targetNamespace: fails ? 'monitoring' : SYSTEM, createNamespace: fails },
        status: {
          jobName,
          conditions: [
            {
              type: 'JobCreated',
              status: 'True',
              reason: 'Job created',
              message: `Applying HelmChart using Job ${SYSTEM}/${jobName}`,
            },
            failed,
          ],
        },
      },
      age,
    );
    addJob(build, chart, jobName, fails, age);
  }
  build.add(
    HELM_CONFIGS,
    { name: 'traefik', namespace: SYSTEM },
    { spec: { valuesContent: 'deployment:\n  replicas: 1\n', failurePolicy: 'reinstall' } },
  );
}

function addJob(build: Builder, owner: KubeObject, name: string, fails: boolean, age: number): void {
  const labels = {
    'batch.kubernetes.io/job-name': name,
    'job-name': name,
    'helmcharts.helm.cattle.io/chart': owner.metadata.name,
  };
  const template = {
    metadata: { labels },
    spec: {
      restartPolicy: 'OnFailure',
      containers: [{ name: 'helm', image: 'rancher/klipper-helm:v0.9.10-build20251111' }],
      volumes: [{ name: 'klipper-helm', emptyDir: { medium: 'Memory' } }],
    },
  };
  const at = build.ago(age - MINUTE);
  const done = fails
    ? {
        failed: 1,
        conditions: [
          {
            type: 'Failed',
            status: 'True',
            lastTransitionTime: at,
            reason: 'BackoffLimitExceeded',
            message: 'Job has reached the specified backoff limit',
          },
        ],
      }
    : {
        succeeded: 1,
        completionTime: at,
        conditions: [
          {
            type: 'Complete',
            status: 'True',
            lastTransitionTime: at,
            reason: 'CompletionsReached',
            message: 'Reached expected number of succeeded pods',
          },
        ],
      };
  const job = build.add(
    JOBS,
    { name, namespace: SYSTEM, labels, ...build.ownedBy(owner) },
    {
      spec: { backoffLimit: fails ? 3 : 1000, completions: 1, parallelism: 1, template },
      status: { startTime: build.ago(age), ready: 0, ...done },
    },
    age,
  );
  const pod = build.pod(job, `${name}-${fails ? 'x7k2p' : 'q9w4z'}`, 'agent-1');
  build.change(PODS, pod, { status: finishedStatus(pod.status, fails ? 'Failed' : 'Succeeded', Date.parse(at)) });
}

/** What K3s writes down of an add-on that it could apply: the kinds of its objects. */
function kindsOf(name: string): { annotations?: Record<string, string> } {
  const role = ['ClusterRole', 'ClusterRoleBinding'].map((kind) => `rbac.authorization.k8s.io/v1, Kind=${kind}`);
  const kinds: Readonly<Record<string, readonly string[]>> = {
    ccm: role,
    coredns: [
      '/v1, Kind=ConfigMap',
      '/v1, Kind=Service',
      '/v1, Kind=ServiceAccount',
      'apps/v1, Kind=Deployment',
      ...role,
    ],
    'metrics-server-deployment': ['apps/v1, Kind=Deployment'],
    rolebindings: role,
    runtimes: ['node.k8s.io/v1, Kind=RuntimeClass'],
    traefik: ['helm.cattle.io/v1, Kind=HelmChart'],
  };
  const written = kinds[name];
  return written ? { annotations: { 'addon.k3s.cattle.io/gvks': written.join(';') } } : {};
}

function addAddons(build: Builder): void {
  const names = ['ccm', 'coredns', 'metrics-server-deployment', 'rolebindings', 'runtimes', 'traefik', 'dashboards'];
  const addons = names.map((name) =>
    build.add(
      ADDONS,
      { name, namespace: SYSTEM, ...kindsOf(name) },
      {
        spec: {
          source: `${MANIFESTS}/${name}.yaml`,
          checksum: Buffer.from(name.repeat(8)).toString('hex').slice(0, 64),
        },
      },
    ),
  );
  const broken = addons.at(-1);
  if (broken === undefined) return;
  const now = build.store.clock.now();
  const why = `Applying manifest at "${MANIFESTS}/dashboards.yaml" failed: yaml: line 12: mapping values are not allowed in this context`;
  build.store.create(
    EVENTS,
    eventOf(broken, 'Warning', 'ApplyManifestFailed', why, 'deploy', {
      at: now - 2 * MINUTE,
      since: now - DAY,
      times: 96,
      host: 'server-1',
    }),
  );
}

function addSnapshots(build: Builder): void {
  const add = (name: string, node: string, hours: number, more: object, s3 = false) => {
    const location = s3 ? `s3://snapshots/${name}` : `file:///var/lib/rancher/k3s/server/db/snapshots/${name}`;
    const spec = {
      snapshotName: name,
      nodeName: s3 ? 's3' : node,
      location,
      ...(s3 ? { s3: { bucket: 'snapshots', endpoint: 's3.example.org', region: 'eu-1' } } : {}),
    };
    build.add(
      SNAPSHOTS,
      { name: `${s3 ? 's3' : 'local'}-${name}-${node}`.toLowerCase() },
      { spec, status: { creationTime: build.ago(hours * HOUR), ...more } },
      hours * HOUR,
    );
  };
  add('etcd-snapshot-server-1-1763683200', 'server-1', 2, { size: '18874400', readyToUse: true });
  add('etcd-snapshot-server-1-1763640000', 'server-1', 14, { size: '18612256', readyToUse: true });
  add('etcd-snapshot-server-1-1763683200', 'server-1', 2, { size: '18874400', readyToUse: true }, true);
  const error = {
    time: build.ago(2 * HOUR),
    message: 'failed to take etcd snapshot: write /var/lib/rancher/k3s/server/db/snapshots: no space left on device',
  };
  add('etcd-snapshot-server-3-1763683203', 'server-3', 2, { readyToUse: false, error });
}

function addTokens(build: Builder): void {
  const token = (id: string, description: string, hours: number) => {
    const data = {
      'token-id': id,
      'token-secret': 'demo0demo0demo00',
      description,
      expiration: build.ago(-hours * HOUR),
      'usage-bootstrap-authentication': 'true',
      'usage-bootstrap-signing': 'true',
      'auth-extra-groups': 'system:bootstrappers:k3s:default-node-token',
    };
    const encoded = Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    );
    build.add(
      SECRETS,
      { name: `bootstrap-token-${id}`, namespace: SYSTEM },
      { type: 'bootstrap.kubernetes.io/token', data: encoded },
      5 * HOUR,
    );
  };
  token('abc123', 'for the new machines in hall 2', 19);
  token('zyx987', 'about to expire', 0.2);
}

/** The first server is done, the second is being upgraded, the third waits. */
function addPlan(build: Builder): void {
  build.deployment({
    name: 'system-upgrade-controller',
    namespace: 'system-upgrade',
    image: 'rancher/system-upgrade-controller:v0.17.0',
    nodes: ['server-1'],
  });
  const at = build.ago(20 * MINUTE);
  const conditions = [
    { type: 'Validated', status: 'True', lastUpdateTime: at, reason: 'PlanIsValid' },
    { type: 'LatestResolved', status: 'True', lastUpdateTime: at, reason: 'Version' },
    {
      type: 'Complete',
      status: 'False',
      lastUpdateTime: at,
      reason: 'SyncJob',
      message: 'Jobs still exist for this plan',
    },
  ];
  const spec = {
    concurrency: 1,
    cordon: true,
    nodeSelector: {
      matchExpressions: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'In', values: ['true'] }],
    },
    serviceAccountName: 'system-upgrade',
    upgrade: { image: 'rancher/k3s-upgrade' },
    version: NEW,
  };
  build.add(
    PLANS,
    { name: 'server-plan', namespace: 'system-upgrade', labels: { app: 'k3s-upgrade' } },
    {
      spec,
      status: { applying: ['server-2'], latestHash: 'e47c9f2a', latestVersion: NEW.replace('+', '-'), conditions },
    },
    HOUR,
  );
}
