/** A list where an option takes one value: K3s reads the last element and forgets the others without a word. */

import { say } from '../words/say.ts';
import type { ConfigDocument, Entry } from '../yaml/document.ts';
import { asScalar, type Edit, replace } from '../yaml/edits.ts';
import { rule } from './rule.ts';

export const listForSingleValue = rule<Entry>({
  id: 'list-for-single-value',
  group: 'values',
  summary: 'A list for an option that takes one value.',
  severity: 'warning',
  message: '"{0}" takes one value: K3s reads the last of these {1} and forgets the others without a word.',
  *check({ node, flags, entries }) {
    for (const entry of entries) {
      const found = flags.has(entry.name) ? flags.find(entry.name) : undefined;
      if (!found || found.flag.type === 'list' || entry.texts.length < 2 || !node.isInForce(entry)) continue;
      yield { at: entry.valueNode, args: [entry.name, entry.texts.length], data: entry };
    }
  },
  fix: ({ data }, { file }) =>
    data ? [{ title: say('Keep only the last value'), edits: [onlyLast(data, file)], safe: true as const }] : [],
});

function onlyLast(entry: Entry, file: ConfigDocument): Edit {
  const last = entry.texts.at(-1);
  const written = last && file.text.slice(last.node.start, last.node.end);
  const plain =
    written && !/[\r\n]/.test(written) && last.node.kind === 'scalar' && entry.valueNode.kind === 'sequence';
  const text = plain ? written : asScalar(last?.text ?? '');
  return replace(file, { start: entry.key.end, end: entry.valueNode.end }, `: ${text}`);
}
