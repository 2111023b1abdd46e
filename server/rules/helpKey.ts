/** `help: true` in a file: an agent prints its help text and ends. */

import { readValue } from '../node/commandLine.ts';
import { say } from '../words/say.ts';
import type { Entry } from '../yaml/document.ts';
import { removeEntry } from '../yaml/edits.ts';
import { rule } from './rule.ts';

export const helpKey = rule<Entry>({
  id: 'help-key',
  group: 'keys',
  summary: 'The switch for the help text, in a file.',
  severity: 'error',
  message: {
    ends: 'With "{0}" in its file K3s prints the help text and ends. Remove it.',
    unreadable: 'K3s does not start: "{0}" is a switch for the help text, and this is no value of it. Remove it.',
    skipped: 'A server skips "{0}" with one line in its log. Remove it.',
  },
  *check({ node, entries }) {
    for (const entry of entries) {
      if (entry.name !== 'help' && entry.name !== 'h') continue;
      if (node.skipsUnknownKeys) {
        yield { at: entry.key, say: 'skipped', args: [entry.name], severity: 'warning', data: entry };
        continue;
      }
      if (!node.isInForce(entry)) continue;
      const values = entry.texts.map(({ text }) => readValue('bool', text));
      const unreadable = values.some((value) => typeof value === 'string');
      const last = values.at(-1);
      if (!unreadable && (last === undefined || typeof last === 'string' || last.value !== true)) continue;
      yield { at: entry.key, say: unreadable ? 'unreadable' : 'ends', args: [entry.name], data: entry };
    }
  },
  fix: ({ data }, { file }) =>
    data ? [{ title: say('Remove "{0}"', data.name), edits: [removeEntry(file, data)], safe: true as const }] : [],
});
