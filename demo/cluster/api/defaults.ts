/** What the server fills in when an object is created. */

import type { Draft, Loose } from '../store/object.ts';
import type { ResourceType } from './resources.ts';

/** The object as it is stored; a status is the controllers' business, whatever the client says. */
export function withDefaults(type: ResourceType, draft: Draft): Draft {
  const { status: _, ...rest } = draft;
  const plain = type.subresources?.includes('status') === true && type.kind !== 'Node' ? (rest as Draft) : draft;
  switch (type.kind) {
    case 'Namespace': {
      const labels = { ...draft.metadata.labels, 'kubernetes.io/metadata.name': draft.metadata.name ?? '' };
      return {
        ...plain,
        metadata: { ...draft.metadata, labels },
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      };
    }
    case 'Node':
      return { ...plain, spec: { ...plain.spec, taints: withNotReady(plain.spec?.taints ?? []) } };
    case 'Pod':
      return {
        ...plain,
        spec: podSpec(plain.spec ?? {}),
        status: { phase: 'Pending', qosClass: qosClass(plain.spec ?? {}) },
      };
    case 'Deployment':
      return {
        ...plain,
        spec: {
          replicas: 1,
          revisionHistoryLimit: 10,
          progressDeadlineSeconds: 600,
          ...plain.spec,
          template: template(plain.spec),
        },
        status: {},
      };
    case 'ReplicaSet':
      return {
        ...plain,
        spec: { replicas: 1, ...plain.spec, template: template(plain.spec) },
        status: { replicas: 0 },
      };
    case 'StatefulSet':
      return {
        ...plain,
        spec: { replicas: 1, podManagementPolicy: 'OrderedReady', ...plain.spec, template: template(plain.spec) },
        status: { replicas: 0 },
      };
    case 'DaemonSet':
      return {
        ...plain,
        spec: { revisionHistoryLimit: 10, ...plain.spec, template: template(plain.spec) },
        status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
      };
    case 'Job':
      return {
        ...plain,
        spec: { backoffLimit: 6, completions: 1, parallelism: 1, ...plain.spec, template: template(plain.spec) },
        status: {},
      };
    case 'PodDisruptionBudget':
      return { ...plain, status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 } };
    case 'Secret':
      return secret(plain);
    default:
      return plain;
  }
}

/** The admission of new nodes keeps pods away until the node is ready. */
function withNotReady(taints: readonly Loose[]): readonly Loose[] {
  const key = 'node.kubernetes.io/not-ready';
  return taints.some((taint) => taint.key === key) ? taints : [...taints, { key, effect: 'NoSchedule' }];
}

function podSpec(spec: Loose): Loose {
  const tolerations: Loose[] = spec.tolerations ?? [];
  const missing = ['not-ready', 'unreachable']
    .map((name) => ({
      key: `node.kubernetes.io/${name}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    }))
    .filter(
      ({ key }) =>
        !tolerations.some((one) => (one.key === key || !one.key) && (!one.effect || one.effect === 'NoExecute')),
    );
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'default',
    schedulerName: 'default-scheduler',
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    ...spec,
    tolerations: [...tolerations, ...missing],
  };
}

function template(spec: Loose): Loose {
  const given = spec?.template ?? {};
  return {
    metadata: { creationTimestamp: null },
    ...given,
    spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, ...given.spec },
  };
}

/** Guaranteed where all limits equal the requests, BestEffort where there are none. */
function qosClass({ containers = [] }: Loose): string {
  const resources: Loose[] = containers.map((container: Loose) => container.resources ?? {});
  if (resources.every(({ requests, limits }) => !requests && !limits)) return 'BestEffort';
  const full = ({ requests, limits }: Loose) =>
    ['cpu', 'memory'].every(
      (name) => limits?.[name] !== undefined && (requests?.[name] ?? limits[name]) === limits[name],
    );
  return resources.every(full) ? 'Guaranteed' : 'Burstable';
}

function secret({ stringData, ...rest }: Draft): Draft {
  const encoded = Object.entries<string>(stringData ?? {}).map(([key, value]) => [
    key,
    Buffer.from(value).toString('base64'),
  ]);
  const data = { ...rest.data, ...Object.fromEntries(encoded) };
  return { ...rest, type: rest.type ?? 'Opaque', ...(Object.keys(data).length === 0 ? {} : { data }) } as Draft;
}
