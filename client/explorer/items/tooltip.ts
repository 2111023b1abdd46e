/** Tooltips: a heading and lines of text, all of it escaped, whoever wrote it. */

import { escaped } from '../model/text.ts';

/** What one line may hold: messages are longer than names. */
const LONGEST = 1000;

/** A line with a name in front of it; nothing when there is nothing to tell. */
export type Line = string | readonly [name: string, value: string] | undefined | false;

export function tooltip(heading: string, ...lines: readonly Line[]): string {
  const told = lines.flatMap((line) => {
    if (!line) return [];
    if (typeof line === 'string') return [escaped(line, LONGEST)];
    const [name, value] = line;
    return value === '' ? [] : [`${escaped(name)}: ${escaped(value, LONGEST)}`];
  });
  return [`**${escaped(heading)}**`, ...told].join('\n\n');
}
