/** Looks at a node again and again, and knows for how long the server has not answered. */

import { BackOff } from '../../cluster/clock.ts';
import { asText, at } from '../../cluster/json.ts';
import { Pause } from '../../cluster/pause.ts';
import { resourcePath } from '../../cluster/resources.ts';
import { textsAt } from '../../explorer/model/raw.ts';
import type { Sources } from '../drain/readFacts.ts';

/** What stands under the name of a node; `trouble`: nobody knows. */
export type Seen =
  | { readonly kind: 'gone' | 'other' | 'trouble' }
  | { readonly kind: 'there'; readonly ending: boolean; readonly finalizers: readonly string[] };

/** A server that is away for longer than this is not waited for. */
const AWAY_MS = 120_000;

export class Look {
  readonly #sources: Sources;
  readonly #pause: Pause;
  readonly #backOff: BackOff;
  readonly #told: (trouble: string | undefined) => void;
  #since: number | undefined;

  /** @param told is called when the server begins or ceases to be in trouble */
  constructor(sources: Sources, told: (trouble: string | undefined) => void) {
    this.#sources = sources;
    this.#pause = new Pause(sources.clock);
    this.#backOff = new BackOff(sources.clock);
    this.#told = told;
  }

  async at(name: string, uid: string): Promise<Seen> {
    const { api, signal } = this.#sources;
    const answer = await api.request({ path: resourcePath('nodes', {}, name), signal });
    if (!answer.ok && answer.status !== 404) {
      this.lost(answer.trouble.message);
      return { kind: 'trouble' };
    }
    this.heard();
    if (!answer.ok) return { kind: 'gone' };
    if (asText(at(answer.body, 'metadata', 'uid')) !== uid) return { kind: 'other' };
    const ending = at(answer.body, 'metadata', 'deletionTimestamp') !== undefined;
    return { kind: 'there', ending, finalizers: textsAt(answer.body, 'metadata', 'finalizers') };
  }

  /** The server did not answer as it should. */
  lost(trouble: string): void {
    this.#since ??= this.#sources.clock.now();
    this.#told(trouble);
  }

  heard(): void {
    if (this.#since === undefined) return;
    this.#since = undefined;
    this.#backOff.reset();
    this.#told(undefined);
  }

  /** It has been away for too long. */
  get isAway(): boolean {
    return this.#since !== undefined && this.#sources.clock.now() - this.#since >= AWAY_MS;
  }

  /** Longer while the server is away. */
  wait(ms: number): Promise<void> {
    const longer = this.#since === undefined ? ms : Math.max(ms, this.#backOff.next());
    return this.#pause.wait(longer, this.#sources.signal);
  }
}
