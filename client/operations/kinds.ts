/** All kinds of operations, by the name that is written down with each. */

import { drainKind } from './drain/kind.ts';
import type { Kind } from './kind.ts';

/** Details are data of unknown origin until their own kind reads them. */
export const kinds: Readonly<Record<string, Kind<unknown>>> = {
  drain: drainKind as Kind<unknown>,
};
