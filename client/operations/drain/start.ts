/** The first steps of a drain: the node is the right one, nothing lands on it any more, and no pod came that nobody agreed to. */

import { at } from '../../cluster/json.ts';
import { type KubeObject, stripped } from '../../cluster/objects.ts';
import { resourcePath } from '../../cluster/resources.ts';
import { say } from '../../say.ts';
import { cordon } from '../cordon.ts';
import { planDrain } from './plan.ts';
import { readFacts, type Sources } from './readFacts.ts';
import { type DrainState, type Row, rowOf } from './state.ts';

/** Either the problem that keeps the drain from going on, or nothing. */
type Started = { readonly problem?: string; readonly cordon: DrainState['cordon'] };

/** Cordons the node; `asking` is told before the change is sent, so that a restart knows whose it may be. */
export async function outOfService(state: DrainState, sources: Sources, asking: () => void): Promise<Started> {
  const { api, signal } = sources;
  const found = await api.request({ path: resourcePath('nodes', {}, state.node), signal });
  if (!found.ok)
    return {
      cordon: state.cordon,
      problem: found.status === 404 ? say('The node {0} does not exist any more.', state.node) : found.trouble.message,
    };
  const node: KubeObject | undefined = stripped(found.body);
  if (!node || at(node, 'metadata', 'uid') !== state.nodeUid)
    return { cordon: state.cordon, problem: say('{0} is another node of the same name by now.', state.node) };
  if (at(node, 'spec', 'unschedulable') === true)
    return { cordon: state.cordon === 'asked' ? 'ours' : state.cordon === 'todo' ? 'before' : state.cordon };
  asking();
  const answer = await cordon(api, node, true, { signal, dryRun: state.options.dryRun });
  if (answer.ok) return { cordon: state.options.dryRun ? state.cordon : 'ours' };
  const forbidden = answer.trouble.kind === 'forbidden';
  const unclear = answer.status === undefined || answer.status >= 500;
  return {
    cordon: unclear ? 'asked' : state.cordon,
    problem: forbidden
      ? say('You may not cordon {0}: the right to patch nodes is missing.', state.node)
      : answer.trouble.message,
  };
}

/** Rows for pods that came after the plan was made; a problem when one of them needs an answer that nobody gave. */
export async function latecomers(
  state: DrainState,
  sources: Sources,
  now: number,
): Promise<{ readonly rows: readonly Row[]; readonly problem?: string }> {
  const facts = await readFacts(sources, state.node, state.options);
  if (!facts.ok) return { rows: [], problem: facts.trouble.message };
  const known = new Set(state.rows.map(({ uid }) => uid));
  const pods = facts.value.pods.filter(({ uid }) => !known.has(uid));
  const plan = planDrain({ ...facts.value, pods }, state.options);
  const about = plan.errors.filter((error) => error.pods.length > 0);
  if (about.length === 0) return { rows: plan.rows.map((row) => rowOf(row, now)) };
  const told = about.map(({ message, pods: names }) => `${message} (${names.join(', ')})`);
  return { rows: [], problem: say('Pods came to the node since the plan was made. {0}', told.join(' ')) };
}
