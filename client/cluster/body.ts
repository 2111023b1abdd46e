/** The body of an answer: unpacked, and no longer than a limit, however small it was on the wire. */

import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

export class BodyTooLarge extends Error {}

/** Unpacked at a time: a large list comes in hundreds of pieces instead of thousands. */
const UNPACKED = 128 * 1024;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The pieces, as they come. Throws what the connection throws, and `BodyTooLarge`. */
export async function* pieces(body: Readable, headers: Headers, limit: number): AsyncGenerator<Buffer> {
  const packed = headers['content-encoding'] === 'gzip';
  // The callback has nothing to do: whoever reads the end of the pipeline gets its error.
  const plain = packed ? pipeline(body, createGunzip({ chunkSize: UNPACKED }), () => {}) : body;
  let size = 0;
  for await (const piece of plain as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > limit) throw new BodyTooLarge();
    yield piece;
  }
}

/** All of it, for answers that are small. */
export async function wholeBody(body: Readable, headers: Headers, limit: number): Promise<string> {
  const all: Buffer[] = [];
  for await (const piece of pieces(body, headers, limit)) all.push(piece);
  return Buffer.concat(all).toString('utf8');
}
