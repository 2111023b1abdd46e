/** The order in which people look for names: `worker-2` before `worker-10`. */

/** Digits a number in a name has at most before its order no longer matters. */
const WIDTH = 12;

/** Thousands of names are sorted at every change, and hardly any of them is new. */
const known = new Map<string, string>();
const MOST = 20_000;

/** Sorts as a text the way the names should be sorted; the name itself decides between `worker-2` and `worker-02`. */
function keyOf(name: string): string {
  let key = known.get(name);
  if (key === undefined) {
    const start = name.slice(0, 300).toLowerCase();
    key = `${start.replace(/\d+/g, (digits) => digits.padStart(WIDTH, '0'))}\0${name}`;
    if (known.size >= MOST) known.clear();
    known.set(name, key);
  }
  return key;
}

/** Negative, zero or positive. */
export function byName(a: string, b: string): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Makes the key of each item once: thousands of names are sorted at every change. */
export function sortedByName<T>(items: Iterable<T>, name: (item: T) => string): T[] {
  return Array.from(items, (item) => ({ item, key: keyOf(name(item)) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}
