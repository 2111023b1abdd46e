/** Small servers on loopback that answer as a test wants, and remember what they were asked. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { authority, type Pair, signed } from './certificates.ts';

export type Handler = (
  request: IncomingMessage & { readonly body: string; readonly at: URL },
  response: ServerResponse,
) => void;

export interface ServerOptions {
  readonly protocol?: 'h2' | 'https' | 'http';
  readonly pair?: Pair;
  /** Whose client certificates are accepted. */
  readonly clients?: string;
  readonly port?: number;
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** `GET /api/v1/nodes?limit=500` */
  readonly requests: string[];
  readonly sockets: ReadonlySet<Socket>;
  /** The most that were open at a time. */
  readonly mostSockets: number;
  handler: Handler;
  /** Ends it with all its connections. */
  stop(): Promise<void>;
}

export async function serve(
  test: Pick<TestContext, 'after'>,
  handler: Handler,
  options: ServerOptions = {},
): Promise<TestServer> {
  const { protocol = 'http', port = 0, clients } = options;
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let mostSockets = 0;
  const pair = protocol === 'http' ? undefined : (options.pair ?? signed());
  const tls = {
    ...pair,
    ...(clients ? { requestCert: true, rejectUnauthorized: false, ca: authority(clients).cert } : undefined),
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    requests.push(`${request.method} ${request.url}`);
    const body: Buffer[] = [];
    request.on('data', (piece: Buffer) => body.push(piece));
    request.on('end', () => {
      const at = new URL(request.url ?? '/', 'http://server');
      server.handler(Object.assign(request, { body: Buffer.concat(body).toString(), at }), response);
    });
  };
  const listener = (
    protocol === 'http'
      ? createServer(answer)
      : protocol === 'https'
        ? createTlsServer(tls, answer)
        : createSecureServer({ ...tls, allowHTTP1: true }, answer as never)
  ) as Server;
  listener.on(protocol === 'http' ? 'connection' : 'secureConnection', (socket: Socket) => {
    sockets.add(socket);
    mostSockets = Math.max(mostSockets, sockets.size);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  listener.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => listener.listen(port, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      listener.close(() => resolve());
      for (const socket of sockets) socket.destroy();
      if (!listener.listening) resolve();
    });
  const { port: taken } = listener.address() as AddressInfo;
  const url = `${protocol === 'http' ? 'http' : 'https'}://127.0.0.1:${taken}`;
  const server: TestServer = {
    url,
    port: taken,
    requests,
    sockets,
    handler,
    stop,
    get mostSockets() {
      return mostSockets;
    },
  };
  test.after(stop);
  return server;
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** As the API conventions define it. */
export function status(response: ServerResponse, code: number, reason: string, more: object = {}): void {
  json(
    response,
    { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code, message: `${reason}!`, ...more },
    code,
  );
}

export const node = (name: string, version = '1', more: object = {}): object => ({
  metadata: { name, uid: `uid-${name}`, resourceVersion: version },
  ...more,
});

export const list = (items: readonly object[], resourceVersion: string, next?: string): object => ({
  kind: 'NodeList',
  apiVersion: 'v1',
  metadata: { resourceVersion, ...(next ? { continue: next } : undefined) },
  items,
});

export const event = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;
