/** Builds the tree of the first YAML document, the only one K3s reads, and says where K3s stops. */

import type { BadInput } from './decode.ts';
import { type ScalarStyle, Scanner, type Token, YamlError } from './scan.ts';

/** Offsets into the text, end exclusive, in UTF-16 units as editors count. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Base extends Span {
  /** 0-based line of the start. */
  readonly line: number;
  /** Tag in long form, empty when none is written. */
  readonly tag: string;
  readonly anchor: string;
}

export interface Scalar extends Base {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  /** The text after unquoting and folding; empty for a value that is not there. */
  readonly text: string;
  /** Written plain, or with the non-specific tag `!`: then the text decides on the type. */
  readonly implicit: boolean;
}

export interface Sequence extends Base {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly YamlNode[];
}

export interface Pair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

export interface Mapping extends Base {
  readonly kind: 'mapping';
  readonly flow: boolean;
  readonly pairs: readonly Pair[];
}

export interface Alias extends Base {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: YamlNode;
}

export type YamlNode = Scalar | Sequence | Mapping | Alias;

export interface Tree {
  /** Null when the document is empty or could not be read to its end. */
  readonly root: YamlNode | null;
  readonly error?: YamlError;
  /** What was complete when reading stopped: the pairs of the top mapping before the error. */
  readonly partial: readonly Pair[];
  /** Where reading stopped although more text follows: everything from here is ignored without a word. */
  readonly rest?: { readonly at: number; readonly because: 'document' | 'indentation' };
}

/** Deeper text is no configuration; K3s itself would read on to 10,000 levels. */
const DEEPEST = 1000;
const LONG = 'tag:yaml.org,2002:';

/**
 * Reads the first document.
 *
 * @param text the text without byte order mark
 * @param bad the first place the reader cannot pass, from `decode`
 */
export function parse(text: string, bad?: BadInput): Tree {
  return new Builder(text, bad).document();
}

class Builder {
  private readonly scanner: Scanner;
  private readonly text: string;
  private readonly anchors = new Map<string, YamlNode>();
  private readonly tags = new Map<string, string>();
  private partial: Pair[] = [];
  private depth = 0;

  constructor(text: string, bad?: BadInput) {
    this.text = text;
    this.scanner = new Scanner(text, bad);
  }

  document(): Tree {
    try {
      let token = this.scanner.peek();
      if (token.type === 'stream-end') return { root: null, partial: [] };
      this.directives();
      token = this.scanner.peek();
      let root: YamlNode;
      if (token.type === 'document-start') {
        this.scanner.next();
        token = this.scanner.peek();
        root = endsDocument(token) ? empty(token.start, token.line) : this.node('block');
      } else {
        root = this.node('block');
      }
      const after = this.scanner.peek();
      if (after.type === 'document-end') this.scanner.next();
      const rest = this.restAfter(after);
      return { root, partial: this.partial, ...(rest ? { rest } : {}) };
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      return { root: null, error, partial: this.partial };
    }
  }

  private restAfter(after: Token): Tree['rest'] | undefined {
    if (after.type === 'stream-end') return undefined;
    if (after.type !== 'document-end') {
      const because = after.type === 'document-start' ? 'document' : 'indentation';
      if (because === 'document' && !hasContent(this.text.slice(after.end))) return undefined;
      return { at: after.start, because };
    }
    if (!hasContent(this.text.slice(after.end))) return undefined;
    const at = after.end + this.text.slice(after.end).search(/\S/);
    return { at, because: 'document' };
  }

  private directives(): void {
    let sawVersion = false;
    let token = this.scanner.peek();
    const first = token;
    while (token.type === 'version' || token.type === 'tag-directive') {
      if (token.type === 'version') {
        if (sawVersion) this.fail('found duplicate %YAML directive', token);
        if (token.value !== '1.1') this.fail('found incompatible YAML document', token);
        sawVersion = true;
      } else {
        const handle = token.value ?? '';
        if (this.tags.has(handle)) this.fail('found duplicate %TAG directive', token);
        this.tags.set(handle, token.suffix ?? '');
      }
      this.scanner.next();
      token = this.scanner.peek();
    }
    if (token !== first && token.type !== 'document-start') this.fail('did not find expected <document start>', token);
    if (!this.tags.has('!')) this.tags.set('!', '!');
    if (!this.tags.has('!!')) this.tags.set('!!', LONG);
  }

  /** Parser errors name the 0-based line as it stands, so K3s prints one less than an editor shows. */
  private fail(problem: string, at: Token, context = '', from: Span & { line: number } = at): never {
    const line = at.line !== 0 ? at.line : from.line;
    throw new YamlError(problem, { at: at.start, line, context, from: from.start });
  }

