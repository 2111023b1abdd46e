/** The registries of a machine as far as they can be seen: with a mistake in the text, as they would be without it. */

import type { NodeConfig } from '../node/config.ts';
import { type ConfigDocument, readText } from '../yaml/document.ts';
import { lineStart } from '../yaml/edits.ts';
import { generate } from './hosts.ts';
import { idleEntries } from './idle.ts';
import { readRegistries } from './model.ts';
import { type NodeRegistries, registriesOf } from './ofNode.ts';

const known = new WeakMap<NodeRegistries, NodeRegistries>();

/** What to help with while somebody is typing; undefined where the machine has no file that can be read. */
export function seenOf(node: NodeConfig): NodeRegistries | undefined {
  const own = registriesOf(node);
  if (!own?.registries.error) return own;
  let seen = known.get(own);
  if (!seen) {
    seen = asReadable(own, readable(own.registries.document));
    known.set(own, seen);
  }
  return seen;
}

/** The registries of another text for the same file, whatever is wrong with it. */
export function asReadable({ options }: NodeRegistries, document: ConfigDocument): NodeRegistries {
  const { error: _, ...registries } = readRegistries(document);
  const generated = generate(registries, options);
  return { registries, options, generated, idle: idleEntries(registries, generated, options) };
}

/** A file that is longer is not read several times. */
const LONGEST = 200_000;
const MOST_MISTAKES = 3;

/** The same text without the lines that keep it from being read; every other place in it stays where it was. */
export function readable(document: ConfigDocument): ConfigDocument {
  let best = document;
  for (let count = 0; count < MOST_MISTAKES && best.problem && document.text.length < LONGEST; count++) {
    const { problem, text, uri } = best;
    const places = [problem.from, problem.span.start, lineStart(text, problem.span.start) - 1];
    const starts = [...new Set(places.filter((at) => at >= 0).map((at) => lineStart(text, at)))];
    const tries = starts.map((start) => readText(uri, withoutLine(text, start)));
    const next = tries.toSorted((a, b) => reach(b) - reach(a))[0];
    if (!next || reach(next) <= reach(best)) return best;
    best = next;
  }
  return best;
}

/** How far a text can be read. */
const reach = ({ problem }: ConfigDocument): number => problem?.span.start ?? Number.POSITIVE_INFINITY;

/** Blanks in place of the line that holds an offset. */
export function withoutLine(text: string, offset: number): string {
  const start = lineStart(text, offset);
  const length = text.slice(start).search(/[\r\n]|$/);
  return text.slice(0, start) + ' '.repeat(length) + text.slice(start + length);
}
