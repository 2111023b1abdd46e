/** Lays a file out anew with the `yaml` library, and gives it up when K3s would read anything else afterwards. */

import { parseDocument } from 'yaml';
import { type ConfigDocument, type Entry, readText } from './document.ts';
import { lineBreak, lineStart } from './edits.ts';
import type { Value } from './value.ts';

/** Larger files are left as they are: nobody formats them by hand, and it would take too long. */
const LARGEST = 128 * 1024;

/** The text in house style; undefined when the file cannot be laid out without changing what it means. */
export function layOut(document: ConfigDocument): string | undefined {
  const { text, problem, rest, entries } = document;
  if (problem || rest || entries.length === 0 || text.length > LARGEST) return undefined;
  const laidOut = write(text);
  if (laidOut === undefined) return undefined;
  const mark = text.startsWith(MARK) ? MARK : '';
  const result = mark + (lineBreak(text) === '\r\n' ? laidOut.replace(/\r?\n/g, '\r\n') : laidOut);
  const after = readText(document.uri, result);
  return reads(after) === reads(document) && comments(after) === comments(document) ? result : undefined;
}

const MARK = '\ufeff';

function write(text: string): string | undefined {
  // The failsafe schema keeps every scalar the text it is: `0644` stays `0644`.
  const parsed = parseDocument(text, {
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    keepSourceTokens: false,
  });
  if (parsed.errors.length > 0) return undefined;
  try {
    const written = parsed.toString({ lineWidth: 0, indent: 2, indentSeq: true, flowCollectionPadding: false });
    return isSetOff(text.split(/\r?\n/)) ? written : joined(written.split('\n'));
  } catch {
    // The library cannot write all that it reads, for example a value that is nothing but an anchor.
    return undefined;
  }
}

/** Where the comments at the end of a file begin. */
function endingComments(lines: readonly string[]): number {
  return lines.findLastIndex((line) => line.trim() !== '' && !line.startsWith('#')) + 1;
}

const isSetOff = (lines: readonly string[]): boolean => lines[endingComments(lines)]?.trim() === '';

/** The library sets the comments at the end off with an empty line; where none stood, none comes. */
function joined(lines: readonly string[]): string {
  const at = endingComments(lines);
  const last = lines[at] === '' && at < lines.length - 1;
  return lines.filter((_, index) => !(last && index === at)).join('\n');
}

/** What K3s makes of a file, as one comparable text. An empty text and nothing at all are not the same to `key+`. */
function reads({ entries, problem, rest }: ConfigDocument): string {
  const kind = (value: Value): string => (value.kind === 'scalar' ? value.type : value.kind);
  return JSON.stringify([
    problem?.kind,
    rest?.because,
    entries.map(({ name, append, value, texts }) => [name, append, kind(value), texts.map(({ text }) => text)]),
  ]);
}

/** All comments, or what looks like one: whether each has its line to itself, and behind which entry it stands. */
function comments({ text, entries }: ConfigDocument): string {
  let before = 0;
  const found = [...text.matchAll(/(?<=^|\s)#.*$/gm)].map(({ 0: comment, index }) => {
    while (before < entries.length && (entries[before] as Entry).key.start < index) before++;
    return [comment.trim(), before, text.slice(lineStart(text, index), index).trim() === ''];
  });
  return JSON.stringify(found);
}
