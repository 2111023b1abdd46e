/** Lines of what may no longer be true: greyed, and said to be so to whoever sees no colours. */

import { say } from '../../../server/words/say.ts';
import { escaped } from '../model/text.ts';
import { COLOURS, type Item, spoken } from './item.ts';

/**
 * The same lines, and all below them.
 *
 * @param why since when, for the tooltip
 */
export const lastKnown = (items: readonly Item[], why: string): readonly Item[] =>
  items.map((item) => greyed(item, why));

function greyed(item: Item, why: string): Item {
  // A list that is old, in a cluster that is out of reach.
  if (item.old) return item;
  const { children, tooltip } = item;
  return {
    ...item,
    old: true,
    colour: COLOURS.quiet,
    accessible: spoken(item.accessible, say('last known')),
    ...(children && { children: () => lastKnown(children(), why) }),
    ...(tooltip && { tooltip: () => `${tooltip()}\n\n${escaped(say('Last known: {0}', why))}` }),
  };
}
