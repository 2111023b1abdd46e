/** Lists of a cluster as they are now, not as a cache of the server remembers them. */

import { ObjectCollection } from '../cluster/collection.ts';
import { type KubeObject, stripped } from '../cluster/objects.ts';
import { readList } from '../cluster/paging.ts';
import type { Api } from '../cluster/request.ts';
import { type Resource, resourcePath } from '../cluster/resources.ts';
import type { Refusal } from '../cluster/statusTrouble.ts';

export type Read<T> = { readonly ok: true; readonly value: T } | Refusal;

/** All items, however many pages that takes. */
export async function list<T>(
  { api, signal }: { readonly api: Api; readonly signal: AbortSignal },
  resource: Resource<ReadonlyMap<string, T>>,
): Promise<Read<T[]>> {
  const collection = resource.collect();
  const end = await readList(api, resource, collection, { fromCache: false, signal, arrived: () => undefined });
  return end.ok ? { ok: true, value: [...collection.view.values()] } : end;
}

/** A kind of objects in all namespaces, with all that is in them. */
export function plain(resource: string, group = ''): Resource<ReadonlyMap<string, KubeObject>> {
  const path = resourcePath(resource, { group });
  return { id: resource, name: resource, path, collect: () => new ObjectCollection((raw) => stripped(raw)) };
}
