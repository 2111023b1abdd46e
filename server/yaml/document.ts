/** One configuration file as K3s reads it: its entries in order, each with places in the text. */

import { type BadInput, decode, inspect } from './decode.ts';
import { YamlError } from './scan.ts';
import { type Pair, parse, type Span, type Tree, type YamlNode } from './tree.ts';
import { type Item, itemsOf, textOf, type Value, ValueError } from './value.ts';

/** One key of the file with everything a rule or a feature asks about it. */
export interface Entry {
  /** The key as K3s uses it: trimmed, without the `+` that appends. */
  readonly name: string;
  /** Written as `key+`: appended to what came before instead of replacing it. */
  readonly append: boolean;
  readonly key: Span & { readonly line: number };
  readonly keyNode: YamlNode;
  readonly value: Value;
  readonly valueNode: YamlNode;
  /** What K3s makes of the value, one text per list element, each with its place. */
  readonly texts: readonly ItemText[];
  /** Key and value together. */
  readonly span: Span;
  /** Found again after an error in the text: K3s never sees it, the editor still helps with it. */
  readonly recovered?: true;
}

export interface ItemText {
  readonly text: string;
  readonly node: YamlNode;
}

/** Why K3s refuses the file. */
export interface Problem {
  readonly kind: 'yaml-syntax' | 'yaml-structure' | 'yaml-value';
  readonly message: string;
  readonly span: Span;
  /** The 1-based line K3s names, 0 when it names none. */
  readonly line: number;
  /** For structure errors: the 1-based lines of all offending values. */
  readonly lines: readonly number[];
  /** Where the construct begins that could not be finished. */
  readonly from: number;
}

export interface Comment extends Span {
  /** Text after the `#`, trimmed. */
  readonly text: string;
  readonly line: number;
  /** Nothing else stands on its line. */
  readonly alone: boolean;
}

export interface ConfigDocument {
  readonly uri: string;
  readonly text: string;
  readonly lineStarts: readonly number[];
  readonly root: YamlNode | null;
  readonly entries: readonly Entry[];
  readonly problem?: Problem;
  readonly rest?: NonNullable<Tree['rest']>;
  /** Comments that hold an instruction for this product (`k3s:` or `k3s-ignore`). */
  readonly comments: readonly Comment[];
}

/** Reads a file from its bytes. */
export function readDocument(uri: string, bytes: Uint8Array): ConfigDocument {
  const { text, bad } = decode(bytes);
  return build(uri, text, bad);
}

/** Reads a file from the text an editor holds. */
export function readText(uri: string, text: string): ConfigDocument {
  const inspected = inspect(text);
  // Offsets count from the editor's text, so a byte order mark in front of it stays.
  const mark = text.length - inspected.text.length;
  return build(uri, text, inspected.bad && { ...inspected.bad, at: inspected.bad.at + mark });
}

function build(uri: string, text: string, bad: BadInput | undefined): ConfigDocument {
  const lineStarts = lineStartsOf(text);
  const comments = commentsOf(text, lineStarts);
  const tree = parse(text, bad);
  const shared = { uri, text, lineStarts, comments, ...(tree.rest ? { rest: tree.rest } : {}) };
  if (tree.error) {
    const problem = syntaxProblem(tree.error, text, bad);
    const read = complete(tree.partial, text, tree.error.at);
    const before = safely(() => read.map((pair) => entryOf(pairItem(pair))), []);
    const from = read.at(-1)?.value.end ?? 0;
    return { ...shared, root: null, entries: [...before, ...recover(text, lineStarts, from)], problem };
  }
  // What config.yaml makes of the tree is of no use to the other languages, so it waits until it is asked for.
  let known: Pick<ConfigDocument, 'entries' | 'problem'> | undefined;
  const asConfig = (): Pick<ConfigDocument, 'entries' | 'problem'> => {
    known ??= entriesOf(tree.root, text, bad);
    return known;
  };
  return {
    ...shared,
    root: tree.root,
    get entries() {
      return asConfig().entries;
    },
    get problem() {
      return asConfig().problem as Problem;
    },
  };
}

function entriesOf(
  root: YamlNode | null,
  text: string,
  bad: BadInput | undefined,
): Pick<ConfigDocument, 'entries' | 'problem'> {
  try {
    return { entries: itemsOf(root).map(entryOf) };
  } catch (error) {
    const pairs = root?.kind === 'mapping' ? root.pairs : [];
    const entries = pairs.flatMap((pair) => safely(() => [entryOf(pairItem(pair))], []));
    if (error instanceof YamlError) return { entries, problem: syntaxProblem(error, text, bad) };
    if (!(error instanceof ValueError)) throw error;
    return { entries, problem: valueProblem(error) };
  }
}

/** The pairs before an error, without one whose value the error shows to be another than it seems. */
function complete(pairs: readonly Pair[], text: string, error: number): readonly Pair[] {
  const end = pairs.at(-1)?.value.end ?? error;
  return /[\r\n]/.test(text.slice(end, error)) ? pairs : pairs.slice(0, -1);
}

function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof YamlError || error instanceof ValueError) return otherwise;
    throw error;
  }
}

const pairItem = ({ key, value }: { key: YamlNode; value: YamlNode }): Item =>
  itemsOf({
    kind: 'mapping',
    start: key.start,
    end: value.end,
    line: key.line,
    tag: '',
    anchor: '',
    flow: false,
    pairs: [{ key, value }],
  })[0] ?? {
    key: { kind: 'scalar', type: 'string', text: '<<' },
    value: { kind: 'scalar', type: 'null', text: '' },
    keyNode: key,
    valueNode: value,
  };

