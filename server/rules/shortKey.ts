/** One-letter spellings of an option: they work, but collide with the long name. */

import { say } from '../words/say.ts';
import type { Entry } from '../yaml/document.ts';
import { renameKey } from '../yaml/edits.ts';
import { rule } from './rule.ts';
import { spellings } from './twoSpellings.ts';

export const shortKey = rule<{ entry: Entry; name: string }>({
  id: 'short-key',
  group: 'keys',
  summary: 'A one-letter key instead of the long name.',
  severity: 'hint',
  message:
    '"{0}" is short for "{1}". Write the long name: K3s does not start when both are used, on the command line for example.',
  *check(context) {
    for (const { entry, name, other } of spellings(context)) {
      if (entry.name !== name && !other) yield { at: entry.key, args: [entry.name, name], data: { entry, name } };
    }
  },
  fix: ({ data }, { file }) =>
    data
      ? [{ title: say('Change to "{0}"', data.name), edits: [renameKey(file, data.entry, data.name)], safe: true }]
      : [],
});
