/** Requests, lists and watches of one cluster, each bounded in time and size, each failure a value. */

import { say } from '../say.ts';
import { pieces, wholeBody } from './body.ts';
import type { Connections } from './dispatcher.ts';
import { parseJson } from './json.ts';
import { Lines } from './lines.ts';
import { ListReader } from './listReader.ts';
import type { Answer, Api, Asked, ListRequest, Request, WatchRequest } from './request.ts';
import { notKubernetes, type Refusal } from './statusTrouble.ts';
import { type Trouble, trouble } from './trouble.ts';
import { wayTrouble } from './wayTrouble.ts';
import { cancelled, type Limits, type Line, refused, Wire, type WireNeeds } from './wire.ts';

const MB = 1024 * 1024;
/** Parsed in one go: more would hold up the editor for too long (about 10 ms a MB). */
const LARGEST_ANSWER = 8 * MB;
/** An object in etcd has at most 1.5 MB; as JSON it may have a few times that. */
const LARGEST_OBJECT = 8 * MB;
const LARGEST_LIST = 512 * MB;
/** A list that comes so slowly is over before it is complete: what it began with is forgotten by then. */
const LONGEST_LIST_MS = 600_000;
const TIMEOUT_MS = 15_000;
/** The server sends a bookmark every minute; a little more than that, or a quiet watch would look dead. */
const SILENCE_MS = 70_000;
/** The library's own limits come first, because they also look after the connection; ours is for all the rest. */
const GRACE_MS = 100;

/** A watch, and what it runs on. */
interface Running {
  readonly ending: AbortController;
  on: Connections | undefined;
}

type Ended = { readonly ok: true } | Refusal;

export class Transport implements Api {
  readonly #closed = new AbortController();
  /** In the order in which they began. */
  readonly #watches = new Set<Running>();
  readonly #wire: Wire;