  private node(where: 'block' | 'block-or-dashes' | 'flow'): YamlNode {
    let token = this.scanner.peek();
    if (token.type === 'alias') {
      this.scanner.next();
      const name = token.value ?? '';
      const target = this.anchors.get(name);
      if (!target) throw new YamlError(`unknown anchor '${name}' referenced`, { at: token.start, line: 0 });
      return { kind: 'alias', start: token.start, end: token.end, line: token.line, tag: '', anchor: '', name, target };
    }
    const first = token;
    let end = token.start;
    let anchor = '';
    let tagToken: Token | undefined;
    while ((token.type === 'anchor' && anchor === '') || (token.type === 'tag' && !tagToken)) {
      if (token.type === 'anchor') anchor = token.value ?? '';
      else tagToken = token;
      end = token.end;
      this.scanner.next();
      token = this.scanner.peek();
    }
    const tag = tagToken ? this.tagOf(tagToken, first) : '';
    if (++this.depth > DEEPEST) this.fail(`nested deeper than ${DEEPEST} levels`, token);
    try {
      const base = { start: first.start, line: first.line, tag, anchor };
      if (where === 'block-or-dashes' && token.type === '-') return this.dashes(base, false);
      switch (token.type) {
        case 'scalar':
          this.scanner.next();
          return this.named({
            kind: 'scalar',
            start: first.start,
            line: first.line,
            tag,
            anchor,
            end: token.end,
            style: token.style ?? 'plain',
            text: token.value ?? '',
            implicit: (tag === '' && token.style === 'plain') || tag === '!',
          });
        case '[':
          return this.flowSequence(base);
        case '{':
          return this.flowMapping(base);
        case 'block-sequence':
          if (where !== 'flow') return this.dashes(base, true);
          break;
        case 'block-mapping':
          if (where !== 'flow') return this.blockMapping(base);
          break;
      }
      if (anchor !== '' || tagToken) {
        return this.named({ ...base, kind: 'scalar', end, style: 'plain', text: '', implicit: tag === '' });
      }
      const context = where === 'flow' ? 'while parsing a flow node' : 'while parsing a block node';
      return this.fail('did not find expected node content', token, context, first);
    } finally {
      this.depth--;
    }
  }

  private named<N extends YamlNode>(node: N): N {
    if (node.anchor !== '') this.anchors.set(node.anchor, node);
    return node;
  }

  private tagOf(token: Token, first: Token): string {
    const handle = token.value ?? '';
    const suffix = token.suffix ?? '';
    if (handle === '') return suffix;
    const prefix = this.tags.get(handle);
    if (prefix === undefined) this.fail('found undefined tag handle', token, 'while parsing a node', first);
    return prefix + suffix;
  }

  /** A list of dashes, with its own indentation level or on that of the key above it. */
  private dashes(base: Omit<Base, 'end'>, indented: boolean): Sequence {
    const items: YamlNode[] = [];
    const node = this.named({ ...base, kind: 'sequence', end: base.start, flow: false, items } as Sequence);
    const opening = indented ? this.scanner.next() : this.scanner.peek();
    let end = opening.end;
    for (;;) {
      const token = this.scanner.peek();
      if (token.type !== '-') {
        if (!indented) break;
        if (token.type === 'block-end') {
          this.scanner.next();
          break;
        }
        this.fail("did not find expected '-' indicator", token, 'while parsing a block collection', opening);
      }
      this.scanner.next();
      const next = this.scanner.peek();
      const absent =
        next.type === '-' || next.type === 'block-end' || (!indented && (next.type === '?' || next.type === ':'));
      const item = absent ? empty(token.end, token.line) : this.node('block');
      items.push(item);
      end = Math.max(item.end, token.end);
    }
    (node as { end: number }).end = end;
    return node;
  }

  private blockMapping(base: Omit<Base, 'end'>): Mapping {
    const pairs: Pair[] = [];
    if (this.depth === 1) this.partial = pairs;
    const node = this.named({ ...base, kind: 'mapping', end: base.start, flow: false, pairs } as Mapping);
    const opening = this.scanner.next();
    let end = opening.end;
    for (;;) {
      const token = this.scanner.peek();
      if (token.type === 'block-end') {
        this.scanner.next();
        break;
      }
      if (token.type !== '?') {
        this.fail('did not find expected key', token, 'while parsing a block mapping', opening);
      }
      this.scanner.next();
      let next = this.scanner.peek();
      const key = endsEntry(next) ? empty(token.end, token.line) : this.node('block-or-dashes');
      next = this.scanner.peek();
      let value: YamlNode;
      if (next.type === ':') {
        const colon = this.scanner.next();
        next = this.scanner.peek();
        value = endsEntry(next) ? empty(colon.end, colon.line) : this.node('block-or-dashes');
        end = Math.max(value.end, colon.end);
      } else {
        value = empty(next.start, next.line);
        end = key.end;
      }
      pairs.push({ key, value });
    }
    (node as { end: number }).end = end;
    return node;
  }

