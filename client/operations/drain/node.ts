/** The node of a drain: that it is the right one, taken out of service at the beginning, and still so at the end. */

import { at } from '../../cluster/json.ts';
import { type KubeObject, stripped } from '../../cluster/objects.ts';
import { resourcePath } from '../../cluster/resources.ts';
import type { Refusal } from '../../cluster/statusTrouble.ts';
import { say } from '../../say.ts';
import { cordon } from '../cordon.ts';
import type { Sources } from './readFacts.ts';
import type { DrainState } from './state.ts';

/** Why a drain cannot go on. */
export interface Problem {
  readonly problem: string;
  /** Only for now: it is worth another try after so many milliseconds. */
  readonly again?: number;
}

/** A server that is away or has too much to do is asked again after that, or later when it says so. */
const AGAIN_MS = 5000;
const PASSING: ReadonlySet<string> = new Set([
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'interrupted',
  'proxy',
  'busy',
]);

/** A refusal as a problem; `words` instead of its own. */
export function problemOf({ trouble, status = 0, retryAfterMs = 0 }: Refusal, words = trouble.message): Problem {
  const passes = PASSING.has(trouble.kind) || status >= 500;
  return { problem: words, ...(passes ? { again: Math.max(AGAIN_MS, retryAfterMs) } : undefined) };
}

type Cordon = { readonly cordon: DrainState['cordon'] };

/** Cordons the node; `asking` is told, and waited for, before the change is sent, so that a restart knows whose it may be. */
export async function outOfService(
  state: DrainState,
  sources: Sources,
  asking: () => unknown,
): Promise<Cordon & Partial<Problem>> {
  const found = await readNode(state, sources);
  if ('problem' in found) return { cordon: state.cordon, ...found };
  if (isOut(found.node))
    return { cordon: state.cordon === 'asked' ? 'ours' : state.cordon === 'todo' ? 'before' : state.cordon };
  await asking();
  const { signal, api } = sources;
  const answer = await cordon(api, found.node, true, { signal, dryRun: state.options.dryRun });
  if (answer.ok) return { cordon: state.options.dryRun ? state.cordon : 'ours' };
  const unclear = answer.status === undefined || answer.status >= 500;
  const right = say('You may not cordon {0}: the right to patch nodes is missing.', state.node);
  return {
    cordon: unclear ? 'asked' : state.cordon,
    ...problemOf(answer, answer.trouble.kind === 'forbidden' ? right : undefined),
  };
}

/** At the end: undefined when nothing can have landed on it meanwhile. */
export async function notOut(state: DrainState, sources: Sources): Promise<Problem | undefined> {
  const found = await readNode(state, sources);
  if ('problem' in found) return found;
  return isOut(found.node)
    ? undefined
    : { problem: say('{0} takes pods again: somebody else put it back into service.', state.node) };
}

async function readNode(
  { node: name, nodeUid }: DrainState,
  { api, signal }: Sources,
): Promise<Problem | { readonly node: KubeObject }> {
  const found = await api.request({ path: resourcePath('nodes', {}, name), signal });
  if (!found.ok)
    return problemOf(found, found.status === 404 ? say('The node {0} does not exist any more.', name) : undefined);
  const node: KubeObject | undefined = stripped(found.body);
  return node && at(node, 'metadata', 'uid') === nodeUid
    ? { node }
    : { problem: say('{0} is another node of the same name by now.', name) };
}

const isOut = (node: KubeObject): boolean => at(node, 'spec', 'unschedulable') === true;
