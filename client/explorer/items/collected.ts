/** What stands where a collection is shown: its items, or why there are none, or how old they are. */

import { say } from '../../../server/words/say.ts';
import { clock } from '../model/age.ts';
import { plain } from '../model/text.ts';
import type { Collection } from '../source.ts';
import { COLOURS, type Item, spoken } from './item.ts';
import { lastKnown } from './lastKnown.ts';
import { rightWords } from './words.ts';

/** Where the lines go. */
export interface Place {
  readonly id: string;
  readonly cluster: string;
  readonly node?: string;
}

/**
 * @param none what to say when there is nothing
 * @param make called only when there is something
 */
export function collected(
  place: Place,
  collection: Collection,
  none: string,
  now: number,
  make: (items: readonly object[]) => readonly Item[],
): readonly Item[] {
  const { state, items, since, only } = collection;
  if (state.kind === 'denied')
    return [note(place, 'denied', 'lock', say('No permission to {0}', rightWords(state)), COLOURS.warning)];
  if (state.kind === 'missing') return [note(place, 'missing', 'circle-slash', say('Not served by this cluster'))];
  if (state.kind === 'idle' || (state.kind === 'loading' && items.length === 0)) return [loading(place)];
  const made = make(items);
  const lines = [
    ...(made.length > 0 ? made : [note(place, 'none', 'dash', none)]),
    ...(only ? [rest(place, only)] : []),
  ];
  if (state.kind !== 'stale' || since === undefined) return lines;
  const old = say('Not current: last data {0}', clock(since, now));
  return [note(place, 'stale', 'history', old, COLOURS.warning), ...lastKnown(lines, old)];
}

/** What is missing because only some namespaces may be read. */
function rest(place: Place, only: Collection['only'] & object): Item {
  const names = only.namespaces.map((name) => plain(name, 63)).join(', ');
  return note(
    place,
    'partial',
    'lock',
    say('Only those in {0}: no permission to {1} in all namespaces', names, rightWords(only)),
    COLOURS.quiet,
  );
}

/** What only adds to the lines of a place and may not be read: one quiet line for all of it. */
export function unread(place: Place, collections: readonly Collection[]): readonly Item[] {
  const rights = collections.flatMap(({ state }) => (state.kind === 'denied' ? [rightWords(state)] : []));
  if (rights.length === 0) return [];
  return [note(place, 'unread', 'lock', say('No permission to {0}', [...new Set(rights)].join(', ')), COLOURS.quiet)];
}

export const loading = (place: Place): Item => note(place, 'loading', 'loading~spin', say('Loading…'));

/** Of one folder; beyond it nobody reads on. */
const MOST = 500;

/**
 * At most so many lines, and one more that says how many are left out.
 *
 * @param command what lists them all; empty where there is none
 * @param part tells that line from others of the same place
 */
export function cut<T>(
  place: Place,
  items: readonly T[],
  command: string,
  make: (item: T) => Item,
  part = 'more',
): readonly Item[] {
  const shown = items.slice(0, MOST).map(make);
  const more = items.length - shown.length;
  if (more === 0) return shown;
  const line = note(place, part, 'ellipsis', say('… and {0} more', more));
  const how = command === '' ? '' : say('all of them: {0}', command);
  return [...shown, { ...line, description: how, accessible: spoken(line.label, how) }];
}

/** A line that says something and can do nothing. */
export function note(place: Place, part: string, icon: string, label: string, colour?: string): Item {
  return {
    ...place,
    id: `${place.id}/:${part}`,
    label,
    description: '',
    icon,
    ...(colour ? { colour } : {}),
    context: `k3s.note.${part}`,
    accessible: label,
    collapsible: 'none',
  };
}
