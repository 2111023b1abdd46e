/** A connection through a proxy: HTTP CONNECT, or SOCKS5, whose names the proxy resolves. */

import { connect, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface Target {
  readonly hostname: string;
  readonly port: number;
}

/** A refusal of the proxy itself, told apart from failures on the way to it. */
export class ProxyRefusal extends Error {
  readonly code = 'PROXY_REFUSAL';
  readonly status: number;

  constructor(status: number) {
    super(`proxy refused with ${status}`);
    this.status = status;
  }
}

/**
 * When nothing comes, the system asks the other side for a sign of life after so long, and ten seconds later gives it up:
 * that is how a half-open HTTP/1.1 connection is noticed. Half of what middle boxes usually grant an idle one.
 */
export const KEEP_ALIVE_MS = 30_000;

const LARGEST_ANSWER = 16 * 1024;

/** Opens it, or rejects; bounded by the signal. */
export async function openTunnel(proxy: URL, target: Target, signal: AbortSignal): Promise<Socket> {
  const socket = dial(proxy).setKeepAlive(true, KEEP_ALIVE_MS);
  const stop = (): void => void socket.destroy(new Error('cancelled'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    await opened(socket, proxy.protocol === 'https:' ? 'secureConnect' : 'connect');
    if (proxy.protocol.startsWith('socks')) await askSocks(socket, proxy, target);
    else await askHttp(socket, proxy, target);
    return socket;
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' });
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function dial(proxy: URL): Socket {
  const host = proxy.hostname.replace(/^\[|\]$/g, '');
  const usual = proxy.protocol === 'https:' ? 443 : proxy.protocol === 'http:' ? 80 : 1080;
  const port = Number(proxy.port) || usual;
  if (proxy.protocol === 'https:') return connectTls({ host, port, servername: host, minVersion: 'TLSv1.2' });
  return connect({ host, port });
}

function opened(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    // Stays: an error that comes later must not go unheard.
    socket.on('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
}

async function askHttp(socket: Socket, proxy: URL, { hostname, port }: Target): Promise<void> {
  const host = `${isIPv6(hostname) ? `[${hostname}]` : hostname}:${port}`;
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const authorization = proxy.username ? `Proxy-Authorization: Basic ${Buffer.from(login).toString('base64')}\r\n` : '';
  socket.write(`CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n${authorization}\r\n`);
  const head = await read(socket, (all) => {
    const end = all.indexOf('\r\n\r\n');
    return end < 0 ? undefined : end + 4;
  });
  const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(head.toString('latin1'))?.[1] ?? 0);
  if (status < 200 || status > 299) throw new ProxyRefusal(status);
}

async function askSocks(socket: Socket, proxy: URL, { hostname, port }: Target): Promise<void> {
  const user = Buffer.from(decodeURIComponent(proxy.username));
  const password = Buffer.from(decodeURIComponent(proxy.password));
  socket.write(Buffer.from(user.length > 0 ? [5, 2, 0, 2] : [5, 1, 0]));
  const method = (await read(socket, () => 2))[1];
  if (method === 2) {
    socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]));
    if ((await read(socket, () => 2))[1] !== 0) throw new ProxyRefusal(407);
  } else if (method !== 0) throw new ProxyRefusal(407);
  const name = Buffer.from(hostname);
  socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 255])]));
  const answer = await read(socket, (all) => {
    const length = all[3] === 1 ? 4 : all[3] === 4 ? 16 : 1 + (all[4] ?? 0);
    return all.length < 5 ? undefined : 6 + length;
  });
  if (answer[1] !== 0) throw new ProxyRefusal(answer[1] ?? 0);
}

/** The first bytes, as many as `lengthOf` finds there should be; what comes after them stays in the socket. */
function read(socket: Socket, lengthOf: (all: Buffer) => number | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let all = Buffer.alloc(0);
    const failed = (): void => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const onData = (chunk: Buffer): void => {
      all = Buffer.concat([all, chunk]);
      const length = lengthOf(all);
      if (length === undefined || all.length < length) {
        if (all.length > LARGEST_ANSWER) socket.destroy();
        return;
      }
      socket.off('data', onData).off('close', failed).pause();
      if (all.length > length) socket.unshift(all.subarray(length));
      resolve(all.subarray(0, length));
    };
    socket.on('data', onData).once('close', failed);
    socket.resume();
  });
}
