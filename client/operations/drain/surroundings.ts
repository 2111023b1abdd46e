/** What is special about the node itself and the cluster around it, before its pods are sent away. */

import { say } from '../../say.ts';
import type { Facts } from './facts.ts';
import type { Note, WarningClass } from './notes.ts';
import type { Plan } from './plan.ts';

/** Warnings that are about no pod in particular. */
export function surroundings(facts: Facts, anyGoes: boolean, way: Plan['way']): Note<WarningClass>[] {
  const { node, others, now } = facts;
  const found: [WarningClass, string][] = [];
  const minutes = node.since === undefined ? 0 : Math.round((now - node.since) / 60_000);
  if (!node.ready)
    found.push([
      'not-ready',
      say(
        '{0} is not ready since {1} minutes: it cannot confirm that pods have ended, and they stay Terminating. You can choose not to wait for pods that are overdue, mark a machine that is off with the taint node.kubernetes.io/out-of-service, or delete the node.',
        node.name,
        minutes,
      ),
    ]);
  if (node.cordoned)
    found.push(['cordoned-before', say('{0} is cordoned already, by somebody or something else.', node.name)]);
  if (anyGoes && others !== undefined && !others.some(({ cordoned, ready }) => ready && !cordoned))
    found.push(['last-schedulable', say('No other node takes pods: what is evicted stays Pending until one does.')]);
  if (node.server && others !== undefined && !others.some(({ server }) => server))
    found.push([
      'single-server',
      say('{0} is the only server. The control plane keeps running on it; only pods leave.', node.name),
    ]);
  if (way === 'delete') found.push(['budgets-not-asked', say('Pods are deleted, and no budget is asked.')]);
  else if (facts.budgets === undefined)
    found.push(['budgets-unknown', say('The budgets cannot be read; the server still holds to them.')]);
  if (facts.pinned === undefined)
    found.push([
      'volumes-unknown',
      say('The volumes cannot be read: pods may depend on data that stays on this node.'),
    ]);
  return found.map(([kind, message]) => ({ class: kind, message, pods: [] }));
}
