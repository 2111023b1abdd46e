/** What is read from a cluster: where it stands, how it is asked for, and what is kept of it. */

import { type Collection, ObjectCollection, type Objects } from './collection.ts';
import { asRecord, at } from './json.ts';
import { type KubeObject, metadataOnly, stripped } from './objects.ts';
import { PodCountCollection, type PodCounts } from './podCounts.ts';
import { pathOf } from './request.ts';

export interface Resource<View> {
  /** Equal id, equal data. */
  readonly id: string;
  /** `nodes`, `helmcharts.helm.cattle.io`: as rights are named. */
  readonly name: string;
  readonly namespace?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Another form than whole objects. */
  readonly accept?: string;
  readonly array?: 'rows';
  /** The first list comes out of the server's memory, all at once. */
  readonly fromCache?: true;
  /** Cannot be watched: read again after so many milliseconds. */
  readonly pollMs?: number;
  /** The same of one namespace, for who may not read all of them. */
  readonly within?: (namespace: string) => Resource<View>;
  /** Never asked for as a whole, which would be too much. */
  readonly inParts?: true;
  readonly collect: () => Collection<View>;
}

type Where = { readonly group?: string; readonly version?: string; readonly namespace?: string };

const TABLE = 'application/json;as=Table;g=meta.k8s.io;v=v1';
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const ACTIVE = 'status.phase!=Succeeded,status.phase!=Failed';
const SYSTEM = { namespace: 'kube-system' };
/** Values that may be secret stay where they are. */
const INNARDS = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) =>
  ['env', 'envFrom', 'args', 'command', 'volumeMounts'].map((field) => `spec.${list}.*.${field}`),
);

/** One list out of memory instead of many pages out of the database, each of which waits for the one before it. */
export const nodes: Resource<Objects<KubeObject>> = {
  ...objects('nodes', {}, (raw) => stripped(raw, ['status.images', 'status.volumesInUse', 'status.volumesAttached'])),
  fromCache: true,
};

/** Of the whole cluster, without those that are finished. */
export const podCounts: Resource<PodCounts> = {
  ...objects('pods', {}, stripped),
  id: 'podCounts',
  query: { fieldSelector: ACTIVE, includeObject: 'None' },
  accept: TABLE,
  array: 'rows',
  fromCache: true,
  collect: () => new PodCountCollection(),
};

export const podsOf = (node: string): Resource<Objects<KubeObject>> =>
  anywhere((where) => ({
    ...pods(where),
    id: `pods of ${node}`,
    query: { fieldSelector: `spec.nodeName=${selected(node)}` },
  }));

/** For who may not list nodes: pods by themselves, of the namespaces that may be read. */
export const podsInReach: Resource<Objects<KubeObject>> = {
  ...anywhere((where) => ({ ...pods(where), id: 'podsInReach' })),
  inParts: true,
};

export const eventsOf = (kind: string, name: string, namespace?: string): Resource<Objects<KubeObject>> =>
  anywhere(
    (where) => ({
      ...objects('events', where, stripped),
      id: `events of ${kind} ${namespace ?? ''}/${name}`,
      query: { fieldSelector: `involvedObject.kind=${selected(kind)},involvedObject.name=${selected(name)}` },
    }),
    namespace,
  );

/** Those of AddOns tell why one of them could not be applied. */
export const addonEvents: Resource<Objects<KubeObject>> = {
  ...objects('events', SYSTEM, stripped),
  id: 'addonEvents',
  query: { fieldSelector: 'involvedObject.kind=Addon' },
};

/** What K3s says of certificates that end soon, on every node each day. */
export const certificateEvents: Resource<Objects<KubeObject>> = {
  ...objects('events', { namespace: 'default' }, stripped),
  id: 'certificateEvents',
  query: { fieldSelector: 'source=k3s-cert-monitor' },
};

/** When the kubelet of a node was heard last; fresher than its conditions. */
export const leaseOf = (node: string): Resource<Objects<KubeObject>> => ({
  ...objects('leases', { group: 'coordination.k8s.io', namespace: 'kube-node-lease' }, stripped),
  id: `lease of ${node}`,
  query: { fieldSelector: `metadata.name=${selected(node)}` },
});

/** From metrics-server, which measures every 15 seconds and cannot be watched. */
export const nodeMetrics: Resource<Objects<KubeObject>> = {
  ...objects('nodes', { group: 'metrics.k8s.io', version: 'v1beta1' }, stripped),
  id: 'nodeMetrics',
  pollMs: 30_000,
};

