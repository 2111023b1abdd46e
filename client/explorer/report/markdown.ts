/** The pieces of a report: headings, lists and tables in Markdown that is pleasant to read as it is. */

import { say } from '../../../server/words/say.ts';

/** Leaves out what has no content. */
export function section(heading: string, ...parts: readonly (string | false | undefined)[]): string {
  const told = parts.filter((part) => part);
  return told.length === 0 ? '' : [`## ${heading}`, ...told].join('\n\n');
}

export const documentOf = (title: string, ...parts: readonly string[]): string =>
  `${[`# ${title}`, ...parts.filter((part) => part !== '')].join('\n\n')}\n`;

export const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** As code, with a fence longer than any in it. */
export function fenced(text: string, language = 'text'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** Rows of cells that are Markdown already; nothing without rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const all = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.max(3, ...all.map((row) => Math.min((row[column] ?? '').length, WIDEST))),
  );
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** The first of many lines, and how many more there are; nothing for none. */
export function cutList(lines: readonly string[], most: number): string {
  const { shown, more } = first(lines, most);
  return list([...shown, ...(more > 0 ? [say('And {0} more.', more)] : [])]);
}

/** Rows of the first of many, and how many more there are. */
export function cutTable<T>(
  head: readonly string[],
  items: readonly T[],
  most: number,
  row: (item: T) => readonly string[],
): string {
  const { shown, more } = first(items, most);
  const rows = table(head, shown.map(row));
  return more > 0 ? `${rows}\n\n${say('And {0} more.', more)}` : rows;
}

/** Wider cells do not push the others away. */
const WIDEST = 60;

/** At most so many rows, and how many more there are. */
export function first<T>(items: readonly T[], most: number): { readonly shown: readonly T[]; readonly more: number } {
  return { shown: items.slice(0, most), more: Math.max(items.length - most, 0) };
}
