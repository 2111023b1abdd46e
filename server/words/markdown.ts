/** Pieces of Markdown: a value between backticks, and a place in a file as a link. */

import { say } from './say.ts';

/** Longer values are cut; nobody reads them in a hover. */
const LONGEST = 200;

/** Backticks that survive backticks in the text. */
export function code(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  if (shown === '') return say('(empty)');
  const fence = shown.includes('`') ? '``' : '`';
  return `${fence}${shown.replace(/[\r\n]+/g, '⏎')}${fence}`;
}

/** A place as a link; `line` counts from 1, 0 is the file as a whole. */
export function link({
  uri,
  file,
  line,
}: {
  readonly uri: string;
  readonly file: string;
  readonly line: number;
}): string {
  return line > 0 ? `[${file}:${line}](${uri}#L${line})` : `[${file}](${uri})`;
}
