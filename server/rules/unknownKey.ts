/** Keys no release of K3s knows: skipped with one log line on a server, the end of an agent. Offers the nearest names. */

import { nearest, plainName } from '../words/nearest.ts';
import { say } from '../words/say.ts';
import { renameKey } from '../yaml/edits.ts';
import type { Entry } from '../yaml/document.ts';
import { rule } from './rule.ts';

export const unknownKey = rule<{ entry: Entry; names: string[] }>({
  id: 'unknown-key',
  group: 'keys',
  summary: 'A key that K3s does not know.',
  severity: 'warning',
  message: {
    server: 'K3s has no option "{0}". A server skips it with one line in its log, and what you wanted to set is not set.',
    serverMeant: 'K3s has no option "{0}", so a server skips it. Did you mean "{1}"?',
    agent: 'K3s has no option "{0}". An agent does not start with it.',
    agentMeant: 'K3s has no option "{0}", and an agent does not start with it. Did you mean "{1}"?',
  },
  *check({ flags, entries }) {
    for (const entry of entries) {
      const { name } = entry;
      if (flags.has(name) || flags.find(name) || !/^[A-Za-z0-9]/.test(name) || name.includes('=')) continue;
      if (name === 'help' || name === 'h') continue;
      const names = nearest(name, flags.all.keys());
      const meant = names[0];
      yield {
        at: entry.key,
        say: flags.role + (meant ? 'Meant' : ''),
        args: meant ? [name, meant] : [name],
        severity: flags.role === 'agent' ? 'error' : 'warning',
        data: { entry, names },
      };
    }
  },
  fix: ({ data }, { file }) =>
    (data?.names ?? []).map((name, index) => ({
      title: say('Change to "{0}"', name),
      edits: [renameKey(file, (data as { entry: Entry }).entry, name)],
      ...(index === 0 && name === plainName((data as { entry: Entry }).entry.name) ? { safe: true as const } : {}),
    })),
});
