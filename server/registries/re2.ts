/** Regular expressions as Go reads them (RE2): which ones it refuses, and how the rest replaces. */

/** Why Go does not compile a pattern, and where. */
export interface PatternFlaw {
  readonly kind: 'look-around' | 'back-reference' | 'possessive' | 'escape' | 'group' | 'class' | 'repeat';
  readonly start: number;
  readonly end: number;
}

export interface Pattern {
  readonly flaw?: PatternFlaw;
  /** The same pattern for JavaScript; absent with a flaw, or where JavaScript has no counterpart that ends in time. */
  readonly regex?: RegExp;
  /** How many groups there are to refer to. */
  readonly groups: number;
  readonly names: ReadonlySet<string>;
}

/** Reads a pattern as Go's `regexp.Compile`. */
export function readPattern(text: string): Pattern {
  const reader = new Reader(text);
  try {
    const source = reader.whole();
    return { ...reader.found(), ...compiled(source) };
  } catch (error) {
    if (error instanceof Flawed) return { ...reader.found(), flaw: error.flaw };
    throw error;
  }
}

function compiled(source: string | undefined): { regex?: RegExp } {
  if (source === undefined) return {};
  try {
    return { regex: new RegExp(source, 'u') };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Go's `ReplaceAllString`; undefined when JavaScript cannot try the pattern. */
export function replaceAll({ regex }: Pattern, text: string, template: string): string | undefined {
  if (!regex) return undefined;
  const search = new RegExp(regex.source, 'ug');
  let result = '';
  let last = 0;
  for (let from = 0; from <= text.length; ) {
    search.lastIndex = from;
    const match = search.exec(text);
    if (!match) break;
    const end = match.index + match[0].length;
    result += text.slice(last, match.index);
    // No second replacement for an empty match right behind another one.
    if (end > last || match.index === 0) result += expand(template, match);
    last = end;
    from = Math.max(from + 1, end);
  }
  return result + text.slice(last);
}

/** A reference in a replacement: `$1`, `${1}`, `${name}`. */
export interface Reference {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly braces: boolean;
}

const REFERENCE = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

/** The references of a replacement; a name takes all letters, digits and underscores that follow. */
export function references(template: string): Reference[] {
  return [...template.matchAll(REFERENCE)].flatMap((match) => {
    const name = match[1] ?? match[2];
    if (name === undefined) return [];
    return [{ start: match.index, end: match.index + match[0].length, name, braces: match[1] !== undefined }];
  });
}

function expand(template: string, match: RegExpExecArray): string {
  return template.replace(REFERENCE, (whole, inBraces: string | undefined, bare: string | undefined) => {
    const name = inBraces ?? bare;
    if (name === undefined) return whole.slice(1);
    if (/^(0|[1-9]\d*)$/.test(name)) return match[Number(name)] ?? '';
    return match.groups?.[name] ?? '';
  });
}

class Flawed extends Error {
  readonly flaw: PatternFlaw;

  constructor(flaw: PatternFlaw) {
    super(flaw.kind);
    this.flaw = flaw;
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** One open group: what an alternation inside it has to close and open again. */
interface Group {
  readonly start: number;
  flags: string[];
  /** Something inside can match in several ways, so that repeating it takes JavaScript for ever. */
  varies: boolean;
}

class Reader {
  private readonly text: string;
  private pos = 0;
  private readonly groups: Group[] = [{ start: 0, flags: [], varies: false }];
  private count = 0;
  private readonly names = new Set<string>();
  /** The group that ends right here. */
  private closed: Group | undefined;
  /** JavaScript has no counterpart for something in the pattern, or none that comes to an end. */
  private foreign = false;

  constructor(text: string) {
    this.text = text;
  }

  found(): { groups: number; names: ReadonlySet<string> } {
    return { groups: this.count, names: this.names };
  }

  whole(): string | undefined {
    let source = '';
    let repeatable = false;
    while (this.pos < this.text.length) {
      const start = this.pos;
      const group = this.groups.at(-1) as Group;
      const c = this.text[this.pos] as string;
      const repeat = this.repeat();
      if (repeat) {
        if (!repeatable) this.fail('repeat', start, this.pos);
        if (!/^\?/.test(repeat)) {
          if (this.closed?.varies) this.foreign = true;
          group.varies = true;
        }
        source += repeat;
        repeatable = false;
        const next = this.pos;
        if (this.repeat()) this.fail(this.text[next] === '+' ? 'possessive' : 'repeat', start, this.pos);
        continue;
      }
      this.closed = undefined;
      const atom: boolean = repeatable;
      repeatable = true;
      if (c === '(') {
        const before = this.groups.length;
        source += this.open();
        // Flags alone are no place to start from: what stands before them is still what is repeated.
        repeatable = this.groups.length === before && atom;
      } else if (c === ')') {
        if (this.groups.length === 1) this.fail('group', start, start + 1);
        source += ')'.repeat(group.flags.length + 1);
        this.closed = this.groups.pop();
        const around = this.groups.at(-1);
        if (around && group.varies) around.varies = true;
        this.pos++;
      } else if (c === '|') {
        source += `${')'.repeat(group.flags.length)}|${group.flags.join('')}`;
        group.varies = true;
        repeatable = false;
        this.pos++;
      } else if (c === '[') {
        source += this.class();
      } else if (c === '\\') {
        source += this.escape(false);
      } else {
        const letter = String.fromCodePoint(this.text.codePointAt(this.pos) as number);
        source += '.^$'.includes(letter) ? letter : literal(letter);
        this.pos += letter.length;
      }
    }
    const last = this.groups.at(-1) as Group;
    if (this.groups.length > 1) this.fail('group', last.start, last.start + 1);
    return this.foreign ? undefined : source + ')'.repeat(last.flags.length);
  }

  private fail(kind: PatternFlaw['kind'], start: number, end: number): never {
    throw new Flawed({ kind, start, end });
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.pos;
    return pattern.exec(this.text);
  }

  /** A repetition with its `?`; a brace that is none stands for itself. */
  private repeat(): string | undefined {
    const match = this.match(/(?:[*+?]|\{(\d+)(,(\d*))?\})\??/y);
    if (!match) return undefined;
    const least = Number(match[1] ?? 0);
    const most = match[3] ? Number(match[3]) : least;
    const start = this.pos;
    this.pos += match[0].length;
    if (least > 1000 || most > 1000 || most < least) this.fail('repeat', start, this.pos);
    return match[0];
  }

  private open(): string {
    const start = this.pos;
    const look = this.match(/\(\?<?[=!]/y);
    if (look) this.fail('look-around', start, start + look[0].length);
    const back = this.match(/\(\?P=\w*\)?/y);
    if (back) this.fail('back-reference', start, start + back[0].length);
    const named = this.match(/\(\?P?<([^>]*)>/y);
    if (named) {
      const name = named[1] ?? '';
      this.pos += named[0].length;
      if (!/^\w+$/.test(name) || this.names.has(name)) this.fail('group', start, this.pos);
      if (/^\d/.test(name)) this.foreign = true;
      this.names.add(name);
      this.count++;
      this.groups.push({ start, flags: [], varies: false });
      return `(?<${name}>`;
    }
    const flags = this.match(/\(\?([imsU]*)(?:-([imsU]+))?([:)])/y);
    if (flags) {
      this.pos += flags[0].length;
      const [, on = '', off = '', end] = flags;
      if (on.includes('U') || off.includes('U')) this.foreign = true;
      const written = `(?${on}${off ? `-${off}` : ''}:`;
      if (end === ':') {
        this.groups.push({ start, flags: [], varies: false });
      } else {
        (this.groups.at(-1) as Group).flags.push(written);
      }
      return written;
    }
    if (this.text[start + 1] === '?') this.fail('group', start, start + 3);
    this.pos++;
    this.count++;
    this.groups.push({ start, flags: [], varies: false });
    return '(';
  }

  private class(): string {
    const start = this.pos;
    const opening = this.match(/\[\^?/y) as RegExpExecArray;
    this.pos += opening[0].length;
    let source = opening[0];
    for (let first = true; first || this.text[this.pos] !== ']'; first = false) {
      if (this.pos >= this.text.length) this.fail('class', start, this.text.length);
      const posix = this.match(/\[:(\^?)(\w+):\]/y);
      if (posix) {
        const members = CLASSES[posix[2] ?? ''];
        if (members === undefined) this.fail('class', this.pos, this.pos + posix[0].length);
        if (posix[1]) this.foreign = true;
        source += members;
        this.pos += posix[0].length;
        continue;
      }
      const from = this.pos;
      const low = this.member();
      if (this.text[this.pos] !== '-' || this.pos + 1 >= this.text.length || this.text[this.pos + 1] === ']') {
        source += low;
        continue;
      }
      this.pos++;
      const high = this.member();
      if (/^\\[dDsSwWpP]/.test(low + high) || codeOf(high) < codeOf(low)) this.fail('class', from, this.pos);
      source += `${low}-${high}`;
    }
    this.pos++;
    return `${source}]`;
  }

  private member(): string {
    if (this.text[this.pos] === '\\') return this.escape(true);
    const letter = String.fromCodePoint(this.text.codePointAt(this.pos) ?? 0);
    this.pos += letter.length;
    return literal(letter);
  }

  private escape(inClass: boolean): string {
    const start = this.pos;
    const letter = this.text[start + 1] ?? '';
    const quoted = inClass ? null : this.match(/\\Q(.*?)(?:\\E|$)/sy);
    if (quoted) {
      this.pos += quoted[0].length;
      return [...(quoted[1] ?? '')].map(literal).join('') || '(?:)';
    }
    const property = this.match(/\\[pP](?:([A-Z])|\{\^?(\w+)\})/y);
    if (property) {
      this.pos += property[0].length;
      const name = property[1] ?? property[2] ?? '';
      if (property[0].includes('^')) this.foreign = true;
      return `\\${letter}{${name.length > 2 ? 'Script=' : ''}${name}}`;
    }
    const code = this.match(/\\(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]+)\}|(0[0-7]{0,2}|[1-7][0-7]{1,2}))/y);
    if (code) {
      this.pos += code[0].length;
      const value = code[3] ? Number.parseInt(code[3], 8) : Number.parseInt(code[1] ?? code[2] ?? '', 16);
      if (value > 0x10ffff) this.fail('escape', start, this.pos);
      return `\\u{${value.toString(16)}}`;
    }
    this.pos += 2;
    if (/[1-9]/.test(letter)) this.fail('back-reference', start, this.pos);
    if (/[dDsSwWtnrfv]/.test(letter)) return `\\${letter}`;
    if (letter === 'a') return '\\x07';
    if (!inClass && /[bB]/.test(letter)) return `\\${letter}`;
    if (!inClass && letter === 'A') return '(?<![^])';
    if (!inClass && letter === 'z') return '(?![^])';
    if (/^[\0-\x7f]$/.test(letter) && !/[0-9A-Za-z]/.test(letter)) return literal(letter);
    return this.fail(letter === 'k' ? 'back-reference' : 'escape', start, Math.min(this.pos, this.text.length));
  }
}

const literal = (letter: string): string => (/[\\^$.*+?()[\]{}|/-]/.test(letter) ? escaped(letter) : letter);

/** A hyphen may be escaped only inside of a class, so it is written by its number. */
const escaped = (letter: string): string => (letter === '-' ? '\\x2d' : `\\${letter}`);

function codeOf(source: string): number {
  const code = /^\\(?:u\{([0-9a-f]+)\}|x([0-9a-f]{2}))$/.exec(source);
  if (code) return Number.parseInt(code[1] ?? code[2] ?? '', 16);
  const named = { '\\t': 9, '\\n': 10, '\\v': 11, '\\f': 12, '\\r': 13 }[source];
  return named ?? source.codePointAt(source.startsWith('\\') ? 1 : 0) ?? 0;
}
