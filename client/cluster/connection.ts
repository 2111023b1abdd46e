/** One cluster: connected when somebody asks, tried again when it is lost, silent when nobody looks. */

import { Redactor } from '../redact.ts';
import { Access } from './access.ts';
import { Account, type AccountNeeds } from './account.ts';
import { BackOff, type Clock, steady } from './clock.ts';
import { discover, type Served } from './discovery.ts';
import type { Pace } from './dispatcher.ts';
import { Followed } from './followed.ts';
import { GatedApi } from './gate.ts';
import type { Entry } from './kubeconfigFiles.ts';
import type { ProxySettings } from './proxy.ts';
import type { Reflector } from './reflector.ts';
import type { Api } from './request.ts';
import type { Resource } from './resources.ts';
import type { Refusal } from './statusTrouble.ts';
import { Transport } from './transport.ts';
import { needsPerson, type Trouble } from './trouble.ts';
import { type ServerVersion, serverVersion } from './version.ts';

export type ConnectionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly version: ServerVersion }
  /** Was connected: what is known is kept. Without `retryAt` it is up to a person. */
  | { readonly kind: 'stale'; readonly since: number; readonly trouble: Trouble; readonly retryAt?: number }
  /** Never was. */
  | { readonly kind: 'failed'; readonly trouble: Trouble; readonly retryAt?: number }
  | { readonly kind: 'closed' };

export interface ConnectionNeeds extends Omit<AccountNeeds, 'redactor'>, Pace {
  readonly clock: Clock;
  readonly proxy: () => ProxySettings;
}

/** A person waits no longer than 10 seconds to hear that a server is out of reach. */
const PROBE_MS = 9000;

export class Connection {
  readonly entry: Entry;
  /** Everything that is asked of this cluster goes through here. */
  readonly api: Api;
  readonly access: Access;
  /** By which everything here waits; what is told to people is told by theirs. */
  readonly clock: Clock;
  readonly #wall: Clock;
  readonly #redactor = new Redactor();
  readonly #account: Account;
  readonly #transport: Transport;
  readonly #backOff: BackOff;
  readonly #listeners = new Set<() => void>();
  readonly #followed: Followed;
  #state: ConnectionState = { kind: 'idle' };
  #probe: Promise<ConnectionState> | undefined;
  #asking = new AbortController();
  #cancelRetry: (() => void) | undefined;
  /** When the next try is due, by `clock`; undefined where it is up to a person. */
  #due: number | undefined;
  #served: Promise<{ readonly ok: true; readonly served: Served } | Refusal> | undefined;

