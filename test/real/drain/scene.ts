/** A namespace with workloads that can be on certain nodes only, at a real cluster whose controllers make the pods. */

import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type Json, MERGE_PATCH } from '../../cluster/client.ts';
import { ok } from '../../cluster/scratch.ts';
import { podSpec } from '../kwok/objects.ts';
import { makeNamespace } from '../objects.ts';

/** Longest until controllers have done what they should; a second is usual. */
const SETTLED_MS = 60_000;

/** A merge patch: `spec` and so on of its template, by their names. */
interface Template {
  readonly spec?: Json;
  readonly metadata?: Json;
}

/** Puts a node back in service, or takes it out. */
export async function service(api: Client, node: string, takes: boolean): Promise<void> {
  ok(await api.patch(`/api/v1/nodes/${node}`, MERGE_PATCH, { spec: { unschedulable: takes ? null : true } }));
}

/** Makes the namespace. */
export async function makeScene(api: Client, namespace: string) {
  await makeNamespace(api, namespace);
  const at = (resource: string, name?: string): string => {
    const group = GROUPS[resource] ?? 'api/v1';
    return `/${group}/namespaces/${namespace}/${resource}${name === undefined ? '' : `/${name}`}`;
  };

  /** Asks again and again for an object until it is as it should be. */
  async function until(path: string, isSo: (object: Json) => boolean): Promise<Json> {
    for (const end = Date.now() + SETTLED_MS; ; await sleep(50)) {
      const object = ok(await api.get(path));
      if (isSo(object)) return object;
      if (Date.now() > end)
        throw new Error(`${path} stays ${JSON.stringify(object.status ?? object.items?.map(seen))}`);
    }
  }

  async function workload(resource: string, name: string, nodes: readonly string[], more: Json, template: Template) {
    const labels = { app: name };
    const { apiVersion, kind } = KINDS[resource] as { apiVersion: string; kind: string };
    const spec = { selector: { matchLabels: labels }, template: templateOf(labels, nodes, template), ...more };
    ok(await api.post(at(resource), { apiVersion, kind, metadata: { name }, spec }));
  }

  const ready =
    (count: number) =>
    ({ status }: Json): boolean =>
      (status.readyReplicas ?? 0) === count;

  return {
    namespace,
    at,
    until,
    /** All of it is ready when it returns. */
    async deployment(name: string, replicas: number, nodes: readonly string[], template: Template = {}) {
      await workload('deployments', name, nodes, { replicas }, template);
      await until(at('deployments', name), ready(replicas));
    },
    async statefulSet(name: string, replicas: number, nodes: readonly string[], template: Template = {}) {
      await workload('statefulsets', name, nodes, { replicas, serviceName: name }, template);
      await until(at('statefulsets', name), ready(replicas));
    },
    async daemonSet(name: string, node: string, template: Template = {}) {
      await workload('daemonsets', name, [node], {}, template);
      await until(at('daemonsets', name), ({ status }) => status.numberReady === 1);
    },
    /** More or fewer of a deployment; does not wait. */
    scale: async (name: string, replicas: number) =>
      ok(await api.patch(at('deployments', name), MERGE_PATCH, { spec: { replicas } })),
    /** A budget for the pods of one app, once the server has so many healthy ones and lets so many go. */
    async budget(name: string, app: string, spec: Json, { healthy, allowed }: { healthy: number; allowed: number }) {
      const body = { spec: { selector: { matchLabels: { app } }, ...spec } };
      ok(
        await api.post(at('poddisruptionbudgets'), {
          ...{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name } },
          ...body,
        }),
      );
      await until(
        at('poddisruptionbudgets', name),
        ({ status }) => status?.currentHealthy === healthy && status.disruptionsAllowed === allowed,
      );
    },
    /** A pod that nobody makes anew, once it runs there. */
    async pod(name: string, node: string, { metadata, spec }: Template = {}) {
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata } };
      const all = { ...podSpec(), nodeName: node, ...spec };
      // Who comes too early finds no service account in a new namespace.
      for (let tries = 0; ; tries++) {
        const made = await api.post(at('pods'), { ...pod, spec: all });
        if (made.code !== 403 || tries > 100) {
          ok(made);
          break;
        }
        await sleep(100);
      }
      await until(at('pods', name), ({ status }) => status.phase === 'Running');
    },
    /** Its pod has done its work. */
    async finishedJob(name: string, node: string) {
      const template = templateOf({ app: name }, [node], { spec: { restartPolicy: 'Never' } });
      const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { template } };
      ok(await api.post(at('jobs'), job));
      await until(at('jobs', name), ({ status }) => status.ready === 1);
      const [pod] = (await podsOf(name)) as [Json];
      const path = `${at('pods', pod.metadata.name)}/status`;
      ok(await api.patch(path, MERGE_PATCH, { status: { phase: 'Succeeded' } }));
      await until(at('jobs', name), ({ status }) => status.succeeded === 1);
    },
    /** A claim whose volume is a folder of that node, as local-path makes them. */
    async localClaim(name: string, node: string) {
      const here = { key: 'kubernetes.io/hostname', operator: 'In', values: [node] };
      const common = { accessModes: ['ReadWriteOnce'], storageClassName: '' };
      const volume = `${namespace}-${name}`;
      ok(
        await api.post('/api/v1/persistentvolumes', {
          ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: volume } },
          spec: {
            ...common,
            capacity: { storage: '1Gi' },
            local: { path: '/none' },
            nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [here] }] } },
          },
        }),
      );
      // The controller looks for a volume that it has not heard of only every now and then.
      await until(`/api/v1/persistentvolumes/${volume}`, ({ status }) => status.phase === 'Available');
      ok(
        await api.post(at('persistentvolumeclaims'), {
          ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name } },
          spec: { ...common, volumeName: volume, resources: { requests: { storage: '1Gi' } } },
        }),
      );
      await until(at('persistentvolumeclaims', name), ({ status }) => status.phase === 'Bound');
      return volume;
    },
    /** Waits until the kubelet has ended a pod that has a finalizer. */
    async held(app: string) {
      await until(`${at('pods')}?labelSelector=app%3D${app}`, ({ items }) =>
        items.some(({ metadata }: Json) => metadata.deletionGracePeriodSeconds === 0),
      );
    },
    /** Lets pods go that have a finalizer. */
    async letGo(app: string) {
      for (const { metadata } of await podsOf(app))
        await api.patch(at('pods', metadata.name), MERGE_PATCH, { metadata: { finalizers: null } });
    },
    podsOf,
  };

  async function podsOf(app: string): Promise<Json[]> {
    return ok(await api.get(`${at('pods')}?labelSelector=app%3D${app}`)).items;
  }
}

/** What is told of an item of a list. */
const seen = ({ metadata, status }: Json): Json => ({ name: metadata.name, goes: metadata.deletionTimestamp, status });

function templateOf(labels: Json, nodes: readonly string[], { spec, metadata }: Template): Json {
  const here = { key: 'kubernetes.io/hostname', operator: 'In', values: nodes };
  const terms = { nodeSelectorTerms: [{ matchExpressions: [here] }] };
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } };
  return { metadata: { labels, ...metadata }, spec: { ...podSpec(), affinity, ...spec } };
}

const APPS = 'apis/apps/v1';
const GROUPS: Readonly<Record<string, string>> = {
  deployments: APPS,
  statefulsets: APPS,
  daemonsets: APPS,
  jobs: 'apis/batch/v1',
  poddisruptionbudgets: 'apis/policy/v1',
};
const KINDS: Readonly<Record<string, object>> = {
  deployments: { apiVersion: 'apps/v1', kind: 'Deployment' },
  statefulsets: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  daemonsets: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
};
