/** Completion in a file of the kubelet: fields, keys and values its Kubernetes takes there, and are not there yet. */

import type { CompletionItem } from 'vscode-languageserver-types';
import { type Asked, type Feature, rangeOf } from '../features/feature.ts';
import type { Release } from '../knowledge/flag.ts';
import { fieldAt } from '../knowledge/kubelet.ts';
import { kubeletApiVersion, kubeletKind } from '../knowledge/kubeletValues.ts';
import { kubernetesOf } from '../knowledge/kubernetes.ts';
import { say } from '../words/say.ts';
import { asScalar, lineBreak } from '../yaml/edits.ts';
import { type Cursor, cursorAt, type KeyCursor, type Style, type ValueCursor } from './cursor.ts';
import { describe, headerText, valueText } from './describe.ts';
import { type KeyOffer, keyOffers, valueOffers } from './offers.ts';
import { TOP } from './slot.ts';

/** Numbers of the protocol. */
const KIND = { property: 10, value: 12, enumMember: 20, snippet: 15 } as const;
const DEPRECATED = 1;
/** Lines after the first one keep the indentation they are written with. */
const AS_IT_IS = 1;

/** What `resolve` needs to write the documentation of one item. */
interface ItemData {
  readonly language: 'kubelet';
  readonly release: Release;
  readonly path?: string;
  readonly key?: string;
  readonly value?: string;
  readonly header?: string;
}

const HEADER = { apiVersion: kubeletApiVersion, kind: kubeletKind } as const;

export const completion: Feature<CompletionItem[]> = (asked) => {
  const cursor = cursorAt(asked.document, asked.offset);
  if (!cursor) return [];
  if (cursor.kind === 'header') return [headerValue(asked, cursor)];
  return cursor.kind === 'key' ? [...headers(asked, cursor), ...keys(asked, cursor)] : values(asked, cursor);
};

function keys(asked: Asked, cursor: KeyCursor): CompletionItem[] {
  const { release } = asked.node.flags;
  const { slot } = cursor;
  return keyOffers(slot, kubernetesOf(release).minor, cursor.present).map((offer) => {
    const place =
      slot.type === 'object'
        ? { path: slot.path === '' ? offer.label : `${slot.path}.${offer.label}` }
        : { path: slot.path, key: offer.label };
    return {
      ...item(asked, cursor, offer.label, keyText(asked, cursor, offer)),
      kind: KIND.property,
      ...(offer.detail ? { labelDetails: { description: offer.detail } } : {}),
      sortText: `${offer.deprecated ? 'z' : offer.owned ? 'y' : 'k'} ${offer.label}`,
      ...(offer.deprecated ? { tags: [DEPRECATED] } : {}),
      data: { language: 'kubelet', release, ...place } satisfies ItemData,
    };
  });
}

/** A key with what has to follow it, in the style around it. */
function keyText({ document }: Asked, cursor: KeyCursor, { label, value }: KeyOffer): string {
  const { style, quote, hasColon, column } = cursor;
  if (hasColon) return quote + label + quote;
  const name = style === 'json' ? JSON.stringify(label) : quote + label + quote;
  if (typeof value === 'object') return `${name}: ${value.text}`;
  if (value === 'here') return `${name}: `;
  if (style !== 'block') return `${name}: ${value === 'keys' ? '{}' : '[]'}`;
  const below = lineBreak(document.text) + ' '.repeat(column + 2);
  return `${name}:${below}${value === 'items' ? '- ' : ''}`;
}

function values(asked: Asked, cursor: ValueCursor): CompletionItem[] {
  const { release } = asked.node.flags;
  const { minor } = kubernetesOf(release);
  const { slot, present, word } = cursor;
  const isWholeList = slot.type.startsWith('list<');
  // Beside its key a list stands between brackets, and begins with nothing typed yet.
  if (isWholeList && (word.start !== word.end || cursor.quote !== '')) return [];
  const inner = isWholeList ? { ...slot, type: slot.type.slice(5, -1) as typeof slot.type, item: true as const } : slot;
  return (
    valueOffers(inner, minor, asked.document.text.slice(word.start, asked.offset))
      // Between quotes everything is text.
      .filter(({ text, isText }) => !present.has(text) && (isText || cursor.quote === ''))
      .map((offer, index) => {
        const written = scalar(offer.text, offer.isText, cursor.style, cursor.quote);
        return {
          ...item(
            asked,
            cursor,
            offer.text === '' ? '""' : offer.text,
            cursor.lead + (isWholeList ? `[${written}]` : written),
          ),
          kind: offer.closed ? KIND.enumMember : KIND.value,
          ...(offer.detail ? { labelDetails: { description: offer.detail } } : {}),
          sortText: String(index).padStart(3, '0'),
          data: {
            language: 'kubelet',
            release,
            path: slot.path,
            ...(slot.key === undefined ? {} : { key: slot.key }),
            value: offer.text,
          } satisfies ItemData,
        };
      })
  );
}

