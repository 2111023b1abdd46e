/** The drain as one step of a removal: its state is kept, so that it goes on where it was interrupted. */

import { resourcePath } from '../../cluster/resources.ts';
import { isDrainState } from '../../operations/drain/isState.ts';
import { drainKind } from '../../operations/drain/kind.ts';
import { drain } from '../../operations/drain/run.ts';
import { type DrainState, remaining } from '../../operations/drain/state.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';

/** So many pods that hold it up are told with their reasons. */
const MOST_NAMED = 3;

/** @param begin the state before anything was sent */
export async function drainNode(context: StepContext<unknown>, begin: DrainState): Promise<StepEnd> {
  const { api, access, clock, signal, keep, tell, found } = context;
  const node = await api.request({ path: resourcePath('nodes', {}, begin.node), signal });
  if (!node.ok && node.status === 404)
    return { ok: true, skipped: true, words: say('The Node {0} is gone already.', begin.node) };
  const state = isDrainState(found.drain) ? found.drain : begin;
  const end = await drain(state, {
    api,
    access,
    clock,
    signal,
    onState(next) {
      keep({ drain: next });
      tell(drainKind.summary(next, clock.now()));
    },
  });
  const words = drainKind.summary(end, clock.now());
  if (end.result === 'done') return { ok: true, words };
  const named = remaining(end, clock.now()).slice(0, MOST_NAMED);
  return {
    ok: false,
    words: [words, ...named.map(({ pod, why }) => `${pod}: ${why}`)].join(' '),
    next: say('Nothing was removed. Resume to go on with the drain, or uncordon the node.'),
    ...(end.result && { result: end.result }),
  };
}
