/** Deployments and ReplicaSets: as many pods as they ask for. */

import { createHash } from 'node:crypto';
import { DEPLOYMENTS, PODS, REPLICASETS } from '../api/resources.ts';
import { conditionOf, controllerOf, type KubeObject, keyOf } from '../store/object.ts';
import { type Controller, splitKey, type World } from './controller.ts';
import { isActive, isReady, ownedBy, podFrom, suffix, withCondition } from './pods.ts';

/** Keeps the number of pods of a ReplicaSet. */
export const replicaSets: Controller = {
  keys({ entry, before }, type) {
    if (type === REPLICASETS) return [entry.key];
    if (type !== PODS) return [];
    const owner = controllerOf(entry.object) ?? (before && controllerOf(before.object));
    return owner?.kind === 'ReplicaSet' ? [keyOf(owner.name, entry.object.metadata.namespace)] : [];
  },
  reconcile(key, { store }) {
    const [namespace, name] = splitKey(key);
    const set = store.get(REPLICASETS, name, namespace);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const wanted: number = set.spec?.replicas ?? 1;
    const pods = podsOf(store, set).filter(isActive);
    for (let missing = wanted - pods.length; missing > 0; missing--)
      store.create(PODS, podFrom(set, `${name}-${suffix()}`));
    for (const pod of leastUseful(pods).slice(0, Math.max(0, pods.length - wanted)))
      store.remove(PODS, pod.metadata.name, namespace);
    const now = podsOf(store, set).filter(isActive);
    const ready = now.filter(isReady).length;
    store.update(REPLICASETS, {
      ...set,
      status: {
        replicas: now.length,
        ...(now.length === 0 ? {} : { fullyLabeledReplicas: now.length }),
        ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
        observedGeneration: set.metadata.generation,
      },
    });
  },
};

/** Keeps one ReplicaSet per template of a Deployment; changes of the template replace all pods at once. */
export const deployments: Controller = {
  keys({ entry }, type) {
    if (type === DEPLOYMENTS) return [entry.key];
    const owner = type === REPLICASETS ? controllerOf(entry.object) : undefined;
    return owner?.kind === 'Deployment' ? [keyOf(owner.name, entry.object.metadata.namespace)] : [];
  },
  reconcile(key, world) {
    const { store } = world;
    const [namespace, name] = splitKey(key);
    const deployment = store.get(DEPLOYMENTS, name, namespace);
    if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return;
    const hash = templateHash(deployment);
    const replicas: number = deployment.spec?.replicas ?? 1;
    const sets = store.list(REPLICASETS).filter((set) => controllerOf(set)?.uid === deployment.metadata.uid);
    const current = sets.find(({ metadata }) => metadata.labels?.['pod-template-hash'] === hash);
    if (current === undefined) store.create(REPLICASETS, replicaSetOf(deployment, hash, replicas));
    else if (current.spec?.replicas !== replicas)
      store.update(REPLICASETS, { ...current, spec: { ...current.spec, replicas } });
    for (const old of sets)
      if (old !== current && old.spec?.replicas !== 0)
        store.update(REPLICASETS, { ...old, spec: { ...old.spec, replicas: 0 } });
    tell(world, deployment, current);
  },
};

function tell({ store, clock }: World, deployment: KubeObject, current: KubeObject | undefined): void {
  const replicas: number = deployment.spec?.replicas ?? 1;
  const { replicas: there = 0, readyReplicas: ready = 0 } = current?.status ?? {};
  const enough = ready >= Math.ceil(replicas * 0.75);
  const conditions = withCondition(
    withCondition(
      deployment.status?.conditions,
      {
        type: 'Available',
        status: enough ? 'True' : 'False',
        reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
        message: enough ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.',
        lastUpdateTime: conditionOf(deployment, 'Available')?.lastUpdateTime ?? deployment.metadata.creationTimestamp,
      },
      clock.now(),
    ),
    {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${current?.metadata.name ?? ''}" has successfully progressed.`,
      lastUpdateTime: conditionOf(deployment, 'Progressing')?.lastUpdateTime ?? deployment.metadata.creationTimestamp,
    },
    clock.now(),
  );
  store.update(DEPLOYMENTS, {
    ...deployment,
    status: {
      observedGeneration: deployment.metadata.generation,
      replicas: there,
      updatedReplicas: there,
      ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
      ...(replicas > ready ? { unavailableReplicas: replicas - ready } : {}),
      conditions,
    },
  });
}

/** The ReplicaSet that a Deployment makes for its present template. */
export function replicaSetOf(deployment: KubeObject, hash: string, replicas: number) {
  const { name, namespace } = deployment.metadata;
  const { selector, template } = deployment.spec ?? {};
  const labels = { ...template?.metadata?.labels, 'pod-template-hash': hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(replicas),
        'deployment.kubernetes.io/revision': '1',
      },
      ownerReferences: [ownedBy(deployment)],
    },
    spec: {
      replicas,
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, 'pod-template-hash': hash } },
      template: { ...template, metadata: { ...template?.metadata, labels } },
    },
    status: { replicas: 0 },
  };
}

/** What tells templates apart. */
export function templateHash({ spec }: KubeObject): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(spec?.template ?? {}))
    .digest();
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  return [...digest.subarray(0, 10)].map((byte) => letters[byte % letters.length]).join('');
}

function podsOf(store: World['store'], owner: KubeObject): KubeObject[] {
  return store.list(PODS).filter((pod) => controllerOf(pod)?.uid === owner.metadata.uid);
}

/** Pods that run nowhere or are not ready go first. */
function leastUseful(pods: readonly KubeObject[]): KubeObject[] {
  const rank = (pod: KubeObject) => (pod.spec?.nodeName ? 1 : 0) + (isReady(pod) ? 2 : 0);
  return [...pods].sort((a, b) => rank(a) - rank(b));
}
