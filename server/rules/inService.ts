/** Where a word or a variable stands in the files of a service, as far as their text is at hand. */

import type { Service } from '../node/unit.ts';
import type { Span } from '../yaml/tree.ts';

/** The first group of the last match; the start of the file where nothing matches. */
export function placeInService({ texts }: Service, uri: string, pattern: RegExp): Span {
  const flags = `${pattern.flags.replace(/[dg]/g, '')}dg`;
  const match = [...(texts?.[uri] ?? '').matchAll(new RegExp(pattern.source, flags))].at(-1);
  const [start, end] = match?.indices?.[1] ?? match?.indices?.[0] ?? [0, 0];
  return { start, end };
}

/** A text as part of a pattern. */
export function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
