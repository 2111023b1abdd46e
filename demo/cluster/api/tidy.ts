/** Leaves out what is empty, as built-in kinds do when they are written down. */

import { isMap } from '../patch/merge.ts';
import type { Draft, Loose } from '../store/object.ts';
import type { ResourceType } from './resources.ts';

/** Maps that are left out when nothing is in them; elsewhere an empty map can mean something. */
const MAPS = ['labels', 'annotations', 'data', 'binaryData', 'nodeSelector', 'matchLabels'];

/** The object without empty lists and without empty maps of the kinds above. Custom kinds keep everything. */
export function tidy(type: ResourceType, object: Draft): Draft {
  return type.columns === undefined ? without(object) : object;
}

function without(value: Loose): Loose {
  if (Array.isArray(value)) return value.map(without);
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([name, inner]) => name === 'managedFields' || !isEmpty(name, inner));
  return Object.fromEntries(kept.map(([name, inner]) => [name, name === 'managedFields' ? inner : without(inner)]));
}

function isEmpty(name: string, value: Loose): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return MAPS.includes(name) && isMap(value) && Object.keys(value).length === 0;
}
