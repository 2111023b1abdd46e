/** One request on its way: credentials, proxy, connection, and what is tried a second time; failures are values. */

import type { Dispatcher } from 'undici';
import type { Redactor } from '../redact.ts';
import { say } from '../say.ts';
import type { Account, Credentials } from './account.ts';
import { BodyTooLarge, wholeBody } from './body.ts';
import { type Connections, connectionsFor, type Pace } from './dispatcher.ts';
import { LineTooLong } from './lines.ts';
import { ItemTooLarge } from './listReader.ts';
import { type ProxySettings, proxyFor } from './proxy.ts';
import { queryOf, type Request } from './request.ts';
import { type Refusal, refusal } from './statusTrouble.ts';
import { done, type Result, type Trouble, trouble } from './trouble.ts';
import { type Way, wayTrouble } from './wayTrouble.ts';

export interface WireNeeds extends Pace {
  readonly account: Account;
  readonly redactor: Redactor;
  readonly proxy: () => ProxySettings;
}

/** All that is settled before something is sent. */
export interface Line {
  readonly credentials: Credentials;
  readonly connections: Connections;
  readonly way: Way;
}

export interface Limits {
  readonly signal: AbortSignal;
  readonly headersMs: number;
  /** The longest pause within the answer. */
  readonly pauseMs: number;
}

/** What was tried already. */
interface Done {
  readonly reopened?: boolean;
  readonly renewed?: boolean;
}

export type Opened =
  | {
      readonly ok: true;
      readonly response: Dispatcher.ResponseData;
      readonly way: Way;
      readonly connections: Connections;
    }
  | Refusal;

const LARGEST_REFUSAL = 1024 * 1024;

export class Wire {
  readonly #needs: WireNeeds;
  readonly #replaced: (old: Connections) => void;
  #heard = 0;
  connections: Connections | undefined;

  /** `replaced`: the credentials changed, so what still runs on the old connections should end. */
  constructor(needs: WireNeeds, replaced: (old: Connections) => void) {
    this.#needs = needs;
    this.#replaced = replaced;
  }

