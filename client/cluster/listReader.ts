/**
 * A list as it arrives: each item is parsed by itself as soon as it is there, and the rest of the list at the end.
 * So no list is ever held as a whole, however large, and no piece of work is longer than one item or one piece of
 * the network; a worker would have to copy every object back.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;
/** More than any key with its blanks. */
const TAIL = 200;

export class ItemTooLarge extends Error {}

export class ListReader {
  readonly #onItem: (item: unknown) => void;
  readonly #limit: number;
  readonly #array: RegExp;
  /** What is outside of the items; the limit holds for it as well. */
  #outside: Buffer[] = [];
  #item: Buffer[] = [];
  #size = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #inItems = false;
  #seen = false;

  /** Items stand in the array `items`, or `rows` of a Table, of the outermost object. */
  constructor(array: 'items' | 'rows', onItem: (item: unknown) => void, limit: number) {
    this.#array = new RegExp(`"${array}"\\s*:\\s*\\[$`);
    this.#onItem = onItem;
    this.#limit = limit;
  }

  /** Throws `ItemTooLarge`, and SyntaxError for what is no JSON. */
  push(chunk: Buffer): void {
    // Nothing comes after a backslash at the end of the last piece yet.
    if (chunk.length === 0) return;
    let from = 0;
    for (let index = this.#inString ? this.#stringEnd(chunk, 0) : 0; index < chunk.length; index++) {
      switch (chunk[index]) {
        case QUOTE:
          index = this.#stringEnd(chunk, index + 1) - 1;
          break;
        case OPEN_BRACKET:
        case OPEN_BRACE:
          this.#depth++;
          if (this.#depth === 2 && !this.#inItems && this.#startsItems(chunk, from, index + 1)) {
            this.#keep(chunk.subarray(from, index + 1));
            from = index + 1;
            this.#inItems = true;
          }
          break;
        case CLOSE_BRACKET:
        case CLOSE_BRACE:
          this.#depth--;
          if (this.#inItems && this.#depth === 1) {
            this.#endItem(chunk.subarray(from, index));
            from = index;
            this.#inItems = false;
            this.#seen = true;
          }
          break;
        case COMMA:
          if (this.#inItems && this.#depth === 2) {
            this.#endItem(chunk.subarray(from, index));
            from = index + 1;
          }
      }
    }
    this.#keep(chunk.subarray(from));
  }

  /** Where the string ends in which `from` lies: behind its quote, or at the end of the piece. */
  #stringEnd(chunk: Buffer, from: number): number {
    let index = from;
    if (this.#escaped && index < chunk.length) {
      this.#escaped = false;
      index++;
    }
    for (;;) {
      const quote = chunk.indexOf(QUOTE, index);
      const end = quote < 0 ? chunk.length : quote;
      let backslashes = 0;
      while (end - backslashes > index && chunk[end - backslashes - 1] === BACKSLASH) backslashes++;
      this.#inString = quote < 0 || backslashes % 2 === 1;
      if (quote < 0) this.#escaped = backslashes % 2 === 1;
      if (quote < 0 || !this.#inString) return quote < 0 ? end : quote + 1;
      index = quote + 1;
    }
  }

  /** The list without its items. Throws SyntaxError for what is no JSON. */
  end(): unknown {
    return JSON.parse(Buffer.concat(this.#outside).toString('utf8'));
  }

  /** Only the first array of that name counts, so that nothing is read twice. */
  #startsItems(chunk: Buffer, from: number, to: number): boolean {
    if (this.#seen) return false;
    let before = chunk.subarray(from, to);
    for (let index = this.#outside.length - 1; index >= 0 && before.length < TAIL; index--)
      before = Buffer.concat([this.#outside[index] as Buffer, before]);
    return this.#array.test(before.subarray(-TAIL).toString('latin1'));
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#size += piece.length;
    if (this.#size > this.#limit) throw new ItemTooLarge();
    (this.#inItems ? this.#item : this.#outside).push(piece);
  }

  #endItem(last: Buffer): void {
    if (this.#size + last.length > this.#limit) throw new ItemTooLarge();
    const text =
      this.#item.length === 0 ? last.toString('utf8') : Buffer.concat([...this.#item, last]).toString('utf8');
    this.#item = [];
    this.#size = 0;
    if (text.trim() !== '') this.#onItem(JSON.parse(text));
  }
}
