/** Reads JSON with its places as Go's encoding/json accepts it; a key given twice is remembered. */

import type { ConfigDocument } from '../yaml/document.ts';
import {
  DEEPEST,
  type Duplicate,
  type JsonArray,
  type JsonNode,
  type JsonObject,
  type JsonText,
  type Member,
  numberText,
  type Origin,
  Unconvertible,
} from './json.ts';

/** The value of a whole text. */
export function readJson(document: ConfigDocument, from: Origin): JsonText {
  return new JsonReader(document, from).read();
}

class JsonReader {
  private readonly duplicates: Duplicate[] = [];
  private readonly document: ConfigDocument;
  private readonly text: string;
  private readonly from: Origin;
  private at = 0;

  constructor(document: ConfigDocument, from: Origin) {
    this.document = document;
    this.text = document.text;
    this.from = from;
  }

  read(): JsonText {
    try {
      const value = this.value('', 0);
      this.blanks();
      if (this.at < this.text.length) this.fail('something follows behind the last brace');
      return { value, duplicates: this.duplicates };
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error;
      return { duplicates: [], error: { message: error.message, at: error.at } };
    }
  }

  private value(path: string, depth: number): JsonNode {
    this.blanks();
    if (depth > DEEPEST) this.fail('nested too deeply');
    const start = this.at;
    const first = this.text[start];
    if (first === '{') return this.object(path, depth);
    if (first === '[') return this.array(path, depth);
    if (first === '"') return { kind: 'string', text: this.string(), at: { start, end: this.at } };
    const [word] = /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?)(?![\w.])/.exec(this.rest()) ?? [];
    if (word === undefined) this.fail('a value is expected here');
    this.at += word.length;
    const at = { start, end: this.at };
    if (word === 'null') return { kind: 'null', text: word, at };
    if (word === 'true' || word === 'false') return { kind: 'bool', text: word, at };
    if (!Number.isFinite(Number(word))) this.fail('the number is too large');
    return { kind: 'number', text: numberText(word), at };
  }

  private rest(): string {
    return this.text.slice(this.at, this.at + 400);
  }

  private object(path: string, depth: number): JsonObject {
    const start = this.at++;
    const members = new Map<string, Member>();
    this.blanks();
    if (this.text[this.at] === '}') {
      this.at++;
      return { kind: 'object', members, at: { start, end: this.at } };
    }
    for (;;) {
      this.blanks();
      const from = this.at;
      if (this.text[from] !== '"') this.fail('a key in double quotes is expected here');
      const name = this.string();
      const key = { start: from, end: this.at };
      this.blanks();
      if (this.text[this.at] !== ':') this.fail('a colon is expected here');
      this.at++;
      const inside = path === '' ? name : `${path}.${name}`;
      const value = this.value(inside, depth + 1);
      const first = members.get(name);
      if (first) {
        const line = this.document.lineStarts.findLastIndex((lineStart) => lineStart <= from) + 1;
        this.duplicates.push({ name, path: inside, at: key, first: first.key, line });
      }
      members.set(name, { name, key, value, from: this.from });
      if (this.next('}')) return { kind: 'object', members, at: { start, end: this.at } };
    }
  }

  private array(path: string, depth: number): JsonArray {
    const start = this.at++;
    const items: JsonNode[] = [];
    this.blanks();
    if (this.text[this.at] === ']') {
      this.at++;
      return { kind: 'array', items, at: { start, end: this.at } };
    }
    for (;;) {
      items.push(this.value(`${path}[]`, depth + 1));
      if (this.next(']')) return { kind: 'array', items, at: { start, end: this.at } };
    }
  }

  /** Past the comma, or past the end of the collection. */
  private next(close: string): boolean {
    this.blanks();
    const found = this.text[this.at];
    if (found !== ',' && found !== close) this.fail(`a comma or "${close}" is expected here`);
    this.at++;
    return found === close;
  }

  private string(): string {
    const end = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    end.lastIndex = this.at;
    const [literal] = end.exec(this.text) ?? [];
    if (literal === undefined) this.fail('the text in double quotes is not closed, or has a character JSON forbids');
    this.at += literal.length;
    return JSON.parse(literal) as string;
  }

  private blanks(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++;
  }

  private fail(message: string): never {
    const end = Math.min(this.at + 1, this.text.length);
    throw new Unconvertible(message, { start: Math.min(this.at, end), end });
  }
}
