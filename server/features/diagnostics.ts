/** Findings as the protocol writes them: range, severity, id with a link to its page, tags, other places. */

import type { Diagnostic } from 'vscode-languageserver-types';
import type { Finding, Severity } from '../rules/rule.ts';
import { findings } from '../rules/run.ts';
import { type Asked, type Feature, rangeOf } from './feature.ts';

const SEVERITY = { error: 1, warning: 2, information: 3, hint: 4 } as const satisfies Record<Severity, number>;
const TAG = { unnecessary: 1, deprecated: 2 } as const;

/** Page that explains a rule. */
export function pageOf(rule: string): string {
  return `https://github.com/k3s-config/vscode-k3s/blob/main/docs/rules/${rule}.md`;
}

/** More findings in one file than anybody reads; the first ones are the ones to start with. */
const MOST = 500;

/** The findings of one file of the machine. */
export const diagnostics: Feature<Diagnostic[]> = (asked) =>
  findings(asked.node, asked.lint, asked.cancelled)
    .filter(({ uri }) => uri === asked.document.uri || isToldHere(uri, asked))
    .slice(0, MOST)
    .map((finding) => diagnosticOf(finding, asked));

/** What is wrong with the `.k3slint.yaml` that counts for the file, which no editor opens as ours. */
export function lintFileDiagnostics(asked: Asked): { uri: string; diagnostics: Diagnostic[] } | undefined {
  const { lintFile } = asked.node.sources;
  if (!lintFile) return undefined;
  const there = { ...asked, document: lintFile.document };
  return { uri: lintFile.uri, diagnostics: diagnostics(there, undefined) };
}

/** A file that cannot be read cannot show what is wrong with it, so the first one of the machine does. */
const isToldHere = (uri: string, { node, document }: Asked): boolean =>
  document === node.documents[0] && !node.document(uri) && node.sources.files.some((file) => file.uri === uri);

export function diagnosticOf(finding: Finding, { node, document }: Asked): Diagnostic {
  const related = finding.related.flatMap(({ uri, at, message }) => {
    const file = uri === document.uri ? document : node.document(uri);
    return file ? [{ location: { uri, range: rangeOf(file, at) }, message }] : [];
  });
  return {
    range: rangeOf(document, finding.at),
    severity: SEVERITY[finding.severity],
    code: finding.rule,
    codeDescription: { href: pageOf(finding.rule) },
    source: 'k3s',
    message: finding.message,
    ...(finding.tags.length > 0 ? { tags: finding.tags.map((tag) => TAG[tag]) } : {}),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
  };
}
