/** Sends changes of labels or taints to nodes: each only where the node still has what the person saw. */

import { at } from '../../cluster/json.ts';
import type { Api } from '../../cluster/request.ts';
import { resourcePath } from '../../cluster/resources.ts';
import type { Refusal } from '../../cluster/statusTrouble.ts';
import { patch } from '../../cluster/writes.ts';
import type { NodeRead } from '../cordon.ts';
import { type Changes, type Entries, type Field, missing } from './field.ts';

/** What somebody else did to one of the values meanwhile; undefined: it was or is not there. */
export interface Clash {
  readonly id: string;
  readonly was: string | undefined;
  readonly is: string | undefined;
}

/** What became of one node; nothing was changed except where it says so. */
export type Edited =
  | { readonly kind: 'changed' }
  /** It has all of it already; nothing was asked. */
  | { readonly kind: 'same' }
  | { readonly kind: 'conflict'; readonly clashes: readonly Clash[] }
  /** Deleted, or another node of the same name by now. */
  | { readonly kind: 'gone' }
  /** The right to patch nodes is missing. */
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'failed'; readonly words: string }
  /** No answer came, and looking again did not tell either. */
  | { readonly kind: 'unclear'; readonly words: string };

export interface ApplyNeeds {
  readonly api: Pick<Api, 'request'>;
  readonly field: Field;
  readonly signal?: AbortSignal;
  /** Requests at the same time. */
  readonly atOnce?: number;
}

/** Controllers write to taints as well; so often a list that changed elsewhere is tried anew. */
const TRIES = 4;

/** One answer for each node, by name, in the order they were given; one that fails does not keep the others. */
export async function apply(
  nodes: readonly NodeRead[],
  changes: Changes,
  needs: ApplyNeeds,
): Promise<ReadonlyMap<string, Edited>> {
  const answers = new Map<string, Edited>();
  const waiting = [...nodes];
  const work = async (): Promise<void> => {
    for (let node = waiting.shift(); node && !needs.signal?.aborted; node = waiting.shift())
      answers.set(node.metadata.name, await applyTo(node, changes, needs));
  };
  await Promise.all(Array.from({ length: needs.atOnce ?? 5 }, work));
  const names = nodes.map(({ metadata }) => metadata.name);
  return new Map(names.flatMap((name) => (answers.has(name) ? [[name, answers.get(name) as Edited]] : [])));
}

async function applyTo(seen: NodeRead, changes: Changes, { api, field, signal }: ApplyNeeds): Promise<Edited> {
  const { name } = seen.metadata;
  const options = signal ? { signal } : {};
  let operations = field.patch(seen, changes);
  if (operations.length === 0) return { kind: 'same' };
  for (let tries = 1; ; tries++) {
    const answer = await patch(api, { resource: 'nodes', name }, { type: 'json', patch: operations }, options);
    if (answer.ok) return { kind: 'changed' };
    if (answer.status === 404) return { kind: 'gone' };
    if (answer.status === 403) return refused(answer);
    const now = await api.request({ path: resourcePath('nodes', {}, name), ...options });
    if (!now.ok) return now.status === 404 ? { kind: 'gone' } : { kind: 'unclear', words: wordsOf(answer) };
    if (uidOf(now.body) !== uidOf(seen)) return { kind: 'gone' };
    const [before, after] = [field.entries(seen), field.entries(now.body)];
    // The answer was lost on its way, or somebody else did the same.
    if (missing(after, changes).size === 0) return { kind: 'changed' };
    const clashes = clashesOf(before, after, changes);
    if (clashes.length > 0) return { kind: 'conflict', clashes };
    const next = field.patch(now.body, changes);
    // Others write something else to the same object: that is no reason to stop, a refusal of these very words is.
    const others = answer.status === 409 || JSON.stringify(next) !== JSON.stringify(operations);
    if (!others || tries === TRIES) return { kind: 'failed', words: wordsOf(answer) };
    operations = next;
  }
}

/** A missing right is told in our words, what an admission webhook says in its own. */
function refused(answer: Refusal): Edited {
  const right = /cannot patch resource "nodes"/.test(answer.words ?? '');
  return right ? { kind: 'forbidden' } : { kind: 'failed', words: wordsOf(answer) };
}

const uidOf = (node: unknown): unknown => at(node, 'metadata', 'uid');

const wordsOf = ({ words, trouble }: Refusal): string => words ?? trouble.message;

function clashesOf(before: Entries, after: Entries, changes: Changes): Clash[] {
  return [...missing(after, changes).keys()].flatMap((id) => {
    const [was, is] = [before.get(id), after.get(id)];
    return was === is ? [] : [{ id, was, is }];
  });
}
