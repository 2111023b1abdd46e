/** The outline: one symbol per key, its list elements below it. */

import type { DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import { isSecretKey, maskedKey } from '../words/mask.ts';
import { MASK, withoutPassword } from '../words/password.ts';
import { say } from '../words/say.ts';
import type { Entry } from '../yaml/document.ts';
import { type Asked, type Feature, rangeOf } from './feature.ts';

const PROPERTY: SymbolKind = 7;
const STRING: SymbolKind = 15;
/** More symbols than any outline is used for. */
const MOST = 5000;

export const symbols: Feature<DocumentSymbol[]> = (asked) =>
  asked.document.entries.slice(0, MOST).map((entry) => symbolOf(entry, asked));

function symbolOf(entry: Entry, { node, document }: Asked): DocumentSymbol {
  const key = maskedKey(node.flags, entry.name);
  const secret = isSecretKey(node.flags, entry.name);
  const list = entry.value.kind === 'list';
  const name = key === '' ? say('(no name)') : key + (entry.append ? '+' : '');
  return {
    name,
    kind: PROPERTY,
    detail: list ? '' : secret ? MASK : withoutPassword(entry.texts[0]?.text ?? '').slice(0, 80),
    range: rangeOf(document, entry.span),
    selectionRange: rangeOf(document, entry.key),
    ...(list
      ? {
          children: entry.texts.slice(0, MOST).map(({ text, node: at }) => ({
            name: secret ? MASK : withoutPassword(text).slice(0, 80) || say('(empty)'),
            kind: STRING,
            range: rangeOf(document, inside(entry, at)),
            selectionRange: rangeOf(document, inside(entry, at)),
          })),
        }
      : {}),
  };
}

/** An element that comes from an alias lies elsewhere; the protocol wants children inside their parent. */
function inside(entry: Entry, at: { start: number; end: number }): { start: number; end: number } {
  return at.start >= entry.span.start && at.end <= entry.span.end ? at : entry.key;
}
