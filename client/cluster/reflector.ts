/** Keeps one resource up to date: a list in pages, then a watch, and again from the list when the watch cannot go on. */

import { BackOff, type Clock, steady } from './clock.ts';
import type { Collection } from './collection.ts';
import { asText, at } from './json.ts';
import { readList } from './paging.ts';
import { Pause } from './pause.ts';
import type { Change, ReflectorState } from './reflectorState.ts';
import type { Api } from './request.ts';
import type { Resource } from './resources.ts';
import type { Refusal } from './statusTrouble.ts';
import { Throttle } from './throttle.ts';
import { trouble } from './trouble.ts';
import { watchOnce } from './watching.ts';

export interface ReflectorNeeds {
  readonly api: Api;
  readonly clock: Clock;
}

/** For what is denied or not served: somebody may have changed that. */
const RARELY_MS = 300_000;
/** Where no watch is to be had. */
const POLL_MS = 20_000;
/** The server forgets what happened before that. */
const FORGOTTEN_MS = 240_000;
/** A watch that lasted so long has worked, even when nothing happened. */
const WORKED_MS = 5000;
/** Not more often is a list read again because an event could not be understood; where that happens all the time, as polled. */
const READ_AGAIN_MS = 5000;
const CALM_MS = 300_000;

export class Reflector<View> {
  readonly resource: Resource<View>;
  readonly #needs: ReflectorNeeds;
  /** What is told to people is told by theirs. */
  readonly #steady: Clock;
  readonly #collection: Collection<View>;
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #throttle: Throttle;
  readonly #backOff: BackOff;
  readonly #pause: Pause;
  #state: ReflectorState = { kind: 'idle' };
  #running: AbortController | undefined;
  #version: string | undefined;
  #heard = 0;
  #heardSteady = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #forgotten = 0;
  #readAgain = { at: Number.NEGATIVE_INFINITY, wait: 0 };
  /** Nothing was ever told. */
  #first = true;
  /** Tried once only: the server's memory may be older than what is known already, and one list may be too much. */
  #fromCache: boolean;

