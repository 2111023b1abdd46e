/** Keys that only the other role has: the end of an agent, skipped with one log line on a server. */

import { say } from '../words/say.ts';
import type { Entry } from '../yaml/document.ts';
import { removeEntry } from '../yaml/edits.ts';
import { isGone } from './removedFlag.ts';
import { rule } from './rule.ts';

export const wrongRole = rule<Entry>({
  id: 'wrong-role',
  group: 'keys',
  summary: 'A key that only servers or only agents have.',
  severity: 'error',
  message: {
    agent: 'Only servers have "{0}", and an agent does not start with it. Set it on the servers.',
    server: 'Only agents have "{0}", so a server skips it with one line in its log. Remove it here.',
    serverEnds: 'Only agents have "{0}". A server started with a word in front of "server" does not skip it but ends.',
  },
  *check({ node, flags, entries }) {
    for (const entry of entries) {
      const found = flags.find(entry.name);
      if (typeof found?.available !== 'object' || !('otherRole' in found.available) || isGone(found, flags)) continue;
      const fate = node.fateOf(entry.name);
      if (fate === 'unseen') continue;
      yield {
        at: entry.key,
        say: flags.role === 'agent' ? 'agent' : fate === 'skipped' ? 'server' : 'serverEnds',
        args: [entry.name],
        severity: fate === 'skipped' ? 'warning' : 'error',
        data: entry,
      };
    }
  },
  fix: ({ data }, { file }) =>
    data ? [{ title: say('Remove "{0}"', data.name), edits: [removeEntry(file, data)] }] : [],
});
