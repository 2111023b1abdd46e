/** The HTTPS server on loopback, which speaks HTTP/2 and HTTP/1.1: connections, certificates, and what faults do. */

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import { type AddressInfo, createServer as createPlain, type Server as PlainServer, type Socket } from 'node:net';
import { unauthorized } from '../api/access.ts';
import type { Backend } from '../api/backend.ts';
import { fail, handle } from '../api/handle.ts';
import { breakOff, isBrokenOff, isGone, Reply, type Spoil } from '../api/reply.ts';
import type { Incoming } from '../api/request.ts';
import { ApiError } from '../api/status.ts';
import type { OpenWatch } from '../api/watch.ts';
import type { Identity } from '../certificates/authority.ts';
import { type Effect, Faults } from './faults.ts';
import { identify } from './identify.ts';
import { type Logged, RequestLog } from './log.ts';

/** How the server shows itself and whom it trusts. */
export interface Trust {
  readonly identity: Identity;
  /** The authority of client certificates. */
  readonly clients: string;
  /** What `/cacerts` tells to machines that want to join. */
  readonly authority: string;
}

/** Of connections without HTTP/2. */
const HTTP1 = { keepAliveTimeout: 90_000, requestTimeout: 0 };
/** As kube-apiserver has them. */
const SETTINGS = { maxConcurrentStreams: 100 };

/** How often connections with HTTP/2 are looked after, in milliseconds. */
const LOOK = 500;
/** A client that answers nothing for so long is dead, in milliseconds. */
const SILENCE = 10_000;

/** One API server. */
export class ApiServer {
  readonly log = new RequestLog();
  readonly faults: Faults;
  readonly #backend: Backend;
  readonly #trust: Trust;
  readonly #sockets = new Map<Socket, number>();
  readonly #watches = new Set<OpenWatch>();
  /** Those under way. */
  readonly #answers = new Set<{ readonly connection: number; readonly response: ServerResponse; end(): void }>();
  readonly #sessions = new Map<ServerHttp2Session, { readonly socket: Socket; heard: number }>();
  #server: Http2SecureServer | undefined;
  #deaf: PlainServer | undefined;
  #identity: Identity;
  #port: number;
  #opened = 0;
  #most = 0;

  constructor(backend: Backend, trust: Trust, port = 0) {
    this.#backend = backend;
    this.#trust = trust;
    this.#identity = trust.identity;
    this.#port = port;
    this.faults = new Faults({
      close: () => this.close(),
      listen: () => this.listen(),
      listenDeaf: () => this.#listenDeaf(),
      cut: () => this.#cut(),
      use: (identity) => {
        this.#identity = identity;
        this.#server?.setSecureContext(this.#context());
      },
      after: (ms, run) => void backend.clock.after(ms, run),
      watches: () => this.#watches,
    });
  }

  get port(): number {
    return this.#port;
  }

