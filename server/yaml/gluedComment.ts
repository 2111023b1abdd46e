/** A comment that looks like the rest of the value in front of it: `password: ge #heim`. */

import { lineAt } from './diagnosis/lines.ts';
import type { ConfigDocument } from './document.ts';
import { type Edit, quoted, replace } from './edits.ts';
import type { Span, YamlNode } from './tree.ts';

/** The word behind a value without quotes that YAML takes for a comment. */
export function gluedComment({ text }: ConfigDocument, node: YamlNode): Span | undefined {
  if (node.kind !== 'scalar' || node.style !== 'plain' || node.text === '') return undefined;
  const behind = text.slice(node.end, lineAt(text, node.end).end);
  const [, blanks = '', comment = ''] = /^([ \t]+)(#[^\s#]\S*)[ \t]*$/.exec(behind) ?? [];
  if (comment === '' || comment.startsWith('#k3s')) return undefined;
  const start = node.end + blanks.length;
  return { start, end: start + comment.length };
}

/** Quotes around a value and what follows it up to a place. */
export function quoteTo(document: ConfigDocument, { start }: Span, end: number): Edit {
  const whole = { start, end };
  return replace(document, whole, quoted(document.text.slice(start, end)));
}
