/** What stands at an offset of an item: the name, the value, or an element inside the value. */

import { etcdRow, flagRow } from '../knowledge/componentFlags/lookup.ts';
import type { Component, ComponentFlag, EtcdSetting } from '../knowledge/componentFlags/row.ts';
import { flagName, type Item, readItem } from './words.ts';

/** A stretch of an item's text. */
export interface Stretch {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export type Cursor =
  | { readonly kind: 'name'; readonly item: Item; readonly name: Stretch }
  | {
      readonly kind: 'value';
      readonly item: Item;
      readonly flag: string;
      readonly row: ComponentFlag | undefined;
      readonly setting: EtcdSetting | undefined;
      readonly value: Stretch;
      /** The part of a list or map that the offset is in, and its two halves. */
      readonly element: Stretch;
      readonly key: Stretch;
      /** Behind the separator of the element; undefined in front of it. */
      readonly right: Stretch | undefined;
      /** The other elements. */
      readonly others: readonly string[];
    };

/** What the offset of an item points at. */
export function cursorIn(component: Component, text: string, offset: number): Cursor {
  const item = readItem(text);
  const nameTo = item.nameFrom + item.name.length;
  if (item.value === undefined || offset < item.valueFrom) {
    return { kind: 'name', item, name: { text: item.name, from: item.nameFrom, to: nameTo } };
  }
  const flag = flagName(item.name);
  const row = component === 'etcd' ? undefined : flagRow(component, flag);
  const setting = component === 'etcd' ? etcdRow(flag) : undefined;
  const value = stretch(text, item.valueFrom, text.length);
  const isList = row ? /^list|^map|^taints|^vmodule|^multimap/.test(row.type) || row.values === undefined : false;
  const element = isList ? around(text, value, offset, ',') : value;
  const separator = separatorOf(row, element.text);
  const at = separator === '' ? -1 : element.text.indexOf(separator);
  const split = at < 0 ? element.to : element.from + at;
  const behind = at >= 0 && offset > split;
  return {
    kind: 'value',
    item,
    flag,
    row,
    setting,
    value,
    element,
    key: stretch(text, element.from, split),
    right: behind ? stretch(text, split + separator.length, element.to) : undefined,
    others: value.text.split(',').filter((other) => other !== element.text),
  };
}

/** What stands between key and value of an element of a flag; empty where there are no pairs. */
function separatorOf(row: ComponentFlag | undefined, element: string): string {
  if (row?.type === 'map<signal,threshold>') return '<';
  if (row?.type === 'taints' || row?.type === 'multimap') return ':';
  return row?.type.startsWith('map<') || (row?.type === 'vmodule' && element.includes('=')) ? '=' : '';
}

const stretch = (text: string, from: number, to: number): Stretch => ({ text: text.slice(from, to), from, to });

function around(text: string, { from, to }: Stretch, offset: number, separator: string): Stretch {
  const before = text.lastIndexOf(separator, offset - 1);
  const after = text.indexOf(separator, offset);
  const start = Math.max(from, before + 1);
  const lead = text.slice(start).length - text.slice(start).trimStart().length;
  return stretch(text, Math.min(start + lead, Math.max(offset, start)), after < 0 ? to : after);
}
