/** What one needs permission for to make or to take away a token, asked before it is offered. */

import type { Access, Wanted } from '../../cluster/access.ts';

export interface Missing {
  readonly verb: string;
  readonly resource: string;
  readonly namespace: string;
}

const NAMESPACE = 'kube-system';
const MINT: readonly Missing[] = [
  { verb: 'create', resource: 'secrets', namespace: NAMESPACE },
  { verb: 'get', resource: 'configmaps', namespace: NAMESPACE },
];
const REVOKE: readonly Missing[] = [{ verb: 'delete', resource: 'secrets', namespace: NAMESPACE }];

/** The rights that the cluster says are missing; where it does not say, the attempt will tell. */
export async function missingRights(
  access: Pick<Access, 'may'>,
  action: 'mint' | 'revoke',
): Promise<readonly Missing[]> {
  const wanted = action === 'mint' ? MINT : REVOKE;
  const answers = await Promise.all(wanted.map((one: Wanted) => access.may(one)));
  return wanted.filter((_, index) => answers[index] === 'no');
}
