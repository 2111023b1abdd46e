/** All kinds of operations, by the name that is written down with each. */

import { joinKind, undoJoinKind } from '../machines/join/kind.ts';
import { recoverKind } from '../machines/recover/kind.ts';
import { removeKind } from '../machines/remove/kind.ts';
import { serviceKind } from '../machines/service/kind.ts';
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
  restart: stepsKind(serviceKind('restart')) as Kind<unknown>,
  stop: stepsKind(serviceKind('stop')) as Kind<unknown>,
  killall: stepsKind(serviceKind('killall')) as Kind<unknown>,
  uninstall: stepsKind(removeKind) as Kind<unknown>,
  recover: stepsKind(recoverKind) as Kind<unknown>,
});
