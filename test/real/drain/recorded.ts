/** An API that remembers what was asked through it, and lets a test do something before a request goes out. */

import type { Answer, Api, Asked, Request } from '../../../client/cluster/request.ts';

/** One request, in milliseconds since 1970. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** Undefined where no answer came. */
  readonly status: number | undefined;
}

/** Done before a request goes out. */
export type Before = (request: Asked) => Promise<void> | void;

/** Puts itself between a window and its cluster. */
export class Recorder {
  readonly all: Recorded[] = [];
  before: Before = () => undefined;

  readonly through = (api: Api): Api => ({
    request: (request) => this.#recorded(request, () => api.request(request)),
    list: (request) => this.#recorded(request, () => api.list(request)),
    watch: (request) => api.watch(request),
  });

  async #recorded(request: Request, send: () => Promise<Answer>): Promise<Answer> {
    await this.before(request);
    const from = Date.now();
    const answer = await send();
    const { method = 'GET', path } = request;
    this.all.push({ method, path, from, to: Date.now(), status: answer.status });
    return answer;
  }

  /** Those that would change something, in the order in which they were answered; asking for rights changes nothing. */
  get writes(): Recorded[] {
    return this.all.filter(({ method, path }) => method !== 'GET' && !path.includes('authorization.k8s.io'));
  }

  /** Evictions of the pods whose names begin so. */
  evictions(pod = ''): Recorded[] {
    return this.writes.filter(({ path }) => path.includes(`/pods/${pod}`) && path.endsWith('/eviction'));
  }

  /** The most evictions that were under way at the same time. */
  get mostAtOnce(): number {
    const all = this.evictions();
    return Math.max(0, ...all.map(({ from }) => all.filter((one) => one.from <= from && from < one.to).length));
  }
}
