/** Bytes that arrive in pieces → lines, cut between bytes so that no letter is torn, none longer than a limit. */

const NEWLINE = 0x0a;

export class LineTooLong extends Error {}

export class Lines {
  readonly #limit: number;
  #rest: Buffer[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The lines that this piece completes. Throws `LineTooLong`. */
  *push(chunk: Buffer): Generator<string> {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const line = this.#take(chunk.subarray(from, end));
      from = end + 1;
      if (line.length > 0) yield line;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  #take(last: Buffer): string {
    if (this.#size + last.length > this.#limit) throw new LineTooLong();
    const line =
      this.#rest.length === 0 ? last.toString('utf8') : Buffer.concat([...this.#rest, last]).toString('utf8');
    this.#rest = [];
    this.#size = 0;
    return line;
  }

  #keep(piece: Buffer): void {
    this.#size += piece.length;
    if (this.#size > this.#limit) throw new LineTooLong();
    this.#rest.push(piece);
  }
}