  constructor(resource: Resource<View>, needs: ReflectorNeeds) {
    this.resource = resource;
    this.#needs = needs;
    this.#steady = steady(needs.clock);
    this.#collection = resource.collect();
    this.#fromCache = resource.fromCache === true;
    this.#backOff = new BackOff(needs.clock);
    this.#pause = new Pause(needs.clock);
    this.#throttle = new Throttle(needs.clock, (keys) => {
      for (const listener of this.#listeners) listener({ keys });
    });
  }

  get state(): ReflectorState {
    return this.#state;
  }

  /** What is known, whatever the state; kept until something newer is there. */
  get view(): View {
    return this.#collection.view;
  }

  /** When the server was heard last, 0 for never. */
  get heard(): number {
    return this.#heard;
  }

  /** Told at most four times a second, also when only the state changes; but at once of the first that arrives, and when all has. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Somebody looks. */
  resume(): void {
    if (this.#running) return;
    this.#running = new AbortController();
    const fresh = this.#version !== undefined && this.#steady.now() - this.#heardSteady < FORGOTTEN_MS;
    if (!fresh) this.#version = undefined;
    this.#become({ kind: 'loading' });
    void this.#run(this.#running.signal);
  }

  /** Nobody looks any more: no request, no timer. */
  pause(): void {
    if (!this.#running) return;
    this.#running.abort();
    this.#running = undefined;
    this.#throttle.cancel();
    this.#state = { kind: 'idle' };
  }

  /** Does not wait for the next attempt. */
  retryNow(): void {
    this.#backOff.reset();
    this.#pause.end();
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const problem = this.#version === undefined ? await this.#list(signal) : await this.#watch(signal);
      if (signal.aborted) return;
      const wait = problem ? this.#waitAfter(problem) : 0;
      if (wait > 0) await this.#pause.wait(wait, signal);
    }
  }

  async #list(signal: AbortSignal): Promise<Refusal | undefined> {
    const { resource } = this;
    let nothing = this.#first;
    const fromCache = this.#fromCache;
    this.#fromCache = false;
    const answer = await readList(this.#needs.api, resource, this.#collection, {
      fromCache,
      signal,
      arrived: () => {
        this.#throttle.add('all');
        if (nothing) this.#throttle.now();
        nothing = false;
      },
    });
    if (!answer.ok || signal.aborted) return answer.ok ? undefined : answer;
    this.#first = false;
    this.#hear();
    this.#version = answer.version;
    if (resource.pollMs !== undefined || answer.version === undefined) return this.#poll(resource.pollMs ?? POLL_MS);
    this.#become({ kind: 'live', polling: false });
    return undefined;
  }

  async #watch(signal: AbortSignal): Promise<Refusal | undefined> {
    const { api } = this.#needs;
    const clock = this.#steady;
    const from = clock.now();
    const ended = await watchOnce(api, this.resource, this.#version ?? '', {
      timeoutSeconds: 300 + Math.floor(clock.random() * 301),
      signal,
      opened: () => {
        if (!signal.aborted) this.#become({ kind: 'live', polling: false });
      },
      event: (type, object) => signal.aborted || this.#apply(type, object),
    });
    if (signal.aborted) return undefined;
    if (clock.now() - from >= WORKED_MS) this.#worked();
    if (ended === 'readAgain') {
      this.#version = undefined;
      return later(this.#readAgainMs());
    }
    const kind = ended.ok ? undefined : ended.trouble.kind;
    if (kind === 'noSlot' || kind === 'forbidden' || kind === 'rejected' || kind === 'missing')
      return this.#poll(POLL_MS);
    if (kind === 'gone') {
      this.#version = undefined;
      // Common, and no reason to call the list old that was just read.
      return ++this.#forgotten > 1 ? { ok: false, trouble: trouble('gone', '') } : undefined;
    }
    if (ended.ok && this.#failures === 0 && clock.now() - from >= WORKED_MS) return undefined;
    // Servers restart and connections break: only the second time in a row is worth a wait.
    this.#failures++;
    if (this.#failures === 1) return undefined;
    return ended.ok ? { ok: false, trouble: trouble('interrupted', '') } : ended;
  }

  /** False when only a new list can tell what is there. */
  #apply(type: string, object: unknown): boolean {
    this.#hear();
    this.#worked();
    const version = asText(at(object, 'metadata', 'resourceVersion'));
    if (version) this.#version = version;
    if (type === 'BOOKMARK') return true;
    const effect = this.#collection.apply(type, object);
    if (effect === 'readAgain') return false;
    if (effect !== 'nothing') this.#throttle.add(effect.key);
    return true;
  }

  #readAgainMs(): number {
    const { at, wait } = this.#readAgain;
    const now = this.#steady.now();
    this.#readAgain = { at: now, wait: now - at > CALM_MS ? READ_AGAIN_MS : Math.min(wait * 2, POLL_MS) };
    return this.#readAgain.wait;
  }

  #hear(): void {
    this.#heard = this.#needs.clock.now();
    this.#heardSteady = this.#steady.now();
  }

  #worked(): void {
    this.#failures = 0;
    this.#forgotten = 0;
    this.#backOff.reset();
  }

  #poll(ms: number): Refusal {
    this.#version = undefined;
    this.#become({ kind: 'live', polling: true });
    return later(ms);
  }

  /** What a failure means, and how long to wait after it. */
  #waitAfter({ trouble: why, retryAfterMs = 0 }: Refusal): number {
    const { clock } = this.#needs;
    if (why.kind === 'noSlot') return retryAfterMs;
    if (why.kind === 'forbidden') {
      this.#become({ kind: 'denied', verb: 'list', resource: this.resource.name, trouble: why });
      return RARELY_MS;
    }
    if (why.kind === 'missing') {
      this.#become({ kind: 'missing', trouble: why });
      return RARELY_MS;
    }
    const wait = Math.max(this.#backOff.next(), retryAfterMs);
    if (why.message !== '') {
      const since = this.#state.kind === 'stale' ? this.#state.since : clock.now();
      this.#become({ kind: 'stale', since, trouble: why, retryAt: clock.now() + wait });
    }
    return wait;
  }

  #become(state: ReflectorState): void {
    const before = this.#state;
    this.#state = state;
    if (JSON.stringify(before) === JSON.stringify(state)) return;
    this.#throttle.add(undefined);
    if (before.kind === 'loading') this.#throttle.now();
  }
}

/** No failure at all, only a wait. */
const later = (ms: number): Refusal => ({ ok: false, trouble: trouble('noSlot', ''), retryAfterMs: ms });
