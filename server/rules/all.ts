/** Every rule a finding can come from: the list that runs, and the two that speak about the file as a whole. */

import { rules } from './index.ts';
import { roleUnknown } from './roleUnknown.ts';
import type { Rule } from './rule.ts';
import { UNUSED_IGNORE } from './unusedIgnore.ts';

/** What is told of a rule in tables, settings and `explain`. */
export type RuleFacts = Pick<Rule, 'id' | 'group' | 'severity' | 'hardened' | 'optional' | 'summary'>;

export const allRules: readonly RuleFacts[] = [
  ...rules,
  roleUnknown,
  {
    id: UNUSED_IGNORE,
    group: 'comments',
    severity: 'information',
    summary: 'A `k3s-ignore` comment that has nothing to silence.',
  },
];
