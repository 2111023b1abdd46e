/** Deployments and what they are made of, in rows. */

import { selectorText } from '../store/labels.ts';
import type { KubeObject, Loose } from '../store/object.ts';
import { duration } from './age.ts';
import { AGE, ageOf, column, NAME, type Printer } from './column.ts';

const WIDE = { priority: 1 };
const NUMBER = { type: 'integer' };

function containers(object: KubeObject): [string, string] {
  const all: Loose[] = object.spec?.template?.spec?.containers ?? [];
  return [all.map(({ name }) => name).join(','), all.map(({ image }) => image).join(',')];
}

const CONTAINERS = [
  column('Containers', 'Names of each container in the template.', WIDE),
  column('Images', 'Images referenced by each container in the template.', WIDE),
];
const SELECTOR = column('Selector', 'Label selector for pods.', WIDE);

/** By resource. */
export const WORKLOADS: Readonly<Record<string, Printer>> = {
  'deployments.apps': {
    columns: [
      NAME,
      column('Ready', 'Number of the pod with ready state'),
      column(
        'Up-to-date',
        'Total number of non-terminated pods targeted by this deployment that have the desired template spec.',
      ),
      column(
        'Available',
        'Total number of available pods (ready for at least minReadySeconds) targeted by this deployment.',
      ),
      AGE,
      ...CONTAINERS,
      SELECTOR,
    ],
    cells: (object, now) => {
      const { spec = {}, status = {} } = object;
      return [
        object.metadata.name,
        `${status.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
        status.updatedReplicas ?? 0,
        status.availableReplicas ?? 0,
        ageOf(object, now),
        ...containers(object),
        selectorText(spec.selector),
      ];
    },
  },
  'replicasets.apps': {
    columns: [
      NAME,
      column('Desired', 'Replicas is the number of desired replicas.', NUMBER),
      column('Current', 'Replicas is the most recently observed number of replicas.', NUMBER),
      column('Ready', 'The number of ready replicas for this replica set.', NUMBER),
      AGE,
      ...CONTAINERS,
      SELECTOR,
    ],
    cells: (object, now) => [
      object.metadata.name,
      object.spec?.replicas ?? 1,
      object.status?.replicas ?? 0,
      object.status?.readyReplicas ?? 0,
      ageOf(object, now),
      ...containers(object),
      selectorText(object.spec?.selector),
    ],
  },
  'daemonsets.apps': {
    columns: [
      NAME,
      column('Desired', 'The total number of nodes that should be running the daemon pod.', NUMBER),
      column(
        'Current',
        'The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod.',
        NUMBER,
      ),
      column(
        'Ready',
        'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running with a Ready Condition.',
        NUMBER,
      ),
      column('Up-to-date', 'The total number of nodes that are running updated daemon pod', NUMBER),
      column(
        'Available',
        'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and available.',
        NUMBER,
      ),
      column('Node Selector', 'NodeSelector is a selector which must be true for the pod to fit on a node.'),
      AGE,
      ...CONTAINERS,
      SELECTOR,
    ],
    cells: (object, now) => {
      const { spec = {}, status = {} } = object;
      return [
        object.metadata.name,
        status.desiredNumberScheduled ?? 0,
        status.currentNumberScheduled ?? 0,
        status.numberReady ?? 0,
        status.updatedNumberScheduled ?? 0,
        status.numberAvailable ?? 0,
        pairs(spec.template?.spec?.nodeSelector),
        ageOf(object, now),
        ...containers(object),
        selectorText(spec.selector),
      ];
    },
  },
  'statefulsets.apps': {
    columns: [NAME, column('Ready', 'Number of the pod with ready state'), AGE, ...CONTAINERS],
    cells: (object, now) => [
      object.metadata.name,
      `${object.status?.readyReplicas ?? 0}/${object.spec?.replicas ?? 1}`,
      ageOf(object, now),
      ...containers(object),
    ],
  },
  'jobs.batch': {
    columns: [
      NAME,
      column('Status', 'Status of the job.'),
      column('Completions', 'The number of pods which reached phase Succeeded.'),
      column('Duration', 'Time required to complete the job.'),
      AGE,
      ...CONTAINERS,
      SELECTOR,
    ],
    cells: (object, now) => {
      const { spec = {}, status = {}, metadata } = object;
      const from = Date.parse(status.startTime ?? '');
      const until = status.completionTime === undefined ? now : Date.parse(status.completionTime);
      const done = status.succeeded ?? 0;
      return [
        metadata.name,
        jobStatus(object),
        spec.completions !== undefined
          ? `${done}/${spec.completions}`
          : spec.parallelism > 1
            ? `${done}/1 of ${spec.parallelism}`
            : `${done}/1`,
        Number.isNaN(from) ? '' : duration(until - from),
        ageOf(object, now),
        ...containers(object),
        selectorText(spec.selector),
      ];
    },
  },
};

function jobStatus({ status = {}, metadata }: KubeObject): string {
  const is = (type: string) =>
    status.conditions?.some((condition: Loose) => condition.type === type && condition.status === 'True') === true;
  if (is('Complete')) return 'Complete';
  if (is('Failed')) return 'Failed';
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (is('Suspended')) return 'Suspended';
  return is('FailureTarget') ? 'FailureTarget' : 'Running';
}

/** Labels in one cell. */
export function pairs(labels: Readonly<Record<string, string>> | undefined): string {
  const all = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return all.length === 0 ? '<none>' : all.sort().join(',');
}
