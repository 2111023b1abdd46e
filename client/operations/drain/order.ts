/** In which order several nodes are drained: first the one whose pods have most company elsewhere. */

import { ObjectCollection } from '../../cluster/collection.ts';
import { asNumber, at } from '../../cluster/json.ts';
import { type KubeObject, stripped } from '../../cluster/objects.ts';
import { readList } from '../../cluster/paging.ts';
import { resourcePath } from '../../cluster/resources.ts';
import type { Plan } from './plan.ts';
import type { Pod } from './pod.ts';
import type { Sources } from './readFacts.ts';

/** Ready pods of each controller in the whole cluster, by `kind namespace/name`. */
export type Replicas = ReadonlyMap<string, number>;

const KINDS = { ReplicaSet: 'replicasets', StatefulSet: 'statefulsets' } as const;

/** What may not be read is not there. */
export async function readReplicas({ api, signal }: Pick<Sources, 'api' | 'signal'>): Promise<Replicas> {
  const found = new Map<string, number>();
  for (const [kind, resource] of Object.entries(KINDS)) {
    const collection = new ObjectCollection((raw) => stripped(raw));
    const path = resourcePath(resource, { group: 'apps' });
    const wanted = { id: resource, name: resource, path, collect: () => collection };
    await readList(api, wanted, collection, { fromCache: true, signal, arrived: () => undefined });
    for (const object of collection.view.values())
      found.set(keyOf(kind, object), asNumber(at(object, 'status', 'readyReplicas')) ?? 0);
  }
  return found;
}

const keyOf = (kind: string, { metadata: { namespace, name } }: KubeObject): string => `${kind} ${namespace}/${name}`;

/** The same plans; those that are equal keep their order. */
export function inOrder(plans: readonly Plan[], replicas: Replicas): Plan[] {
  const company = new Map(plans.map((plan) => [plan, withCompany(plan, replicas)]));
  return [...plans].sort((a, b) => (company.get(b) ?? 0) - (company.get(a) ?? 0));
}

/** The part of the pods that go whose controller has a ready pod on another node; 1 for a node without any. */
function withCompany({ rows }: Plan, replicas: Replicas): number {
  const going = rows.filter(({ goes }) => goes).map(({ pod }) => pod);
  if (going.length === 0) return 1;
  const here = new Map<string, number>();
  for (const pod of going) here.set(controllerKey(pod), (here.get(controllerKey(pod)) ?? 0) + (pod.ready ? 1 : 0));
  const accompanied = going.filter((pod) => {
    const key = controllerKey(pod);
    return (replicas.get(key) ?? 0) > (here.get(key) ?? 0);
  });
  return accompanied.length / going.length;
}

const controllerKey = ({ controller, namespace }: Pod): string =>
  controller ? `${controller.kind} ${namespace}/${controller.name}` : '';
