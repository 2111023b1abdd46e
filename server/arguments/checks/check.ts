/** The signature of all checks of what a component is told, and the small sentences they are made of. */

import type { Say } from '../messages.ts';
import type { ErrorClass, NoteClass, Piece, Place, Problem, Stage } from '../problem.ts';
import type { Settings } from '../settings.ts';

/** A component's own check: settings in, problems out. */
export type Check = (settings: Settings) => Iterable<Problem>;

/** More about a problem than its class, stage and sentence. */
export interface More {
  readonly args?: readonly string[];
  readonly meant?: string | undefined;
  readonly sure?: true;
  readonly at?: Place;
}

/**
 * A problem of flags that do not fit together, or of one flag as a whole; nothing when no person wrote one of them.
 * It is told at the first flag that a person wrote.
 */
export function* between(
  settings: Settings,
  kind: ErrorClass | NoteClass,
  stage: Stage,
  say: Say,
  flags: readonly string[],
  { args, meant, sure, at = settings.place(...flags) }: More = {},
): Iterable<Problem> {
  if (!at || at.item < 0) return;
  yield {
    class: kind,
    stage,
    flags,
    at,
    say,
    ...(args ? { args } : {}),
    ...(meant === undefined ? {} : { meant, ...(sure ? { sure } : {}) }),
  };
}

/** A problem of one piece of a value. */
export function* of(
  flag: string,
  { text, at }: Piece,
  kind: ErrorClass | NoteClass,
  stage: Stage,
  say: Say,
  { args, meant, sure }: More = {},
): Iterable<Problem> {
  if (at.item < 0) return;
  yield {
    class: kind,
    stage,
    flags: [flag],
    at,
    say,
    args: args ?? [text],
    ...(meant === undefined ? {} : { meant, ...(sure ? { sure } : {}) }),
  };
}