  constructor(needs: WireNeeds) {
    this.#wire = new Wire(needs, (old) => {
      for (const one of this.#watches) if (one.on === old) one.ending.abort();
    });
  }

  /** Open connections, what they speak, and how many watches run over them. */
  get state(): { readonly sockets: number; readonly protocol: string | undefined; readonly watches: number } {
    const { sockets = 0, protocol } = this.#wire.connections ?? {};
    return { sockets, protocol, watches: this.#watches.size };
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#wire.connections?.agent.destroy();
  }

  request(request: Request): Promise<Answer> {
    return this.#bounded(request, async (line, limits) => {
      const opened = await this.#wire.open(request, line, limits);
      if (!opened.ok) return opened;
      const { statusCode: status, headers, body: stream } = opened.response;
      const text = await wholeBody(stream, headers, LARGEST_ANSWER);
      const body = text === '' ? undefined : parseJson(text);
      if (body === undefined && text !== '') return { ...refused(notKubernetes(line.way)), status };
      return { ok: true, status, headers, body };
    });
  }

  list({ array = 'items', onItem, ...request }: ListRequest): Promise<Answer> {
    return this.#bounded(request, async (line, limits, progress) => {
      const opened = await this.#wire.open(request, line, limits);
      if (!opened.ok) return opened;
      const { statusCode: status, headers, body } = opened.response;
      const reader = new ListReader(array, onItem, LARGEST_OBJECT);
      try {
        for await (const piece of pieces(body, headers, LARGEST_LIST)) {
          progress();
          reader.push(piece);
        }
        return { ok: true, status, headers, body: reader.end() };
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        return { ...refused(notKubernetes(line.way)), status };
      }
    });
  }

  async watch(request: WatchRequest): Promise<Ended> {
    const own: Running = { ending: new AbortController(), on: undefined };
    const stop = (): void => own.ending.abort();
    request.signal?.addEventListener('abort', stop, { once: true });
    this.#watches.add(own);
    const ended = await this.#follow(request, own);
    this.#watches.delete(own);
    request.signal?.removeEventListener('abort', stop);
    if (request.signal?.aborted || this.#closed.signal.aborted) return refused(cancelled());
    // Ended because the credentials changed: that is a good end.
    return own.ending.signal.aborted ? { ok: true } : ended;
  }

  async #follow(request: WatchRequest, own: Running): Promise<Ended> {
    const { signal } = own.ending;
    const { onOpen, onEvent, silenceMs = SILENCE_MS, timeoutMs = TIMEOUT_MS } = request;
    // Lives as long as the watch, while `#bounded` looks after the opening only.
    const life = new AbortController();
    const stop = (): void => life.abort();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const opened = await this.#bounded({ ...request, signal, timeoutMs }, async (line, limits) => {
        own.on = line.connections;
        if (!(await this.#hasSlot(own, line.connections))) return refused(noSlot());
        return this.#wire.open(request, line, { ...limits, signal: life.signal, pauseMs: silenceMs });
      });
      if (!opened.ok) return opened;
      const { response, way } = opened;
      own.on = opened.connections;
      onOpen?.();
      const lines = new Lines(LARGEST_OBJECT);
      try {
        for await (const piece of pieces(response.body, response.headers, Number.POSITIVE_INFINITY)) {
          this.#wire.heard();
          for (const line of lines.push(piece)) {
            const event = parseJson(line);
            if (event === undefined) return refused(notKubernetes(way));
            onEvent(event);
          }
        }
        return { ok: true };
      } catch (error) {
        const failure = this.#wire.failure(error, way);
        if (failure.trouble.kind === 'timeout') this.#wire.waitedInVain(silenceMs);
        return failure;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      life.abort();
    }
  }

  /** Over HTTP/1.1 only the first few; before it is known what the server speaks, the others wait for that. */
  async #hasSlot(own: Running, connections: Connections): Promise<boolean> {
    const place = (): number => [...this.#watches].indexOf(own);
    if (place() >= connections.watches) await connections.known;
    return place() < connections.watches;
  }

  /**
   * Runs something that has to end: when time is up, when nobody wants it any more, when all is closed. The time begins
   * anew with each `progress`, for ten minutes at most.
   */
  async #bounded<T extends { readonly ok: true }>(
    { signal, timeoutMs = TIMEOUT_MS }: Asked,
    run: (line: Line, limits: Limits, progress: () => void) => Promise<T | Refusal>,
  ): Promise<T | Refusal> {
    const own = new AbortController();
    const stop = (): void => own.abort();
    const ends = [signal, this.#closed.signal].filter((one) => one !== undefined);
    for (const one of ends) one.addEventListener('abort', stop, { once: true });
    if (ends.some(({ aborted }) => aborted)) own.abort();
    const aborted = whenAborted(own.signal);
    let timer: NodeJS.Timeout | undefined;
    let line: Line | undefined;
    try {
      // A plugin has a limit of its own.
      const settled = await Promise.race([this.#wire.line({ signal: own.signal }), aborted]);
      if (settled === 'aborted') return refused(cancelled());
      if (!settled.ok) return settled;
      line = settled.value;
      const end = performance.now() + LONGEST_LIST_MS;
      timer = setTimeout(stop, timeoutMs + GRACE_MS);
      const progress = (): void => {
        this.#wire.heard();
        if (!own.signal.aborted && performance.now() < end) timer?.refresh();
      };
      const limits = { signal: own.signal, headersMs: timeoutMs, pauseMs: timeoutMs };
      const given = await Promise.race([run(line, limits, progress), aborted]);
      if (given !== 'aborted') {
        if (!given.ok && given.trouble.kind === 'timeout') this.#wire.waitedInVain(timeoutMs);
        return given;
      }
    } catch (error) {
      if (!own.signal.aborted && line) return this.#wire.failure(error, line.way);
    } finally {
      clearTimeout(timer);
      for (const one of ends) one.removeEventListener('abort', stop);
    }
    if (!line || ends.some((one) => one.aborted)) return refused(cancelled());
    this.#wire.waitedInVain(timeoutMs);
    return refused(wayTrouble({ code: 'ETIMEDOUT' }, line.way));
  }
}

function whenAborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}

const noSlot = (): Trouble =>
  trouble('noSlot', say('This server allows only a few watches at once; this one is read again every now and then.'));
