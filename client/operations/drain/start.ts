/** Before the first pod is asked to go: no node takes pods any more, and no pod came that nobody agreed to. */

import { say } from '../../say.ts';
import { outOfService, type Problem, problemOf } from './node.ts';
import { planDrain } from './plan.ts';
import { readFacts, type Sources } from './readFacts.ts';
import { type DrainState, type Row, rowOf } from './state.ts';

/**
 * Takes the nodes of several drains out of service, before any pod is asked to go. One that cannot be cordoned keeps
 * nobody from anything here: its own drain will say so.
 *
 * @param told gets all states after every step
 */
export async function cordonAhead(
  states: readonly DrainState[],
  needs: Sources,
  told: (states: readonly DrainState[]) => unknown,
): Promise<readonly DrainState[]> {
  let now = states;
  for (const [index, state] of states.entries()) {
    if (state.blocked || state.options.dryRun || needs.signal.aborted) continue;
    const become = (cordon: DrainState['cordon']): unknown => {
      now = now.with(index, { ...state, cordon });
      return told(now);
    };
    become((await outOfService(state, needs, () => become('asked'))).cordon);
  }
  return now;
}

/** Rows for pods that came after the plan was made; a problem when one of them needs an answer that nobody gave. */
export async function latecomers(
  state: DrainState,
  sources: Sources,
  now: number,
): Promise<{ readonly rows: readonly Row[] } & Partial<Problem>> {
  const facts = await readFacts(sources, state.node, state.options);
  if (!facts.ok) return { rows: [], ...problemOf(facts) };
  const known = new Set(state.rows.map(({ uid }) => uid));
  const pods = facts.value.pods.filter(({ uid }) => !known.has(uid));
  const plan = planDrain({ ...facts.value, pods }, state.options);
  const about = plan.errors.filter((error) => error.pods.length > 0);
  if (about.length === 0) return { rows: plan.rows.map((row) => rowOf(row, now)) };
  const told = about.map(({ message, pods: names }) => `${message} (${names.join(', ')})`);
  return { rows: [], problem: say('Pods came to the node since the plan was made. {0}', told.join(' ')) };
}
