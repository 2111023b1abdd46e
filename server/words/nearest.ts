/** Nearest names: what a person probably meant by a misspelled word. */

/** Edits (insert, delete, replace, swap of neighbours) between two words. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] as number) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
}

/** The form in which spellings are compared: `nodeLabels`, `node_label`, `--node-labels` are all `node-label`. */
export function plainName(name: string): string {
  return name
    .replace(/^-+/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[_.\s]+/g, '-')
    .toLowerCase();
}

/**
 * The names closest to a word, best first.
 *
 * @param limit how many at most
 */
export function nearest(word: string, names: Iterable<string>, limit = 3): string[] {
  const plain = plainName(word);
  const singular = plain.replace(/s$/, '');
  const allowed = Math.max(1, Math.min(3, Math.floor(plain.length / 4)));
  const scored: { name: string; score: number }[] = [];
  for (const name of names) {
    if (name === plain || name === singular || name === `${plain}s`) {
      scored.push({ name, score: 0 });
      continue;
    }
    if (Math.abs(name.length - plain.length) > allowed + 1) continue;
    const score = Math.min(distance(plain, name), distance(singular, name) + 0.5);
    if (score <= allowed) scored.push({ name, score });
  }
  return scored.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1)).slice(0, limit).map(({ name }) => name);
}