  constructor(entry: Entry, needs: ConnectionNeeds) {
    this.entry = entry;
    this.clock = steady(needs.clock);
    this.#wall = needs.clock;
    this.#backOff = new BackOff(needs.clock);
    this.#account = new Account(entry, { ...needs, redactor: this.#redactor });
    const { proxy, connectMs, pingMs } = needs;
    this.#transport = new Transport({
      account: this.#account,
      redactor: this.#redactor,
      proxy,
      connectMs,
      pingMs,
    });
    this.api = new GatedApi(this.#transport, {
      ready: () => this.#ready(),
      lost: () => void this.#ask(),
    });
    this.#followed = new Followed({ api: this.api, clock: needs.clock });
    this.access = new Access(this.api, needs.clock);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** When the certificate of the kubeconfig ends, once it was used. */
  get certificateExpires(): Date | undefined {
    return this.#account.certificateExpires;
  }

  /** Sockets, protocol and watches at the moment. */
  get traffic(): Transport['state'] {
    return this.#transport.state;
  }

  /** Told when the state changes. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Connects if nobody has asked before; the answer is where that led. */
  async connect(): Promise<ConnectionState> {
    return this.#state.kind === 'idle' ? this.#ask() : (this.#probe ?? this.#state);
  }

  /** Now, whatever the wait: somebody asked, or a file has changed. */
  async retryNow(): Promise<ConnectionState> {
    this.#backOff.reset();
    // A question that is under way may already have failed, before whatever it is that somebody knows.
    const before = await this.#probe;
    return before?.kind === 'connected' ? before : this.#ask();
  }

  /** Somebody says that something may be different: nothing that is remembered counts, and nobody waits any longer. */
  refresh(): void {
    this.#forget();
    this.#followed.wake();
  }

  /** Files that it connects with have changed, or somebody trusts them now: whoever waits for that no longer does. */
  async reread(): Promise<void> {
    if (this.#state.kind !== 'stale' && this.#state.kind !== 'failed') return;
    const changed = await this.#account.changed();
    const state = this.#state;
    if (state.kind !== 'stale' && state.kind !== 'failed') return;
    // A plugin that writes into the kubeconfig would be asked again and again.
    if (state.trouble.kind === 'plugin' && !changed) return;
    if (!this.#followed.hidden) return void (await this.retryNow());
    this.#due = this.clock.now();
    this.#become({ ...state, retryAt: this.#wall.now() });
  }

  /** The one that keeps this resource up to date; it asks for nothing before its `resume`. */
  follow<View>(resource: Resource<View>): Reflector<View> {
    return this.#followed.follow(resource);
  }

  /** Forgets the resource and what is known of it. */
  release({ id }: Pick<Resource<unknown>, 'id'>): void {
    this.#followed.release(id);
  }

  /** Asked once; `again` after a resource definition has come or gone. */
  served({ again = false } = {}): Promise<{ readonly ok: true; readonly served: Served } | Refusal> {
    if (again) this.#served = undefined;
    const served = this.#served ?? discover(this.api);
    this.#served = served;
    void served.then(({ ok }) => {
      if (!ok && this.#served === served) this.#served = undefined;
    });
    return served;
  }

  /** Nobody looks at this cluster: no request, no timer, and no plugin that wants a login. Later it is asked anew. */
  pause(): void {
    this.#followed.hide();
    this.#asking.abort();
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
  }

  /** Goes on where `pause` stopped. */
  resume(): void {
    const { hidden } = this.#followed;
    this.#followed.show();
    if (hidden && 'retryAt' in this.#state && this.#due !== undefined) void this.#ask();
  }

  /** Without secrets, for a log. */
  redact(text: string): string {
    return this.#redactor.redact(text);
  }

  async close(): Promise<void> {
    this.#become({ kind: 'closed' });
    this.#cancelRetry?.();
    this.#followed.hide();
    this.#listeners.clear();
    await this.#transport.close();
  }

  /** Undefined when requests may go; else why not, and for how long. */
  async #ready(): Promise<Refusal | undefined> {
    if (this.#state.kind === 'idle') await this.#ask();
    else if (this.#state.kind === 'connecting') await this.#probe;
    // While nobody looks no timer asks again, but whoever wants something now does.
    else if ('retryAt' in this.#state && (this.#due ?? Infinity) <= this.clock.now()) await this.#ask();
    const state = this.#state;
    if (state.kind !== 'stale' && state.kind !== 'failed') return undefined;
    const wait = this.#due === undefined ? 3_600_000 : Math.max(this.#due - this.clock.now(), 1000);
    return { ok: false, trouble: state.trouble, retryAfterMs: wait };
  }

  /** One question at a time, to find out whether the server is there. */
  #ask(): Promise<ConnectionState> {
    if (this.#state.kind === 'closed') return Promise.resolve(this.#state);
    this.#probe ??= this.#askOnce().finally(() => {
      this.#probe = undefined;
    });
    return this.#probe;
  }

  async #askOnce(): Promise<ConnectionState> {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    const before = this.#state;
    if (before.kind === 'idle' || before.kind === 'failed') this.#become({ kind: 'connecting' });
    this.#asking = new AbortController();
    const answer = await serverVersion(this.#transport, { timeoutMs: PROBE_MS, signal: this.#asking.signal });
    if (this.#state.kind === 'closed') return this.#state;
    if (!answer.ok && answer.trouble.kind === 'cancelled') return this.#cancelled();
    if (answer.ok) {
      this.#backOff.reset();
      // Whoever restarted it may have changed anything.
      if (before.kind === 'stale') this.#forget();
      this.#become({ kind: 'connected', version: answer.version });
      if (before.kind !== 'connected') this.#followed.wake();
      return this.#state;
    }
    const { trouble, retryAfterMs = 0 } = answer;
    const wait = needsPerson(trouble) ? undefined : Math.max(this.#backOff.next(), retryAfterMs);
    this.#due = wait === undefined ? undefined : this.clock.now() + wait;
    const now = this.#wall.now();
    const retryAt = wait === undefined ? undefined : { retryAt: now + wait };
    if (before.kind === 'stale') this.#become({ kind: 'stale', since: before.since, trouble, ...retryAt });
    else if (before.kind === 'connected') this.#become({ kind: 'stale', since: now, trouble, ...retryAt });
    else this.#become({ kind: 'failed', trouble, ...retryAt });
    if (wait !== undefined && !this.#followed.hidden)
      this.#cancelRetry = this.clock.after(wait, () => void this.#ask());
    return this.#state;
  }

  /** Nothing is known then; whoever looks again meanwhile wants to know. */
  #cancelled(): Promise<ConnectionState> | ConnectionState {
    if (this.#state.kind === 'connecting') this.#become({ kind: 'idle' });
    else this.#due = this.clock.now();
    return this.#followed.hidden ? this.#state : this.#askOnce();
  }

  #forget(): void {
    this.access.invalidate();
    this.#served = undefined;
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