  /** Connections that are open now, since the start, and at the same time at most. */
  get connections(): { readonly open: number; readonly opened: number; readonly most: number } {
    return { open: this.#sockets.size, opened: this.#opened, most: this.#most };
  }

  async listen(): Promise<void> {
    const options = { ...this.#context(), requestCert: true, rejectUnauthorized: false };
    const server = createSecureServer({ ...options, ...HTTP1, allowHTTP1: true, settings: SETTINGS });
    // Node makes requests and answers of HTTP/2 to be used like those of HTTP/1.1.
    server.on('request', (message, response) => {
      const [asked, answer] = [message, response] as unknown as [IncomingMessage, ServerResponse];
      this.#answer(asked, answer).catch((error: unknown) => broken(answer, error));
    });
    server.on('session', (session: ServerHttp2Session) => {
      const socket = socketBelow(session.socket);
      this.#sessions.set(session, { socket, heard: performance.now() });
      session.once('close', () => this.#end(session));
    });
    const looking = setInterval(() => this.#lookForDead(), LOOK);
    looking.unref();
    server.once('close', () => clearInterval(looking));
    // A connection that is cut in the middle of something is what faults are for.
    server.on('sessionError', () => undefined);
    server.on('connection', (socket: Socket) => this.#remember(socket));
    // Handshakes fail when clients trust somebody else; that is their business.
    server.on('tlsClientError', () => undefined);
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async close(): Promise<void> {
    for (const server of [this.#server, this.#deaf]) {
      if (server === undefined) continue;
      const closed = once(server, 'close');
      server.close();
      this.#cut();
      await closed;
    }
    this.#server = undefined;
    this.#deaf = undefined;
  }

  async #listenDeaf(): Promise<void> {
    const server = createPlain((socket) => {
      this.#remember(socket);
      socket.on('error', () => undefined);
      socket.resume();
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#deaf = server;
  }

  #context() {
    return { cert: this.#identity.cert, key: this.#identity.key, ca: this.#trust.clients };
  }

  #remember(socket: Socket): void {
    this.#sockets.set(socket, ++this.#opened);
    this.#most = Math.max(this.#most, this.#sockets.size);
    socket.once('close', () => this.#forget(socket));
  }

  /**
   * Node lets a connection whose client has died, and an answer that a client has broken off, wait for what can no
   * longer be sent, for ever and without a word.
   */
  #lookForDead(): void {
    for (const [session, known] of this.#sessions) {
      if (session.destroyed || performance.now() - known.heard > SILENCE) this.#end(session);
      else
        session.ping((error) => {
          if (error === null) known.heard = performance.now();
        });
    }
    for (const answer of this.#answers) if (isBrokenOff(answer.response)) answer.end();
  }

  #end(session: ServerHttp2Session): void {
    const known = this.#sessions.get(session);
    this.#sessions.delete(session);
    session.destroy();
    if (known === undefined) return;
    // A server that closes waits for every socket, also for one whose session is over.
    known.socket.destroy();
    this.#forget(known.socket);
  }

  #forget(socket: Socket): void {
    const number = this.#sockets.get(socket);
    this.#sockets.delete(socket);
    for (const answer of this.#answers) if (answer.connection === number) answer.end();
  }

  #cut(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const backend = this.#backend;
    const user = identify(message, backend.access);
    const logged: Logged = { ...this.#entry(message), user: user?.name ?? '' };
    this.log.add(logged);
    const over = new AbortController();
    const answer = {
      connection: logged.connection,
      response,
      end: () => {
        if (!this.#answers.delete(answer)) return;
        logged.status = response.headersSent ? response.statusCode : 0;
        logged.ended = true;
        over.abort();
      },
    };
    this.#answers.add(answer);
    response.once('close', answer.end);
    const effects = this.faults.take({ method: logged.method, url: logged.url, user: logged.user });
    const spoil: Spoil = Object.assign({}, ...effects.filter(({ kind }) => kind === 'spoil'));
    const reply = new Reply(response, message.headers['accept-encoding'], spoil);
    if (!(await this.#pass(effects, reply, response))) return;
    if (await this.#supervisor(logged.path, reply)) return;
    if (user === undefined) return fail(reply, unauthorized());
    const request: Incoming = {
      method: logged.method,
      path: logged.path,
      query: new URL(logged.url, 'https://localhost').searchParams,
      headers: message.headers,
      user,
      body: () => bodyOf(message),
      signal: over.signal,
    };
    await handle(backend, request, reply, (watch) => {
      logged.status = 200;
      this.#watches.add(watch);
      return () => this.#watches.delete(watch);
    });
    logged.status = response.statusCode;
  }

  #entry(message: IncomingMessage): Logged {
    const url = message.url ?? '/';
    const { socket } = message;
    return {
      at: this.#backend.clock.now(),
      method: message.method ?? 'GET',
      path: url.split('?')[0] ?? '/',
      url,
      watch: /[?&]watch=(1|true)\b/.test(url),
      user: '',
      userAgent: message.headers['user-agent'] ?? '',
      connection: this.#sockets.get(socketBelow(socket)) ?? this.#numberOf(socket),
      status: 0,
      ended: false,
    };
  }

  /** The connection below TLS is another object with the same far end. */
  #numberOf(socket: Socket): number {
    for (const [known, number] of this.#sockets) if (known.remotePort === socket.remotePort) return number;
    return 0;
  }

  /** Lets the effects happen; false when one of them was the answer. */
  async #pass(effects: readonly Effect[], reply: Reply, response: ServerResponse): Promise<boolean> {
    for (const effect of effects) {
      if (effect.kind === 'silent') return false;
      if (effect.kind === 'cut') {
        breakOff(response, 'connection');
        return false;
      }
      if (effect.kind === 'slow') await new Promise<void>((resolve) => this.#backend.clock.after(effect.ms, resolve));
      if (effect.kind === 'answer') {
        const { 'Content-Type': type = 'application/json', ...headers } = { ...effect.headers };
        for (const [name, value] of Object.entries(headers)) reply.header(name, value);
        await reply.send(effect.code, effect.body, type);
        return false;
      }
    }
    return true;
  }

  /** What K3s itself answers on the same port, to anybody. */
  async #supervisor(path: string, reply: Reply): Promise<boolean> {
    if (path === '/ping') await reply.send(200, 'pong', 'text/plain');
    else if (path === '/cacerts') await reply.send(200, this.#trust.authority, 'text/plain');
    else return false;
    return true;
  }
}

/** The connection below TLS. */
function socketBelow(socket: Socket & { readonly _parent?: Socket }): Socket {
  return socket._parent ?? socket;
}

/** A mistake of this server is told as such; a client that went away needs no answer. */
function broken(response: ServerResponse, error: unknown): void {
  if (response.headersSent || isGone(response)) return breakOff(response);
  const { message, stack } = error as Error;
  console.error(stack);
  const told = new ApiError(500, 'InternalError', `Internal error occurred: ${message}`);
  response.writeHead(told.code, { 'Content-Type': 'application/json' }).end(JSON.stringify(told.status));
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
