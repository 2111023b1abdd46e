/** Instructions in comments: `# k3s: role=agent version=v1.33 profile=hardened` and `# k3s-ignore RULE`. */

import type { Role } from '../knowledge/flag.ts';
import type { Comment, ConfigDocument } from '../yaml/document.ts';

export interface Modeline {
  readonly role?: Role;
  readonly version?: string;
  readonly profile?: string;
}

/** How far down a modeline is looked for, in lines. */
const MODELINE_LINES = 10;

/** The first modeline near the top of a file; empty when there is none. */
export function modelineOf(document: ConfigDocument): Modeline {
  const comment = document.comments.find(({ text, line }) => line < MODELINE_LINES && text.startsWith('k3s:'));
  if (!comment) return {};
  const words = new Map([...comment.text.matchAll(/(\w+)=([^\s,;]+)/g)].map((match) => [match[1], match[2]]));
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
