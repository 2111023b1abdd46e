/** Pods of a node as a drain looks at them: plain data, read with care from what the cluster sent. */

import { ObjectCollection, type Objects } from '../../cluster/collection.ts';
import { asArray, asNumber, asRecord, asText, at } from '../../cluster/json.ts';
import { type KubeObject, stripped } from '../../cluster/objects.ts';
import { podsOf, type Resource } from '../../cluster/resources.ts';

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Who makes it anew when it goes. */
  readonly controller?: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  /** The picture of a static pod, which only its node can end. */
  readonly mirror: boolean;
  readonly phase: string;
  readonly ready: boolean;
  /** Names of volumes that are lost with the pod. */
  readonly emptyDirs: readonly string[];
  /** Names of claims. */
  readonly claims: readonly string[];
  /** When its grace period ends or ended, in milliseconds; only for a pod that is being deleted. */
  readonly deleted?: number;
}

/** A pod in a list that is kept up to date. */
export interface PodObject extends KubeObject {
  readonly pod: Pod;
}

/** It did its work, or failed at it: nothing runs in it any more. */
export const isFinished = ({ phase }: Pod): boolean => phase === 'Succeeded' || phase === 'Failed';

/** `namespace/name` of a pod. */
export const nameOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string =>
  `${namespace}/${name}`;

/** `namespace/name` of the DaemonSet that the pod belongs to; owners of other API groups are like any controller. */
export function daemonSetOf({ namespace, controller }: Pod): string | undefined {
  return controller?.kind === 'DaemonSet' && controller.apiVersion === 'apps/v1'
    ? `${namespace}/${controller.name}`
    : undefined;
}

/** The pods of a node that a drain is about. */
export function podsToDrain(node: string, labelSelector = ''): Resource<Objects<PodObject>> {
  const { id: _, collect: __, within: ___, ...resource } = podsOf(node);
  return {
    ...resource,
    id: `drain of ${node}: ${labelSelector}`,
    query: { ...resource.query, ...(labelSelector ? { labelSelector } : undefined) },
    collect: () => new ObjectCollection(podObject),
  };
}

function podObject(raw: unknown): PodObject | undefined {
  const object = stripped(raw);
  const pod = object && podOf(object);
  if (!pod) return undefined;
  const { name, namespace, uid, resourceVersion } = object.metadata;
  return {
    metadata: {
      name,
      ...(namespace ? { namespace } : undefined),
      ...(uid ? { uid } : undefined),
      ...(resourceVersion ? { resourceVersion } : undefined),
    },
    pod,
  };
}

function podOf({ metadata, ...raw }: KubeObject): Pod {
  const volumes = asArray(at(raw, 'spec', 'volumes')) ?? [];
  const deleted = Date.parse(asText(metadata.deletionTimestamp) ?? '');
  const owner = (asArray(metadata.ownerReferences) ?? []).find((one) => at(one, 'controller') === true);
  const controller = owner !== undefined && {
    apiVersion: asText(at(owner, 'apiVersion')) ?? '',
    kind: asText(at(owner, 'kind')) ?? '',
    name: asText(at(owner, 'name')) ?? '',
  };
  const namespace = metadata.namespace ?? 'default';
  return {
    namespace,
    name: metadata.name,
    uid: asText(metadata.uid) ?? '',
    labels: Object.fromEntries(
      Object.entries(asRecord(metadata.labels) ?? {}).flatMap(([key, value]) =>
        typeof value === 'string' ? [[key, value] as const] : [],
      ),
    ),
    ...(controller ? { controller } : undefined),
    mirror: at(metadata, 'annotations', 'kubernetes.io/config.mirror') !== undefined,
    phase: asText(at(raw, 'status', 'phase')) ?? '',
    ready: (asArray(at(raw, 'status', 'conditions')) ?? []).some(
      (one) => at(one, 'type') === 'Ready' && at(one, 'status') === 'True',
    ),
    emptyDirs: volumes.flatMap((one) => (asRecord(at(one, 'emptyDir')) ? [asText(at(one, 'name')) ?? ''] : [])),
    claims: volumes.flatMap((one) => claimOf(metadata.name, one)),
    ...(Number.isNaN(deleted) ? undefined : { deleted }),
  };
}

function claimOf(pod: string, volume: unknown): string[] {
  const claim = asText(at(volume, 'persistentVolumeClaim', 'claimName'));
  if (claim) return [claim];
  return asRecord(at(volume, 'ephemeral')) ? [`${pod}-${asText(at(volume, 'name')) ?? ''}`] : [];
}

/** A number out of an object of the cluster, 0 where there is none. */
export const numberAt = (raw: unknown, ...path: readonly string[]): number => asNumber(at(raw, ...path)) ?? 0;
