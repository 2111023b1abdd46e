/** What may stand at a place of a file: the fields of an object, the keys of a map, the items of a list, or a value. */

import { type Child, childrenOf } from '../knowledge/kubelet.ts';
import type { FieldType, KubeletField } from '../knowledge/kubeletField.ts';
import { folded } from './file.ts';

export interface Slot {
  /** Path of the tables; empty at the top, `logging.vmodule[]` inside an item. */
  readonly path: string;
  readonly type: FieldType;
  /** Absent at the top. */
  readonly field?: KubeletField;
  /** The key of the map around it. */
  readonly key?: string;
  /** It is one item of the list that the field is. */
  readonly item?: true;
}

export const TOP: Slot = { path: '', type: 'object' };

/** The two keys every file begins with. */
export const isHeader = (slot: Slot, name: string): name is 'kind' | 'apiVersion' =>
  slot === TOP && (name === 'kind' || name === 'apiVersion');

/** What stands behind a key; undefined where the kubelet knows no such field, or nothing has keys. */
export function slotInside(slot: Slot, name: string): Slot | undefined {
  if (slot.type === 'object') {
    const child = childOf(slot.path, name);
    return child && { path: child.path, type: child.field.type, field: child.field };
  }
  if (!slot.type.startsWith('map<')) return undefined;
  const type = slot.type.slice(slot.type.indexOf(',') + 1, -1) as FieldType;
  return { ...slot, type, key: name };
}

/** One item of a list; undefined where no list belongs. */
export function slotOfItem(slot: Slot): Slot | undefined {
  if (!slot.type.startsWith('list<')) return undefined;
  const type = slot.type.slice('list<'.length, -1) as FieldType;
  return type === 'object' ? { ...slot, path: `${slot.path}[]`, type } : { ...slot, type, item: true };
}

/** What stands below keys and, as `[]`, dashes. */
export function slotAt(names: readonly string[]): Slot | undefined {
  let slot: Slot | undefined = TOP;
  for (const name of names) slot = slot && (name === '[]' ? slotOfItem(slot) : slotInside(slot, name));
  return slot;
}

/** A field by its name, in another case as well, as JSON decoding takes it. */
function childOf(path: string, name: string): Child | undefined {
  const children = childrenOf(path);
  const small = folded(name);
  return children.get(name) ?? [...children.values()].find((child) => folded(child.name) === small);
}

/** The field a path leads to, without what stands inside the items of a list. */
export const settingPath = (path: string): string => path.replace(/\[\].*$/, '');
