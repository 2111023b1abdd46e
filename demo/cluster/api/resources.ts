/** The resources the demo cluster serves: what discovery tells about each of them. */

/** One resource of one version of one group. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  /** All but those who say otherwise know all verbs. */
  readonly verbs?: readonly string[];
  readonly subresources?: readonly string[];
  /** Spec changes are counted in metadata.generation. */
  readonly generation?: boolean;
  /** Defined by a CustomResourceDefinition, with these columns. */
  readonly columns?: readonly CustomColumn[];
  /** Answers without being stored: what somebody may do, who somebody is, how much a node uses. */
  readonly computed?: 'review' | 'metrics';
  /** The same objects as those of another resource, in another shape. */
  readonly viewOf?: string;
}

/** A column that a CustomResourceDefinition asks for. */
export interface CustomColumn {
  readonly name: string;
  readonly path: string;
  readonly type?: string;
  readonly priority?: number;
}

const ALL = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;
const READ = ['get', 'list'] as const;

const core = { group: '', version: 'v1' } as const;
const apps = { group: 'apps', version: 'v1', namespaced: true, categories: ['all'], generation: true } as const;
const helm = { group: 'helm.cattle.io', version: 'v1', namespaced: true, generation: true } as const;
const rancher = { group: 'k3s.cattle.io', version: 'v1', generation: true } as const;
const review = { verbs: ['create'], computed: 'review', version: 'v1' } as const;

/** The kinds that everybody else refers to by name. */
export const NODES: ResourceType = {
  ...core,
  resource: 'nodes',
  kind: 'Node',
  namespaced: false,
  shortNames: ['no'],
  subresources: ['status'],
};
export const PODS: ResourceType = {
  ...core,
  resource: 'pods',
  kind: 'Pod',
  namespaced: true,
  shortNames: ['po'],
  categories: ['all'],
  subresources: ['status', 'eviction'],
};
export const NAMESPACES: ResourceType = {
  ...core,
  resource: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
  shortNames: ['ns'],
  verbs: ALL.filter((verb) => verb !== 'deletecollection'),
  subresources: ['status', 'finalize'],
};
export const EVENTS: ResourceType = {
  ...core,
  resource: 'events',
  kind: 'Event',
  namespaced: true,
  shortNames: ['ev'],
};
export const SECRETS: ResourceType = { ...core, resource: 'secrets', kind: 'Secret', namespaced: true };
export const CONFIGMAPS: ResourceType = {
  ...core,
  resource: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
  shortNames: ['cm'],
};
export const SERVICES: ResourceType = {
  ...core,
  resource: 'services',
  kind: 'Service',
  namespaced: true,
  shortNames: ['svc'],
  categories: ['all'],
  subresources: ['status'],
};
export const SERVICE_ACCOUNTS: ResourceType = {
  ...core,
  resource: 'serviceaccounts',
  kind: 'ServiceAccount',
  namespaced: true,
  shortNames: ['sa'],
};
export const CLAIMS: ResourceType = {
  ...core,
  resource: 'persistentvolumeclaims',
  kind: 'PersistentVolumeClaim',
  namespaced: true,
  shortNames: ['pvc'],
  subresources: ['status'],
};
export const VOLUMES: ResourceType = {
  ...core,
  resource: 'persistentvolumes',
  kind: 'PersistentVolume',
  namespaced: false,
  shortNames: ['pv'],
  subresources: ['status'],
};
export const DEPLOYMENTS: ResourceType = {
  ...apps,
  resource: 'deployments',
  kind: 'Deployment',
  shortNames: ['deploy'],
  subresources: ['status'],
};
export const REPLICASETS: ResourceType = {
  ...apps,
  resource: 'replicasets',
  kind: 'ReplicaSet',
  shortNames: ['rs'],
  subresources: ['status'],
};
export const DAEMONSETS: ResourceType = {
  ...apps,
  resource: 'daemonsets',
  kind: 'DaemonSet',
  shortNames: ['ds'],
  subresources: ['status'],
};
export const STATEFULSETS: ResourceType = {
  ...apps,
  resource: 'statefulsets',
  kind: 'StatefulSet',
  shortNames: ['sts'],
  subresources: ['status'],
};
export const JOBS: ResourceType = {
  group: 'batch',
  version: 'v1',
  resource: 'jobs',
  kind: 'Job',
  namespaced: true,
  categories: ['all'],
  generation: true,
  subresources: ['status'],
};
export const BUDGETS: ResourceType = {
  group: 'policy',
  version: 'v1',
  resource: 'poddisruptionbudgets',
  kind: 'PodDisruptionBudget',
  namespaced: true,
  shortNames: ['pdb'],
  generation: true,
  subresources: ['status'],
};
export const LEASES: ResourceType = {
  group: 'coordination.k8s.io',
  version: 'v1',
  resource: 'leases',
  kind: 'Lease',
  namespaced: true,
};
export const STORAGE_CLASSES: ResourceType = {
  group: 'storage.k8s.io',
  version: 'v1',
  resource: 'storageclasses',
  kind: 'StorageClass',
  namespaced: false,
  shortNames: ['sc'],
};
export const DEFINITIONS: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  resource: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  generation: true,
  subresources: ['status'],
};
export const NODE_METRICS: ResourceType = {
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  resource: 'nodes',
  kind: 'NodeMetrics',
  namespaced: false,
  verbs: READ,
  computed: 'metrics',
};
export const POD_METRICS: ResourceType = {
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  resource: 'pods',
  kind: 'PodMetrics',
  namespaced: true,
  verbs: READ,
  computed: 'metrics',
};

