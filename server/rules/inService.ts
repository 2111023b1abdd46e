/** Where a word or a variable stands in the files of a service, as far as their text is at hand. */

import type { Service } from '../node/unit.ts';
import type { Span } from '../yaml/tree.ts';

const START: Span = { start: 0, end: 0 };

/** The assignment of a variable that counts, which is the last one. */
export function variableInService({ texts }: Service, uri: string, variable: string): Span {
  const pattern = new RegExp(`^[ \\t]*(?:export[ \\t]+|Environment=["']?)?(${variable}=.*?)["']?[ \\t\\r]*$`, 'dgm');
  const [start, end] = [...(texts?.[uri] ?? '').matchAll(pattern)].at(-1)?.indices?.[1] ?? [0, 0];
  return { start, end };
}

/** A word of the command that the unit starts. */
export function wordInService({ texts, uri }: Service, word: string): Span {
  const text = texts?.[uri] ?? '';
  const command = [...text.matchAll(/^[ \t]*ExecStart[ \t]*=(?:.*\\\r?\n)*.*$/gm)].at(-1);
  if (!command) return START;
  for (let at = command[0].indexOf(word); at >= 0; at = command[0].indexOf(word, at + 1)) {
    const around = (command[0][at - 1] ?? ' ') + (command[0][at + word.length] ?? ' ');
    if (!/^[\s"'][\s"']$/.test(around)) continue;
    return { start: command.index + at, end: command.index + at + word.length };
  }
  return { start: command.index, end: command.index + command[0].length };
}
