/** A port that leads to another one, until a test cuts the way. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

export interface Between {
  readonly port: number;
  /** How many bytes have gone to the machine. */
  sent(): number;
  /** Nothing goes either way any more. */
  cut(): void;
}

/** `cutAfter`: so many bytes to the machine, and no more. Without a port behind it, it takes everything and says nothing. */
export async function between(
  test: TestContext,
  to: number | undefined,
  { cutAfter = Number.POSITIVE_INFINITY }: { readonly cutAfter?: number } = {},
): Promise<Between> {
  const open = new Set<Socket>();
  let sent = 0;
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer((client) => {
    const machine = to === undefined ? undefined : connect(to, '127.0.0.1');
    for (const socket of [client, ...(machine ? [machine] : [])]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        if (machine) cut();
      });
    }
    machine?.pipe(client);
    client.on('data', (chunk) => {
      sent += chunk.length;
      if (sent > cutAfter) cut();
      else machine?.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => {
    cut();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sent: () => sent, cut };
}