export const HELM_CHARTS: ResourceType = {
  ...helm,
  resource: 'helmcharts',
  kind: 'HelmChart',
  subresources: ['status'],
  columns: [
    { name: 'Job', path: '.status.jobName' },
    { name: 'Chart', path: '.spec.chart' },
    { name: 'TargetNamespace', path: '.spec.targetNamespace' },
    { name: 'Version', path: '.spec.version' },
    { name: 'Repo', path: '.spec.repo' },
    { name: 'HelmVersion', path: '.spec.helmVersion' },
    { name: 'Bootstrap', path: '.spec.bootstrap' },
  ],
};
export const HELM_CONFIGS: ResourceType = {
  ...helm,
  resource: 'helmchartconfigs',
  kind: 'HelmChartConfig',
  columns: [],
};
export const ADDONS: ResourceType = {
  ...rancher,
  resource: 'addons',
  kind: 'Addon',
  namespaced: true,
  columns: [
    { name: 'Source', path: '.spec.source' },
    { name: 'Checksum', path: '.spec.checksum' },
  ],
};
export const SNAPSHOTS: ResourceType = {
  ...rancher,
  resource: 'etcdsnapshotfiles',
  kind: 'ETCDSnapshotFile',
  namespaced: false,
  subresources: ['status'],
  columns: [
    { name: 'SnapshotName', path: '.spec.snapshotName' },
    { name: 'Node', path: '.spec.nodeName' },
    { name: 'Location', path: '.spec.location' },
    { name: 'Size', path: '.status.size' },
    { name: 'CreationTime', path: '.status.creationTime' },
  ],
};
export const PLANS: ResourceType = {
  group: 'upgrade.cattle.io',
  version: 'v1',
  resource: 'plans',
  kind: 'Plan',
  namespaced: true,
  categories: ['upgrade'],
  generation: true,
  subresources: ['status'],
  columns: [
    { name: 'Image', path: '.spec.upgrade.image' },
    { name: 'Channel', path: '.spec.channel' },
    { name: 'Version', path: '.spec.version' },
    { name: 'Complete', path: ".status.conditions[?(@.type=='Complete')].status" },
    { name: 'Message', path: ".status.conditions[?(@.message!='')].message" },
    { name: 'Applying', path: '.status.applying', priority: 10 },
  ],
};

/** In the order in which discovery lists the groups. */
export const RESOURCES: readonly ResourceType[] = [
  CONFIGMAPS,
  EVENTS,
  NAMESPACES,
  NODES,
  CLAIMS,
  VOLUMES,
  PODS,
  SECRETS,
  SERVICE_ACCOUNTS,
  SERVICES,
  DAEMONSETS,
  DEPLOYMENTS,
  REPLICASETS,
  STATEFULSETS,
  {
    group: 'events.k8s.io',
    version: 'v1',
    resource: 'events',
    kind: 'Event',
    namespaced: true,
    shortNames: ['ev'],
    verbs: ['get', 'list', 'watch'],
    viewOf: 'events',
  },
  {
    ...review,
    group: 'authentication.k8s.io',
    resource: 'selfsubjectreviews',
    kind: 'SelfSubjectReview',
    namespaced: false,
  },
  {
    ...review,
    group: 'authorization.k8s.io',
    resource: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
    namespaced: false,
  },
  {
    ...review,
    group: 'authorization.k8s.io',
    resource: 'selfsubjectrulesreviews',
    kind: 'SelfSubjectRulesReview',
    namespaced: false,
  },
  JOBS,
  BUDGETS,
  STORAGE_CLASSES,
  DEFINITIONS,
  LEASES,
  HELM_CONFIGS,
  HELM_CHARTS,
  ADDONS,
  SNAPSHOTS,
  PLANS,
  NODE_METRICS,
  POD_METRICS,
];

/** The verbs a resource knows. */
export function verbsOf({ verbs }: ResourceType): readonly string[] {
  return verbs ?? ALL;
}

/** What tells a resource from all others; versions of it are the same. */
export function typeId({ group, resource, viewOf }: ResourceType): string {
  return viewOf ?? (group === '' ? resource : `${resource}.${group}`);
}

/** `v1`, or group and version. */
export function groupVersion({ group, version }: { group: string; version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}