  private flowSequence(base: Omit<Base, 'end'>): Sequence {
    const items: YamlNode[] = [];
    const node = this.named({ ...base, kind: 'sequence', end: base.start, flow: true, items } as Sequence);
    const opening = this.scanner.next();
    let first = true;
    for (;;) {
      let token = this.scanner.peek();
      if (token.type !== ']') {
        if (!first) {
          if (token.type !== ',') {
            this.fail("did not find expected ',' or ']'", token, 'while parsing a flow sequence', opening);
          }
          this.scanner.next();
          token = this.scanner.peek();
        }
        if (token.type === '?') {
          items.push(this.pairInFlowSequence(token));
          first = false;
          continue;
        }
        if (token.type !== ']') {
          items.push(this.node('flow'));
          first = false;
          continue;
        }
      }
      const close = this.scanner.next();
      (node as { end: number }).end = close.end;
      return node;
    }
  }

  private pairInFlowSequence(mark: Token): Mapping {
    this.scanner.next();
    let token = this.scanner.peek();
    let key: YamlNode;
    let value: YamlNode;
    if (token.type !== ':' && token.type !== ',' && token.type !== ']') {
      key = this.node('flow');
    } else {
      // The scanner's token is taken here although it may be the comma: so reads the parser inside K3s.
      this.scanner.next();
      key = empty(token.end, token.line);
    }
    token = this.scanner.peek();
    if (token.type === ':') {
      this.scanner.next();
      const next = this.scanner.peek();
      value = next.type !== ',' && next.type !== ']' ? this.node('flow') : empty(token.start, token.line);
    } else {
      value = empty(token.start, token.line);
    }
    return {
      kind: 'mapping',
      start: mark.start,
      end: Math.max(key.end, value.end),
      line: mark.line,
      tag: '',
      anchor: '',
      flow: true,
      pairs: [{ key, value }],
    };
  }

  private flowMapping(base: Omit<Base, 'end'>): Mapping {
    const pairs: Pair[] = [];
    if (this.depth === 1) this.partial = pairs;
    const node = this.named({ ...base, kind: 'mapping', end: base.start, flow: true, pairs } as Mapping);
    const opening = this.scanner.next();
    let first = true;
    for (;;) {
      let token = this.scanner.peek();
      if (token.type !== '}') {
        if (!first) {
          if (token.type !== ',') {
            this.fail("did not find expected ',' or '}'", token, 'while parsing a flow mapping', opening);
          }
          this.scanner.next();
          token = this.scanner.peek();
        }
        first = false;
        if (token.type === '?') {
          this.scanner.next();
          token = this.scanner.peek();
          const absent = token.type === ':' || token.type === ',' || token.type === '}';
          const key = absent ? empty(token.start, token.line) : this.node('flow');
          pairs.push({ key, value: this.flowValue() });
          continue;
        }
        if (token.type !== '}') {
          const key = this.node('flow');
          const next = this.scanner.peek();
          pairs.push({ key, value: empty(next.start, next.line) });
          continue;
        }
      }
      const close = this.scanner.next();
      (node as { end: number }).end = close.end;
      return node;
    }
  }

  private flowValue(): YamlNode {
    let token = this.scanner.peek();
    if (token.type === ':') {
      this.scanner.next();
      token = this.scanner.peek();
      if (token.type !== ',' && token.type !== '}') return this.node('flow');
    }
    return empty(token.start, token.line);
  }
}

function empty(at: number, line: number): Scalar {
  return { kind: 'scalar', start: at, end: at, line, tag: '', anchor: '', style: 'plain', text: '', implicit: true };
}

const endsEntry = (token: Token): boolean => token.type === '?' || token.type === ':' || token.type === 'block-end';

const endsDocument = (token: Token): boolean =>
  token.type === 'version' ||
  token.type === 'tag-directive' ||
  token.type === 'document-start' ||
  token.type === 'document-end' ||
  token.type === 'stream-end';

const hasContent = (text: string): boolean =>
  text.split(/[\r\n\u0085\u2028\u2029]/).some((line) => /^\s*[^\s#]/.test(line) && !/^(---|\.\.\.)\s*$/.test(line));
