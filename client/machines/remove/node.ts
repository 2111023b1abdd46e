/** The cluster's side of a removal: the Node goes, its password goes, and a second look shows that neither came back. */

import { asText, at } from '../../cluster/json.ts';
import { Pause } from '../../cluster/pause.ts';
import { resourcePath } from '../../cluster/resources.ts';
import type { Refusal } from '../../cluster/statusTrouble.ts';
import { remove } from '../../cluster/writes.ts';
import { passwordOf, readPassword } from '../../operations/delete/password.ts';
import { planDelete } from '../../operations/delete/plan.ts';
import { readFacts } from '../../operations/delete/readFacts.ts';
import type { StepContext, StepEnd } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import type { RemoveOrder } from './order.ts';

type Context = StepContext<RemoveOrder>;
type Node = NonNullable<RemoveOrder['node']>;

/** K3s removes the Secret together with the Node, where its release does; finalizers may hold the Node for a while. */
const GONE_MS = 60_000;
const EVERY_MS = 2000;
/** An agent that runs is back within seconds; one that is started again by its service within half a minute. */
const STAYS_MS = 60_000;

const refused = ({ trouble }: Refusal): Extract<StepEnd, { ok: false }> => ({
  ok: false,
  words: trouble.message,
  next: trouble.next ?? say('Resume when the cluster answers again.'),
});

/** The Node of that name as it is now; `gone` when there is none. */
async function nodeNow(
  { api, signal }: Context,
  { name }: Node,
): Promise<'gone' | { readonly body: unknown } | Refusal> {
  const answer = await api.request({ path: resourcePath('nodes', {}, name), signal });
  if (answer.ok) return { body: answer.body };
  return answer.status === 404 ? 'gone' : answer;
}

const uidOf = (body: unknown): string => asText(at(body, 'metadata', 'uid')) ?? '';
const machineOf = (body: unknown): string => asText(at(body, 'status', 'nodeInfo', 'machineID')) ?? '';

/** A step: the cluster can do without this node, as it is now. */
export async function mayGo(context: Context, node: Node): Promise<StepEnd> {
  const { api, access, clock, signal, plan } = context;
  const facts = await readFacts({ api, access, clock, signal }, node.name);
  if (!facts.ok && facts.status === 404)
    return { ok: true, skipped: true, words: say('The Node {0} is gone already.', node.name) };
  if (!facts.ok) return refused(facts);
  if (facts.value.uid !== node.uid)
    return {
      ok: false,
      words: say('{0} is another node of the same name by now.', node.name),
      next: say('Begin again from the tree, for the node that there is now.'),
    };
  const { blocks } = planDelete(facts.value, { password: 'remove', despiteQuorum: plan.despiteQuorum });
  const [block] = blocks;
  return block
    ? { ok: false, words: block.message, next: say('Nothing was removed. Resume when that has changed.') }
    : { ok: true, words: say('The cluster can do without {0}.', node.name) };
}

/** A step: that very Node is gone, and with `again` also one that the same machine has made since. */
export async function deleteNode(context: Context, node: Node, again = false): Promise<StepEnd> {
  const { api, signal, clock, keep, found } = context;
  const now = await nodeNow(context, node);
  const words = say('The Node {0} is deleted.', node.name);
  if (now === 'gone') {
    if (found.gone === undefined) keep({ gone: clock.now() });
    return { ok: true, skipped: true, words: say('There is no Node {0} any more.', node.name) };
  }
  if ('trouble' in now) return refused(now);
  const uid = uidOf(now.body);
  const ours = uid === node.uid || (again && node.machineId !== '' && machineOf(now.body) === node.machineId);
  if (!ours) return another(node);
  const answer = await remove(api, { resource: 'nodes', name: node.name }, { uid, signal });
  if (!answer.ok) return answer.status === 409 ? another(node) : refused(answer);
  const end = clock.now() + GONE_MS;
  const pause = new Pause(clock);
  for (;;) {
    const left = await nodeNow(context, node);
    if (left === 'gone' || (!('trouble' in left) && uidOf(left.body) !== uid)) {
      keep({ gone: clock.now() });
      return { ok: true, words };
    }
    if (signal.aborted || clock.now() >= end)
      return {
        ok: false,
        words:
          'trouble' in left
            ? left.trouble.message
            : say('{0} is marked for deletion, and its finalizers hold it.', node.name),
        next: say('Resume to look again.'),
      };
    await pause.wait(EVERY_MS, signal);
  }
}

const another = ({ name }: Node): StepEnd => ({
  ok: false,
  words: say('{0} is another node of the same name by now, and is left alone.', name),
  next: say('Look which machine it is.'),
});

/** A step: the Secret with its password is gone, so that another machine may have the name. */
export async function forgetPassword({ api, signal, clock }: Context, node: Node): Promise<StepEnd> {
  const pause = new Pause(clock);
  const end = clock.now() + 10_000;
  for (;;) {
    const password = await readPassword(api, node.name, signal);
    if (password?.kind === 'missing') return { ok: true, words: say('The node password is gone.') };
    if (password?.kind === 'unknown')
      return {
        ok: true,
        skipped: true,
        words: say(
          'You may not read Secrets in kube-system. If the node password is left there, a reinstalled machine is refused under the name {0}.',
          node.name,
        ),
      };
    if (signal.aborted || clock.now() >= end) {
      if (!password)
        return {
          ok: false,
          words: say('Nobody knows whether the node password is gone: the cluster did not answer.'),
          next: say('Resume to look again.'),
        };
      const answer = await remove(api, passwordOf(node.name), { uid: password.uid });
      return answer.ok ? { ok: true, words: say('The node password was left, and is deleted.') } : refused(answer);
    }
    await pause.wait(EVERY_MS, signal);
  }
}

/** A step: a minute after it was deleted, the Node has not come back. */
export async function staysGone(context: Context, node: Node): Promise<StepEnd> {
  const { clock, signal, found, tell } = context;
  const gone = typeof found.gone === 'number' ? found.gone : clock.now();
  const left = gone + STAYS_MS - clock.now();
  tell(say('A second look follows, a minute after the deletion.'));
  if (left > 0) await new Pause(clock).wait(Math.min(left, STAYS_MS), signal);
  if (signal.aborted) return { ok: false, words: say('Cancelled.'), next: say('Resume to take the second look.') };
  const now = await nodeNow(context, node);
  if (now === 'gone') return { ok: true, words: say('{0} has not come back.', node.name) };
  if ('trouble' in now) return refused(now);
  const same = node.machineId !== '' && machineOf(now.body) === node.machineId;
  return {
    ok: false,
    words: same
      ? say('{0} is back: K3s runs on its machine again, with a token that is still valid.', node.name)
      : say('A Node {0} is there again, from another machine than before.', node.name),
    next: same
      ? say(
          'Uninstall K3s there, and rotate or delete the token; look what starts it, such as a tool that sets up machines.',
        )
      : say('If that is meant to be so, nothing is left to do: take this operation off the list.'),
  };
}