/** K3s keeps all of them in one namespace. */
export const addons: Resource<Objects<KubeObject>> = objects('addons', { group: 'k3s.cattle.io', ...SYSTEM }, stripped);
export const helmCharts = anywhere((where) =>
  objects('helmcharts', { group: 'helm.cattle.io', ...where }, (raw) =>
    stripped(raw, ['spec.chartContent', 'spec.authSecret', 'spec.valuesContent', 'spec.set']),
  ),
);
export const helmChartConfigs = anywhere((where) =>
  objects('helmchartconfigs', { group: 'helm.cattle.io', ...where }, (raw) =>
    stripped(raw, ['spec.valuesContent', 'spec.set']),
  ),
);
export const etcdSnapshots: Resource<Objects<KubeObject>> = objects(
  'etcdsnapshotfiles',
  { group: 'k3s.cattle.io' },
  (raw) => stripped(raw, ['spec.metadata']),
);
export const plans = anywhere((where) =>
  objects('plans', { group: 'upgrade.cattle.io', ...where }, (raw) =>
    stripped(raw, ['spec.secrets', 'spec.upgrade.env', 'spec.prepare.env']),
  ),
);
/** Those that install charts. */
export const chartJobs = anywhere((where) => ({
  ...objects('jobs', { group: 'batch', ...where }, (raw) => stripped(raw, ['spec.template'])),
  id: 'chartJobs',
  query: { labelSelector: 'helmcharts.helm.cattle.io/chart' },
}));

/** Those of these jobs: they start their container again and again, which the job does not count. */
export const chartPods = anywhere((where) => ({
  ...objects('pods', where, (raw) => stripped(raw, ['spec'])),
  id: 'chartPods',
  query: { labelSelector: 'helmcharts.helm.cattle.io/chart' },
}));

/** A bootstrap token without its secret half. */
export interface Token extends KubeObject {
  readonly data: Readonly<Record<string, string>>;
}

export const bootstrapTokens: Resource<Objects<Token>> = {
  ...objects('secrets', SYSTEM, tokenOf),
  id: 'bootstrapTokens',
  query: { fieldSelector: 'type=bootstrap.kubernetes.io/token' },
};

/** Only what they are called: their content never leaves the server. */
export const nodePasswords: Resource<Objects<KubeObject>> = {
  ...objects('secrets', SYSTEM, (raw) => {
    const secret = metadataOnly(raw);
    return secret?.metadata.name.endsWith('.node-password.k3s') ? secret : undefined;
  }),
  id: 'nodePasswords',
  accept: METADATA,
};

/** The path of a list, or of one object in it. */
export function resourcePath(
  resource: string,
  { group = '', version = 'v1', namespace }: Where,
  ...name: string[]
): string {
  const root = group === '' ? ['api', version] : ['apis', group, version];
  return pathOf(...root, ...(namespace ? ['namespaces', namespace] : []), resource, ...name);
}

/** Of all namespaces, or of each that may be read. @param namespace of this one only */
function anywhere<T>(make: (where: { readonly namespace?: string }) => Resource<T>, namespace?: string): Resource<T> {
  if (namespace !== undefined) return make({ namespace });
  return {
    ...make({}),
    within: (one) => {
      const resource = make({ namespace: one });
      return { ...resource, id: `${resource.id} in ${one}` };
    },
  };
}

function pods(where: Where): Resource<Objects<KubeObject>> {
  return objects('pods', where, (raw) => stripped(raw, ['spec.volumes', 'spec.affinity', ...INNARDS]));
}

function objects<T extends KubeObject>(
  resource: string,
  where: Where,
  read: (raw: unknown) => T | undefined,
): Omit<Resource<Objects<T>>, 'within' | 'inParts'> {
  return {
    id: resource,
    name: where.group ? `${resource}.${where.group}` : resource,
    ...(where.namespace ? { namespace: where.namespace } : undefined),
    path: resourcePath(resource, where),
    collect: () => new ObjectCollection(read),
  };
}

function tokenOf(raw: unknown): Token | undefined {
  const secret = metadataOnly(raw);
  if (!secret) return undefined;
  const data = Object.entries(asRecord(at(raw, 'data')) ?? {}).flatMap(([key, value]) =>
    typeof value === 'string' && key !== 'token-secret' ? [[key, value] as const] : [],
  );
  return { metadata: secret.metadata, data: Object.fromEntries(data) };
}

/** A value in a field selector. */
const selected = (value: string): string => value.replace(/[\\,=]/g, (special) => `\\${special}`);
