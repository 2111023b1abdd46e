/** Takes nodes out of service and back, by a patch of one field; what is so already is not asked for. */

import { at } from '../cluster/json.ts';
import type { Api } from '../cluster/request.ts';
import type { Refusal } from '../cluster/statusTrouble.ts';
import { patch, type WriteOptions } from '../cluster/writes.ts';

/** As much of a Node as has to be known. */
export interface NodeRead {
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

export type Cordoned = { readonly ok: true; readonly changed: boolean } | Refusal;

/** One node as it was read: `changed` is false where nothing had to be sent. */
export async function cordon(
  api: Pick<Api, 'request'>,
  node: NodeRead,
  wanted: boolean,
  options: WriteOptions = {},
): Promise<Cordoned> {
  if ((at(node, 'spec', 'unschedulable') === true) === wanted) return { ok: true, changed: false };
  const target = { resource: 'nodes', name: node.metadata.name };
  // Null takes the field away, as if nobody had ever set it.
  const body = { spec: { unschedulable: wanted || null } };
  const answer = await patch(api, target, { type: 'strategic', patch: body }, options);
  return answer.ok ? { ok: true, changed: true } : answer;
}

/** Several, a few at a time; each has its own answer, and one that fails does not keep the others. */
export async function cordonAll(
  api: Pick<Api, 'request'>,
  nodes: readonly NodeRead[],
  wanted: boolean,
  { atOnce = 5, ...options }: WriteOptions & { readonly atOnce?: number } = {},
): Promise<ReadonlyMap<string, Cordoned>> {
  const answers = new Map<string, Cordoned>();
  const waiting = [...nodes];
  const work = async (): Promise<void> => {
    for (let node = waiting.shift(); node && !options.signal?.aborted; node = waiting.shift())
      answers.set(node.metadata.name, await cordon(api, node, wanted, options));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return answers;
}
