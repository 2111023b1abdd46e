/** Asks the server to let one pod go, and says what its answer means for the row and for all the others. */

import { BackOff, type Clock } from '../../cluster/clock.ts';
import { at } from '../../cluster/json.ts';
import type { Api } from '../../cluster/request.ts';
import { resourcePath } from '../../cluster/resources.ts';
import type { Refusal } from '../../cluster/statusTrouble.ts';
import { type Eviction, evict, remove } from '../../cluster/writes.ts';
import { say } from '../../say.ts';
import { become, type DrainState, type Row } from './state.ts';

/** A budget is asked again after about five seconds, as kubectl does. */
const AGAIN_MS = 5000;
/** An API server that is away is not waited for much longer than it takes to come back. */
const LONGEST_MS = 10_000;

/** What becomes of a row. */
export interface Said {
  readonly row: Row;
  /** Nobody asks for anything before that time. */
  readonly hold?: number;
  /** The server is away. */
  readonly trouble?: string;
}

export class Asker {
  readonly #api: Api;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #away: BackOff;

  constructor(api: Api, clock: Clock, signal: AbortSignal) {
    this.#api = api;
    this.#clock = clock;
    this.#signal = signal;
    this.#away = new BackOff(clock);
  }

  /** Nothing when nobody wants the answer any more. The UID goes along, so that no other pod is ever meant. */
  async ask(row: Row, { way, options }: DrainState): Promise<Said | undefined> {
    const { gracePeriodSeconds, dryRun } = options;
    const pod = { ...row, ...(gracePeriodSeconds === undefined ? undefined : { gracePeriodSeconds }) };
    const limits = { signal: this.#signal, dryRun };
    const answer =
      way === 'delete' ? await this.#delete(pod, limits) : await evict(this.#api, pod, { ...limits, version: way });
    if (this.#signal.aborted) return undefined;
    if (answer.kind !== 'unclear') this.#away.reset();
    return answer.kind === 'otherPod' ? this.#conflict(row, dryRun) : this.#meaning(row, answer, dryRun);
  }

  async #delete(pod: Row & { gracePeriodSeconds?: number }, limits: { signal: AbortSignal; dryRun: boolean }) {
    const { uid, gracePeriodSeconds } = pod;
    const grace = gracePeriodSeconds === undefined ? undefined : { gracePeriodSeconds };
    const answer = await remove(this.#api, { resource: 'pods', ...pod }, { uid, ...grace, ...limits });
    return answer.ok ? ({ kind: answer.gone ? 'gone' : 'accepted' } as const) : refusedDeletion(answer);
  }

  #meaning(row: Row, answer: Exclude<Eviction, { kind: 'otherPod' }>, dryRun: boolean): Said {
    const now = this.#clock.now();
    switch (answer.kind) {
      case 'accepted':
        return { row: become(row, dryRun ? 'checked' : 'going', now) };
      case 'gone':
        return { row: become(row, 'gone', now) };
      case 'budget': {
        const next = now + this.#spread(Math.max(AGAIN_MS, answer.retryAfterMs ?? 0));
        return { row: become(row, 'waiting', now, { reason: 'budget', next, words: answer.words }) };
      }
      case 'namespaceGoes':
        return { row: become(row, 'waiting', now, { reason: 'namespace', next: now + this.#spread(AGAIN_MS) }) };
      case 'overloaded': {
        const hold = now + this.#spread(Math.max(1000, answer.retryAfterMs ?? AGAIN_MS));
        return { row: become(row, 'waiting', now, { reason: 'overload', next: hold }), hold };
      }
      case 'unclear': {
        const { trouble, retryAfterMs = 0 } = answer.refusal;
        const hold = now + Math.max(Math.min(LONGEST_MS, this.#away.next()), retryAfterMs, 1000);
        const words = trouble.message;
        return { row: become(row, 'waiting', now, { reason: 'api', next: hold, words }), hold, trouble: words };
      }
      case 'forbidden':
      case 'refused': {
        const words = answer.refusal.words ?? answer.refusal.trouble.message;
        // A broken budget answers with the same code as a missing right.
        const right = answer.kind === 'forbidden' && !/poddisruptionbudget/i.test(words);
        return { row: become(row, right ? 'forbidden' : 'refused', now, { words }) };
      }
    }
  }

  /** The server has another pod of this name, or says so: only looking tells. */
  async #conflict(row: Row, dryRun: boolean): Promise<Said | undefined> {
    const path = resourcePath('pods', { namespace: row.namespace }, row.name);
    const found = await this.#api.request({ path, signal: this.#signal });
    if (this.#signal.aborted) return undefined;
    if (!found.ok && found.status !== 404) return this.#meaning(row, { kind: 'unclear', refusal: found }, dryRun);
    const other = found.ok ? at(found.body, 'metadata', 'uid') !== row.uid : true;
    const words = say('Somebody else is changing this pod.');
    const now = this.#clock.now();
    return { row: other ? become(row, 'gone', now) : become(row, 'refused', now, { words }) };
  }

  /** A little later each, so that they do not come all at once; never earlier. */
  #spread = (ms: number): number => Math.round(ms * (1 + this.#clock.random() / 10));
}

function refusedDeletion(refusal: Refusal): Eviction {
  const { status, retryAfterMs } = refusal;
  if (status === 409) return { kind: 'otherPod' };
  if (status === 429) return { kind: 'overloaded', retryAfterMs };
  if (status === 403) return { kind: 'forbidden', refusal };
  return { kind: status === undefined || (status > 501 && status < 505) ? 'unclear' : 'refused', refusal };
}
