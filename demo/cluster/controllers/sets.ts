/** StatefulSets, DaemonSets and Jobs: pods with names, on every node, or until they are done. */

import { DAEMONSETS, JOBS, NODES, PODS, STATEFULSETS } from '../api/resources.ts';
import { timestamp } from '../clock.ts';
import { controllerOf, type KubeObject, keyOf, type Loose } from '../store/object.ts';
import type { Store } from '../store/store.ts';
import { type Controller, splitKey } from './controller.ts';
import { isActive, isReady, podFrom, suffix } from './pods.ts';
import { tolerates } from './scheduler.ts';

/** Pods of a StatefulSet keep their names, so a new one waits until the old one is gone. */
export const statefulSets: Controller = {
  keys: ownKeys('StatefulSet', STATEFULSETS),
  reconcile(key, { store }) {
    const [namespace, name] = splitKey(key);
    const set = store.get(STATEFULSETS, name, namespace);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const wanted: number = set.spec?.replicas ?? 1;
    const ordered = set.spec?.podManagementPolicy !== 'Parallel';
    for (let index = 0; index < wanted; index++) {
      const pod = store.get(PODS, `${name}-${index}`, namespace);
      if (pod === undefined) store.create(PODS, statefulPod(set, index));
      if (ordered && (pod === undefined || !isReady(pod))) break;
    }
    const pods = podsOf(store, set);
    const ready = pods.filter((pod) => isActive(pod) && isReady(pod)).length;
    const status = {
      observedGeneration: set.metadata.generation,
      replicas: pods.length,
      currentReplicas: pods.length,
      updatedReplicas: pods.length,
      readyReplicas: ready,
      availableReplicas: ready,
    };
    store.update(STATEFULSETS, { ...set, status: { ...set.status, ...status } });
  },
};

function statefulPod(set: KubeObject, index: number) {
  const { name } = set.metadata;
  const claims: Loose[] = set.spec?.volumeClaimTemplates ?? [];
  const volumes = claims.map((claim) => ({
    name: claim.metadata.name,
    persistentVolumeClaim: { claimName: `${claim.metadata.name}-${name}-${index}` },
  }));
  return podFrom(set, `${name}-${index}`, {
    labels: { 'statefulset.kubernetes.io/pod-name': `${name}-${index}`, 'apps.kubernetes.io/pod-index': String(index) },
    spec: { hostname: `${name}-${index}`, volumes: [...(set.spec?.template?.spec?.volumes ?? []), ...volumes] },
  });
}

/** One pod on every node that takes it; cordons and pressures do not keep such pods away. */
export const daemonSets: Controller = {
  keys(change, type, world) {
    if (type === NODES && change.type !== 'MODIFIED')
      return world.store
        .collection(DAEMONSETS)
        .all()
        .map(({ key }) => key);
    return ownKeys('DaemonSet', DAEMONSETS)(change, type);
  },
  reconcile(key, { store }) {
    const [namespace, name] = splitKey(key);
    const set = store.get(DAEMONSETS, name, namespace);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const { nodeSelector = {}, tolerations = [] } = set.spec?.template?.spec ?? {};
    const all = [...tolerations, ...DAEMON_TOLERATIONS];
    const nodes = store
      .list(NODES)
      .filter(
        ({ metadata, spec }) =>
          Object.entries(nodeSelector).every(([label, value]) => metadata.labels?.[label] === value) &&
          (spec?.taints ?? []).every((taint: Loose) => taint.effect === 'PreferNoSchedule' || tolerates(all, taint)),
      );
    const pods = podsOf(store, set);
    for (const { metadata } of nodes) {
      if (pods.some((pod) => daemonNode(pod) === metadata.name)) continue;
      store.create(
        PODS,
        podFrom(set, `${name}-${suffix()}`, { spec: { affinity: pinnedTo(metadata.name), tolerations: all } }),
      );
    }
    const here = podsOf(store, set);
    const ready = here.filter((pod) => isActive(pod) && isReady(pod)).length;
    const status = {
      currentNumberScheduled: here.length,
      numberMisscheduled: 0,
      desiredNumberScheduled: nodes.length,
      numberReady: ready,
      observedGeneration: set.metadata.generation,
      updatedNumberScheduled: here.length,
      numberAvailable: ready,
      ...(nodes.length > ready ? { numberUnavailable: nodes.length - ready } : {}),
    };
    store.update(DAEMONSETS, { ...set, status });
  },
};

const DAEMON_TOLERATIONS = [
  ...['not-ready', 'unreachable'].map((name) => ({
    key: `node.kubernetes.io/${name}`,
    operator: 'Exists',
    effect: 'NoExecute',
  })),
  ...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable', 'not-ready', 'unreachable'].map((name) => ({
    key: `node.kubernetes.io/${name}`,
    operator: 'Exists',
    effect: 'NoSchedule',
  })),
];

/** The way in which the DaemonSet controller binds a pod to its node. */
export function pinnedTo(node: string): Loose {
  const terms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }];
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
}

function daemonNode({ spec }: KubeObject): string | undefined {
  const term = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.[0];
  return spec?.nodeName ?? term?.matchFields?.[0]?.values?.[0];
}

/** One pod after another until enough of them succeeded. */
export const jobs: Controller = {
  keys: ownKeys('Job', JOBS),
  reconcile(key, { store, clock }) {
    const [namespace, name] = splitKey(key);
    const job = store.get(JOBS, name, namespace);
    if (job === undefined || job.metadata.deletionTimestamp !== undefined) return;
    const over = (job.status?.conditions ?? []).some(
      ({ type, status }: Loose) => ['Complete', 'Failed'].includes(type) && status === 'True',
    );
    if (over || job.spec?.suspend === true) return;
    const pods = podsOf(store, job);
    const succeeded = pods.filter(({ status }) => status?.phase === 'Succeeded').length;
    const failed = pods.filter(({ status }) => status?.phase === 'Failed').length;
    const active = pods.filter(isActive).length;
    const at = timestamp(clock.now());
    const done = succeeded >= (job.spec?.completions ?? 1);
    if (!done && active === 0 && failed <= (job.spec?.backoffLimit ?? 6))
      store.create(
        PODS,
        podFrom(job, `${name}-${suffix()}`, { labels: { 'batch.kubernetes.io/job-name': name, 'job-name': name } }),
      );
    const conditions = ['SuccessCriteriaMet', 'Complete'].map((type) => ({
      type,
      status: 'True',
      lastProbeTime: at,
      lastTransitionTime: at,
      reason: 'CompletionsReached',
      message: 'Reached expected number of succeeded pods',
    }));
    const status = {
      startTime: job.status?.startTime ?? at,
      ready: 0,
      terminating: 0,
      uncountedTerminatedPods: {},
      ...(failed > 0 ? { failed } : {}),
      ...(done ? { succeeded, completionTime: at, conditions } : { active: 1 }),
    };
    store.update(JOBS, { ...job, status });
  },
};

function ownKeys(
  kind: string,
  own: typeof PODS,
): (change: Parameters<Controller['keys']>[0], type: typeof PODS) => readonly string[] {
  return ({ entry }, type) => {
    if (type === own) return [entry.key];
    const owner = type === PODS ? controllerOf(entry.object) : undefined;
    return owner?.kind === kind ? [keyOf(owner.name, entry.object.metadata.namespace)] : [];
  };
}

function podsOf(store: Store, owner: KubeObject): KubeObject[] {
  return store.list(PODS).filter((pod) => controllerOf(pod)?.uid === owner.metadata.uid);
}
