/** Writes answers: whole ones, compressed where that pays, and streams of lines. */

import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** The real server compresses from this size on. */
const WORTH_IT = 128 * 1024;

/** How an answer is to be spoilt on its way. */
export interface Spoil {
  /** The text is no JSON any more. */
  readonly malformed?: boolean;
  /** The connection ends after that many bytes. */
  readonly truncateAfter?: number;
}

/** A long answer, one line after another. */
export interface Lines {
  write(line: string): void;
  end(): void;
  /** Cuts the connection without an end. */
  cut(): void;
}

/** The one answer to a request. */
export class Reply {
  readonly #response: ServerResponse;
  readonly #gzip: boolean;
  readonly #spoil: Spoil;

  constructor(response: ServerResponse, acceptEncoding: string | undefined, spoil: Spoil = {}) {
    this.#response = response;
    this.#gzip = /\bgzip\b/.test(acceptEncoding ?? '');
    this.#spoil = spoil;
    response.setHeader('Audit-Id', randomUUID());
    response.setHeader('Cache-Control', 'no-cache, private');
  }

  get code(): number {
    return this.#response.statusCode;
  }

  get started(): boolean {
    return this.#response.headersSent;
  }

  /** Adds a warning that clients show to people. */
  warn(text: string): void {
    this.#response.appendHeader('Warning', `299 - ${JSON.stringify(text)}`);
  }

  header(name: string, value: string): void {
    this.#response.setHeader(name, value);
  }

  /** Sends the whole answer; text is taken as it is. */
  async send(code: number, body: object | string, contentType = 'application/json'): Promise<void> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    let bytes: Buffer = Buffer.from(this.#spoil.malformed === true ? `${text.slice(0, -1)}},]` : text);
    this.#response.statusCode = code;
    this.#response.setHeader('Content-Type', contentType);
    if (this.#gzip && bytes.length >= WORTH_IT) {
      bytes = await compress(bytes, { level: 1 });
      this.#response.setHeader('Content-Encoding', 'gzip');
      this.#response.setHeader('Vary', 'Accept-Encoding');
    }
    this.#response.setHeader('Content-Length', bytes.length);
    const { truncateAfter } = this.#spoil;
    if (truncateAfter === undefined) this.#response.end(bytes);
    else this.#response.write(bytes.subarray(0, truncateAfter), () => breakOff(this.#response));
  }

  /** Begins an answer without a known end. */
  lines(): Lines {
    const response = this.#response;
    response.statusCode = 200;
    response.setHeader('Content-Type', 'application/json');
    response.flushHeaders();
    return {
      write: (line) => {
        if (!isGone(response)) response.write(this.#spoil.malformed === true ? `${line.slice(1)}\n` : `${line}\n`);
      },
      end: () => response.end(),
      cut: () => breakOff(response),
    };
  }
}

/** With HTTP/2, what carries the answer among all that the connection carries. */
function streamOf(response: ServerResponse): Http2ServerResponse['stream'] | undefined {
  return (response as Partial<Pick<Http2ServerResponse, 'stream'>>).stream;
}

/** Nobody hears the answer any more. */
export function isGone(response: ServerResponse): boolean {
  return streamOf(response)?.destroyed ?? response.destroyed;
}

/** Ends an answer in the middle: with HTTP/2 alone or with everything on its connection, else always with it. */
export function breakOff(response: ServerResponse, what: 'answer' | 'connection' = 'answer'): void {
  const stream = streamOf(response);
  if (stream === undefined) response.destroy();
  else if (what === 'connection') stream.session?.destroy();
  // Without an error it would look like the proper end of the answer.
  else stream.destroy(new Error('broken off'));
}

/** With HTTP/2, whether the client wants no more of it; what still waits to be sent is thrown away then. */
export function isBrokenOff(response: ServerResponse): boolean {
  const stream = streamOf(response);
  if (stream?.closed !== true) return false;
  stream.destroy();
  return true;
}
