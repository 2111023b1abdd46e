/** What grows out of a list and the events after it. */

import { type KubeObject, keyOf } from './objects.ts';

/** What an event did: which object it touched, or that only a new list can tell. */
export type Effect = { readonly key: string } | 'nothing' | 'readAgain';

export interface Collection<View> {
  readonly view: View;
  /** A list begins. What is known stays until the new list is complete. */
  begin(): void;
  add(item: unknown): void;
  /** A page is complete; `list` is all of it but the items. */
  page(list: unknown): void;
  finish(): void;
  apply(type: string, object: unknown): Effect;
}

export type Objects<T extends KubeObject> = ReadonlyMap<string, T>;

/** Objects by namespace and name. `read` takes from each what is to be kept; what it cannot read is left out. */
export class ObjectCollection<T extends KubeObject> implements Collection<Objects<T>> {
  readonly #read: (raw: unknown) => T | undefined;
  #objects = new Map<string, T>();
  #next: Map<string, T> | undefined;
  #complete = false;

  constructor(read: (raw: unknown) => T | undefined) {
    this.#read = read;
  }

  /** While the first list is read, what has arrived of it; of several tries, the one that got farthest. */
  get view(): Objects<T> {
    return this.#known;
  }

  get #known(): Map<string, T> {
    const isMore = !this.#complete && this.#next !== undefined && this.#next.size >= this.#objects.size;
    return isMore && this.#next ? this.#next : this.#objects;
  }

  begin(): void {
    this.#objects = this.#known;
    this.#next = new Map();
  }

  add(item: unknown): void {
    const object = this.#read(item);
    if (object) this.#next?.set(keyOf(object), object);
  }

  page(): void {}

  finish(): void {
    this.#objects = this.#next ?? this.#objects;
    this.#next = undefined;
    this.#complete = true;
  }

  apply(type: string, raw: unknown): Effect {
    const object = this.#read(raw);
    if (!object) return 'nothing';
    const key = keyOf(object);
    if (type === 'DELETED') return this.#objects.delete(key) ? { key } : 'nothing';
    const before = this.#objects.get(key);
    this.#objects.set(key, object);
    return before && same(before, object) ? 'nothing' : { key };
  }
}

/** Whether nothing but the version differs, as after a heartbeat that changed nothing that is kept. */
function same(one: KubeObject, other: KubeObject): boolean {
  const plain = ({ metadata, ...rest }: KubeObject): string =>
    JSON.stringify([{ ...metadata, resourceVersion: undefined }, rest]);
  return plain(one) === plain(other);
}
