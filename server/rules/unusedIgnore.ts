/** Tells of a `k3s-ignore` comment that has nothing to silence, so that old ones do not hide new mistakes. */

import type { Suppression } from '../node/modeline.ts';
import { say } from '../words/say.ts';
import type { ConfigDocument } from '../yaml/document.ts';
import { lineStart, linesOf, replace } from '../yaml/edits.ts';
import { rules } from './index.ts';
import type { Finding, Fix } from './rule.ts';

export const UNUSED_IGNORE = 'unused-ignore';

/**
 * Findings about one comment.
 *
 * @param used ids of the findings it silenced
 * @param silent ids of rules that were not asked, about which nothing is known
 */
export function unusedIgnore(
  file: ConfigDocument,
  { comment, rules: named }: Suppression,
  used: ReadonlySet<string>,
  silent: readonly string[],
): Finding[] {
  if (named.length === 0 && used.size > 0) return [];
  const kept = new Set([...used, ...silent]);
  const idle = named.filter((id) => !kept.has(id));
  if (named.length > 0 && idle.length === 0) return [];
  const unknown = idle.filter((id) => !rules.some((rule) => rule.id === id));
  const message =
    unknown.length > 0
      ? say('There is no rule "{0}". The name stands in brackets behind each finding.', unknown.join(', '))
      : idle.length > 0
        ? say('Nothing here is reported as "{0}" any more, so this comment can go.', idle.join(', '))
        : say('Nothing is reported here any more, so this comment can go.');
  return [
    {
      rule: UNUSED_IGNORE,
      severity: 'information',
      uri: file.uri,
      at: { start: comment.start, end: comment.end },
      message,
      tags: unknown.length > 0 ? [] : ['unnecessary'],
      related: [],
      fixes: [removal(file, comment, named, kept)],
    },
  ];
}

function removal(
  file: ConfigDocument,
  comment: Suppression['comment'],
  named: readonly string[],
  used: ReadonlySet<string>,
): Fix {
  const kept = named.filter((id) => used.has(id));
  if (kept.length > 0) {
    const word = /^k3s-ignore(-file)?/.exec(comment.text)?.[0] ?? 'k3s-ignore';
    return {
      title: say('Remove the unused names'),
      edits: [replace(file, comment, `# ${word} ${kept.join(' ')}`)],
      safe: true,
    };
  }
  const before = file.text.slice(lineStart(file.text, comment.start), comment.start);
  const blanks = /[ \t]*$/.exec(before)?.[0].length ?? 0;
  const at = comment.alone ? linesOf(file, comment) : { start: comment.start - blanks, end: comment.end };
  return { title: say('Remove the comment'), edits: [replace(file, at, '')], safe: true };
}
