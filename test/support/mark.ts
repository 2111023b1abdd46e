/** Expected findings as comments below the line they are about: `#^^^^ rule-id: message`, carets under the place. */

import type { Finding } from '../../server/rules/rule.ts';

/** A line that marks the line above it: `#   ^^^^^ unknown-key: K3s has no option …`. */
const MARK = /^#( *)(\^+|~+) ([a-z0-9-]+)(?:: (.*))?$/;

/**
 * What a text expects, one line per finding: `line:column-column rule: message`.
 *
 * The first caret stands under the first character of the place; where that is column 0, under which no caret fits
 * beside the `#`, the mark starts with `#^` and covers one character more. `~` instead of `^`: to the end of the line
 * or beyond, or
 * no width at all, as of a finding about the file as a whole.
 */
export function expectations(text: string): string[] {
  const lines = text.split(/\r?\n/);
  let target = -1;
  return lines.flatMap((line, index) => {
    const mark = MARK.exec(line);
    if (!mark) {
      target = index;
      return [];
    }
    const [, space = '', carets = '', rule, message] = mark;
    const start = space === '' ? 0 : space.length + 1;
    const end = carets.startsWith('~') ? '…' : start + carets.length + (start === 0 ? 1 : 0);
    return [`${target + 1}:${start}-${end} ${rule}${message ? `: ${message}` : ''}`];
  });
}

/** Findings in the same words, for comparison with what the same text expects. */
export function marksOf(text: string, found: readonly Finding[]): string[] {
  const wanted = expectations(text);
  const lines = text.split(/(?<=\n)/);
  return found.map((finding) => {
    let offset = 0;
    let line = 0;
    while (line < lines.length - 1 && offset + (lines[line] as string).length <= finding.at.start) {
      offset += (lines[line] as string).length;
      line++;
    }
    const start = finding.at.start - offset;
    const end = finding.at.end - offset;
    const rest = (lines[line] ?? '').replace(/\r?\n$/, '').length;
    const place = (shownEnd: number | string): string => `${line + 1}:${start}-${shownEnd} ${finding.rule}`;
    const short = [place(end), place('…')];
    const known = wanted.find(
      (e) => short.includes(e) || ((end >= rest || end === start) && e === `${place('…')}: ${finding.message}`),
    );
    return known ?? `${place(end)}: ${finding.message}`;
  });
}
