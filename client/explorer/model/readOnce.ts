/** What is read of an object once, however often it is asked for; of thousands, some at a time. */

/** So many are read before others come to their turn: a few milliseconds. */
const AT_ONCE = 500;

export class ReadOnce<Of extends object, Facts> {
  readonly #known = new WeakMap<Of, Facts>();
  readonly #read: (one: Of) => Facts;

  constructor(read: (one: Of) => Facts) {
    this.#read = read;
  }

  /** The same object gives the same facts. */
  of(one: Of): Facts {
    if (!this.#known.has(one)) this.#known.set(one, this.#read(one));
    return this.#known.get(one) as Facts;
  }

  /** Reads some of those that were not read yet, at most so many; whether all are read then. */
  some(all: readonly Of[], most = AT_ONCE): boolean {
    let count = 0;
    for (const one of all) {
      if (this.#known.has(one)) continue;
      if (count++ === most) return false;
      this.of(one);
    }
    return true;
  }
}
