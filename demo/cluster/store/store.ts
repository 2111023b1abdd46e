/** The memory of the demo cluster, as etcd is that of a real one: versions, history, and who changed something in between. */

import { randomUUID } from 'node:crypto';
import { type ResourceType, typeId } from '../api/resources.ts';
import { ApiError, conflict } from '../api/status.ts';
import { type Clock, timestamp } from '../clock.ts';
import { type Change, Collection } from './collection.ts';
import { type Draft, type KubeObject, keyOf, type Metadata } from './object.ts';

/** How many changes of each resource are kept. */
const WINDOW = 2000;

/** Every collection under one counter of versions. */
export class Store {
  readonly clock: Clock;
  readonly #window: number;
  readonly #collections = new Map<string, Collection>();
  readonly #listeners = new Set<(change: Change, type: ResourceType) => void>();
  #version: number;

  constructor(clock: Clock, { window = WINDOW, version = 1000 }: { window?: number; version?: number } = {}) {
    this.clock = clock;
    this.#window = window;
    this.#version = version;
  }

  /** The version of the newest change. */
  get version(): number {
    return this.#version;
  }

  collection(type: ResourceType): Collection {
    const id = typeId(type);
    const known = this.#collections.get(id);
    if (known !== undefined) return known;
    const made = new Collection(type, this.#version, this.#window);
    made.listen((change) => {
      for (const listener of this.#listeners) listener(change, type);
    });
    this.#collections.set(id, made);
    return made;
  }

  get(type: ResourceType, name: string, namespace?: string): KubeObject | undefined {
    return this.collection(type).get(keyOf(name, namespace))?.object;
  }

  list(type: ResourceType): readonly KubeObject[] {
    return this.collection(type)
      .all()
      .map(({ object }) => object);
  }

  /** Calls back for every change of every resource. */
  listen(listener: (change: Change, type: ResourceType) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What an object becomes when it is created, without creating it. */
  draft(type: ResourceType, draft: Draft, version = this.#version + 1): KubeObject {
    const given = draft.metadata;
    const metadata: Metadata = {
      ...given,
      name: given.name ?? `${given.generateName ?? ''}${randomUUID().slice(0, 5)}`,
      uid: given.uid ?? randomUUID(),
      resourceVersion: String(version),
      ...(type.generation === true ? { generation: given.generation ?? 1 } : {}),
      creationTimestamp: given.creationTimestamp ?? timestamp(this.clock.now()),
    };
    return { ...draft, apiVersion: draft.apiVersion, kind: draft.kind, metadata };
  }

  /** Adds an object; the name must be free. */
  create(type: ResourceType, draft: Draft): KubeObject {
    const object = this.draft(type, draft);
    const key = keyOf(object.metadata.name, object.metadata.namespace);
    const collection = this.collection(type);
    if (collection.get(key) !== undefined) throw ApiError.alreadyExists(type, object.metadata.name);
    this.#version++;
    collection.put(key, object);
    return object;
  }

  /**
   * Puts `next` in the place of the object with its name. With a resourceVersion in it, that must be the present one.
   * Nothing happens where nothing differs. The last finalizer of an object that is to be deleted takes it away.
   */
  update(type: ResourceType, next: Draft): KubeObject {
    const { name = '', namespace, resourceVersion } = next.metadata;
    const key = keyOf(name, namespace);
    const collection = this.collection(type);
    const before = collection.get(key)?.object;
    if (before === undefined) throw ApiError.notFound(type, name);
    if (resourceVersion && resourceVersion !== before.metadata.resourceVersion) throw conflict(type, name);
    const object = this.succeed(type, before, next);
    if (object === before) return before;
    this.#version++;
    if (isOver(object)) collection.drop(key, object);
    else collection.put(key, object);
    return object;
  }

  /** What the object becomes with that change; the same object where nothing changes. */
  succeed(type: ResourceType, before: KubeObject, next: Draft): KubeObject {
    const kept = before.metadata;
    const { generation: _, resourceVersion: __, ...given } = next.metadata;
    const metadata: Metadata = {
      ...given,
      name: kept.name,
      uid: kept.uid,
      creationTimestamp: kept.creationTimestamp,
      resourceVersion: kept.resourceVersion,
      ...(kept.generation === undefined ? {} : { generation: kept.generation }),
    };
    const same: KubeObject = { ...next, apiVersion: before.apiVersion, kind: before.kind, metadata };
    if (alike(same, before)) return before;
    const grown = type.generation === true && !alike(same.spec, before.spec);
    const marked = metadata.deletionTimestamp !== kept.deletionTimestamp;
    return {
      ...same,
      metadata: {
        ...metadata,
        resourceVersion: String(this.#version + 1),
        ...(type.generation === true ? { generation: (kept.generation ?? 1) + (grown || marked ? 1 : 0) } : {}),
      },
    };
  }

  /** Takes an object out at once. */
  remove(type: ResourceType, name: string, namespace?: string): KubeObject | undefined {
    const key = keyOf(name, namespace);
    const before = this.collection(type).get(key)?.object;
    if (before === undefined) return undefined;
    const last = { ...before, metadata: { ...before.metadata, resourceVersion: String(++this.#version) } };
    this.collection(type).drop(key, last);
    return last;
  }

  /** Forgets the past of every resource, as a real cluster does every five minutes. */
  compact(version = this.#version): void {
    for (const collection of this.#collections.values()) collection.forget(version);
  }
}

/** Nothing keeps an object any more that is to be deleted; namespaces have finalizers of their own. */
function isOver({ kind, metadata, spec }: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers = [] } = metadata;
  const held = kind === 'Namespace' && (spec?.finalizers ?? []).length > 0;
  return deletionTimestamp !== undefined && finalizers.length === 0 && !deletionGracePeriodSeconds && !held;
}

/** Whether two values are the same JSON, whatever the order of their fields. */
export function alike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => alike(item, b[index]))
    );
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const names = Object.keys(left).filter((name) => left[name] !== undefined);
  return (
    names.length === Object.keys(right).filter((name) => right[name] !== undefined).length &&
    names.every((name) => alike(left[name], right[name]))
  );
}
