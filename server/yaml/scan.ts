/**
 * Cuts text into YAML 1.1 tokens and accepts or refuses it where the scanner inside K3s does (gopkg.in/yaml.v2 2.4,
 * which follows libyaml). A general YAML 1.2 library accepts other texts, so the decisions are ours to make.
 */

import type { BadInput } from './decode.ts';

export type TokenType =
  | 'stream-end'
  | 'version'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence'
  | 'block-mapping'
  | 'block-end'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '-'
  | '?'
  | ':'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  /** 0-based line of the start. */
  readonly line: number;
  /** Scalar text, anchor name, tag handle or directive value. */
  readonly value?: string;
  /** Tag suffix or the prefix of a tag directive. */
  readonly suffix?: string;
  readonly style?: ScalarStyle;
}

/** Why K3s cannot read the text; `line` is the 1-based line as K3s would print it, 0 when it prints none. */
export class YamlError extends Error {
  readonly at: number;
  readonly line: number;
  readonly context: string;
  /** Where the construct begins that could not be finished. */
  readonly from: number;

  constructor(problem: string, where: { at: number; line: number; context?: string; from?: number }) {
    super(problem);
    this.at = where.at;
    this.line = where.line;
    this.context = where.context ?? '';
    this.from = where.from ?? where.at;
  }
}

interface SimpleKey {
  possible: boolean;
  required: boolean;
  token: number;
  at: number;
  line: number;
  column: number;
}

