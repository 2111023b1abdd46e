/** Instructions in comments: `# k3s: role=agent version=v1.33 profile=hardened` and `# k3s-ignore RULE`. */

import type { Role } from '../knowledge/flag.ts';
import type { Comment, ConfigDocument } from '../yaml/document.ts';
import type { Span } from '../yaml/tree.ts';

export interface Modeline {
  readonly role?: Role;
  readonly version?: string;
  readonly profile?: string;
}

/** How far down a modeline is looked for, in lines. */
const MODELINE_LINES = 10;

/** The words a modeline knows. */
export const MODELINE_WORDS: readonly string[] = ['role', 'version', 'profile'];

/** Whether a comment is a modeline where one is looked for. */
export function isModeline({ text, line }: Comment): boolean {
  return line < MODELINE_LINES && text.startsWith('k3s:');
}

/** A word of a modeline with its places in the text. */
export interface ModelineWord {
  readonly name: string;
  readonly value: string;
  readonly at: Span;
  readonly valueAt: Span;
}

/** The `name=value` words of a modeline. */
export function wordsOf(comment: Comment): ModelineWord[] {
  const start = comment.end - comment.text.length;
  return [...comment.text.matchAll(/(\w+)=([^\s,;]+)/g)].map(({ 1: name = '', 2: value = '', index }) => {
    const at = { start: start + index, end: start + index + name.length };
    return { name, value, at, valueAt: { start: at.end + 1, end: at.end + 1 + value.length } };
  });
}

/** The first modeline near the top of a file; empty when there is none. */
export function modelineOf(document: ConfigDocument): Modeline {
  const comment = document.comments.find(isModeline);
  if (!comment) return {};
  const words = new Map(wordsOf(comment).map(({ name, value }) => [name, value]));
  const role = words.get('role');
  const version = words.get('version');
  const profile = words.get('profile');
  return {
    ...(role === 'server' || role === 'agent' ? { role } : {}),
    ...(version ? { version } : {}),
    ...(profile ? { profile } : {}),
  };
}

/** A request to keep quiet: these rules (none named: all) on these lines, or in the whole file. */
export interface Suppression {
  readonly comment: Comment;
  readonly rules: readonly string[];
  readonly wholeFile: boolean;
  /** 0-based lines it covers when it does not cover the whole file. */
  readonly lines: readonly number[];
}

/** All suppressions of a file, in order. */
export function suppressionsOf(document: ConfigDocument): Suppression[] {
  return document.comments.flatMap((comment) => {
    const match = /^k3s-ignore(-file)?(?:[\s:]+(.*))?$/.exec(comment.text);
    if (!match) return [];
    const rules = (match[2] ?? '').split(/[\s,]+/).filter((word) => /^[a-z][a-z0-9-]*$/.test(word));
    const lines = comment.alone ? [comment.line, comment.line + 1] : [comment.line];
    return [{ comment, rules, wholeFile: match[1] !== undefined, lines }];
  });
}
