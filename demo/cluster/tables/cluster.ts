/** Everything that is neither node nor workload, in rows. */

import type { KubeObject, Loose } from '../store/object.ts';
import { age } from './age.ts';
import { AGE, ageOf, column, NAME, type Printer } from './column.ts';
import { pairs } from './workloads.ts';

const WIDE = { priority: 1 };
const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

function printer(columns: Printer['columns'], cells: Printer['cells']): Printer {
  return { columns, cells };
}

function modes(list: readonly string[] | undefined): string {
  return Object.keys(MODES)
    .filter((mode) => list?.includes(mode))
    .map((mode) => MODES[mode])
    .join(',');
}

function phase({ status, metadata }: KubeObject): string {
  return metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating';
}

function size(map: Loose): number {
  return Object.keys(map ?? {}).length;
}

/** By resource. */
export const CLUSTER: Readonly<Record<string, Printer>> = {
  namespaces: printer([NAME, column('Status', 'The status of the namespace'), AGE], (object, now) => [
    object.metadata.name,
    object.status?.phase ?? '',
    ageOf(object, now),
  ]),
  secrets: printer(
    [
      NAME,
      column('Type', 'Used to facilitate programmatic handling of secret data.'),
      column('Data', 'Data contains the secret data.'),
      AGE,
    ],
    (object, now) => [object.metadata.name, object.type ?? '', size(object.data), ageOf(object, now)],
  ),
  configmaps: printer([NAME, column('Data', 'Data contains the configuration data.'), AGE], (object, now) => [
    object.metadata.name,
    size(object.data) + size(object.binaryData),
    ageOf(object, now),
  ]),
  serviceaccounts: printer(
    [
      NAME,
      column(
        'Secrets',
        'Secrets is a list of the secrets in the same namespace that pods running using this ServiceAccount are allowed to use.',
      ),
      AGE,
    ],
    (object, now) => [object.metadata.name, object.secrets?.length ?? 0, ageOf(object, now)],
  ),
  services: printer(
    [
      NAME,
      column('Type', 'type determines how the Service is exposed.'),
      column('Cluster-IP', 'clusterIP is the IP address of the service.'),
      column(
        'External-IP',
        'externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.',
      ),
      column('Port(s)', 'The list of ports that are exposed by this service.'),
      AGE,
      column('Selector', 'Route service traffic to pods with label keys and values matching this selector.', WIDE),
    ],
    (object, now) => [
      object.metadata.name,
      object.spec?.type ?? '',
      object.spec?.clusterIPs?.[0] ?? '<none>',
      externalAddress(object),
      ports(object.spec?.ports ?? []),
      ageOf(object, now),
      pairs(object.spec?.selector),
    ],
  ),
  persistentvolumeclaims: printer(
    [
      NAME,
      column('Status', 'phase represents the current phase of PersistentVolumeClaim.'),
      column('Volume', 'volumeName is the binding reference to the PersistentVolume backing this claim.'),
      column('Capacity', 'capacity represents the actual resources of the underlying volume.'),
      column('Access Modes', 'accessModes contains the actual access modes the volume backing the PVC has.'),
      column('StorageClass', 'StorageClass of the pvc'),
      column('VolumeAttributesClass', 'VolumeAttributesClass of the pvc'),
      AGE,
      column('VolumeMode', 'volumeMode defines what type of volume is required by the claim.', WIDE),
    ],
    (object, now) => {
      const { spec = {}, status = {} } = object;
      const bound = Boolean(spec.volumeName);
      return [
        object.metadata.name,
        phase(object),
        spec.volumeName ?? '',
        bound ? (status.capacity?.storage ?? '0') : '',
        bound ? modes(status.accessModes) : '',
        spec.storageClassName ?? '',
        spec.volumeAttributesClassName ?? '<unset>',
        ageOf(object, now),
        spec.volumeMode ?? '<unset>',
      ];
    },
  ),
  persistentvolumes: printer(
    [
      NAME,
      column('Capacity', "capacity is the description of the persistent volume's resources and capacity."),
      column('Access Modes', 'accessModes contains all ways the volume can be mounted.'),
      column(
        'Reclaim Policy',
        'persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim.',
      ),
      column('Status', 'phase indicates if a volume is available, bound to a claim, or released by a claim.'),
      column(
        'Claim',
        'claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim.',
      ),
      column('StorageClass', 'StorageClass of the pv'),
      column('VolumeAttributesClass', 'VolumeAttributesClass of the pv'),
      column('Reason', 'reason is a brief CamelCase string that describes any failure.'),
      AGE,
      column('VolumeMode', 'volumeMode defines if a volume is intended to be used with a formatted filesystem.', WIDE),
    ],
    (object, now) => {
      const { spec = {}, status = {} } = object;
      return [
        object.metadata.name,
        spec.capacity?.storage ?? '0',
        modes(spec.accessModes),
        spec.persistentVolumeReclaimPolicy ?? '',
        phase(object),
        spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : '',
        spec.storageClassName ?? '',
        spec.volumeAttributesClassName ?? '<unset>',
        status.reason ?? '',
        ageOf(object, now),
        spec.volumeMode ?? '<unset>',
      ];
    },
  ),
  events: printer(
    [
      column('Last Seen', 'The time at which the most recent occurrence of this event was recorded.'),
      column('Type', 'Type of this event (Normal, Warning), new types could be added in the future'),
      column(
        'Reason',
        "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
      ),
      column('Object', 'The object that this event is about.'),
      column(
        'Subobject',
        'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement.',
        WIDE,
      ),
      column('Source', 'The component reporting this event. Should be a short machine understandable string.', WIDE),
      column('Message', 'A human-readable description of the status of this operation.'),
      column('First Seen', 'The time at which the event was first recorded.', WIDE),
      column('Count', 'The number of times this event has occurred.', WIDE),
      column('Name', NAME.description, { ...WIDE, format: 'name' }),
    ],
    eventCells,
  ),
  'poddisruptionbudgets.policy': printer(
    [
      NAME,
      column('Min Available', 'The minimum number of pods that must be available.'),
      column('Max Unavailable', 'The maximum number of pods that may be unavailable.'),
      column('Allowed Disruptions', 'Calculated number of pods that may be disrupted at this time.', {
        type: 'integer',
      }),
      AGE,
    ],
    (object, now) => [
      object.metadata.name,
      String(object.spec?.minAvailable ?? 'N/A'),
      String(object.spec?.maxUnavailable ?? 'N/A'),
      object.status?.disruptionsAllowed ?? 0,
      ageOf(object, now),
    ],
  ),
  'leases.coordination.k8s.io': printer(
    [NAME, column('Holder', 'holderIdentity contains the identity of the holder of a current lease.'), AGE],
    (object, now) => [object.metadata.name, object.spec?.holderIdentity ?? '', ageOf(object, now)],
  ),
  'storageclasses.storage.k8s.io': printer(
    [
      NAME,
      column('Provisioner', 'provisioner indicates the type of the provisioner.'),
      column(
        'ReclaimPolicy',
        'reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of this storage class.',
      ),
      column(
        'VolumeBindingMode',
        'volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound.',
      ),
      column('AllowVolumeExpansion', 'allowVolumeExpansion shows whether the storage class allow volume expand.'),
      AGE,
    ],
    (object, now) => {
      const byDefault = object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
      return [
        byDefault ? `${object.metadata.name} (default)` : object.metadata.name,
        object.provisioner,
        object.reclaimPolicy ?? 'Delete',
        object.volumeBindingMode ?? 'Immediate',
        object.allowVolumeExpansion ?? false,
        ageOf(object, now),
      ];
    },
  ),
  'nodes.metrics.k8s.io': printer([NAME, column('cpu', ''), column('memory', ''), column('Window', '')], (object) => [
    object.metadata.name,
    object.usage?.cpu,
    object.usage?.memory,
    object.window,
  ]),
  'pods.metrics.k8s.io': printer([NAME, column('cpu', ''), column('memory', ''), column('Window', '')], (object) => [
    object.metadata.name,
    object.containers?.[0]?.usage.cpu,
    object.containers?.[0]?.usage.memory,
    object.window,
  ]),
};

