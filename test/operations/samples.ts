/** Operations as they may lie in a storage folder. */

import type { Operation } from '../../client/operations/operation.ts';

/** One that has begun on a single node and did not end. */
export const sample = (more: Partial<Operation> = {}): Operation => ({
  format: 1,
  id: 'mi6x0000-0badcafe',
  kind: 'stage',
  cluster: { id: '/home/me/.kube/config#default', name: 'default' },
  created: Date.parse('2026-11-20T09:00:00Z'),
  participants: [{ name: 'one', key: 'uid-one', state: 'running', detail: { said: [] } }],
  goOn: false,
  ...more,
});
