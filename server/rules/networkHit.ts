/** Where a finding about addresses stands, and what else belongs to it. */

import type { Placed } from '../node/networks.ts';
import { say } from '../words/say.ts';
import { placeOf } from '../yaml/places.ts';
import type { Hit, Related } from './rule.ts';

/** The place of a written value; undefined for one K3s fills in. */
export function placeOfValue({ part, from, to }: Placed<unknown>): Pick<Hit, 'at' | 'in'> | undefined {
  return part && { at: placeOf(part, from, to), in: part.document.uri };
}

/** The other values a finding talks about, as far as they are written. */
export function othersOf(values: readonly Placed<unknown>[]): Related[] {
  return values.flatMap((value) => {
    const place = placeOfValue(value);
    return place && place.in !== undefined
      ? [{ uri: place.in, at: place.at, message: say('{0} is set here.', value.text) }]
      : [];
  });
}
