/** The way of all requests to a cluster that may be out of reach: then they are answered at once, without a socket. */

import type { Answer, Api, ListRequest, Request, WatchRequest } from './request.ts';
import type { Refusal } from './statusTrouble.ts';
import { concernsConnection } from './trouble.ts';

export interface Gate {
  /** Undefined when requests may go. */
  ready(): Promise<Refusal | undefined>;
  /** A request failed in a way that concerns all of them. */
  lost(): void;
}

export class GatedApi implements Api {
  readonly #api: Api;
  readonly #gate: Gate;

  constructor(api: Api, gate: Gate) {
    this.#api = api;
    this.#gate = gate;
  }

  request(request: Request): Promise<Answer> {
    return this.#through(() => this.#api.request(request));
  }

  list(request: ListRequest): Promise<Answer> {
    return this.#through(() => this.#api.list(request));
  }

  watch(request: WatchRequest): Promise<{ readonly ok: true } | Refusal> {
    return this.#through(() => this.#api.watch(request));
  }

  async #through<T extends { readonly ok: true }>(send: () => Promise<T | Refusal>): Promise<T | Refusal> {
    const closed = await this.#gate.ready();
    if (closed) return closed;
    const answer = await send();
    if (!answer.ok && concernsConnection(answer.trouble)) this.#gate.lost();
    return answer;
  }
}
