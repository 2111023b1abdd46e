/** Keys no release of K3s knows: skipped with one log line on a server, the end of an agent; with the nearest names. */

import { rke2Advice } from '../knowledge/rke2.ts';
import { maskedKey } from '../words/mask.ts';
import { nearest, plainName } from '../words/nearest.ts';
import { say } from '../words/say.ts';
import type { Entry } from '../yaml/document.ts';
import { renameKey } from '../yaml/edits.ts';
import { kindOf } from './kubeconfigGenerated.ts';
import { rule } from './rule.ts';

export const unknownKey = rule<{ entry: Entry; names: string[] }>({
  id: 'unknown-key',
  group: 'keys',
  summary: 'A key that K3s does not know.',
  severity: 'warning',
  message: {
    server: 'K3s has no option "{0}", so a server skips it with one line in its log. Check the name, or remove it.',
    serverMeant: 'K3s has no option "{0}", so a server skips it. Did you mean "{1}"?',
    serverEnds: 'K3s has no option "{0}". A server started with a word in front of "server" does not skip it but ends.',
    serverEndsMeant:
      'K3s has no option "{0}", and a server started with a word in front of "server" ends with it. ' +
      'Did you mean "{1}"?',
    unseen: 'K3s has no option "{0}". It only goes unnoticed because the list is empty.',
    agent: 'K3s has no option "{0}", and an agent does not start with it. Check the name, or remove it.',
    agentMeant: 'K3s has no option "{0}", and an agent does not start with it. Did you mean "{1}"?',
  },
  *check({ node, file, flags, entries }) {
    // A list at the top has no keys at all, and another kind of file none of ours; both have rules of their own.
    if (file.root?.kind === 'sequence' || kindOf(file) !== undefined) return;
    for (const entry of entries) {
      const { name } = entry;
      if (flags.has(name) || flags.find(name) || isCommandLine(name) || name === 'help' || name === 'h') continue;
      if (rke2Advice(name)) continue;
      const names = plainName(name) === '' ? [] : nearest(name, flags.all.keys());
      const fate = node.fateOf(name);
      const meant = fate === 'unseen' ? undefined : names[0];
      const who = flags.role === 'agent' || fate === 'skipped' ? flags.role : 'serverEnds';
      yield {
        at: entry.key,
        say: fate === 'unseen' ? fate : who + (meant ? 'Meant' : ''),
        args: meant ? [maskedKey(flags, name), meant] : [maskedKey(flags, name)],
        severity: fate === 'fatal' ? 'error' : 'warning',
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

/** Dashes in front or a `=` inside: written as on the command line, for which there is a rule of its own. */
function isCommandLine(name: string): boolean {
  return /^-+[^-]/.test(name) || name.includes('=');
}
