/** The order in which people look for names: `worker-2` before `worker-10`. */

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Negative, zero or positive; names that only differ in case or zeros still have an order. */
export function byName(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

export function sortedByName<T>(items: Iterable<T>, name: (item: T) => string): T[] {
  return [...items].sort((a, b) => byName(name(a), name(b)));
}
