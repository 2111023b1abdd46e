/** Values as YAML text that every reader takes for the same text: those of YAML 1.1, as K3s and kubectl have, and newer. */

import { typeOfPlain } from '../../server/yaml/value.ts';

/** Begins with a letter or a slash, and has nothing in it that means something to YAML. */
const WORD = /^[A-Za-z/](?:[\w./@+=-]|:(?=[\w./@+=-]))*$/;
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** A text as a scalar on one line, in ASCII: bare where that is safe, else in quotes. Halves of pairs become U+FFFD. */
export function scalar(text: string): string {
  if ((WORD.test(text) && typeOfPlain(text) === 'string') || ADDRESS.test(text)) return text;
  return /^[ -~]*$/.test(text) ? `'${text.replaceAll("'", "''")}'` : escaped(text);
}

function escaped(text: string): string {
  const signs = [...text.replace(/\p{Surrogate}/gu, '\ufffd')].map((sign) => {
    if (sign === '"' || sign === '\\') return `\\${sign}`;
    const code = sign.codePointAt(0) ?? 0;
    if (code >= 0x20 && code <= 0x7e) return sign;
    const digits = code.toString(16);
    return code > 0xffff ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
  });
  return `"${signs.join('')}"`;
}

/** `key: value`, or a key with one item per line below it; the key is a word of ours. */
export function entryLines(key: string, value: string | readonly string[]): readonly string[] {
  if (typeof value === 'string') return [`${key}: ${scalar(value)}`];
  return value.length === 0 ? [] : [`${key}:`, ...value.map((item) => `  - ${scalar(item)}`)];
}
