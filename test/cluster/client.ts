/** A plain client for Kubernetes API servers: what goes over the wire is what a test says, and nothing else. */

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';

/** Where a server is and how to be let in. */
export interface Server {
  readonly url: string;
  /** The authority of the server's certificate. */
  readonly ca: string;
  readonly auth: { readonly token: string } | { readonly cert: string; readonly key: string };
}

/** Any JSON that came back. */
// biome-ignore lint/suspicious/noExplicitAny: tests read answers by path, as the API documents them.
export type Json = any;

/** A whole answer. */
export interface Answer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; throws where it is none. */
  readonly json: Json;
}

/** What goes with a request. */
export interface Ask {
  readonly body?: unknown;
  readonly accept?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An open watch. */
export interface Watching {
  /** The next event; waits for it. Undefined when the watch has ended. */
  next(): Promise<Json | undefined>;
  /** Everything until the end. */
  rest(): Promise<Json[]>;
  close(): void;
}

/** The content types of patches. */
export const JSON_PATCH = 'application/json-patch+json';
export const MERGE_PATCH = 'application/merge-patch+json';
export const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';

/** One connection pool to one server, as one user. */
export class Client {
  readonly #server: Server;
  readonly #agent: Agent;

  constructor(server: Server, agentOptions: object = {}) {
    this.#server = server;
    const identity = 'cert' in server.auth ? { cert: server.auth.cert, key: server.auth.key } : {};
    this.#agent = new Agent({ keepAlive: true, ca: server.ca, ...identity, ...agentOptions });
  }

  get(path: string, ask: Ask = {}): Promise<Answer> {
    return this.send('GET', path, ask);
  }

  post(path: string, body: unknown, ask: Ask = {}): Promise<Answer> {
    return this.send('POST', path, { ...ask, body });
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.send('PUT', path, { body });
  }

  patch(path: string, contentType: string, body: unknown): Promise<Answer> {
    return this.send('PATCH', path, { body, contentType });
  }

  delete(path: string, body?: unknown): Promise<Answer> {
    return this.send('DELETE', path, body === undefined ? {} : { body });
  }

  /** Sends a request and reads the whole answer. */
  async send(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    const message = await this.#open(method, path, ask);
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const text = bytes.toString('utf8');
    return {
      code: message.statusCode ?? 0,
      headers: message.headers,
      text,
      get json() {
        return JSON.parse(text);
      },
    };
  }

  /** Opens a watch; `path` says everything but `watch=true`. */
  async watch(path: string, ask: Ask = {}): Promise<Watching> {
    const message = await this.#open('GET', `${path}${path.includes('?') ? '&' : '?'}watch=true`, ask);
    if (message.statusCode !== 200) throw new Error(`watch ${path}: ${message.statusCode}`);
    const events = lines(message);
    const next = async () => {
      const { value, done } = await events.next();
      return done === true ? undefined : JSON.parse(value);
    };
    return {
      next,
      async rest() {
        const all: Json[] = [];
        for (let event = await next(); event !== undefined; event = await next()) all.push(event);
        return all;
      },
      close: () => message.destroy(),
    };
  }

  /** Closes the connections. */
  end(): void {
    this.#agent.destroy();
  }

  #open(method: string, path: string, { body, accept, contentType, headers = {} }: Ask): Promise<IncomingMessage> {
    const { auth, url } = this.#server;
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const all: Record<string, string> = {
      accept: accept ?? 'application/json',
      'user-agent': 'contract/1',
      ...headers,
    };
    if (text !== undefined) {
      all['content-type'] = contentType ?? 'application/json';
      all['content-length'] = String(Buffer.byteLength(text));
    }
    if ('token' in auth && auth.token !== '') all.authorization = `Bearer ${auth.token}`;
    return new Promise((resolve, reject) => {
      const sent = request(url + path, { method, agent: this.#agent, headers: all }, resolve);
      sent.on('error', reject);
      sent.end(text);
    });
  }
}

async function* lines(message: IncomingMessage): AsyncGenerator<string, undefined> {
  let rest = '';
  try {
    for await (const chunk of message.setEncoding('utf8')) {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
  } catch {
    // A watch that breaks off has ended, too.
  }
  return undefined;
}