  /** May take as long as a plugin may. */
  async line({ fresh = false, signal }: { fresh?: boolean; signal: AbortSignal }): Promise<Result<Line>> {
    const credentials = await this.#needs.account.credentials({ fresh, signal });
    if (!credentials.ok) return this.told(credentials);
    const { server, proxyUrl, certificateExpires, connection } = credentials.value;
    const proxy = proxyFor(server, proxyUrl, this.#needs.proxy());
    if (!proxy.ok) return proxy;
    const way = { server, proxy: proxy.value, expires: certificateExpires };
    const key = `${connection} ${proxy.value?.href ?? ''}`;
    const connections =
      this.connections?.key === key ? this.connections : await this.#connect(key, credentials.value.tls, proxy.value);
    return done({ credentials: credentials.value, connections, way });
  }

  async #connect(key: string, tls: Credentials['tls'], proxy: URL | undefined): Promise<Connections> {
    const undici = await import('./undici.ts');
    const old = this.connections;
    // Others may have waited for the library, too.
    if (old?.key === key) return old;
    const made = connectionsFor(undici, key, tls, proxy, this.#needs);
    this.connections = made;
    if (old) {
      this.#replaced(old);
      void old.agent.close();
    }
    return made;
  }

  /** Something came from the server. */
  heard(): void {
    this.#heard = performance.now();
  }

  /**
   * A wait of so many milliseconds was in vain. If nothing else came either, the connection is half open: the machine
   * slept, or a firewall forgot it. Then the next request gets a new one instead of waiting in vain as well.
   */
  waitedInVain(milliseconds: number): void {
    if (performance.now() - this.#heard < milliseconds * 0.9) return;
    const old = this.connections;
    this.connections = undefined;
    void old?.agent.destroy();
  }

  /** Sends it. A refused credential is renewed once, and a connection that was just closed is opened again. */
  async open(request: Request, line: Line, limits: Limits, done: Done = {}): Promise<Opened> {
    const { agent } = line.connections;
    // Given up since the line was taken: nothing was sent over it yet, whatever the method.
    const unsent = agent.closed || agent.destroyed;
    const sent = unsent ? undefined : await this.#send(request, line, limits);
    if (!sent?.ok) {
      const harmless = !sent || ((request.method ?? 'GET') === 'GET' && sent.trouble.kind === 'interrupted');
      if (!harmless || done.reopened || limits.signal.aborted) return sent ?? refused(cancelled());
      // The connections may have been given up meanwhile, by somebody else who waited in vain.
      const newer = await this.line({ signal: limits.signal });
      if (!newer.ok) return newer;
      return this.open(request, newer.value, limits, { ...done, reopened: true });
    }
    const { response, way } = sent;
    if (response.statusCode >= 200 && response.statusCode < 300) return sent;
    const body = await wholeBody(response.body, response.headers, LARGEST_REFUSAL);
    if (response.statusCode === 401 && !done.renewed) {
      const newer = await this.line({ fresh: true, signal: limits.signal });
      if (!newer.ok) return newer;
      if (newer.value.credentials.key !== line.credentials.key)
        return this.open(request, newer.value, limits, { ...done, renewed: true });
    }
    const why = refusal(response.statusCode, response.headers, body, way, this.#needs.redactor);
    // What a plugin gives is not asked for again and again: it may open a browser each time.
    if (response.statusCode === 401 && line.credentials.renewable) return { ...why, trouble: refusedPlugin(way) };
    return this.told(why);
  }

  async #send(request: Request, { credentials, connections, way }: Line, limits: Limits): Promise<Opened> {
    try {
      const response = await connections.agent.request({
        origin: way.server.origin,
        path: `${way.server.pathname.replace(/\/$/, '')}${request.path}${queryOf(request.query)}`,
        method: request.method ?? 'GET',
        headers: headersOf(request, credentials),
        body: request.body === undefined ? null : JSON.stringify(request.body),
        signal: limits.signal,
        headersTimeout: Math.ceil(limits.headersMs),
        bodyTimeout: Math.ceil(limits.pauseMs),
      });
      this.heard();
      return { ok: true, response, way, connections };
    } catch (error) {
      return this.failure(error, way);
    }
  }

  /** What was thrown on the way, as a value. */
  failure(error: unknown, way: Way): Refusal {
    const tooLarge = [BodyTooLarge, ItemTooLarge, LineTooLong].some((type) => error instanceof type);
    if (!tooLarge) return this.told(refused(wayTrouble(error, way)));
    return refused(
      trouble('tooLarge', say('{0} sends more than can be shown.', way.server.host), say('Look at it with kubectl.')),
    );
  }

  /** Without any secret of the account. */
  told<T extends { readonly trouble: Trouble }>(one: T): T {
    const { redactor } = this.#needs;
    const { kind, message, next } = one.trouble;
    const safe = trouble(kind, redactor.redact(message), next === undefined ? undefined : redactor.redact(next));
    return { ...one, trouble: safe };
  }
}

function headersOf({ accept, contentType, body }: Request, { headers, compression }: Credentials) {
  return {
    ...headers,
    accept: accept ?? 'application/json',
    'user-agent': 'k3s-editor',
    ...(compression ? { 'accept-encoding': 'gzip' } : undefined),
    ...(body === undefined ? undefined : { 'content-type': contentType ?? 'application/json' }),
  };
}

const refusedPlugin = ({ server }: Way): Trouble =>
  trouble(
    'plugin',
    say('{0} does not accept what the credential plugin gives (401).', server.host),
    say('Sign in again in a terminal, then connect again.'),
  );

export const cancelled = (): Trouble => trouble('cancelled', say('Cancelled.'));
export const refused = (why: Trouble): Refusal => ({ ok: false, trouble: why });