function entryOf({ key, value, keyNode, valueNode }: Item): Entry {
  const written = textOf(key);
  const append = written.endsWith('+');
  return {
    name: append ? written.slice(0, -1) : written,
    append,
    key: { start: keyNode.start, end: keyNode.end, line: keyNode.line },
    keyNode,
    value,
    valueNode,
    texts: textsOf(value, valueNode),
    span: { start: keyNode.start, end: Math.max(keyNode.end, valueNode.end) },
  };
}

function textsOf(value: Value, node: YamlNode): ItemText[] {
  if (value.kind !== 'list') return [{ text: textOf(value), node }];
  const list = node.kind === 'alias' ? node.target : node;
  const nodes = node.kind === 'sequence' && list.kind === 'sequence' ? list.items : [];
  return value.items.map((item, index) => ({ text: textOf(item), node: nodes[index] ?? node }));
}

function syntaxProblem(error: YamlError, text: string, bad: BadInput | undefined): Problem {
  const start = Math.min(error.at, text.length);
  const message = bad && error.at === bad.at ? `${error.message} (${bad.what})` : error.message;
  return {
    kind: 'yaml-syntax',
    message,
    span: { start, end: wordEnd(text, start) },
    line: error.line,
    lines: [],
    from: error.from,
  };
}

function wordEnd(text: string, start: number): number {
  const length = text.slice(start, start + 200).search(/[\s]|$/);
  return start + Math.max(length, start < text.length && !/[\r\n]/.test(text[start] as string) ? 1 : 0);
}

function valueProblem(error: ValueError): Problem {
  const node = error.nodes[0];
  return {
    kind: error.kind,
    message: error.message,
    span: { start: node?.start ?? 0, end: node?.end ?? 0 },
    line: error.kind === 'yaml-structure' ? (node?.line ?? 0) + 1 : 0,
    lines: error.kind === 'yaml-structure' ? error.nodes.map((n) => n.line + 1) : [],
    from: node?.start ?? 0,
  };
}

/** A longer piece is no setting that somebody is about to write. */
const LARGEST_PIECE = 100_000;
const KEY_LINE = /^[A-Za-z][\w-]*\+?[ \t]*:(?=[\s]|$)/gm;

/** After an error, what was not read before it is read again from each line that looks like a key. */
function recover(text: string, lineStarts: readonly number[], from: number): Entry[] {
  const found: Entry[] = [];
  KEY_LINE.lastIndex = from;
  const starts: number[] = [];
  for (let match = KEY_LINE.exec(text); match && starts.length < 500; match = KEY_LINE.exec(text))
    starts.push(match.index);
  starts.forEach((start, index) => {
    const end = starts[index + 1] ?? text.length;
    if (end - start > LARGEST_PIECE) return;
    const { line: blank } = positionAt({ lineStarts }, start);
    const piece = parse(text.slice(start, end));
    for (const pair of piece.root?.kind === 'mapping' ? piece.root.pairs : piece.partial) {
      const entry = safely(() => entryOf(pairItem(moved(pair, start, blank))), undefined);
      if (entry) found.push({ ...entry, recovered: true });
    }
  });
  return found;
}

function moved(
  pair: { key: YamlNode; value: YamlNode },
  by: number,
  lines: number,
): { key: YamlNode; value: YamlNode } {
  const shift = (node: YamlNode): YamlNode => {
    const base = { ...node, start: node.start + by, end: node.end + by, line: node.line + lines };
    if (base.kind === 'sequence') return { ...base, items: base.items.map(shift) };
    if (base.kind === 'mapping') {
      return { ...base, pairs: base.pairs.map(({ key, value }) => ({ key: shift(key), value: shift(value) })) };
    }
    return base;
  };
  return { key: shift(pair.key), value: shift(pair.value) };
}

const INSTRUCTION = /#[ \t]*(k3s(?:-ignore|-ignore-file)?\b[^\r\n]*)/g;

function commentsOf(text: string, lineStarts: readonly number[]): Comment[] {
  if (!text.includes('k3s')) return [];
  const comments: Comment[] = [];
  for (const match of text.matchAll(INSTRUCTION)) {
    const { line, character } = positionAt({ lineStarts }, match.index);
    const before = text.slice(match.index - character, match.index);
    if (before !== '' && !/\s$/.test(before)) continue;
    const body = (match[1] as string).trim();
    if (!/^k3s(:|-ignore(-file)?(\s|$|:))/.test(body)) continue;
    comments.push({
      start: match.index,
      end: match.index + match[0].length,
      text: body,
      line,
      alone: before.trim() === '',
    });
  }
  return comments;
}

/** Where each line starts. */
export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

/** Line and column (both 0-based, UTF-16) of an offset. */
export function positionAt(
  document: Pick<ConfigDocument, 'lineStarts'>,
  offset: number,
): { line: number; character: number } {
  let low = 0;
  let high = document.lineStarts.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((document.lineStarts[middle] as number) <= offset) low = middle;
    else high = middle;
  }
  return { line: low, character: offset - (document.lineStarts[low] as number) };
}

/** Offset of a line and column; beyond the end of the line it is the end of the line. */
export function offsetAt(
  document: Pick<ConfigDocument, 'lineStarts' | 'text'>,
  position: { line: number; character: number },
): number {
  const start = document.lineStarts[position.line];
  if (start === undefined) return document.text.length;
  let end = document.lineStarts[position.line + 1] ?? document.text.length;
  while (end > start && /[\r\n]/.test(document.text[end - 1] as string)) end--;
  return Math.min(start + position.character, end);
}
