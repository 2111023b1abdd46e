/** The outline of a file of the kubelet: its fields, and below them theirs, with their values. */

import type { DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import { type Feature, rangeOf } from '../features/feature.ts';
import { MASK, withoutPassword } from '../words/password.ts';
import { say } from '../words/say.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import type { Pair, Span, YamlNode } from '../yaml/tree.ts';
import { isSecret } from './secret.ts';
import { nameOfKey, rootOf } from './where.ts';

const PROPERTY: SymbolKind = 7;
const STRING: SymbolKind = 15;
const OBJECT: SymbolKind = 19;
/** More symbols than any outline is used for, and deeper ones. */
const MOST = 5000;
const DEEPEST = 20;
const LONGEST = 80;

export const symbols: Feature<DocumentSymbol[]> = ({ document }) => {
  const root = rootOf(document);
  return root ? new Outline(document).inside(root, root, false, 0) : [];
};

class Outline {
  private count = 0;
  private readonly document: ConfigDocument;

  constructor(document: ConfigDocument) {
    this.document = document;
  }

  /** What stands inside a node; an alias shows nothing, because its text lies elsewhere. */
  inside(node: YamlNode, around: Span, secret: boolean, depth: number): DocumentSymbol[] {
    if (depth > DEEPEST || node.kind === 'scalar' || node.kind === 'alias') return [];
    const list = node.kind === 'mapping' ? node.pairs : node.items;
    const found: DocumentSymbol[] = [];
    for (const one of list) {
      if (this.count++ >= MOST) break;
      const symbol =
        'key' in one ? this.pair(one, around, secret, depth) : this.item(one, around, secret, depth, found.length);
      if (symbol) found.push(symbol);
    }
    return found;
  }

  private pair({ key, value }: Pair, around: Span, secret: boolean, depth: number): DocumentSymbol | undefined {
    const name = nameOfKey(key);
    if (name === undefined) return undefined;
    const hidden = secret || (depth === 0 && isSecret(name));
    const span = within({ start: key.start, end: Math.max(key.end, value.end) }, around);
    const children = this.inside(value, span, hidden, depth + 1);
    return {
      name: name.slice(0, LONGEST) || say('(no name)'),
      kind: PROPERTY,
      detail: detailOf(value, hidden),
      range: rangeOf(this.document, span),
      selectionRange: rangeOf(this.document, within(key, span)),
      ...(children.length > 0 ? { children } : {}),
    };
  }

  private item(node: YamlNode, around: Span, secret: boolean, depth: number, index: number): DocumentSymbol {
    const span = within(node, around);
    const children = this.inside(node, span, secret, depth + 1);
    const range = rangeOf(this.document, span);
    return {
      name: detailOf(node, secret) || say('item {0}', index + 1),
      kind: children.length > 0 ? OBJECT : STRING,
      range,
      selectionRange: range,
      ...(children.length > 0 ? { children } : {}),
    };
  }
}

function detailOf(node: YamlNode, secret: boolean): string {
  if (node.kind === 'alias') return `*${node.name}`.slice(0, LONGEST);
  if (node.kind !== 'scalar' || node.text === '') return '';
  return secret ? MASK : withoutPassword(node.text).slice(0, LONGEST);
}

/** The protocol wants children inside their parent. */
function within({ start, end }: Span, around: Span): Span {
  const from = Math.min(Math.max(start, around.start), around.end);
  return { start: from, end: Math.min(Math.max(end, from), around.end) };
}
