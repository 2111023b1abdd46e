/** Quick fixes for findings, a comment that silences one, and "fix all". */

import type { CodeAction, Diagnostic } from 'vscode-languageserver-types';
import { fixAll } from '../rules/fixAll.ts';
import type { Finding, Fix } from '../rules/rule.ts';
import { findings } from '../rules/run.ts';
import { UNUSED_IGNORE } from '../rules/unusedIgnore.ts';
import { say } from '../words/say.ts';
import { positionAt } from '../yaml/document.ts';
import { type Edit, lineBreak, lineStart } from '../yaml/edits.ts';
import { diagnosticOf } from './diagnostics.ts';
import { type Asked, type LanguageFeatures, rangeOf } from './feature.ts';

export interface ActionParams {
  readonly start: number;
  readonly end: number;
  /** Kinds the editor asks for; none: all. */
  readonly only?: readonly string[];
}

export const FIX_ALL = 'source.fixAll.k3s';

export const REFACTOR = 'refactor.rewrite';

/** @param refactorings what the language of the file has to offer beyond fixes */
export const actions = (
  asked: Asked,
  { start, end, only }: ActionParams,
  refactorings?: LanguageFeatures['refactorings'],
): CodeAction[] => {
  const wants = (kind: string): boolean =>
    !only || only.some((asking) => kind === asking || kind.startsWith(`${asking}.`));
  const list: CodeAction[] = [];
  if (wants('quickfix')) {
    const here = findings(asked.node, asked.lint, asked.cancelled).filter(
      ({ uri, at }) => uri === asked.document.uri && at.start <= end && start <= at.end,
    );
    for (const finding of here) list.push(...quickFixes(finding, asked));
    list.push(...here.filter(({ rule }) => rule !== UNUSED_IGNORE).map((finding) => ignore(finding, asked)));
  }
  if (refactorings && wants(REFACTOR)) list.push(...refactorings(asked, { start, end }));
  if (wants(FIX_ALL)) {
    const text = fixAll(asked.node, asked.document.uri, asked.lint);
    if (text !== asked.document.text) {
      const whole = { start: 0, end: asked.document.text.length };
      list.push({
        title: say('Fix all that can be fixed safely'),
        kind: FIX_ALL,
        edit: { changes: { [asked.document.uri]: [{ range: rangeOf(asked.document, whole), newText: text }] } },
      });
    }
  }
  return list;
};

function quickFixes(finding: Finding, asked: Asked): CodeAction[] {
  const diagnostics: Diagnostic[] = [diagnosticOf(finding, asked)];
  return finding.fixes.map((fix, index) => ({
    title: fix.title,
    kind: 'quickfix',
    diagnostics,
    isPreferred: index === 0,
    edit: fix.rename ? renaming(fix.rename) : { changes: changesOf(fix, asked) },
  }));
}

/** The editor gives the file its other name, unless one of that name is there. */
function renaming({ from, to }: NonNullable<Fix['rename']>): NonNullable<CodeAction['edit']> {
  return { documentChanges: [{ kind: 'rename', oldUri: from, newUri: to, options: { overwrite: false } }] };
}

function changesOf(fix: Fix, { node, document }: Asked): NonNullable<NonNullable<CodeAction['edit']>['changes']> {
  const changes: Record<string, { range: ReturnType<typeof rangeOf>; newText: string }[]> = {};
  for (const edit of fix.edits) {
    const file = edit.uri === document.uri ? document : node.document(edit.uri);
    if (!file) continue;
    const list = changes[edit.uri] ?? [];
    list.push({ range: rangeOf(file, edit.at), newText: edit.text });
    changes[edit.uri] = list;
  }
  return changes;
}

/** A comment above the line, indented as the line is. */
function ignore(finding: Finding, asked: Asked): CodeAction {
  const { document } = asked;
  const start = lineStart(document.text, finding.at.start);
  const indent = /^[ \t]*/.exec(document.text.slice(start))?.[0] ?? '';
  const { line } = positionAt(document, start);
  const edit: Edit = {
    uri: document.uri,
    at: { start, end: start },
    text: `${indent}# k3s-ignore ${finding.rule}${lineBreak(document.text)}`,
  };
  return {
    title: say('Ignore "{0}" on line {1}', finding.rule, line + 1),
    kind: 'quickfix',
    diagnostics: [diagnosticOf(finding, asked)],
    edit: { changes: { [document.uri]: [{ range: rangeOf(document, edit.at), newText: edit.text }] } },
  };
}
