/** The elements of an entry as K3s takes them, each with the node it is written as. */

import type { ConfigDocument, Entry } from './document.ts';
import type { Scalar, YamlNode } from './tree.ts';
import { textOf, type Value } from './value.ts';

export interface Element {
  readonly value: Value;
  /** What K3s makes of it. */
  readonly text: string;
  /** Where it stands in the entry; an alias where it is one. */
  readonly node: YamlNode;
  /** Where its text stands. */
  readonly target: YamlNode;
  /** An item of a list, not the value itself. */
  readonly inList: boolean;
}

/** The items of a list, or the one value that is no list. */
export function elementsOf({ value, valueNode }: Entry): Element[] {
  const target = targetOf(valueNode);
  if (value.kind !== 'list') return [{ value, text: textOf(value), node: valueNode, target, inList: false }];
  const nodes = target.kind === 'sequence' ? target.items : [];
  return value.items.map((item, index) => {
    const node = nodes[index] ?? target;
    return {
      value: item,
      text: textOf(item),
      node: target === valueNode ? node : valueNode,
      target: targetOf(node),
      inList: true,
    };
  });
}

/** What an alias names; any other node itself. */
export function targetOf(node: YamlNode): YamlNode {
  return node.kind === 'alias' ? targetOf(node.target) : node;
}

/** Whether the text of a scalar decides on its type: neither quotes nor a tag say so. */
export function isPlain(node: YamlNode): node is Scalar {
  return node.kind === 'scalar' && node.style === 'plain' && node.implicit;
}

/** Whether something inside is named with `&`, so that it cannot be taken away. */
export function hasAnchor(node: YamlNode): boolean {
  if (node.anchor !== '') return true;
  if (node.kind === 'sequence') return node.items.some(hasAnchor);
  if (node.kind === 'mapping') return node.pairs.some(({ key, value }) => hasAnchor(key) || hasAnchor(value));
  return false;
}

/** Whether the text of a node holds a comment that an edit would lose. */
export function hasComment({ text }: ConfigDocument, { start, end }: { start: number; end: number }): boolean {
  return /(^|\s)#/m.test(text.slice(start, end));
}
