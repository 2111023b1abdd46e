/** What can be wrong with component arguments: values with their place, without words. */

import type { Say } from './messages.ts';

/** A piece of one item of the list; `item` is -1 for an argument that K3s passes itself. */
export interface Place {
  readonly item: number;
  readonly from: number;
  readonly to: number;
}

/** A piece of text and where it stands. */
export interface Piece {
  readonly text: string;
  readonly at: Place;
}

/** How far the component gets: parsing, feature gates, its own validation, setting itself up. */
export type Stage = 'flags' | 'gates' | 'validation' | 'startup' | 'note';

/** Kinds of mistakes that end a component. (conformance/README-kubelet-drain.md) */
export type ErrorClass =
  | 'unknown-flag'
  | 'flag-syntax'
  | 'unknown-shorthand'
  | 'value-missing'
  | 'not-a-flag'
  | 'invalid-value'
  | 'unknown-name'
  | 'range'
  | 'duplicate'
  | 'contradiction'
  | 'label-protected'
  | 'label-invalid'
  | 'gate-unknown'
  | 'gate-locked'
  | 'gate-component-unknown'
  | 'gate-dependency'
  | 'gate-required'
  | 'relation'
  | 'enum'
  | 'syntax'
  | 'removed';

/** What a component takes, although it should be told. */
export type NoteClass =
  /** A flag on its way out. */
  | 'deprecated'
  /** A value, or an item, that the component throws away. */
  | 'ignored'
  /** A flag that does nothing without another one. */
  | 'no-effect'
  /** An argument of K3s itself that no longer counts. */
  | 'overrides'
  /** Given twice, and only one of them counts. */
  | 'repeated'
  /** A gate that is what it is anyway. */
  | 'needless-gate';

/** What a value is not. (conformance/README-kubelet-drain.md) */
export type ValueKind =
  | 'number'
  | 'number-range'
  | 'boolean'
  | 'duration'
  | 'pair'
  | 'taint'
  | 'ip'
  | 'port-range'
  | 'reserved-memory'
  | 'other';

export interface Problem {
  readonly class: ErrorClass | NoteClass;
  readonly stage: Stage;
  /** All flags it is about; the first one is the one to look at. */
  readonly flags: readonly string[];
  readonly at: Place;
  /** Which sentence tells it, and what that names beside component and flag. */
  readonly say: Say;
  readonly args?: readonly string[];
  readonly gate?: string;
  readonly valueKind?: ValueKind;
  /** What to write in place of the piece; `sure` when nothing else can be meant. */
  readonly meant?: string;
  readonly sure?: true;
  /** Further things it might mean. */
  readonly also?: readonly string[];
  /** Where a `+` in front of the `=` would keep what K3s passes. */
  readonly plusAt?: number;
}

const STAGES: readonly Stage[] = ['flags', 'gates', 'validation', 'startup'];

/** The problems that end the component: those of the first stage it does not get through. */
export function fatal(problems: readonly Problem[]): readonly Problem[] {
  for (const stage of STAGES) {
    const found = problems.filter((problem) => problem.stage === stage);
    // Parsing stops at the first mistake, the later stages collect theirs.
    if (found.length > 0) return stage === 'flags' ? found.slice(0, 1) : found;
  }
  return [];
}

/** The pieces between separators, without the blanks around them and without empty ones. */
export function split({ text, at }: Piece, separator: string): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const part of text.split(separator)) {
    const bare = part.trim();
    if (bare !== '') pieces.push(piece({ text, at }, start + part.indexOf(bare), bare.length));
    start += part.length + separator.length;
  }
  return pieces;
}

/** A part of a piece by offset and length. */
export function piece({ text, at }: Piece, offset: number, length: number): Piece {
  const isWhole = at.to - at.from === text.length;
  return {
    text: text.slice(offset, offset + length),
    // An implied value has no text of its own in the item.
    at: isWhole ? { item: at.item, from: at.from + offset, to: at.from + offset + length } : at,
  };
}

export interface Pair {
  readonly key: Piece;
  /** Undefined without the separator. */
  readonly value: Piece | undefined;
  readonly whole: Piece;
}

/** A piece as key and value at the first separator. */
export function pairOf(whole: Piece, separator = '='): Pair {
  const at = whole.text.indexOf(separator);
  if (at < 0) return { key: whole, value: undefined, whole };
  const trimmed = (from: number, to: number): Piece => {
    const text = whole.text.slice(from, to);
    const lead = text.length - text.trimStart().length;
    return piece(whole, from + lead, text.trim().length);
  };
  return { key: trimmed(0, at), value: trimmed(at + separator.length, whole.text.length), whole };
}