function scalar(text: string, isText: boolean, style: Style, quote: string): string {
  if (quote !== '' || !isText) return text;
  return style === 'json' ? JSON.stringify(text) : text === '' ? '""' : asScalar(text);
}

/** The two keys at the top of a file, each alone and, where both are missing, together. */
function headers(asked: Asked, cursor: KeyCursor): CompletionItem[] {
  if (cursor.slot !== TOP) return [];
  const { release } = asked.node.flags;
  const data: ItemData = { language: 'kubelet', release, header: 'kind' };
  const missing = (['apiVersion', 'kind'] as const).filter((name) => !cursor.present.has(name));
  const bare = (name: string): string => cursor.quote + name + cursor.quote;
  const pair = (name: 'apiVersion' | 'kind'): string =>
    cursor.style === 'json' ? `${JSON.stringify(name)}: ${JSON.stringify(HEADER[name])}` : `${name}: ${HEADER[name]}`;
  const single = missing.map((name) => ({
    ...item(asked, cursor, name, cursor.hasColon ? bare(name) : pair(name)),
    kind: KIND.property,
    labelDetails: { description: HEADER[name] },
    sortText: `b ${name}`,
    data: { ...data, header: name },
  }));
  if (missing.length < 2 || cursor.hasColon || cursor.quote !== '') return single;
  const newline = cursor.style === 'block' ? lineBreak(asked.document.text) : ' ';
  const text =
    cursor.style === 'block'
      ? `${pair('apiVersion')}${newline}${pair('kind')}${newline}`
      : `${pair('apiVersion')}, ${pair('kind')}`;
  const both = {
    ...item(asked, cursor, kubeletKind, text),
    kind: KIND.snippet,
    labelDetails: { description: say('the first two lines of every file') },
    sortText: 'a',
    data,
  };
  return [both, ...single];
}

function headerValue(asked: Asked, cursor: Extract<Cursor, { kind: 'header' }>): CompletionItem {
  const text = HEADER[cursor.name];
  const { release } = asked.node.flags;
  return {
    ...item(asked, cursor, text, cursor.lead + scalar(text, true, cursor.style, cursor.quote)),
    kind: KIND.enumMember,
    data: { language: 'kubelet', release, header: cursor.name } satisfies ItemData,
  };
}

function item({ document }: Asked, cursor: Cursor, label: string, newText: string): CompletionItem {
  const { word, quote, kind } = cursor;
  if (kind !== 'key' || quote === '') {
    return {
      label,
      filterText: label,
      insertTextMode: AS_IT_IS,
      textEdit: { range: rangeOf(document, word), newText },
    };
  }
  // The colon goes behind the closing quote, so a key is written anew with its quotes.
  const isClosed = document.text[word.end] === quote;
  const span = { start: word.start - 1, end: word.end + (isClosed ? 1 : 0) };
  return {
    label,
    filterText: quote + label,
    insertTextMode: AS_IT_IS,
    textEdit: { range: rangeOf(document, span), newText },
  };
}

/** Adds the documentation of one item, when the editor shows it. */
export function resolve(completionItem: CompletionItem): CompletionItem {
  const data = completionItem.data as ItemData | undefined;
  const markdown = data && markdownOf(data);
  return markdown ? { ...completionItem, documentation: { kind: 'markdown', value: markdown } } : completionItem;
}

function markdownOf({ release, path = '', key, value, header }: ItemData): string {
  if (header !== undefined) return headerText(header);
  const field = fieldAt(path);
  if (!field) return '';
  const slot = { path, type: field.type, field, ...(key === undefined ? {} : { key }) };
  const told = value === undefined ? undefined : valueText(slot, value, kubernetesOf(release).minor);
  return told ?? describe({ slot, release });
}
