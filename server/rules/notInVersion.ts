/** Keys that come with a later release than the one in effect: skipped on a server, the end of an agent. */

import { rule } from './rule.ts';

export const notInVersion = rule({
  id: 'not-in-version',
  group: 'keys',
  summary: 'A key that the release in effect does not have yet.',
  severity: 'error',
  message: {
    skipped: 'K3s {1} does not have "{0}" yet and skips it with one line in its log. It comes with {2}.',
    fatal: 'K3s {1} does not have "{0}" yet and does not start with it. It comes with {2}.',
  },
  *check({ node, flags, entries }) {
    for (const { name, key } of entries) {
      const available = flags.find(name)?.available;
      if (typeof available !== 'object' || !('notYet' in available)) continue;
      const fate = node.fateOf(name);
      if (fate === 'unseen') continue;
      yield {
        at: key,
        say: fate,
        args: [name, flags.release, available.notYet],
        severity: fate === 'skipped' ? 'warning' : 'error',
      };
    }
  },
});