const MAX_DEPTH = 10_000;
/** Tokens already taken that the queue keeps before it is cut. */
const TAKEN_KEPT = 4096;
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const PERCENT = 37;
const CANNOT_START = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map((c) => c.charCodeAt(0)));
const ENDS_ANCHOR = new Set([...'?:,]}%@`'].map((c) => c.charCodeAt(0)));
const URI = new Set([...";/?:@&=+$,.!~*'()[]%"].map((c) => c.charCodeAt(0)));
const FLOW_END = new Set([...',?[]{}'].map((c) => c.charCodeAt(0)));
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const isBreak = (c: number): boolean => c === LF || c === CR || c === 0x85 || c === 0x2028 || c === 0x2029;
const isBlank = (c: number): boolean => c === SPACE || c === TAB;
const isWord = (c: number): boolean =>
  (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95 || c === 45;
const isHex = (c: number): boolean => (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);

/** Reads ahead only as far as a token needs, so that text after the first document is never judged. */
export class Scanner {
  readonly text: string;
  private readonly bad: BadInput | undefined;
  /** The reader works in blocks; a forbidden character stops it as soon as its block is reached. */
  private readonly badBlock: number;
  private pos = 0;
  private line = 0;
  private lineStart = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  private flow = 0;
  private keyAllowed = true;
  private readonly keys: SimpleKey[] = [{ possible: false, required: false, token: 0, at: 0, line: 0, column: 0 }];
  private readonly keyByToken = new Map<number, SimpleKey>();
  private queue: Token[] = [];
  private head = 0;
  private taken = 0;
  private ready = false;
  private ended = false;

  constructor(text: string, bad?: BadInput) {
    this.text = text;
    this.bad = bad;
    // A byte order mark takes no column, or everything below the first line would stand further left than it.
    if (text.charCodeAt(0) === 0xfeff) this.pos = this.lineStart = 1;
    this.badBlock = bad ? Math.floor(bad.at / 512) * 512 : Number.POSITIVE_INFINITY;
  }

  /** The next token without taking it. Throws `YamlError` where K3s would refuse the text. */
  peek(): Token {
    while (!this.ready) {
      if (this.head < this.queue.length) {
        const key = this.keyByToken.get(this.taken);
        if (key === undefined || !this.stillValid(key)) {
          this.ready = true;
          break;
        }
      }
      this.fetch();
    }
    return this.queue[this.head] as Token;
  }

  /** Takes the next token. */
  next(): Token {
    const token = this.peek();
    this.head++;
    this.taken++;
    this.ready = token.type === 'stream-end';
    if (this.ready) this.head--;
    if (this.head > TAKEN_KEPT) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    return token;
  }

  private get column(): number {
    return this.pos - this.lineStart;
  }

  private code(ahead = 0): number {
    const at = this.pos + ahead;
    return at < this.text.length ? this.text.charCodeAt(at) : 0;
  }

  private atEnd(): boolean {
    return this.pos >= this.text.length;
  }

  private isBlankOrEnd(ahead: number): boolean {
    const at = this.pos + ahead;
    if (at >= this.text.length) return true;
    const c = this.text.charCodeAt(at);
    return isBlank(c) || isBreak(c);
  }

  private skipBreak(): string {
    const c = this.code();
    if (c === CR && this.code(1) === LF) this.pos += 2;
    else this.pos += 1;
    this.line++;
    this.lineStart = this.pos;
    return c === 0x2028 || c === 0x2029 ? String.fromCharCode(c) : '\n';
  }

  private checkInput(): void {
    if (this.bad && this.pos + 4 > this.badBlock) throw new YamlError(this.bad.why, { at: this.bad.at, line: 0 });
  }

  private fail(problem: string, context = '', from?: { at: number; line: number }): never {
    const at = Math.min(this.pos, this.text.length);
    const line = this.line !== 0 ? this.line + 1 : from && from.line !== 0 ? from.line : 0;
    throw new YamlError(problem, { at, line, context, ...(from ? { from: from.at } : {}) });
  }

  private here(): { at: number; line: number } {
    return { at: this.pos, line: this.line };
  }

  private push(type: TokenType, from: { at: number; line: number }, more?: Partial<Token>): void {
    this.queue.push({ type, start: from.at, end: this.pos, line: from.line, ...more });
  }

  private fetch(): void {
    if (this.ended) return;
    this.checkInput();
    this.skipToToken();
    this.checkInput();
    this.unroll(this.column);
    if (this.atEnd()) return this.fetchStreamEnd();
    const c = this.code();
    if (this.column === 0) {
      if (c === PERCENT) return this.fetchDirective();
      const marker = this.documentMarker();
      if (marker) return this.fetchDocumentMarker(marker);
    }
    switch (c) {
      case 91:
        return this.fetchFlowStart('[');
      case 123:
        return this.fetchFlowStart('{');
      case 93:
        return this.fetchFlowEnd(']');
      case 125:
        return this.fetchFlowEnd('}');
      case 44:
        return this.fetchFlowEntry();
      case 42:
        return this.fetchAnchor('alias');
      case 38:
        return this.fetchAnchor('anchor');
      case 33:
        return this.fetchTag();
      case 39:
        return this.fetchQuoted(true);
      case 34:
        return this.fetchQuoted(false);
    }
    if (c === 45 && this.isBlankOrEnd(1)) return this.fetchBlockEntry();
    if (c === 63 && (this.flow > 0 || this.isBlankOrEnd(1))) return this.fetchKey();
    if (c === 58 && (this.flow > 0 || this.isBlankOrEnd(1))) return this.fetchValue();
    if (c === 124 && this.flow === 0) return this.fetchBlockScalar(true);
    if (c === 62 && this.flow === 0) return this.fetchBlockScalar(false);
    const startsPlain =
      !(isBlank(c) || CANNOT_START.has(c)) ||
      (c === 45 && !isBlank(this.code(1))) ||
      (this.flow === 0 && (c === 63 || c === 58) && !this.isBlankOrEnd(1));
    if (startsPlain) return this.fetchPlain();
    this.fail('found character that cannot start any token', 'while scanning for the next token');
  }

  private documentMarker(): 'document-start' | 'document-end' | undefined {
    if (!this.isBlankOrEnd(3)) return undefined;
    if (this.text.startsWith('---', this.pos)) return 'document-start';
    if (this.text.startsWith('...', this.pos)) return 'document-end';
    return undefined;
  }

  private skipToToken(): void {
    for (;;) {
      let c = this.code();
      while (c === SPACE || (c === TAB && (this.flow > 0 || !this.keyAllowed))) {
        this.pos++;
        c = this.code();
      }
      if (c === 35) {
        while (!this.atEnd() && !isBreak(this.code())) this.pos++;
      }
      if (this.atEnd() || !isBreak(this.code())) return;
      this.skipBreak();
      if (this.flow === 0) this.keyAllowed = true;
    }
  }

  // --- simple keys: a scalar becomes a key only when a colon follows on the same line

  private stillValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.line < this.line || key.at + 1024 < this.pos) {
      if (key.required) this.failKey(key);
      key.possible = false;
      return false;
    }
    return true;
  }

  private failKey(key: SimpleKey): never {
    return this.fail("could not find expected ':'", 'while scanning a simple key', key);
  }

  private saveKey(): void {
    const required = this.flow === 0 && this.indent === this.column;
    if (!this.keyAllowed) return;
    this.removeKey();
    const key: SimpleKey = {
      possible: true,
      required,
      token: this.taken + (this.queue.length - this.head),
      at: this.pos,
      line: this.line,
      column: this.column,
    };
    this.keys[this.keys.length - 1] = key;
    this.keyByToken.set(key.token, key);
  }

  private removeKey(): void {
    const key = this.keys[this.keys.length - 1] as SimpleKey;
    if (!key.possible) return;
    if (key.required) this.failKey(key);
    key.possible = false;
    this.keyByToken.delete(key.token);
  }

  private insert(number: number, token: Token): void {
    if (number < this.taken) this.queue.push(token);
    else this.queue.splice(this.head + number - this.taken, 0, token);
  }

  private roll(column: number, number: number, type: TokenType, from: { at: number; line: number }): void {
    if (this.flow > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > MAX_DEPTH) this.fail(`exceeded max depth of ${MAX_DEPTH}`);
    this.insert(number, { type, start: from.at, end: from.at, line: from.line });
  }

  private unroll(column: number): void {
    if (this.flow > 0) return;
    while (this.indent > column) {
      this.push('block-end', this.here());
      this.indent = this.indents.pop() as number;
    }
  }

  // --- one method per kind of token

  private fetchStreamEnd(): void {
    if (this.column !== 0) {
      this.line++;
      this.lineStart = this.pos;
    }
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    this.push('stream-end', this.here());
    this.ended = true;
  }

  private fetchDocumentMarker(type: 'document-start' | 'document-end'): void {
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    const from = this.here();
    this.pos += 3;
    this.push(type, from);
  }

  private fetchFlowStart(type: '[' | '{'): void {
    this.saveKey();
    const token = this.taken + (this.queue.length - this.head);
    this.keys.push({ possible: false, required: false, token, at: this.pos, line: this.line, column: this.column });
    this.flow++;
    if (this.flow > MAX_DEPTH) this.fail(`exceeded max depth of ${MAX_DEPTH}`, 'while increasing flow level');
    this.keyAllowed = true;
    this.sign(type);
  }

  /** A token of one character. */
  private sign(type: TokenType): void {
    const from = this.here();
    this.pos++;
    this.push(type, from);
  }

  /** Outside of flow collections a block may begin here, but only where a key may stand. */
  private openBlock(type: 'block-sequence' | 'block-mapping', what: string): void {
    if (this.flow > 0) return;
    if (!this.keyAllowed) this.fail(`${what} not allowed in this context`);
    this.roll(this.column, -1, type, this.here());
  }

  private fetchFlowEnd(type: ']' | '}'): void {
    this.removeKey();
    if (this.flow > 0) {
      this.flow--;
      // For `[]` and `{}` this forgets the bracket as a possible key, and with it the rest of the text: as in K3s.
      this.keyByToken.delete((this.keys.pop() as SimpleKey).token);
    }
    this.keyAllowed = false;
    this.sign(type);
  }

  private fetchFlowEntry(): void {
    this.removeKey();
    this.keyAllowed = true;
    this.sign(',');
  }

  private fetchBlockEntry(): void {
    this.openBlock('block-sequence', 'block sequence entries are');
    this.removeKey();
    this.keyAllowed = true;
    this.sign('-');
  }

  private fetchKey(): void {
    this.openBlock('block-mapping', 'mapping keys are');
    this.removeKey();
    this.keyAllowed = this.flow === 0;
    this.sign('?');
  }

  private fetchValue(): void {
    const key = this.keys[this.keys.length - 1] as SimpleKey;
    if (this.stillValid(key)) {
      this.insert(key.token, { type: '?', start: key.at, end: key.at, line: key.line });
      this.roll(key.column, key.token, 'block-mapping', key);
      key.possible = false;
      this.keyByToken.delete(key.token);
      this.keyAllowed = false;
    } else {
      this.openBlock('block-mapping', 'mapping values are');
      this.keyAllowed = this.flow === 0;
    }
    this.sign(':');
  }

  private fetchAnchor(type: 'alias' | 'anchor'): void {
    this.saveKey();
    this.keyAllowed = false;
    const from = this.here();
    this.pos++;
    const start = this.pos;
    while (isWord(this.code())) this.pos++;
    const value = this.text.slice(start, this.pos);
    if (value === '' || !(this.isBlankOrEnd(0) || ENDS_ANCHOR.has(this.code()))) {
      const context = type === 'anchor' ? 'while scanning an anchor' : 'while scanning an alias';
      this.fail('did not find expected alphabetic or numeric character', context, from);
    }
    this.push(type, from, { value });
  }

  private fetchTag(): void {
    this.saveKey();
    this.keyAllowed = false;
    const from = this.here();
    const context = 'while scanning a tag';
    let handle = '';
    let suffix: string;
    if (this.code(1) === 60) {
      this.pos += 2;
      suffix = this.scanUri('', from, 'while parsing a tag');
      if (this.code() !== 62) this.fail("did not find the expected '>'", context, from);
      this.pos++;
    } else {
      handle = this.scanTagHandle(false, from);
      if (handle.length > 1 && handle.endsWith('!')) {
        suffix = this.scanUri('', from, 'while parsing a tag');
      } else {
        suffix = this.scanUri(handle, from, 'while parsing a tag');
        handle = '!';
        if (suffix === '') {
          handle = '';
          suffix = '!';
        }
      }
    }
    if (!this.isBlankOrEnd(0)) this.fail('did not find expected whitespace or line break', context, from);
    this.push('tag', from, { value: handle, suffix });
  }

  private scanTagHandle(directive: boolean, from: { at: number; line: number }): string {
    const context = directive ? 'while parsing a %TAG directive' : 'while parsing a tag';
    if (this.code() !== 33) this.fail("did not find expected '!'", context, from);
    const start = this.pos;
    this.pos++;
    while (isWord(this.code())) this.pos++;
    if (this.code() === 33) this.pos++;
    else if (directive && this.pos - start !== 1) this.fail("did not find expected '!'", context, from);
    return this.text.slice(start, this.pos);
  }

  private scanUri(head: string, from: { at: number; line: number }, context: string): string {
    let uri = head.slice(1);
    let found = head.length > 0;
    for (;;) {
      const c = this.code();
      if (this.atEnd() || !(isWord(c) || URI.has(c))) break;
      if (c === PERCENT) uri += this.scanUriEscape(from, context);
      else {
        uri += this.text[this.pos];
        this.pos++;
      }
      found = true;
    }
    if (!found) this.fail('did not find expected tag URI', context, from);
    return uri;
  }

  private scanUriEscape(from: { at: number; line: number }, context: string): string {
    const octets: number[] = [];
    let width = 1;
    while (octets.length < width) {
      if (!(this.code() === PERCENT && isHex(this.code(1)) && isHex(this.code(2)))) {
        this.fail('did not find URI escaped octet', context, from);
      }
      const octet = Number.parseInt(this.text.slice(this.pos + 1, this.pos + 3), 16);
      if (octets.length === 0) {
        width =
          octet < 0x80
            ? 1
            : (octet & 0xe0) === 0xc0
              ? 2
              : (octet & 0xf0) === 0xe0
                ? 3
                : (octet & 0xf8) === 0xf0
                  ? 4
                  : 0;
        if (width === 0) this.fail('found an incorrect leading UTF-8 octet', context, from);
      } else if ((octet & 0xc0) !== 0x80) {
        this.fail('found an incorrect trailing UTF-8 octet', context, from);
      }
      octets.push(octet);
      this.pos += 3;
    }
    return new TextDecoder().decode(Uint8Array.from(octets));
  }

  private fetchDirective(): void {
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    const from = this.here();
    const context = 'while scanning a directive';
    this.pos++;
    const start = this.pos;
    while (isWord(this.code())) this.pos++;
    const name = this.text.slice(start, this.pos);
    if (name === '') this.fail('could not find expected directive name', context, from);
    if (!this.isBlankOrEnd(0)) this.fail('found unexpected non-alphabetical character', context, from);
    if (name === 'YAML') {
      this.skipBlanks();
      const major = this.scanVersionNumber(from);
      if (this.code() !== 46) {
        this.fail("did not find expected digit or '.' character", 'while scanning a %YAML directive', from);
      }
      this.pos++;
      const minor = this.scanVersionNumber(from);
      this.push('version', from, { value: `${major}.${minor}` });
    } else if (name === 'TAG') {
      this.skipBlanks();
      const handle = this.scanTagHandle(true, from);
      const tagContext = 'while scanning a %TAG directive';
      if (!isBlank(this.code())) this.fail('did not find expected whitespace', tagContext, from);
      this.skipBlanks();
      const prefix = this.scanUri('', from, 'while parsing a %TAG directive');
      if (!this.isBlankOrEnd(0)) this.fail('did not find expected whitespace or line break', tagContext, from);
      this.push('tag-directive', from, { value: handle, suffix: prefix });
    } else {
      this.fail('found unknown directive name', context, from);
    }
    this.skipBlanks();
    this.skipComment();
    if (!this.atEnd() && !isBreak(this.code())) this.fail('did not find expected comment or line break', context, from);
    if (!this.atEnd()) this.skipBreak();
  }

  private scanVersionNumber(from: { at: number; line: number }): number {
    const context = 'while scanning a %YAML directive';
    const start = this.pos;
    while (this.code() >= 48 && this.code() <= 57) {
      if (this.pos - start === 2) this.fail('found extremely long version number', context, from);
      this.pos++;
    }
    if (this.pos === start) this.fail('did not find expected version number', context, from);
    return Number(this.text.slice(start, this.pos));
  }

  private skipBlanks(): void {
    while (isBlank(this.code())) this.pos++;
  }

  private skipComment(): void {
    if (this.code() === 35) while (!this.atEnd() && !isBreak(this.code())) this.pos++;
  }

  private fetchBlockScalar(literal: boolean): void {
    this.removeKey();
    this.keyAllowed = true;
    const from = this.here();
    const context = 'while scanning a block scalar';
    this.pos++;
    let chomp = 0;
    let increment = 0;
    const sign = (): void => {
      chomp = this.code() === 43 ? 1 : -1;
      this.pos++;
    };
    const digit = (): void => {
      if (this.code() === 48) this.fail('found an indentation indicator equal to 0', context, from);
      increment = this.code() - 48;
      this.pos++;
    };
    const isSign = (): boolean => this.code() === 43 || this.code() === 45;
    const isDigit = (): boolean => this.code() >= 48 && this.code() <= 57;
    if (isSign()) {
      sign();
      if (isDigit()) digit();
    } else if (isDigit()) {
      digit();
      if (isSign()) sign();
    }
    this.skipBlanks();
    this.skipComment();
    if (!this.atEnd() && !isBreak(this.code())) this.fail('did not find expected comment or line break', context, from);
    if (!this.atEnd()) this.skipBreak();
    let end = this.pos;
    let indent = increment > 0 ? (this.indent >= 0 ? this.indent + increment : increment) : 0;
    let value = '';
    let leadingBreak = '';
    let trailingBreaks = '';
    let leadingBlank = false;
    const breaks = (): void => {
      end = this.pos;
      let deepest = 0;
      for (;;) {
        while ((indent === 0 || this.column < indent) && this.code() === SPACE) this.pos++;
        if (this.column > deepest) deepest = this.column;
        if ((indent === 0 || this.column < indent) && this.code() === TAB) {
          this.fail('found a tab character where an indentation space is expected', context, from);
        }
        if (this.atEnd() || !isBreak(this.code())) break;
        trailingBreaks += this.skipBreak();
        end = this.pos;
      }
      if (indent === 0) indent = Math.max(deepest, this.indent + 1, 1);
    };
    breaks();
    while (this.column === indent && !this.atEnd()) {
      const blank = isBlank(this.code());
      if (!literal && !leadingBlank && !blank && leadingBreak === '\n') {
        if (trailingBreaks === '') value += ' ';
      } else {
        value += leadingBreak;
      }
      value += trailingBreaks;
      trailingBreaks = '';
      leadingBlank = blank;
      const start = this.pos;
      while (!this.atEnd() && !isBreak(this.code())) this.pos++;
      value += this.text.slice(start, this.pos);
      leadingBreak = this.atEnd() ? '' : this.skipBreak();
      breaks();
    }
    if (chomp !== -1) value += leadingBreak;
    if (chomp === 1) value += trailingBreaks;
    // The place of a block scalar is its text; the blank lines behind it belong to nobody.
    while (end > from.at + 1 && (isBreak(this.text.charCodeAt(end - 1)) || isBlank(this.text.charCodeAt(end - 1))))
      end--;
    this.queue.push({
      type: 'scalar',
      start: from.at,
      end,
      line: from.line,
      value,
      style: literal ? 'literal' : 'folded',
    });
  }

  private fetchQuoted(single: boolean): void {
    this.saveKey();
    this.keyAllowed = false;
    const from = this.here();
    const context = 'while scanning a quoted scalar';
    const quote = single ? 39 : 34;
    this.pos++;
    let value = '';
    for (;;) {
      if (this.column === 0 && this.documentMarker()) this.fail('found unexpected document indicator', context, from);
      if (this.atEnd()) {
        if (this.column !== 0) this.checkInput();
        this.fail('found unexpected end of stream', context, from);
      }
      let folded = false;
      let start = this.pos;
      while (!this.isBlankOrEnd(0)) {
        const c = this.code();
        if (c === quote) {
          if (!single || this.code(1) !== 39) break;
          value += `${this.text.slice(start, this.pos)}'`;
          this.pos += 2;
          start = this.pos;
        } else if (!single && c === 92) {
          value += this.text.slice(start, this.pos);
          if (isBreak(this.code(1)) && this.pos + 1 < this.text.length) {
            this.pos++;
            this.skipBreak();
            folded = true;
            start = this.pos;
            break;
          }
          value += this.scanEscape(from);
          start = this.pos;
        } else {
          this.pos++;
        }
      }
      value += this.text.slice(start, this.pos);
      if (this.code() === quote && !this.atEnd()) break;
      let blanks = '';
      let firstBreak = '';
      let moreBreaks = '';
      while (!this.atEnd() && (isBlank(this.code()) || isBreak(this.code()))) {
        if (isBlank(this.code())) {
          if (!folded) blanks += this.text[this.pos];
          this.pos++;
        } else if (!folded) {
          blanks = '';
          firstBreak = this.skipBreak();
          folded = true;
        } else {
          moreBreaks += this.skipBreak();
        }
      }
      if (!folded) value += blanks;
      else if (firstBreak === '\n') value += moreBreaks === '' ? ' ' : moreBreaks;
      else value += firstBreak + moreBreaks;
    }
    this.pos++;
    this.push('scalar', from, { value, style: single ? 'single' : 'double' });
  }

  private scanEscape(from: { at: number; line: number }): string {
    const context = 'while parsing a quoted scalar';
    const letter = this.text[this.pos + 1] ?? '';
    const length = HEX_LENGTH[letter];
    if (length === undefined) {
      const escaped = ESCAPES[letter];
      if (escaped === undefined) this.fail('found unknown escape character', context, from);
      this.pos += 2;
      return escaped;
    }
    this.pos += 2;
    let code = 0;
    for (let k = 0; k < length; k++) {
      if (!isHex(this.code(k))) this.fail('did not find expected hexdecimal number', context, from);
      code = code * 16 + Number.parseInt(this.text[this.pos + k] as string, 16);
    }
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
      this.fail('found invalid Unicode character escape code', context, from);
    }
    this.pos += length;
    return String.fromCodePoint(code);
  }

  private fetchPlain(): void {
    this.saveKey();
    this.keyAllowed = false;
    const from = this.here();
    const indent = this.indent + 1;
    let value = '';
    let end = this.pos;
    let folded = false;
    let blanks = '';
    let firstBreak = '';
    let moreBreaks = '';
    for (;;) {
      if (this.column === 0 && this.documentMarker()) break;
      if (this.code() === 35) break;
      const start = this.pos;
      while (!this.isBlankOrEnd(0)) {
        const c = this.code();
        if (c === 58 && this.isBlankOrEnd(1)) break;
        if (this.flow > 0 && FLOW_END.has(c)) break;
        this.pos++;
      }
      if (this.pos > start) {
        if (folded) {
          if (firstBreak === '\n') value += moreBreaks === '' ? ' ' : moreBreaks;
          else value += firstBreak + moreBreaks;
          firstBreak = '';
          moreBreaks = '';
          folded = false;
        } else {
          value += blanks;
        }
        blanks = '';
        value += this.text.slice(start, this.pos);
        end = this.pos;
      }
      if (this.atEnd() || !(isBlank(this.code()) || isBreak(this.code()))) break;
      while (!this.atEnd() && (isBlank(this.code()) || isBreak(this.code()))) {
        if (isBlank(this.code())) {
          if (folded && this.column < indent && this.code() === TAB) {
            this.fail('found a tab character that violates indentation', 'while scanning a plain scalar', from);
          }
          if (!folded) blanks += this.text[this.pos];
          this.pos++;
        } else if (!folded) {
          blanks = '';
          firstBreak = this.skipBreak();
          folded = true;
        } else {
          moreBreaks += this.skipBreak();
        }
      }
      if (this.flow === 0 && this.column < indent) break;
    }
    this.queue.push({ type: 'scalar', start: from.at, end, line: from.line, value, style: 'plain' });
    if (folded) this.keyAllowed = true;
  }
}
