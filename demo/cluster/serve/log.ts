/** What was asked of the server, so that tests can prove what was not. */

/** One request. */
export interface Logged {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly watch: boolean;
  readonly user: string;
  readonly userAgent: string;
  /** Which connection brought it; they are counted from 1. */
  readonly connection: number;
  /** The code of the answer, 0 until there is one. */
  status: number;
  /** Nothing more will be sent. */
  ended: boolean;
}

/** All requests since the start, or since it was cleared. */
export class RequestLog {
  #entries: Logged[] = [];
  #most = 0;

  get entries(): readonly Logged[] {
    return this.#entries;
  }

  /** Requests that still wait for the end of their answer; open watches are among them. */
  get open(): readonly Logged[] {
    return this.#entries.filter(({ ended }) => !ended);
  }

  /** The largest number of requests, other than watches, that were under way at the same time. */
  get mostAtOnce(): number {
    return this.#most;
  }

  /** Those whose method and address match, as in `find('POST', /eviction/)`. */
  find(method: string, url: RegExp): readonly Logged[] {
    return this.#entries.filter((entry) => entry.method === method && url.test(entry.url));
  }

  add(entry: Logged): void {
    this.#entries.push(entry);
    this.#most = Math.max(this.#most, this.open.filter(({ watch }) => !watch).length);
  }

  /** Forgets what was; open requests stay. */
  clear(): void {
    this.#entries = [...this.open];
    this.#most = 0;
  }
}
