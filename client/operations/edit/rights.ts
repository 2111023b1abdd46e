/** Whether labels and taints of nodes may be changed, asked before anybody types something in vain. */

import type { Access } from '../../cluster/access.ts';

/** So many nodes are asked for one by one; for more the server says it when the changes are sent. */
const MOST = 20;

/** Names of nodes that may not be patched, as far as the server tells. */
export async function notPatchable(access: Pick<Access, 'may'>, names: readonly string[]): Promise<string[]> {
  const patch = { verb: 'patch', resource: 'nodes' };
  if ((await access.may(patch)) !== 'no') return [];
  const some = names.slice(0, MOST);
  const answers = await Promise.all(some.map((name) => access.may({ ...patch, name })));
  return some.filter((_, index) => answers[index] === 'no');
}
