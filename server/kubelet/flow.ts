/** What stands at an offset between braces and brackets: of YAML written in a line, and of JSON. Works on half-typed text. */

import type { Span } from '../yaml/tree.ts';
import { endOfLine, endOfQuote } from './lines.ts';
import { type Slot, slotInside, slotOfItem } from './slot.ts';

/** A sign, or a word with its quotes. */
interface Token extends Span {
  readonly sign?: string;
  readonly text: string;
  readonly quote: '' | '"' | "'";
}

/** The place in a collection. */
export interface InFlow {
  /** What the collection is: its fields, keys or items go here. */
  readonly around: Slot;
  /** The key whose value is typed here; absent for keys and items. */
  readonly key?: string;
  readonly isItem: boolean;
  /** What stands here already, without quotes. */
  readonly word: Span;
  readonly quote: Token['quote'];
  readonly hasColon: boolean;
  /** Keys or items that stand beside it. */
  readonly present: ReadonlySet<string>;
}

interface Frame {
  readonly open: '{' | '[';
  readonly slot: Slot | undefined;
  readonly words: Token[];
  key?: Token;
}

/** Longer collections are nobody's configuration. */
const LONGEST = 200_000;

/** @param slot what the collection that begins at `start` is */
export function inFlow(text: string, start: number, slot: Slot, offset: number): InFlow | undefined {
  if (offset - start > LONGEST) return undefined;
  const tokens = tokensIn(text, start, Math.min(text.length, offset + LONGEST));
  const stack: Frame[] = [];
  let here: { frame: Frame; key?: Token; word?: Token; next?: Token } | undefined;
  for (const [index, token] of tokens.entries()) {
    const top = stack.at(-1);
    if (!here && top && (token.sign === undefined ? offset <= token.end : offset <= token.start)) {
      const touches = token.sign === undefined && token.start <= offset;
      // Behind a closing quote nothing is typed.
      if (touches && token.quote !== '' && isBehind(text, token, offset)) return undefined;
      const next = tokens[index + 1];
      here = {
        frame: top,
        ...(top.key ? { key: top.key } : {}),
        ...(touches ? { word: token, ...(next ? { next } : {}) } : {}),
      };
    }
    if (token.sign === '{' || token.sign === '[') {
      if (here && stack.length > DEEPEST) break;
      stack.push({ open: token.sign, slot: top ? valueSlot(top) : slot, words: [] });
    } else if (token.sign === '}' || token.sign === ']') {
      if (here && top === here.frame) break;
      stack.pop();
      if (stack.length === 0) break;
    } else if (token.sign === ':') {
      const word = top?.words.at(-1);
      if (top && word) top.key = word;
    } else if (token.sign === ',') {
      if (top) delete top.key;
    } else if (top && !top.key) top.words.push(token);
  }
  const open = here ?? ends(stack);
  return open && placeOf(open, offset);
}

const DEEPEST = 100;

/** The text ends before the collection does. */
function ends(stack: readonly Frame[]): { frame: Frame; key?: Token } | undefined {
  const frame = stack.at(-1);
  return frame && { frame, ...(frame.key ? { key: frame.key } : {}) };
}

function placeOf(
  { frame, key, word, next }: { frame: Frame; key?: Token; word?: Token; next?: Token },
  offset: number,
): InFlow | undefined {
  if (!frame.slot) return undefined;
  const quote = word?.quote ?? '';
  const span = word
    ? { start: word.start + (quote ? 1 : 0), end: Math.max(word.end - (quote ? 1 : 0), offset) }
    : { start: offset, end: offset };
  return {
    around: frame.slot,
    ...(key ? { key: key.text } : {}),
    isItem: frame.open === '[',
    word: span,
    quote,
    hasColon: next?.sign === ':',
    present: new Set(frame.words.filter((other) => other !== word).map(({ text }) => text)),
  };
}

const valueSlot = ({ open, slot, key }: Frame): Slot | undefined =>
  slot && (open === '[' ? slotOfItem(slot) : key && slotInside(slot, key.text));

const isBehind = (text: string, { end, quote }: Token, offset: number): boolean =>
  offset === end && text[end - 1] === quote;

function tokensIn(text: string, start: number, end: number): Token[] {
  const found: Token[] = [];
  let at = start;
  while (at < end) {
    const sign = text[at] as string;
    if (/\s/.test(sign)) at++;
    else if (sign === '#' && /\s/.test(text[at - 1] ?? '')) at = endOfLine(text, at);
    else if (sign === '"' || sign === "'") {
      const close = Math.min(endOfQuote(text, at), end);
      const isClosed = text[close] === sign;
      found.push({ start: at, end: isClosed ? close + 1 : close, text: text.slice(at + 1, close), quote: sign });
      at = isClosed ? close + 1 : Math.max(close, at + 1);
    } else if ('{}[],'.includes(sign) || (sign === ':' && /[\s"'{[,}\]]|^$/.test(text[at + 1] ?? ''))) {
      found.push({ start: at, end: at + 1, sign, text: sign, quote: '' });
      at++;
    } else {
      const from = at;
      while (
        at < end &&
        !/[\s{}[\],]/.test(text[at] as string) &&
        !(text[at] === ':' && at > from && isColon(text, at))
      )
        at++;
      if (at === from) at++;
      found.push({ start: from, end: at, text: text.slice(from, at), quote: '' });
    }
  }
  return found;
}

const isColon = (text: string, at: number): boolean => /[\s"'{[,}\]]|^$/.test(text[at + 1] ?? '');
