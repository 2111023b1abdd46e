/** All objects of one resource: the present, and as much of the past as is kept. */

import type { ResourceType } from '../api/resources.ts';
import { Entry, type KubeObject } from './object.ts';

/** One thing that happened to an object. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly version: number;
  readonly entry: Entry;
  readonly before?: Entry;
}

/** The version asked for lies before what is kept. */
export const EXPIRED = Symbol('expired');

/** Snapshots that lists in pages come back to. */
const SNAPSHOTS = 8;

/** Kept in the order of etcd, which is the order of the keys. */
export class Collection {
  readonly type: ResourceType;
  /** Nothing of what happened up to this version is known any more. */
  forgotten: number;
  readonly #entries = new Map<string, Entry>();
  readonly #window: number;
  readonly #snapshots = new Map<number, readonly Entry[]>();
  readonly #listeners = new Set<(change: Change) => void>();
  #history: Change[] = [];
  /** All entries in order, and where each key stands in there. */
  #sorted: Entry[] | undefined;
  readonly #places = new Map<string, number>();
  /** Somebody holds the array, so the next change needs another one. */
  #shared = false;

  constructor(type: ResourceType, forgotten: number, window: number) {
    this.type = type;
    this.forgotten = forgotten;
    this.#window = window;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Every object in order. The array stays as it is while the collection goes on. */
  all(): readonly Entry[] {
    if (this.#sorted === undefined) {
      this.#sorted = [...this.#entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
      this.#places.clear();
      for (const [index, { key }] of this.#sorted.entries()) this.#places.set(key, index);
    }
    this.#shared = true;
    return this.#sorted;
  }

  /** Every object as it was at that version. */
  at(version: number): readonly Entry[] | typeof EXPIRED {
    if (version < this.forgotten) return EXPIRED;
    const newest = this.#history.at(-1)?.version ?? this.forgotten;
    if (version >= newest) return this.#keep(version, this.all());
    return this.#snapshots.get(version) ?? this.#keep(version, this.#undo(version));
  }

  /** What happened after that version. */
  since(version: number): readonly Change[] | typeof EXPIRED {
    if (version < this.forgotten) return EXPIRED;
    let from = this.#history.length;
    while (from > 0 && (this.#history[from - 1] as Change).version > version) from--;
    return this.#history.slice(from);
  }

  /** Calls back for every change until the returned function is called. */
  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts an object in; gives what happened. */
  put(key: string, object: KubeObject): Change {
    const before = this.#entries.get(key);
    const entry = new Entry(key, object);
    this.#entries.set(key, entry);
    const change: Change = before
      ? { type: 'MODIFIED', version: entry.version, entry, before }
      : { type: 'ADDED', version: entry.version, entry };
    return this.#happened(change);
  }

  /** Takes an object out; `last` is how the world sees it for the last time. */
  drop(key: string, last: KubeObject): Change | undefined {
    const before = this.#entries.get(key);
    if (before === undefined) return undefined;
    this.#entries.delete(key);
    const entry = new Entry(key, last);
    return this.#happened({ type: 'DELETED', version: entry.version, entry, before });
  }

  /** Forgets the past up to that version, as etcd does when it is compacted. */
  forget(version: number): void {
    this.forgotten = Math.max(this.forgotten, version);
    this.#history = this.#history.filter((change) => change.version > version);
    for (const known of this.#snapshots.keys()) if (known < version) this.#snapshots.delete(known);
  }

  #happened(change: Change): Change {
    if (change.type === 'MODIFIED') this.#exchange(change.entry);
    else this.#sorted = undefined;
    this.#history.push(change);
    if (this.#history.length > 2 * this.#window)
      this.forget((this.#history[this.#history.length - this.#window - 1] as Change).version);
    for (const listener of this.#listeners) listener(change);
    return change;
  }

  /** Most changes leave all keys in their places. */
  #exchange(entry: Entry): void {
    if (this.#sorted === undefined) return;
    if (this.#shared) this.#sorted = this.#sorted.slice();
    this.#shared = false;
    this.#sorted[this.#places.get(entry.key) as number] = entry;
  }

  #keep(version: number, entries: readonly Entry[]): readonly Entry[] {
    this.#snapshots.set(version, entries);
    const oldest = this.#snapshots.keys().next().value;
    if (this.#snapshots.size > SNAPSHOTS && oldest !== undefined) this.#snapshots.delete(oldest);
    return entries;
  }

  #undo(version: number): readonly Entry[] {
    const then = new Map(this.#entries);
    for (let index = this.#history.length - 1; index >= 0; index--) {
      const { version: at, entry, before } = this.#history[index] as Change;
      if (at <= version) break;
      if (before === undefined) then.delete(entry.key);
      else then.set(entry.key, before);
    }
    return [...then.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}
