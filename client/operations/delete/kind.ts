/** The deletion of nodes as an operation: what it is called, how far it is, and what happened between two steps. */

import { say } from '../../say.ts';
import type { Kind } from '../kind.ts';
import { isDeleteState } from './isState.ts';
import { deleteNode } from './run.ts';
import { type DeleteState, deleteParts } from './state.ts';

export const deleteKind: Kind<DeleteState> = {
  title: (names) => (names.length === 1 ? say('Delete {0}', names[0] ?? '') : say('Delete {0} nodes', names.length)),
  isDetail: isDeleteState,
  alone: false,
  cordons: false,
  async run(state, { onDetail, ...needs }) {
    const end = await deleteNode(state, { ...needs, onState: onDetail });
    return { detail: end, result: end.result ?? 'cancelled' };
  },
  told,
  progress(state) {
    const parts = deleteParts(state);
    return { done: parts.filter((part) => part.state === 'done' || part.state === 'kept').length, all: parts.length };
  },
  summary,
  parts: deleteParts,
};

function told(before: DeleteState | undefined, after: DeleteState): string[] {
  const known = new Map(before && deleteParts(before).map(({ id, words }) => [id, words]));
  const news = deleteParts(after).filter(({ id, words, state }) => state !== 'open' && known.get(id) !== words);
  return [
    ...news.map(({ label, words }) => `${label}: ${words}`),
    ...(after.trouble !== undefined && after.trouble !== before?.trouble ? [after.trouble] : []),
    ...(after.result !== undefined && after.result !== before?.result ? [summary(after)] : []),
  ];
}

function summary({
  node,
  alive,
  step,
  back,
  password,
  finalizers = [],
  trouble,
  result,
  problem,
}: DeleteState): string {
  if (problem !== undefined) return problem;
  const why = trouble === undefined ? '' : ` ${trouble}`;
  if (step === 'there') return `${say('Nothing was deleted.')}${why}`;
  if (step === 'asked')
    return finalizers.length > 0
      ? `${say('{0} is being deleted, and waits for {1}.', node, finalizers.join(', '))}${why}`
      : `${say('The server was asked to delete {0}; it is not known to be gone.', node)}${why}`;
  if (back === 'yes')
    return say(
      '{0} was deleted and is back: K3s on the machine registered it again. Uninstall K3s there, then delete the node anew.',
      node,
    );
  const words = password.state === 'failed' ? ` ${say('Node password')}: ${password.words ?? ''}` : '';
  const still = alive
    ? ` ${say('K3s ran on the machine: where it still does, the node registers again at its next start. Uninstall it there.')}`
    : '';
  if (back === 'no') return `${say('{0} is gone, and did not come back within a minute.', node)}${still}${words}`;
  return result === undefined
    ? `${say('{0} is gone. Checking whether it comes back.', node)}${why}`
    : `${say('{0} is gone. Whether it comes back was not checked to the end.', node)}${why}${words}`;
}
