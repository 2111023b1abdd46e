/** Deletes one node, and looks until it is known to be gone, its password with it, and not back. */

import type { Refusal } from '../../cluster/statusTrouble.ts';
import { remove } from '../../cluster/writes.ts';
import { say } from '../../say.ts';
import type { Sources } from '../drain/readFacts.ts';
import type { Result } from '../operation.ts';
import { Look } from './look.ts';
import { passwordOf, readPassword } from './password.ts';
import { planDelete } from './plan.ts';
import { readFacts } from './readFacts.ts';
import { type DeleteState, resumable } from './state.ts';
import { isAlive } from './warnings.ts';

export interface DeleteNeeds extends Sources {
  /** Told after every step; what it gets is never changed afterwards. */
  readonly onState?: (state: DeleteState) => void;
}

/** How long a node may wait for its finalizers, which K3s removes within a second. */
const GONE_MS = 120_000;
/** K3s removes the password of a deleted node by itself; it is given so long. */
const PASSWORD_MS = 10_000;
/** An agent that ends when its node is deleted, and is started again by its service, is back within half a minute. */
const BACK_MS = 60_000;
const LOOK_MS = 500;
const LOOK_AGAIN_MS = 5000;
/** Before a request that failed is sent again. */
const AGAIN_MS = 5000;

/** How one step ended: with a result for the whole, or with nothing, and the next may begin. */
type End = { readonly result: Result; readonly problem?: string | undefined } | undefined;

/** The state at its end; one of before goes on where it stopped. Ends within a moment when `signal` does. */
export function deleteNode(state: DeleteState, needs: DeleteNeeds): Promise<DeleteState> {
  return new Deletion(resumable(state), needs).run();
}

class Deletion {
  readonly #needs: DeleteNeeds;
  readonly #look: Look;
  #state: DeleteState;

  constructor(state: DeleteState, needs: DeleteNeeds) {
    this.#state = state;
    this.#needs = needs;
    this.#look = new Look(needs, (trouble) => this.#trouble(trouble));
  }

