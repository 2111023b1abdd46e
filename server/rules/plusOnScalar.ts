/** `key+` on an option that is no list: nothing is joined, the last value wins. */

import { say } from '../words/say.ts';
import type { Entry } from '../yaml/document.ts';
import { renameKey } from '../yaml/edits.ts';
import { optionEntries } from './optionEntries.ts';
import { rule } from './rule.ts';

export const plusOnScalar = rule<Entry>({
  id: 'plus-on-scalar',
  group: 'keys',
  summary: '`key+` on an option that holds one value.',
  severity: 'warning',
  message: '"{0}" holds one value, so "{0}+" joins nothing: the last value wins. Remove the "+".',
  *check(context) {
    for (const { entry, name, flag } of optionEntries(context)) {
      if (entry.append && flag.type !== 'list' && !isEmpty(entry)) yield { at: entry.key, args: [name], data: entry };
    }
  },
  fix: ({ data }, { file }) =>
    data
      ? [
          {
            title: say('Remove the "+"'),
            edits: [renameKey(file, { ...data, append: false }, data.name)],
            safe: true as const,
          },
        ]
      : [],
});

/** An empty value adds nothing, which has a rule of its own. */
const isEmpty = ({ value }: Entry): boolean => value.kind === 'scalar' && value.type === 'null';
