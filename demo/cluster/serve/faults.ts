/** Everything that can go wrong between a client and a server, at the flick of a switch. */

import type { Spoil } from '../api/reply.ts';
import type { OpenWatch } from '../api/watch.ts';
import type { Identity } from '../certificates/authority.ts';

/** What happens to a request. */
export type Effect =
  /** Another answer than the right one. */
  | {
      readonly kind: 'answer';
      readonly code: number;
      readonly body: object | string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The right answer, later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** No answer at all, on an open connection. */
  | { readonly kind: 'silent' }
  /** The connection ends. */
  | { readonly kind: 'cut' }
  /** The right answer, damaged. */
  | ({ readonly kind: 'spoil' } & Spoil);

/** Which requests it happens to, and how often. */
export interface Scope {
  readonly method?: string;
  /** Tested against path and query. */
  readonly url?: RegExp;
  readonly user?: string;
  readonly times?: number;
}

/** A request as faults see it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly user: string;
}

/** What the server lets faults do to it. */
export interface Wires {
  close(): Promise<void>;
  listen(): Promise<void>;
  listenDeaf(): Promise<void>;
  cut(): void;
  use(identity: Identity): void;
  after(ms: number, run: () => void): void;
  watches(): Iterable<OpenWatch>;
}

/** The switches. */
export class Faults {
  readonly #wires: Wires;
  #active: { effect: Effect; scope: Scope; left: number }[] = [];

  constructor(wires: Wires) {
    this.#wires = wires;
  }

  /** Switches an effect on; the returned function switches it off. */
  add(effect: Effect, scope: Scope = {}): () => void {
    const fault = { effect, scope, left: scope.times ?? Number.POSITIVE_INFINITY };
    this.#active.push(fault);
    return () => {
      this.#active = this.#active.filter((one) => one !== fault);
    };
  }

  /** All effects off; the connections stay as they are. */
  clear(): void {
    this.#active = [];
  }

  /** The effects on a request; each counts as used. */
  take({ method, url, user }: Seen): Effect[] {
    const hit = this.#active.filter(
      ({ scope, left }) =>
        left > 0 &&
        (scope.method === undefined || scope.method === method) &&
        (scope.url === undefined || scope.url.test(url)) &&
        (scope.user === undefined || scope.user === user),
    );
    for (const fault of hit) fault.left--;
    return hit.map(({ effect }) => effect);
  }

  /** Too many requests: the answer of the whole server, not of a budget. */
  overload(retryAfterSeconds = 1, scope: Scope = {}): () => void {
    const body = 'Too many requests, please try again later.\n';
    const headers = { 'Retry-After': String(retryAfterSeconds), 'Content-Type': 'text/plain; charset=utf-8' };
    return this.add({ kind: 'answer', code: 429, body, headers }, scope);
  }

  /** 503, as from a server that has lost its database. */
  unavailable(scope: Scope = {}): () => void {
    return this.add(
      {
        kind: 'answer',
        code: 503,
        body: failure(503, 'ServiceUnavailable', 'the server is currently unable to handle the request'),
      },
      scope,
    );
  }

  /** The next watch learns that the version of the list before it is already too old. */
  expireAfterList(times = 1): () => void {
    const status = failure(410, 'Expired', 'too old resource version');
    return this.add(
      { kind: 'answer', code: 200, body: `${JSON.stringify({ type: 'ERROR', object: status })}\n` },
      { url: /[?&]watch=(1|true)\b/, times },
    );
  }

  /** Stops: all connections are cut, new ones refused. */
  async stop(): Promise<void> {
    await this.#wires.close();
  }

  /** Listens again, on the same port. */
  async restart(): Promise<void> {
    await this.#wires.close();
    await this.#wires.listen();
  }

  /** Refuses connections for that long, by the clock of the cluster. */
  async refuseFor(ms: number): Promise<void> {
    await this.#wires.close();
    this.#wires.after(ms, () => void this.#wires.listen());
  }

  /** Takes connections, but says nothing on them, not even hello. `restart` ends it. */
  async deaf(): Promise<void> {
    await this.#wires.close();
    await this.#wires.listenDeaf();
  }

  /** Ends every open connection; new ones are welcome. */
  cutConnections(): void {
    this.#wires.cut();
  }

  /** Open watches never say anything again, and stay open. */
  freezeWatches(url = /./): void {
    for (const watch of this.#watches(url)) watch.frozen = true;
  }

  /** Open watches learn that their version is too old. */
  expireWatches(url = /./): void {
    for (const watch of this.#watches(url)) watch.expire();
  }

  /** Open watches end as after their time limit. */
  endWatches(url = /./): void {
    for (const watch of this.#watches(url)) watch.end();
  }

  /** Open watches break off. */
  cutWatches(url = /./): void {
    for (const watch of this.#watches(url)) watch.cut();
  }

  /** New connections see another certificate. */
  certificate(identity: Identity): void {
    this.#wires.use(identity);
  }

  #watches(url: RegExp): OpenWatch[] {
    return [...this.#wires.watches()].filter(({ target }) => url.test(target.type.resource));
  }
}

function failure(code: number, reason: string, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}