function eventCells(event: KubeObject, now: number): readonly unknown[] {
  const first = age(event.firstTimestamp ?? event.eventTime, now);
  const last = event.lastTimestamp ? age(event.lastTimestamp, now) : first;
  const { kind = '', name = '', fieldPath = '' } = event.involvedObject ?? {};
  const component = event.source?.component || event.reportingComponent || '';
  const host = event.source?.host || event.reportingInstance || '';
  return [
    event.series ? age(event.series.lastObservedTime, now) : last,
    event.type ?? '',
    event.reason ?? '',
    name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`,
    fieldPath,
    host === '' ? component : `${component}, ${host}`,
    (event.message ?? '').trim(),
    first,
    event.series?.count ?? (event.count || 1),
    event.metadata.name,
  ];
}

function externalAddress({ spec = {}, status = {} }: KubeObject): string {
  const own: string[] = spec.externalIPs ?? [];
  if (spec.type === 'ExternalName') return spec.externalName ?? '';
  const balanced: string[] =
    spec.type === 'LoadBalancer'
      ? (status.loadBalancer?.ingress ?? []).map(({ ip, hostname }: Loose) => ip || hostname)
      : [];
  const all = [...balanced, ...own];
  return all.length > 0 ? all.join(',') : spec.type === 'LoadBalancer' ? '<pending>' : '<none>';
}

function ports(list: readonly Loose[]): string {
  const all = list.map(({ port, nodePort, protocol = 'TCP' }) =>
    nodePort > 0 ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return all.join(',') || '<none>';
}
