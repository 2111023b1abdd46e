/** Short ways to put objects into a store: workloads with their pods already running, as if for days. */

import {
  DAEMONSETS,
  DEPLOYMENTS,
  NAMESPACES,
  NODES,
  PODS,
  REPLICASETS,
  type ResourceType,
  STATEFULSETS,
} from '../api/resources.ts';
import { timestamp } from '../clock.ts';
import { ownedBy, podFrom, runningStatus } from '../controllers/pods.ts';
import { replicaSetOf, templateHash } from '../controllers/replicas.ts';
import { pinnedTo } from '../controllers/sets.ts';
import type { KubeObject, Loose, Metadata } from '../store/object.ts';
import type { Store } from '../store/store.ts';

/** Milliseconds in a minute, an hour, a day. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A workload in a few words. */
export interface Workload {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  /** One pod on each of them. */
  readonly nodes: readonly string[];
  readonly days?: number;
  /** More for the specification of its pods. */
  readonly spec?: Loose;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Builds a cluster into a store; everything is as old as it says. */
export class Builder {
  readonly store: Store;
  readonly #pods = new Map<string, number>();

  constructor(store: Store) {
    this.store = store;
  }

  /** A time in the past, as objects write it. */
  ago(ms: number): string {
    return timestamp(this.store.clock.now() - ms);
  }

  /** Any object; `age` in milliseconds. */
  add(type: ResourceType, metadata: Partial<Metadata>, fields: Loose = {}, age = 42 * DAY): KubeObject {
    const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
    return this.store.create(type, {
      apiVersion,
      kind: type.kind,
      metadata: { creationTimestamp: this.ago(age), ...metadata },
      ...fields,
    });
  }

  namespace(name: string, age = 42 * DAY): void {
    const labels = { 'kubernetes.io/metadata.name': name };
    this.add(NAMESPACES, { name, labels }, { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }, age);
  }

  /** A Deployment with its ReplicaSet and one running pod per node. */
  deployment(workload: Workload): KubeObject[] {
    const { name, namespace, nodes } = workload;
    const deployment = this.add(
      DEPLOYMENTS,
      { name, namespace, labels: labelsOf(workload) },
      { spec: { replicas: nodes.length, ...this.#spec(workload) }, status: {} },
      this.#age(workload),
    );
    const hash = templateHash(deployment);
    const { metadata, ...rest } = replicaSetOf(deployment, hash, nodes.length);
    const set = this.store.create(REPLICASETS, {
      ...rest,
      metadata: { ...metadata, creationTimestamp: deployment.metadata.creationTimestamp },
    });
    return nodes.map((node, index) => this.pod(set, `${set.metadata.name}-${letters(name, index)}`, node));
  }

  /** A StatefulSet; its pods count from 0. */
  statefulSet(workload: Workload, more: Loose = {}): KubeObject[] {
    const { name, namespace, nodes } = workload;
    const set = this.add(
      STATEFULSETS,
      { name, namespace, labels: labelsOf(workload) },
      { spec: { replicas: nodes.length, serviceName: name, ...this.#spec(workload), ...more }, status: {} },
      this.#age(workload),
    );
    return nodes.map((node, index) => {
      const claims: Loose[] = more.volumeClaimTemplates ?? [];
      const volumes = claims.map(({ metadata }) => ({
        name: metadata.name,
        persistentVolumeClaim: { claimName: `${metadata.name}-${name}-${index}` },
      }));
      const labels = {
        'statefulset.kubernetes.io/pod-name': `${name}-${index}`,
        'apps.kubernetes.io/pod-index': String(index),
      };
      return this.pod(set, `${name}-${index}`, node, { labels, spec: { hostname: `${name}-${index}`, volumes } });
    });
  }

  /** A DaemonSet with a pod on each of the nodes. */
  daemonSet(workload: Workload): KubeObject[] {
    const { name, namespace, nodes } = workload;
    const set = this.add(
      DAEMONSETS,
      { name, namespace, labels: labelsOf(workload) },
      { spec: this.#spec(workload), status: {} },
      this.#age(workload),
    );
    return nodes.map((node, index) =>
      this.pod(set, `${name}-${letters(name, index)}`, node, { spec: { affinity: pinnedTo(node) } }),
    );
  }

  /** A running pod of an owner on a node. */
  pod(owner: KubeObject, name: string, node: string, more: Loose = {}): KubeObject {
    const draft = podFrom(owner, name, { ...more, spec: { ...more.spec, nodeName: node } });
    return this.running({ ...draft.metadata, creationTimestamp: owner.metadata.creationTimestamp }, draft.spec, node);
  }

  /** A running pod that nobody owns. */
  running(metadata: Partial<Metadata>, spec: Loose, node: string, age = 3 * DAY): KubeObject {
    const { addresses = [] } = this.store.get(NODES, node)?.status ?? {};
    const host: string = addresses[0]?.address ?? '';
    const since = Date.parse(metadata.creationTimestamp ?? this.ago(age));
    const address = spec.hostNetwork ? host : this.#address(node);
    const full = {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      schedulerName: 'default-scheduler',
      ...spec,
      nodeName: node,
    };
    const draft = { apiVersion: 'v1', kind: 'Pod', metadata, spec: full };
    return this.store.create(PODS, {
      ...draft,
      metadata: { creationTimestamp: timestamp(since), ...metadata },
      status: runningStatus(draft, address, host, since),
    });
  }

  /** Changes something about an object. */
  change(type: ResourceType, object: KubeObject, change: Loose): KubeObject {
    const { metadata = {}, ...rest } = change;
    const now = this.store.get(type, object.metadata.name, object.metadata.namespace) ?? object;
    return this.store.update(type, { ...now, ...rest, metadata: { ...now.metadata, ...metadata } });
  }

  /** The owner reference to an object. */
  ownedBy(owner: KubeObject): Partial<Metadata> {
    return { ownerReferences: [ownedBy(owner)] };
  }

  #age({ days = 42 }: Workload): number {
    return days * DAY;
  }

  #spec(workload: Workload): Loose {
    const { name, image, spec = {}, annotations } = workload;
    const labels = labelsOf(workload);
    const template = {
      metadata: { labels, ...(annotations === undefined ? {} : { annotations }) },
      spec: { containers: [{ name, image }], restartPolicy: 'Always', ...spec },
    };
    return { selector: { matchLabels: labels }, template };
  }

  #address(node: string): string {
    const next = (this.#pods.get(node) ?? 1) + 1;
    this.#pods.set(node, next);
    const index = this.store.list(NODES).findIndex(({ metadata }) => metadata.name === node);
    return `10.42.${index}.${next}`;
  }
}

function labelsOf({ name, labels }: Workload): Readonly<Record<string, string>> {
  return labels ?? { app: name };
}

/** The five letters at the end of a pod's name, always the same for the same pod. */
function letters(name: string, index: number): string {
  const known = 'bcdfghjklmnpqrstvwxz2456789';
  let seed = index * 7919 + 17;
  for (const char of name) seed = (seed * 33 + char.charCodeAt(0)) % 1_000_003;
  return Array.from({ length: 5 }, (_, at) => known[Math.floor(seed / (at * 31 + 1)) % known.length]).join('');
}
