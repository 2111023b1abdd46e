/** The same key twice in one file: the last one replaces what stands before, without a word. */

import { say } from '../words/say.ts';
import type { Entry } from '../yaml/document.ts';
import { positionAt } from '../yaml/document.ts';
import { removeEntry, renameKey } from '../yaml/edits.ts';
import { hasAnchor } from '../yaml/elements.ts';
import type { Fix } from './rule.ts';
import { rule } from './rule.ts';

export const duplicateKeyLastWins = rule<{ entry: Entry; last: Entry; isList: boolean }>({
  id: 'duplicate-key-last-wins',
  group: 'keys',
  summary: 'A key that stands twice in one file; only the last one counts.',
  severity: 'warning',
  message: {
    scalar: '"{0}" stands again on line {1}, and K3s takes only the last one without a word. Remove one of them.',
    list: '"{0}" stands again on line {1} and replaces this list. Write "{0}+" there to add to it, or remove this one.',
  },
  *check({ file, flags, entries }) {
    const last = new Map(entries.filter(({ append }) => !append).map((entry) => [entry.name, entry]));
    for (const entry of entries) {
      const winner = last.get(entry.name);
      if (!winner || winner === entry || winner.span.start < entry.span.start || !flags.has(entry.name)) continue;
      const isList = flags.find(entry.name)?.flag.type === 'list';
      yield {
        at: entry.key,
        say: isList ? 'list' : 'scalar',
        args: [entry.name, positionAt(file, winner.key.start).line + 1],
        tags: ['unnecessary'],
        related: [{ uri: file.uri, at: winner.key, message: say('This one counts.') }],
        data: { entry, last: winner, isList },
      };
    }
  },
  fix({ data }, { file }) {
    if (!data) return [];
    const fixes: Fix[] = [];
    if (!hasAnchor(data.entry.valueNode)) {
      fixes.push({
        title: say('Remove this one, which K3s does not use'),
        edits: [removeEntry(file, data.entry)],
        safe: true,
      });
    }
    if (data.isList) {
      const name = `${data.last.name}+`;
      fixes.push({ title: say('Keep both: write "{0}" below', name), edits: [renameKey(file, data.last, name)] });
    }
    return fixes;
  },
});
