/** The outline: sections, below them registries and hosts, below those endpoints, credentials and TLS settings. */

import type { DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import { type Feature, rangeOf } from '../features/feature.ts';
import { registryFields } from '../knowledge/registryFields.ts';
import { MASK } from '../words/password.ts';
import { say } from '../words/say.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import type { Pair, Span, YamlNode } from '../yaml/tree.ts';
import { nameOf } from './place.ts';
import { seenOf } from './seen.ts';
import { blockAt, publicUrl } from './words.ts';

const KIND = { section: 2, registry: 5, property: 7, string: 15 } as const satisfies Record<string, SymbolKind>;
/** More symbols than any outline is used for. */
const MOST = 5000;
const LONGEST = 80;

export const symbols: Feature<DocumentSymbol[]> = ({ node }) => {
  const document = seenOf(node)?.registries.document;
  return document?.root?.kind === 'mapping' ? new Outline(document).below(document.root.pairs, []) : [];
};

class Outline {
  private readonly document: ConfigDocument;
  private count = 0;

  constructor(document: ConfigDocument) {
    this.document = document;
  }

  below(pairs: readonly Pair[], path: readonly string[]): DocumentSymbol[] {
    const list: DocumentSymbol[] = [];
    for (const pair of pairs) {
      if (++this.count > MOST) break;
      list.push(this.symbol(pair, [...path, nameOf(pair.key)]));
    }
    return list;
  }

  private symbol({ key, value }: Pair, path: readonly string[]): DocumentSymbol {
    const span = { start: key.start, end: Math.max(key.end, value.end) };
    const children =
      value.kind === 'mapping' && path.length < 4
        ? this.below(value.pairs, path)
        : value.kind === 'sequence' && isShown(path)
          ? this.items(value.items)
          : [];
    return {
      name: shownKey(path) || say('(no name)'),
      kind: path.length === 1 ? KIND.section : path.length === 2 ? KIND.registry : KIND.property,
      detail: value.kind === 'scalar' ? shownValue(path, value.text) : '',
      range: rangeOf(this.document, span),
      selectionRange: rangeOf(this.document, key),
      ...(children.length > 0 ? { children } : {}),
    };
  }

  private items(items: readonly YamlNode[]): DocumentSymbol[] {
    return items.slice(0, MOST).map((item) => {
      const text = item.kind === 'scalar' ? item.text : item.kind === 'alias' ? `*${item.name}` : '';
      const range = rangeOf(this.document, item as Span);
      return { name: cut(publicUrl(text)) || say('(empty)'), kind: KIND.string, range, selectionRange: range };
    });
  }
}

const cut = (text: string): string => text.replace(/[\r\n]+/g, ' ').slice(0, LONGEST);

/** Only what is known to be no secret is shown: endpoints, rewrites and TLS settings. */
function isShown(path: readonly string[]): boolean {
  const [section, , part] = path;
  if (section === 'mirrors')
    return (path.length === 3 && part === 'endpoint') || (path.length === 4 && part === 'rewrite');
  return section === 'configs' && path.length === 4 && part === 'tls' && isField(path);
}

function isField(path: readonly string[]): boolean {
  const block = blockAt(path.slice(0, -1));
  return block !== undefined && Object.hasOwn(registryFields[block], path.at(-1) ?? '');
}

const shownValue = (path: readonly string[], text: string): string =>
  text === ''
    ? ''
    : isShown(path)
      ? cut(path[2] === 'rewrite' ? text : publicUrl(text))
      : isField(path) || path.length > 2
        ? MASK
        : '';

/** A password may have become a key where a blank or a colon is missing. */
function shownKey(path: readonly string[]): string {
  const name = path.at(-1) ?? '';
  if (path[2] === 'rewrite' && isShown(path)) return cut(name);
  const isBelowAuth = path[0] === 'auths' ? path.length > 2 : path.includes('auth', 2) && path.length > 3;
  return isBelowAuth && !isField(path) && !/^\w*token$/i.test(name) ? MASK : cut(publicUrl(name));
}
