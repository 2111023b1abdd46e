/** Nearest names: what a person probably meant by a misspelled word. */

/** Three rows to count in, used again and again. */
let rows: readonly Uint16Array[] = [0, 1, 2].map(() => new Uint16Array(64));

/**
 * Edits (insert, delete, replace, swap of neighbours) between two words. Counting ends once there are more than `most`:
 * a wrong key is compared with every option at each keystroke, and nearly all of them are far away.
 */
export function distance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  const width = b.length + 1;
  if (width > (rows[0]?.length ?? 0)) rows = [0, 1, 2].map(() => new Uint16Array(width));
  let [before, row, next] = rows as [Uint16Array, Uint16Array, Uint16Array];
  for (let j = 0; j < width; j++) row[j] = j;
  for (let i = 1; i <= a.length; i++) {
    next[0] = i;
    let least = i;
    for (let j = 1; j < width; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] as number) + 1);
      next[j] = best;
      least = Math.min(least, best);
    }
    if (least > most) return least;
    [before, row, next] = [row, next, before];
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
  // Every word of one letter is one edit away from every other.
  const allowed = plain.length < 2 ? 0 : Math.max(1, Math.min(3, Math.floor(plain.length / 4)));
  const scored: { name: string; score: number }[] = [];
  for (const name of names) {
    if (name === plain || name === singular || name === `${plain}s`) {
      scored.push({ name, score: 0 });
      continue;
    }
    if (Math.abs(name.length - plain.length) > allowed + 1) continue;
    const whole = distance(plain, name, allowed);
    const score = singular === plain ? whole : Math.min(whole, distance(singular, name, allowed) + 0.5);
    if (score <= allowed) scored.push({ name, score });
  }
  return scored
    .sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}
