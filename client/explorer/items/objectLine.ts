/** The shape of the lines of objects that belong to K3s: a name, some words, longer ones in the tooltip. */

import { nameOf, namespaceOf } from '../model/raw.ts';
import { idPart, plain } from '../model/text.ts';
import type { Place } from './collected.ts';
import { COLOURS, facts, type Item, spoken } from './item.ts';
import { type Line, tooltip } from './tooltip.ts';

export interface Look {
  readonly icon: string;
  readonly colour?: string;
}

export const failed: Look = { icon: 'error', colour: COLOURS.bad };

/** What is shown, and what tells it from others of that name: an object of the cluster, or a text. */
export interface Named {
  readonly name: string;
  readonly id: object | string;
}

/** What is too long for a line gets to be short there, and is whole in the tooltip. */
type Word = string | false | undefined | ((short: Short) => string);
export type Short = (text: string) => string;

export function objectLine(
  place: Place,
  { name, id }: Named,
  context: string,
  look: Look,
  words: readonly Word[],
  ...more: readonly Line[]
): Item {
  const label = plain(name, 100);
  const told = (short: Short) => words.map((word) => (typeof word === 'function' ? word(short) : word));
  const shown = told((text) => plain(text, 120));
  const part = typeof id === 'string' ? id : `${namespaceOf(id)}/${nameOf(id)}`;
  return {
    ...place,
    id: `${place.id}/${idPart(part)}`,
    label,
    description: facts(...shown),
    ...look,
    context,
    accessible: spoken(label, ...shown),
    collapsible: 'none',
    tooltip: () => tooltip(name, ...told((text) => text), ...more),
  };
}

interface Namespaced {
  readonly raw: object;
  readonly name: string;
  readonly namespace: string;
}

/** How each is called: by its name, and by its namespace as well where that is not the `usual` or the name is there twice. */
export function namesOf(items: readonly Namespaced[], usual?: string): (item: Namespaced) => Named {
  const count = new Map<string, number>();
  for (const { name } of items) count.set(name, (count.get(name) ?? 0) + 1);
  return ({ raw, name, namespace }) => {
    const isPlain = count.get(name) === 1 && (usual === undefined || namespace === usual);
    return { id: raw, name: isPlain || namespace === '' ? name : `${namespace}/${name}` };
  };
}
