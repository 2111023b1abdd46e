/** What goes when something else goes: dependents, pods of deleted nodes, the content of namespaces. */

import { deleteObject } from '../api/remove.ts';
import {
  CONFIGMAPS,
  NAMESPACES,
  NODES,
  PODS,
  RESOURCES,
  type ResourceType,
  SECRETS,
  SERVICE_ACCOUNTS,
} from '../api/resources.ts';
import type { KubeObject } from '../store/object.ts';
import type { Controller, World } from './controller.ts';
import { splitKey } from './controller.ts';

const STORED = RESOURCES.filter(({ computed, viewOf }) => computed === undefined && viewOf === undefined);

/** Deletes what belongs to something that was deleted. */
export const garbage: Controller = {
  keys({ type: what, entry, before }, type) {
    const { uid, finalizers = [], name } = entry.object.metadata;
    const first = before?.object.metadata.deletionTimestamp === undefined;
    if (what === 'DELETED') return [`gone ${uid}`, ...(type === NODES ? [`node ${name}`] : [])];
    return first && finalizers.includes('foregroundDeletion') ? [`waits ${type.resource} ${entry.key} ${uid}`] : [];
  },
  reconcile(key, world) {
    const [what, ...rest] = key.split(' ');
    if (what === 'node') return forgetNode(world, rest[0] as string);
    const uid = rest.at(-1) as string;
    for (const type of STORED)
      for (const object of world.store.list(type))
        if (object.metadata.ownerReferences?.some((owner) => owner.uid === uid) === true)
          deleteObject(world, type, object, { propagationPolicy: 'Background' });
    if (what !== 'waits') return;
    const type = STORED.find(({ resource }) => resource === rest[0]) as ResourceType;
    const [namespace, name] = splitKey(rest[1] as string);
    const waiting = world.store.get(type, name, namespace);
    const finalizers = waiting?.metadata.finalizers?.filter((one) => one !== 'foregroundDeletion') ?? [];
    if (waiting !== undefined) world.store.update(type, { ...waiting, metadata: { ...waiting.metadata, finalizers } });
  },
};

/** Nobody confirms the end of pods on a node that is gone; K3s forgets its password, too. */
function forgetNode({ store }: World, name: string): void {
  for (const { spec, metadata } of store.list(PODS))
    if (spec?.nodeName === name) store.remove(PODS, metadata.name, metadata.namespace);
  store.remove(SECRETS, `${name}.node-password.k3s`, 'kube-system');
}

/** Empties namespaces that are being deleted, and gives new ones what every namespace has. */
export const namespaces: Controller = {
  keys: ({ type: what, entry }, type) => {
    if (what === 'DELETED')
      return entry.object.metadata.namespace === undefined ? [] : [entry.object.metadata.namespace];
    return type === NAMESPACES ? [entry.key] : [];
  },
  reconcile(name, world) {
    const { store } = world;
    const space = store.get(NAMESPACES, name);
    if (space === undefined) return;
    if (space.metadata.deletionTimestamp === undefined) return furnish(world, name);
    let left = 0;
    for (const type of STORED) {
      if (!type.namespaced) continue;
      for (const object of store.list(type)) {
        if (object.metadata.namespace !== name) continue;
        const remaining: KubeObject | undefined = deleteObject(world, type, object, {});
        if (remaining !== undefined) left++;
      }
    }
    if (left === 0) store.remove(NAMESPACES, name);
  },
};

function furnish({ store, authority }: World, namespace: string): void {
  if (store.get(SERVICE_ACCOUNTS, 'default', namespace) === undefined)
    store.create(SERVICE_ACCOUNTS, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace },
    });
  if (store.get(CONFIGMAPS, 'kube-root-ca.crt', namespace) === undefined)
    store.create(CONFIGMAPS, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-root-ca.crt', namespace },
      data: { 'ca.crt': authority },
    });
}
