/** Two options that exclude each other: K3s does not start with both. */

import type { NodeConfig } from '../node/config.ts';
import { type Given, given, isOn } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { say } from '../words/say.ts';
import { removeEntry } from '../yaml/edits.ts';
import { rule } from './rule.ts';

interface Pair {
  readonly names: readonly [string, string];
  readonly part: Part;
  readonly other: Given | undefined;
}

export const conflictingOptions = rule<Pair>({
  id: 'conflicting-options',
  group: 'keys',
  scope: 'machine',
  summary: 'Two options that K3s does not start with together.',
  severity: 'error',
  message: {
    files: 'K3s does not start with both "{1}" and "{0}". Take one of them out.',
    service: 'K3s does not start with "{0}" here, because its service sets "{1}". Take one of them out.',
  },
  *check({ node }) {
    for (const pair of pairs(node)) {
      const { part, other } = pair;
      yield {
        at: part.entry.key,
        in: part.document.uri,
        say: other?.part ? 'files' : 'service',
        args: pair.names,
        related: other?.part
          ? [
              {
                uri: other.part.document.uri,
                at: other.part.entry.key,
                message: say('"{0}" is set here.', pair.names[1]),
              },
            ]
          : [],
        data: pair,
      };
    }
  },
  fix: ({ data }) =>
    data
      ? [data.part, ...(data.other?.part ? [data.other.part] : [])].map(({ entry, document }) => ({
          title: say('Remove "{0}"', entry.name),
          edits: [removeEntry(document, entry)],
        }))
      : [],
});

/** Each pair once, with the later of the two in front. */
function* pairs(node: NodeConfig): Iterable<Pair> {
  const seen = new Set<string>();
  for (const [name, flag] of node.flags.all) {
    for (const other of flag.conflicts ?? []) {
      const id = [name, other].sort().join(' ');
      if (seen.has(id) || !isOn(node, name) || !isOn(node, other)) continue;
      seen.add(id);
      const [first, second] = [given(node, name), given(node, other)];
      const swap = !first?.part || (second?.part !== undefined && isLater(node, second.part, first.part));
      const [front, back] = swap ? [second, first] : [first, second];
      const names = swap ? ([other, name] as const) : ([name, other] as const);
      if (front?.part) yield { names, part: front.part, other: back };
    }
  }
}

function isLater(node: NodeConfig, a: Part, b: Part): boolean {
  const place = (part: Part): number => node.documents.indexOf(part.document);
  return place(a) - place(b) > 0 || (a.document === b.document && a.entry.key.start > b.entry.key.start);
}
