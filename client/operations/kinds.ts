/** All kinds of operations, by the name that is written down with each. */

import { joinKind, undoJoinKind } from '../machines/join/kind.ts';
import { deleteKind } from './delete/kind.ts';
import { drainKind } from './drain/kind.ts';
import type { Kind } from './kind.ts';
import { stepsKind } from './steps.ts';

/** Nothing is found under names that every object has, such as `constructor`. */
export const kinds: Readonly<Record<string, Kind<unknown>>> = Object.assign(Object.create(null), {
  drain: drainKind as Kind<unknown>,
  delete: deleteKind as Kind<unknown>,
  join: stepsKind(joinKind) as Kind<unknown>,
  undoJoin: stepsKind(undoJoinKind) as Kind<unknown>,
});
