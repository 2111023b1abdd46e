/** All checks that a file alone can fail, by the rule of the kubelet they stand for. */

import { hostRules, type KubeletRule, type KubeletRuleId, kubeletRules } from '../../knowledge/kubeletRules.ts';
import type { Check } from './check.ts';
import { eviction } from './eviction.ts';
import { node } from './node.ts';
import { pods } from './pods.ts';
import { policies } from './policies.ts';
import { reservations } from './reservations.ts';
import { serving } from './serving.ts';

const byRule: Readonly<Partial<Record<KubeletRuleId, Check>>> = {
  ...node,
  ...pods,
  ...reservations,
  ...eviction,
  ...policies,
  ...serving,
};

/** In the order of the kubelet. */
export const checks: readonly (readonly [id: KubeletRuleId, check: Check, rule: KubeletRule])[] = (
  Object.keys(kubeletRules) as KubeletRuleId[]
).flatMap((id) => {
  const check = byRule[id];
  return check && !hostRules.has(id) ? [[id, check, kubeletRules[id]] as const] : [];
});
