/**
 * A list as it arrives: each item is parsed by itself as soon as it is there, and the rest of the list at the end.
 * So no list is ever held as a whole, however large, and no piece of work is longer than one item or one piece of
 * the network; a worker would have to copy every object back.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = new Set([0x7b, 0x5b]);
const CLOSE = new Set([0x7d, 0x5d]);

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
    let from = 0;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] as number;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inString = false;
        continue;
      }
      if (byte === QUOTE) this.#inString = true;
      else if (OPEN.has(byte)) {
        this.#depth++;
        if (
          this.#depth === 2 &&
          !this.#inItems &&
          byte === 0x5b &&
          this.#startsItems(chunk.subarray(from, index + 1))
        ) {
          this.#keepOutside(chunk.subarray(from, index + 1));
          from = index + 1;
          this.#inItems = true;
        }
      } else if (CLOSE.has(byte)) {
        this.#depth--;
        if (this.#inItems && this.#depth === 1) {
          this.#endItem(chunk.subarray(from, index));
          from = index;
          this.#inItems = false;
          this.#seen = true;
        }
      } else if (byte === COMMA && this.#inItems && this.#depth === 2) {
        this.#endItem(chunk.subarray(from, index));
        from = index + 1;
      }
    }
    const rest = chunk.subarray(from);
    if (this.#inItems) this.#keepItem(rest);
    else this.#keepOutside(rest);
  }

  /** The list without its items. Throws SyntaxError for what is no JSON. */
  end(): unknown {
    return JSON.parse(Buffer.concat(this.#outside).toString('utf8'));
  }

  /** Only the first array of that name counts, so that nothing is read twice. */
  #startsItems(last: Buffer): boolean {
    if (this.#seen) return false;
    const before = Buffer.concat([...this.#outside.slice(-2), last]);
    return this.#array.test(before.subarray(-200).toString('latin1'));
  }

  #keepOutside(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#grow(piece.length);
    this.#outside.push(piece);
  }

  #keepItem(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#grow(piece.length);
    this.#item.push(piece);
  }

  #endItem(last: Buffer): void {
    if (this.#size + last.length > this.#limit) throw new ItemTooLarge();
    const text =
      this.#item.length === 0 ? last.toString('utf8') : Buffer.concat([...this.#item, last]).toString('utf8');
    this.#item = [];
    this.#size = 0;
    if (text.trim() !== '') this.#onItem(JSON.parse(text));
  }

  #grow(by: number): void {
    this.#size += by;
    if (this.#size > this.#limit) throw new ItemTooLarge();
  }
}
