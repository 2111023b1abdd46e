/** Keys K3s still has but is about to drop; in the last release before that it refuses to start with them. */

import { deprecation, type Found } from '../knowledge/lookup.ts';
import { readValue } from '../node/commandLine.ts';
import type { Entry } from '../yaml/document.ts';
import { replacementOf, waysOut } from './replacement.ts';
import { rule } from './rule.ts';

export const deprecatedFlag = rule<{ found: Found; entry: Entry; fatal: boolean }>({
  id: 'deprecated-flag',
  group: 'keys',
  summary: 'A key that K3s is about to drop.',
  severity: 'warning',
  message: {
    warned: 'K3s {1} still reads "{0}", but a later release will not. Nothing takes its place, so remove it.',
    warnedUse: 'K3s {1} still reads "{0}", but a later release will not. Write "{2}" instead.',
    fatal: 'K3s {1} does not start with "{0}". Remove it, nothing takes its place here.',
    fatalUse: 'K3s {1} does not start with "{0}". Write "{2}" instead.',
  },
  *check({ node, file, flags, entries }) {
    for (const entry of entries) {
      const found = flags.find(entry.name);
      if (found?.available !== 'yes') continue;
      const state = deprecation(found.flag, flags.release);
      if (state === 'none') continue;
      const fatal = state === 'fatal' && node.isInForce(entry) && isSet(found, entry);
      const write = replacementOf(found, entry, file, flags)?.write;
      yield {
        at: entry.key,
        say: (fatal ? 'fatal' : 'warned') + (write ? 'Use' : ''),
        args: [entry.name, flags.release, ...(write ? [write] : [])],
        severity: fatal ? 'error' : 'warning',
        tags: ['deprecated'],
        data: { found, entry, fatal },
      };
    }
  },
  fix: ({ data }, { node, file }) => (data ? waysOut(data.found, data.entry, file, node, !data.fatal) : []),
});

/** K3s only refuses what does something: a switch that is on, a text that is not empty. */
function isSet({ flag }: Found, entry: Entry): boolean {
  const text = entry.texts.at(-1)?.text ?? '';
  if (flag.type !== 'bool') return text !== '';
  const read = readValue('bool', text);
  return typeof read !== 'string' && read.value === true;
}
