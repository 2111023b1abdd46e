/**
 * Ends a connection of which nothing comes any more. HTTP/2 asks the other side for an answer (PING) every now and then,
 * so on a living connection there is always something to hear, even when no watch has any news.
 */

import type { Socket } from 'node:net';

/** So many silent spaces between two pings, one after the other, are the end. */
const SILENT = 2;

/** Looks every so many milliseconds, as often as pings are sent, and as long as the socket is open. */
export function endWhenSilent(socket: Socket, everyMs: number): void {
  let heard = socket.bytesRead;
  let silent = 0;
  // Counted, not measured: a machine that slept gives the other side the time to answer.
  const look = setInterval(() => {
    silent = socket.bytesRead === heard ? silent + 1 : 0;
    heard = socket.bytesRead;
    if (silent >= SILENT) socket.destroy(Object.assign(new Error('nothing comes any more'), { code: 'ECONNRESET' }));
  }, everyMs).unref();
  socket.once('close', () => clearInterval(look));
}
