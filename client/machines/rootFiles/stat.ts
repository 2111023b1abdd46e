/** What is known of a file without looking into it, out of a line of `stat`. */

export type RootFileKind = 'file' | 'folder' | 'other';

export interface RootFileStat {
  /** Of what a link leads to, where it is one. */
  readonly kind: RootFileKind;
  readonly isLink: boolean;
  /** In bytes. */
  readonly size: number;
  /** In milliseconds since 1970. */
  readonly modified: number;
  /** The permission bits, such as 0o600. */
  readonly mode: number;
  readonly user: number;
  readonly group: number;
  /** How many names the file has. */
  readonly names: number;
}

const FORM = /^([01]) ([0-9a-f]+) (\d+) (-?\d+) (\d+) (\d+) (\d+) (.+)$/;
/** What the upper bits of the mode say, as Linux numbers them. */
const kindOf = (mode: number): RootFileKind => {
  const type = mode >> 12;
  return type === 8 ? 'file' : type === 4 ? 'folder' : 'other';
};

/**
 * Reads what `stat -c '%f %s %Y %u %g %h %y'` printed, with a 1 in front where a link leads there, else a 0.
 * busybox leaves the fraction of a second out where it was built so.
 */
export function readStat(line: string): RootFileStat | undefined {
  const [, link, mode = '', size, seconds, user, group, names, time = ''] = FORM.exec(line.trim()) ?? [];
  if (link === undefined) return undefined;
  const bits = Number.parseInt(mode, 16);
  const fraction = Number(/\.(\d{3})/.exec(time)?.[1] ?? 0);
  return {
    kind: kindOf(bits),
    isLink: link === '1',
    size: Number(size),
    modified: Number(seconds) * 1000 + fraction,
    mode: bits & 0o7777,
    user: Number(user),
    group: Number(group),
    names: Number(names),
  };
}
