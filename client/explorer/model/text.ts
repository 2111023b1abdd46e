/** Text from a cluster made safe and short, before anybody sees it: whoever may write to a cluster may write anything. */

/** In characters; what is longer ends in `…`. */
const LONGEST = 200;

/** Read before any work is done: a text of a megabyte costs no more than one of a page. */
const READ = 8;

/** Control characters, and line and paragraph separators. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
/** What changes the direction of text, or is not seen: formats, tags, selectors, halves of pairs. */
const UNSEEN = /[\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;
/** Marks piled up on one letter, which run into the lines around. */
const PILE = /(\p{M}{2})\p{M}+/gu;
/** Notifications and prompts of VS Code make `[text](command:…)` a link that runs the command. */
const LINK = /\](?=\()/g;

/** One line for a label, a description, a name in a question; no link in a message. */
export const plain = (text: unknown, most = LONGEST): string => oneLine(text, most, '] ');

/** @param bracket what stands for a bracket that would begin the address of a link */
function oneLine(text: unknown, most: number, bracket = ']'): string {
  if (typeof text !== 'string') return '';
  if (text.length <= most && /^[!-~]*$/.test(text) && !text.includes('](')) return text;
  const read = text.slice(0, most * READ);
  const seen = read.replace(UNSEEN, '').replace(CONTROL, ' ').replace(PILE, '$1').replace(LINK, bracket);
  const line = [...seen.trim()];
  const cut = line.length > most || read.length < text.length;
  return cut
    ? `${line
        .slice(0, Math.max(most - 1, 0))
        .join('')
        .trimEnd()}…`
    : line.join('');
}

/**
 * The same as a part of Markdown, where it is text and nothing else: no link, no picture, no HTML, no icon. Every sign
 * gets a backslash, so it is for what is shown rendered.
 */
export function escaped(text: unknown, most = LONGEST): string {
  return oneLine(text, most).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** The same as code in Markdown, for documents that people read as they are. */
export function code(text: unknown, most = LONGEST): string {
  const line = oneLine(text, most).replaceAll('`', "'");
  return line === '' ? '–' : `\`${line}\``;
}

/** As code in a cell of a table. */
export const cell = (text: unknown, most = LONGEST): string => code(text, most).replaceAll('|', '\\|');

/** A sentence in such a document: text and nothing else, with as few backslashes as that takes. */
export function prose(text: string, most = 2000): string {
  return (
    oneLine(text, most)
      .replace(/[\\`*{}[\]<>|&~#!$@]/g, '\\$&')
      // Within a word it means nothing.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replace(/:\/\//g, ':\\//')
      .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`)
      .replace(/^(\d{1,9})([.)])/, '$1\\$2')
      .replace(/^[-+=]/, '\\$&')
  );
}

/** For labels in a list to choose from, where `$(name)` would become a picture. */
export const choice = (text: unknown, most = LONGEST): string => plain(text, most).replaceAll('$(', '$ (');

/** `A list cuts off what is longer. More is in the document.` gives its first sentence. */
export const firstSentence = (text: string): string => /^.*?[.!?](?=\s+\p{Lu})/su.exec(text)?.[0] ?? text;

/** As one part of an id: another text gives another part, and a slash ends none. */
export function idPart(text: string): string {
  const part = text.slice(0, 300).replace(/[%/]/g, (sign) => (sign === '%' ? '%25' : '%2F'));
  return text.length > 300 ? `${part}%${text.length}` : part;
}
