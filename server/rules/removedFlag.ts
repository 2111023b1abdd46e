/** Keys K3s had once: since their removal a server starts without the setting, and an agent does not start. */

import type { Found } from '../knowledge/lookup.ts';
import { compareReleases } from '../knowledge/versions.ts';
import type { FlagsInForce } from '../node/config.ts';
import type { Entry } from '../yaml/document.ts';
import { replacementOf, waysOut } from './replacement.ts';
import { rule } from './rule.ts';

/** Whether the release in effect no longer has an option, for whatever role. */
export function isGone({ flag }: Found, { release }: FlagsInForce): boolean {
  return flag.removed !== undefined && compareReleases(release, flag.removed) >= 0;
}

export const removedFlag = rule<{ found: Found; entry: Entry }>({
  id: 'removed-flag',
  group: 'keys',
  summary: 'A key that K3s no longer has.',
  severity: 'error',
  message: {
    skipped: 'K3s {1} no longer has "{0}" and starts without it, with one line in its log. Nothing takes its place.',
    skippedUse: 'K3s {1} no longer has "{0}" and starts without it, with one line in its log. Write "{2}" instead.',
    fatal: 'K3s {1} no longer has "{0}" and does not start with it. Remove it, nothing takes its place here.',
    fatalUse: 'K3s {1} no longer has "{0}" and does not start with it. Write "{2}" instead.',
  },
  *check({ node, file, flags, entries }) {
    for (const entry of entries) {
      const found = flags.find(entry.name);
      if (!found || !isGone(found, flags)) continue;
      const write = replacementOf(found, entry, file, flags)?.write;
      const fate = node.fateOf(entry.name);
      if (fate === 'unseen') continue;
      yield {
        at: entry.key,
        say: fate + (write ? 'Use' : ''),
        args: [entry.name, flags.release, ...(write ? [write] : [])],
        severity: fate === 'skipped' ? 'warning' : 'error',
        data: { found, entry },
      };
    }
  },
  fix: ({ data }, { node, file }) => (data ? waysOut(data.found, data.entry, file, node, false) : []),
});
