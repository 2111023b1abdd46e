/** Pods as controllers see them: made from a template, running, ready, or on their way out. */

import { randomBytes } from 'node:crypto';
import { timestamp } from '../clock.ts';
import { conditionOf, type Draft, type KubeObject, type Loose, type OwnerReference } from '../store/object.ts';

/** Letters that make no words, as Kubernetes takes them for generated names. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Five letters at random. */
export function suffix(): string {
  return [...randomBytes(5)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** The reference by which a controller owns what it makes. */
export function ownedBy({ apiVersion, kind, metadata: { name, uid } }: KubeObject): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** A pod from the template of its owner. */
export function podFrom(owner: KubeObject, name: string, more: Loose = {}): Draft {
  const { metadata = {}, spec = {} } = owner.spec?.template ?? {};
  const { namespace } = owner.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...metadata.labels, ...more.labels },
      ...(metadata.annotations === undefined ? {} : { annotations: metadata.annotations }),
      ownerReferences: [ownedBy(owner)],
    },
    spec: {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      schedulerName: 'default-scheduler',
      ...spec,
      ...more.spec,
    },
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  };
}

/** The pod counts for its owner: neither finished nor going. */
export function isActive({ metadata, status = {} }: KubeObject): boolean {
  return metadata.deletionTimestamp === undefined && status.phase !== 'Succeeded' && status.phase !== 'Failed';
}

/** The pod can do its work. */
export function isReady(pod: KubeObject): boolean {
  return conditionOf(pod, 'Ready')?.status === 'True';
}

/** The status of a pod that runs on a node since some time. */
export function runningStatus({ spec }: Draft, address: string, hostAddress: string, since: number): Loose {
  const at = timestamp(since);
  return {
    phase: 'Running',
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
      (type) => ({
        type,
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: at,
      }),
    ),
    hostIP: hostAddress,
    hostIPs: [{ ip: hostAddress }],
    podIP: address,
    podIPs: [{ ip: address }],
    startTime: at,
    containerStatuses: (spec?.containers ?? []).map(({ name, image }: Loose) => ({
      name,
      state: { running: { startedAt: at } },
      lastState: {},
      ready: true,
      restartCount: 0,
      image,
      imageID: '',
      started: true,
    })),
    qosClass: 'BestEffort',
  };
}

/** The status of a pod that came to its end. */
export function finishedStatus(status: Loose, phase: 'Succeeded' | 'Failed', now: number): Loose {
  const at = timestamp(now);
  const reason = phase === 'Succeeded' ? 'Completed' : 'Error';
  return {
    ...status,
    phase,
    conditions: (status.conditions ?? []).map((condition: Loose) =>
      condition.type === 'Ready' || condition.type === 'ContainersReady'
        ? {
            ...condition,
            status: 'False',
            reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed',
            lastTransitionTime: at,
          }
        : condition,
    ),
    containerStatuses: (status.containerStatuses ?? []).map((container: Loose) => ({
      ...container,
      ready: false,
      started: false,
      state: {
        terminated: {
          exitCode: phase === 'Succeeded' ? 0 : 1,
          reason,
          startedAt: container.state?.running?.startedAt ?? at,
          finishedAt: at,
        },
      },
    })),
  };
}

/** The conditions with one of them set; the time changes only with the status. */
export function withCondition(conditions: readonly Loose[] | undefined, next: Loose, now: number): Loose[] {
  const all = conditions ?? [];
  const before = all.find(({ type }) => type === next.type);
  const lastTransitionTime = before?.status === next.status ? before.lastTransitionTime : timestamp(now);
  const condition = { ...before, ...next, lastTransitionTime };
  return before === undefined ? [...all, condition] : all.map((one) => (one === before ? condition : one));
}