  async run(): Promise<DeleteState> {
    this.#change({});
    const end =
      (await this.#check()) ?? (await this.#delete()) ?? (await this.#forget()) ?? (await this.#watch()) ?? this.#sum();
    this.#trouble(undefined);
    const { result, problem } = end;
    this.#change({ result, ...(problem !== undefined && { problem }) });
    return this.#state;
  }

  /** Before anything is asked for, also after a restart: what the plan said still holds. */
  async #check(): Promise<End> {
    const { node, nodeUid, step, choices, typed, volumes } = this.#state;
    if (step === 'gone') return undefined;
    const found = await readFacts(this.#needs, node);
    if (this.#stopped) return { result: 'cancelled' };
    const failed = (problem: string): End => ({
      result: step === 'asked' ? 'partlyDone' : 'failedBeforeStart',
      problem,
    });
    if (!found.ok && found.status === 404) return this.#change({ step: 'gone' });
    if (!found.ok) return failed(found.trouble.message);
    if (found.value.uid !== nodeUid)
      return step === 'asked'
        ? this.#change({ step: 'gone' })
        : failed(say('{0} is another node of the same name by now.', node));
    if (found.value.ending) return undefined;
    this.#change({ alive: isAlive(found.value) });
    const plan = planDelete(found.value, choices);
    if (plan.blocks.length > 0) return failed(plan.blocks.map(({ message }) => message).join(' '));
    const more = (found.value.volumes ?? []).filter(({ name }) => volumes?.includes(name) === false);
    if (more.length > 0)
      return failed(
        say(
          'Volumes came to {0} since the plan was made: {1}. Make a new plan.',
          node,
          more.map(({ name }) => name).join(', '),
        ),
      );
    return plan.typed && !typed
      ? failed(say('More is known of {0} than when the plan was made. Make a new plan.', node))
      : undefined;
  }

  /** Asks as often as it takes: the UID goes along, so that no other node is ever meant. */
  async #delete(): Promise<End> {
    const { node, nodeUid, step } = this.#state;
    if (step === 'gone') return undefined;
    const until = this.#now + GONE_MS;
    for (;;) {
      const seen = await this.#look.at(node, nodeUid);
      if (this.#stopped) return { result: 'cancelled' };
      if (seen.kind === 'gone' || seen.kind === 'other') return this.#change({ step: 'gone' });
      if (seen.kind === 'there' && seen.ending) this.#ending(seen.finalizers);
      const refusal = seen.kind === 'there' && !seen.ending ? await this.#ask() : undefined;
      if (this.#stopped) return { result: 'cancelled' };
      if (refusal && isFinal(refusal)) return { result: 'failedBeforeStart', problem: nodeRefused(node, refusal) };
      if (seen.kind !== 'trouble') this.#trouble(refusal?.trouble.message);
      if (this.#look.isAway || this.#now >= until) return { result: 'timedOut', problem: this.#state.trouble };
      await this.#look.wait(refusal ? Math.max(AGAIN_MS, refusal.retryAfterMs ?? 0) : LOOK_MS);
    }
  }

  async #ask(): Promise<Refusal | undefined> {
    const { node, nodeUid, step } = this.#state;
    const { api, signal } = this.#needs;
    if (step === 'there') this.#change({ step: 'asked' });
    const answer = await remove(api, { resource: 'nodes', name: node }, { uid: nodeUid, signal });
    // Another node of the name: looking again tells.
    return answer.ok || answer.status === 409 ? undefined : answer;
  }

  #ending(finalizers: readonly string[]): void {
    const { step, finalizers: before = [] } = this.#state;
    if (step !== 'asked' || before.join() !== finalizers.join()) this.#change({ step: 'asked', finalizers });
  }

  /** Sees to the Secret with the password of the node. */
  async #forget(): Promise<End> {
    const { node, choices } = this.#state;
    const until = this.#now + PASSWORD_MS;
    while (this.#state.password.state === 'open') {
      const { signal, api } = this.#needs;
      const found = await readPassword(api, node, signal);
      if (this.#stopped) return { result: 'cancelled' };
      const { uid } = this.#state.password;
      if (found === undefined) this.#look.lost(say('The node password cannot be read now.'));
      else this.#look.heard();
      if (found?.kind === 'missing') this.#password('gone');
      if (found?.kind === 'unknown')
        this.#password(
          'failed',
          say('Whether it is gone is not known: the right to get Secrets in kube-system is missing.'),
        );
      if (found?.kind === 'there') {
        // Another one belongs to a machine that came back.
        if (uid !== undefined && uid !== found.uid) this.#password('gone');
        else if (this.#now < until) this.#known(found.uid);
        else if (choices.password === 'keep') this.#password('kept');
        else await this.#removePassword(found.uid);
      }
      if (this.#stopped) return { result: 'cancelled' };
      if (this.#look.isAway) return { result: 'timedOut', problem: this.#state.trouble };
      if (this.#state.password.state === 'open') await this.#look.wait(LOOK_MS);
    }
    return undefined;
  }

  async #removePassword(uid: string): Promise<void> {
    const { signal, api } = this.#needs;
    const answer = await remove(api, passwordOf(this.#state.node), { uid, signal });
    if (answer.ok || answer.status === 409 || this.#stopped) return;
    if (!isFinal(answer)) return this.#look.lost(answer.trouble.message);
    this.#password(
      'failed',
      answer.status === 403
        ? say('It stays: the right to delete Secrets in kube-system is missing.')
        : say('It stays: {0}', answer.words ?? answer.trouble.message),
    );
  }

  /** An agent that lives registers again: only after a while nobody came back. */
  async #watch(): Promise<End> {
    const { node, nodeUid } = this.#state;
    const until = this.#now + BACK_MS;
    for (;;) {
      const seen = await this.#look.at(node, nodeUid);
      if (this.#stopped) return { result: 'cancelled' };
      if (seen.kind === 'other') return this.#change({ back: 'yes' });
      if (seen.kind === 'gone' && this.#now >= until) return this.#change({ back: 'no' });
      if (this.#look.isAway || this.#now >= until + BACK_MS)
        return { result: 'timedOut', problem: this.#state.trouble };
      await this.#look.wait(Math.min(LOOK_AGAIN_MS, Math.max(LOOK_MS, until - this.#now)));
    }
  }

  #sum(): { readonly result: Result; readonly problem?: string } {
    const { back, password } = this.#state;
    return { result: back === 'no' && password.state !== 'failed' ? 'done' : 'partlyDone' };
  }

  #password(state: DeleteState['password']['state'], words?: string): void {
    const { uid } = this.#state.password;
    this.#change({ password: { state, ...(uid && { uid }), ...(words && { words }) } });
  }

  #known(uid: string): void {
    if (this.#state.password.uid !== uid) this.#change({ password: { state: 'open', uid } });
  }

  #trouble(words: string | undefined): void {
    const { trouble: before, ...state } = this.#state;
    if (before === words) return;
    this.#state = state;
    this.#change(words === undefined ? {} : { trouble: words });
  }

  #change(some: Partial<DeleteState>): undefined {
    this.#state = { ...this.#state, ...some };
    this.#needs.onState?.(this.#state);
  }

  get #stopped(): boolean {
    return this.#needs.signal.aborted;
  }

  get #now(): number {
    return this.#needs.clock.now();
  }
}

/** Asking again would bring the same answer. */
const isFinal = ({ status }: Refusal): boolean =>
  status !== undefined && status < 500 && status !== 429 && status !== 409 && status !== 401;

function nodeRefused(node: string, { status, words, trouble }: Refusal): string {
  return status === 403 && /cannot delete resource "nodes"/.test(words ?? '')
    ? say('You may not delete {0}: the right to delete nodes is missing.', node)
    : say('The server refused to delete {0}: {1}', node, words ?? trouble.message);
}
