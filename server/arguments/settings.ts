/** What the flags of a command line amount to: the last value, all elements of a list, the pairs of a map. */

import { flagDefault, flagRow, multiOf, type Program } from '../knowledge/componentFlags/lookup.ts';
import { readValue } from '../node/commandLine.ts';
import type { Assignment } from './parse.ts';
import { type Pair, type Piece, type Place, pairOf, piece, split } from './problem.ts';
import { WHOLE_PAIRS } from './values.ts';

/** The settings of one component in one Kubernetes minor (33 for 1.33). */
export class Settings {
  readonly component: Program;
  readonly minor: number;
  /** Gates set outside the list: all components of K3s are one process and share them. */
  readonly gates: ReadonlyMap<string, boolean>;
  readonly #given = new Map<string, Assignment[]>();

  constructor(
    component: Program,
    minor: number,
    assignments: readonly Assignment[],
    gates: ReadonlyMap<string, boolean> = new Map(),
  ) {
    this.component = component;
    this.minor = minor;
    this.gates = gates;
    for (const assignment of assignments) {
      const others = this.#given.get(assignment.flag);
      if (others) others.push(assignment);
      else this.#given.set(assignment.flag, [assignment]);
    }
  }

  /** The flags that were given, in order, by name. */
  get given(): ReadonlyMap<string, readonly Assignment[]> {
    return this.#given;
  }

  /** Whether all values of the flag could be read; then what it is set to is known. */
  isReadable(flag: string): boolean {
    return (this.#given.get(flag) ?? []).every(({ fine }) => fine);
  }

  all(flag: string): readonly Assignment[] {
    return (this.#given.get(flag) ?? []).filter(({ fine }) => fine);
  }

  /** Where a person wrote one of the flags: the last one of the first flag that a person wrote. */
  place(...flags: readonly string[]): Place | undefined {
    for (const flag of flags) {
      const written = this.all(flag).findLast(({ value }) => value.at.item >= 0);
      if (written) return written.value.at;
    }
    return undefined;
  }

  /** Whether the flag has a value, from a person or from K3s. */
  has(flag: string): boolean {
    return this.all(flag).length > 0;
  }

  /** The last value; the default of the program where nobody gave one. */
  text(flag: string): string {
    const last = this.all(flag).at(-1);
    if (last) return last.value.text;
    const row = flagRow(this.component, flag);
    return row ? String(flagDefault(row, this.minor)) : '';
  }

  bool(flag: string): boolean {
    const read = readValue('bool', this.text(flag));
    return typeof read !== 'string' && read.value === true;
  }

  number(flag: string): number {
    const text = this.text(flag);
    const read = readValue('int', text);
    return typeof read === 'string' ? Number(text) : Number(read.value);
  }

  /** In nanoseconds. */
  duration(flag: string): bigint {
    const read = readValue('duration', this.text(flag));
    return typeof read !== 'string' && read.type === 'duration' ? read.value : 0n;
  }

  /** The elements of a list, as the component goes through them: blanks belong to them. */
  list(flag: string): readonly Piece[] {
    const row = flagRow(this.component, flag);
    const multi = row ? multiOf(row) : 'last';
    const values = this.all(flag).map(({ value }) => value);
    if (multi === 'repeat') return values;
    return (multi === 'append' ? values : values.slice(-1)).flatMap(elements);
  }

  /** The elements of a list, or its default where nobody gave one. */
  words(flag: string): readonly string[] {
    if (this.has(flag)) return this.list(flag).map(({ text }) => text);
    const row = flagRow(this.component, flag);
    const standard = row ? flagDefault(row, this.minor) : '';
    return typeof standard === 'object' ? standard.map(String) : String(standard).split(',').filter(Boolean);
  }

  /** The pairs of a map; of several with one key the last one counts. */
  pairs(flag: string, separator = '='): ReadonlyMap<string, Pair> {
    const found = new Map<string, Pair>();
    for (const { value } of this.all(flag)) {
      for (const element of WHOLE_PAIRS.has(flag) ? [value] : split(value, ',')) {
        const pair = pairOf(element, separator);
        found.set(pair.key.text, pair);
      }
    }
    return found;
  }
}

/** The text at commas, without the quotes of a CSV field; nothing for an empty text. */
export function elements(value: Piece): Piece[] {
  if (value.text === '') return [];
  const found: Piece[] = [];
  let start = 0;
  for (const part of value.text.match(/"(?:[^"]|"")*"|[^,]+|(?<=^|,)(?=,|$)/g) ?? []) {
    const at = value.text.indexOf(part, start);
    const quoted = part.length > 1 && part.startsWith('"') && part.endsWith('"');
    found.push(quoted ? piece(value, at + 1, part.length - 2) : piece(value, at, part.length));
    start = at + part.length;
  }
  return found;
}
