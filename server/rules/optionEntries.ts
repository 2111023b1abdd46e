/** The entries that count: those that name an option of this role and release and that no later one replaces. */

import type { Flag } from '../knowledge/flag.ts';
import type { Entry } from '../yaml/document.ts';
import type { RuleContext } from './rule.ts';

export interface OptionEntry {
  readonly entry: Entry;
  /** Long name of the option. */
  readonly name: string;
  readonly flag: Flag;
}

export function optionEntries({ node, flags, entries }: RuleContext): OptionEntry[] {
  return entries.flatMap((entry) => {
    const found = flags.has(entry.name) ? flags.find(entry.name) : undefined;
    return found && !node.isReplaced(entry) ? [{ entry, name: found.name, flag: found.flag }] : [];
  });
}
