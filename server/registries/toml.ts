/**
 * What containerd reads back from the texts K3s puts between quotes without escaping them: the reason why a backslash
 * in a rewrite makes a whole file unreadable.
 */

/** The library that reads: go-toml 1.9.5 in containerd 1.7, go-toml 2.2.4 in containerd 2. */
export type TomlLibrary = 1 | 2;

const ESCAPES = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', '"': '"', '\\': '\\' };
const KNOWN: Readonly<Record<TomlLibrary, Readonly<Record<string, string>>>> = {
  1: { ...ESCAPES, '/': '/' },
  2: { ...ESCAPES, e: '\x1b' },
};

/** A text as value, `x = "text"`; undefined when the file cannot be read with it. */
export function readBack(text: string, library: TomlLibrary): string | undefined {
  const end = closingQuote(text);
  // A quote ends the value early, and only a comment may follow.
  if (end < 0 || (end < text.length && !/^[ \t]*#[^\r\n]*$/.test(text.slice(end + 1)))) return undefined;
  const value = text.slice(0, end);
  return /[\r\n]/.test(value) ? undefined : decoded(value, library);
}

/** A text as name, `"text" = …`. */
export function readBackName(text: string, library: TomlLibrary): string | undefined {
  if (closingQuote(text) !== text.length) return undefined;
  if (library === 2 && /[\r\n]/.test(text)) return undefined;
  const name = decoded(text, library);
  // The first library looks for the quotes again in the text it has already unescaped.
  return library === 1 && name?.includes('"') ? undefined : name;
}

/** A text inside the name of a table, `[host."text"]`, which the first library does not unescape. */
export function readBackTable(text: string, library: TomlLibrary): string | undefined {
  if (library === 2) return readBackName(text, library);
  return /["[\]]/.test(text) ? undefined : text;
}

/** A text that K3s escapes as Go does (`%q`), which TOML does not always understand. */
export function survivesQuoting(text: string): boolean {
  return !/[\0-\x07\v\x0e-\x1f\x7f]/.test(text);
}

/** Where the text really ends; -1 when the quote behind it becomes part of it. */
function closingQuote(text: string): number {
  if (!/["\\]/.test(text)) return text.length;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return /(^|[^\\])(\\\\)*\\$/.test(text) ? -1 : text.length;
}

function decoded(text: string, library: TomlLibrary): string | undefined {
  if (!/[\\\0-\x1f\x7f]/.test(text)) return text;
  let read = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c !== '\\') {
      if (isForbidden(c, library)) return undefined;
      read += c;
      continue;
    }
    const letter = text[++i] ?? '';
    const escaped = KNOWN[library][letter];
    if (escaped !== undefined) {
      read += escaped;
    } else if (library === 1 && /[ \t\r\n]/.test(letter)) {
      while (/[ \t\r\n]/.test(text[i + 1] ?? '')) i++;
    } else {
      const length = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
      const hex = text.slice(i + 1, i + 1 + length);
      if (length === 0 || hex.length < length || !/^[0-9a-fA-F]+$/.test(hex)) return undefined;
      const code = Number.parseInt(hex, 16);
      const valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      if (!valid && library === 2) return undefined;
      read += valid ? String.fromCodePoint(code) : '\ufffd';
      i += length;
    }
  }
  return read;
}

function isForbidden(c: string, library: TomlLibrary): boolean {
  if (c === '\t') return false;
  if (library === 2) return c < ' ' || c === '\x7f';
  return c < ' ' && c !== '\n' && c !== '\r';
}
