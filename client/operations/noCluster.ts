/** For operations that know of no cluster: whatever is asked of it is refused, in words. */

import type { Refusal } from '../cluster/statusTrouble.ts';
import { trouble } from '../cluster/trouble.ts';
import { say } from '../say.ts';
import type { Reach } from './kind.ts';

const refused = async (): Promise<Refusal> => ({
  ok: false,
  trouble: trouble(
    'missing',
    say('No cluster is known for this.'),
    say('Add its kubeconfig, or begin from the view Clusters.'),
  ),
});

/** @param redact for the log */
export const noCluster = (redact: Reach['redact']): Reach => ({
  api: { request: refused, list: refused, watch: refused },
  access: { may: async () => 'no' },
  redact,
});
