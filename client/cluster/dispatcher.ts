/**
 * The connections to one cluster: one HTTP/2 connection for all requests and watches where the server speaks it, as
 * kube-apiserver and K3s do; else at most four HTTP/1.1 connections, of which each watch occupies one.
 */

import type { Agent as AgentType, buildConnector as Build } from 'undici';
import { endWhenSilent } from './alive.ts';
import type { TlsOptions } from './tls.ts';
import { KEEP_ALIVE_MS, openTunnel } from './tunnel.ts';

const CONNECTIONS = 4;
/** Of the four, one stays free for requests when every watch needs a connection of its own. */
const WATCHES_ON_HTTP1 = 3;
/** Below the 10 seconds after which a person wants to know. */
const CONNECT_MS = 8000;
/** A connection that is half open is noticed after three of them at the latest: before a minute is over. */
const PING_MS = 15_000;

/** For tests that do not want to wait. */
export interface Pace {
  readonly connectMs?: number | undefined;
  readonly pingMs?: number | undefined;
}

export interface Connections {
  readonly agent: AgentType;
  readonly key: string;
  /** Known after the first connection. */
  readonly protocol: 'h2' | 'http/1.1' | undefined;
  /** Open at the moment. */
  readonly sockets: number;
  /** Ends when the first connection is there, or has failed. */
  readonly known: Promise<void>;
  /** How many watches may run at the same time, as far as is known. */
  readonly watches: number;
}

/** Nothing is connected before the first request. `undici`: the library, which is loaded on demand. */
export function connectionsFor(
  { Agent, buildConnector }: typeof import('./undici.ts'),
  key: string,
  tls: TlsOptions | undefined,
  proxy: URL | undefined,
  { connectMs = CONNECT_MS, pingMs = PING_MS }: Pace,
): Connections {
  let protocol: 'h2' | 'http/1.1' | undefined;
  let sockets = 0;
  let tell: () => void = () => undefined;
  const known = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const direct = buildConnector({
    allowH2: true,
    preferH2: true,
    timeout: connectMs,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    ...tls,
  });
  const throughProxy: Build.connector = (options, callback) => {
    const target = { hostname: options.hostname, port: Number(options.port) || (tls ? 443 : 80) };
    openTunnel(proxy as URL, target, AbortSignal.timeout(connectMs)).then(
      (socket) => (tls ? direct({ ...options, httpSocket: socket }, callback) : callback(null, socket)),
      (error: Error) => callback(error, null),
    );
  };
  const connect: Build.connector = (options, callback) =>
    (proxy ? throughProxy : direct)(options, (...[error, socket]) => {
      if (error) {
        tell();
        return callback(error, null);
      }
      protocol = 'alpnProtocol' in socket && socket.alpnProtocol === 'h2' ? 'h2' : 'http/1.1';
      if (protocol === 'h2') endWhenSilent(socket, pingMs);
      sockets += 1;
      socket.once('close', () => {
        sockets -= 1;
      });
      tell();
      callback(null, socket);
    });
  const agent = new Agent({
    connect,
    allowH2: true,
    connections: CONNECTIONS,
    keepAliveTimeout: 30_000,
    h2Options: { pingInterval: pingMs },
    // Requests and watches bring limits of their own.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    agent,
    key,
    known,
    get protocol() {
      return protocol;
    },
    get sockets() {
      return sockets;
    },
    get watches() {
      return protocol === 'h2' ? Number.POSITIVE_INFINITY : WATCHES_ON_HTTP1;
    },
  };
}
