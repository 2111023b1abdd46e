/** Takes a shell's output apart as it comes: what was printed, and between it the lines that only we may have said. */

/** A name or a code follows the word; more than this is not ours. */
const CONTROL_LIMIT = 200;

export class MarkReader {
  readonly #needle: Buffer;
  readonly #content: (bytes: Buffer) => void;
  readonly #control: (word: string, value: string) => void;
  readonly #eager: boolean;
  /** May be the beginning of a control line; at the very start a line break is as good as there. */
  #held: Buffer = Buffer.from('\n');
  /** How many bytes of it are given away already, or never were. */
  #given = 1;

  /**
   * A control line is `MARK WORD VALUE`, with a line break in front that belongs to it. `eager`: a line break at the end
   * of what has come is given away at once.
   */
  constructor(
    mark: string,
    content: (bytes: Buffer) => void,
    control: (word: string, value: string) => void,
    eager = false,
  ) {
    this.#eager = eager;
    this.#needle = Buffer.from(`\n${mark} `);
    this.#content = content;
    this.#control = control;
  }

  push(chunk: Buffer): void {
    const bytes = Buffer.concat([this.#held, chunk]);
    let from = 0;
    for (;;) {
      const at = bytes.indexOf(this.#needle, from);
      const end = at < 0 ? -1 : bytes.indexOf('\n', at + this.#needle.length);
      if (end < 0 || end - at > CONTROL_LIMIT) return this.#hold(bytes, from, at);
      this.#emit(bytes.subarray(from, at));
      this.#given = 0;
      from = end + 1;
      const said = bytes.toString('utf8', at + this.#needle.length, end);
      const gap = said.indexOf(' ');
      this.#control(gap < 0 ? said : said.slice(0, gap), gap < 0 ? '' : said.slice(gap + 1));
    }
  }

  /** Whatever is left is what was printed. */
  end(): void {
    this.#emit(this.#held);
    this.#held = Buffer.alloc(0);
  }

  /** Gives away what cannot be part of a control line that has not arrived as a whole. */
  #hold(bytes: Buffer, from: number, at: number): void {
    const whole = at >= 0 && bytes.length - at <= CONTROL_LIMIT ? at : this.#beginningAt(bytes, from);
    this.#emit(bytes.subarray(from, whole));
    this.#held = Buffer.from(bytes.subarray(whole));
    if (this.#eager && this.#given === 0 && this.#held.length === 1) {
      this.#content(this.#held);
      this.#given = 1;
    }
  }

  /** Where the end of the bytes may be the beginning of a control line. */
  #beginningAt(bytes: Buffer, from: number): number {
    for (let at = Math.max(from, bytes.length - this.#needle.length + 1); at < bytes.length; at++)
      if (this.#needle.subarray(0, bytes.length - at).equals(bytes.subarray(at))) return at;
    return bytes.length;
  }

  #emit(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const own = bytes.subarray(this.#given);
    this.#given = 0;
    if (own.length > 0) this.#content(own);
  }
}
