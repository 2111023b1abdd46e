/** Lays a file out anew with the `yaml` library, and gives it up when K3s would read anything else afterwards. */

import { parseDocument } from 'yaml';
import { type ConfigDocument, readText } from './document.ts';
import { lineBreak } from './edits.ts';

/** Larger files are left as they are: nobody formats them by hand, and it would take too long. */
const LARGEST = 512 * 1024;

/** The text in house style; undefined when the file cannot be laid out without changing what it means. */
export function layOut(document: ConfigDocument): string | undefined {
  if (document.problem || document.rest || document.text.length > LARGEST) return undefined;
  // The failsafe schema keeps every scalar the text it is: `0644` stays `0644`.
  const parsed = parseDocument(document.text, { schema: 'failsafe', version: '1.1', uniqueKeys: false, keepSourceTokens: false });
  if (parsed.errors.length > 0) return undefined;
  const text = parsed.toString({ lineWidth: 0, indent: 2, indentSeq: true, flowCollectionPadding: false });
  const result = lineBreak(document.text) === '\r\n' ? text.replace(/\r?\n/g, '\r\n') : text;
  return reads(readText(document.uri, result)) === reads(document) && comments(result) === comments(document.text) ? result : undefined;
}

/** What K3s makes of a file, as one comparable text. */
function reads({ entries, problem }: ConfigDocument): string {
  return JSON.stringify([problem?.kind, entries.map(({ name, append, value, texts }) => [name, append, value.kind, texts.map(({ text }) => text)])]);
}

const comments = (text: string): number => text.match(/(^|\s)#/g)?.length ?? 0;
