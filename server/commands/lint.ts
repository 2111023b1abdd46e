/** `k3s-config lint`: the findings of files and machines, as text or JSON. */

import { pageOf } from '../features/diagnostics.ts';
import type { NodeConfig } from '../node/config.ts';
import type { Finding } from '../rules/rule.ts';
import { findings } from '../rules/run.ts';
import { versionNote } from '../words/versionNote.ts';
import { type ConfigDocument, lineStartsOf, positionAt } from '../yaml/document.ts';
import { type CommandInput, guarded, nodesFor, type Outcome, shortPath } from './command.ts';

/** One finding as it is printed; lines and columns count from 1. */
interface Line {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Finding['severity'];
  readonly rule: string;
  readonly message: string;
  readonly page: string;
  readonly fixes: readonly string[];
  readonly related: readonly { file: string; line: number; message: string }[];
}

export function lintCommand(input: CommandInput): Promise<Outcome> {
  return guarded(async () => {
    const nodes = await nodesFor(input);
    const lines = once(nodes.flatMap((node) => findings(node, input.lint).map((finding) => lineOf(node, finding))));
    const failed = lines.some(({ severity }) => severity === 'error' || severity === 'warning');
    const files = new Set(nodes.flatMap((node) => [...node.sources.files, ...node.allDocuments].map(({ uri }) => uri)))
      .size;
    const out = input.format === 'json' ? json(lines, files) : text(lines, files);
    return { code: failed ? 1 : 0, out, err: versionNotes(nodes) };
  });
}

/** Which releases stand in for others, each said once. */
function versionNotes(nodes: readonly NodeConfig[]): string {
  const notes = nodes.flatMap(({ version }) => versionNote(version.note) ?? []);
  return [...new Set(notes)].map((note) => `${note}\n`).join('');
}

/** Several machines may read the same file. */
function once(lines: readonly Line[]): Line[] {
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
}

function lineOf(node: NodeConfig, finding: Finding): Line {
  const place = (uri: string, offset: number): { line: number; column: number } => {
    const lines = linesOf(node, uri);
    if (!lines) return { line: 1, column: 1 };
    const { line, character } = positionAt(lines, offset);
    return { line: line + 1, column: character + 1 };
  };
  const end = place(finding.uri, finding.at.end);
  return {
    file: shortPath(finding.uri),
    ...place(finding.uri, finding.at.start),
    endLine: end.line,
    endColumn: end.column,
    severity: finding.severity,
    rule: finding.rule,
    message: finding.message,
    page: pageOf(finding.rule),
    fixes: finding.fixes.map(({ title }) => title),
    related: finding.related.map(({ uri, at, message }) => ({
      file: shortPath(uri),
      line: place(uri, at.start).line,
      message,
    })),
  };
}

/** Where lines start in a file of the machine: of its configuration, its service, or a manifest. */
function linesOf(node: NodeConfig, uri: string): Pick<ConfigDocument, 'lineStarts'> | undefined {
  const { services, machine } = node.sources;
  const text = services.map(({ texts }) => texts?.[uri]).find((known) => known !== undefined);
  if (text !== undefined) return { lineStarts: lineStartsOf(text) };
  return node.document(uri) ?? machine?.manifests.find((manifest) => manifest.uri === uri);
}

function json(lines: readonly Line[], files: number): string {
  return `${JSON.stringify({ findings: lines, summary: { files, ...count(lines) } }, null, 2)}\n`;
}

function count(lines: readonly Line[]): Record<'errors' | 'warnings' | 'hints', number> {
  const errors = lines.filter(({ severity }) => severity === 'error').length;
  const warnings = lines.filter(({ severity }) => severity === 'warning').length;
  return { errors, warnings, hints: lines.length - errors - warnings };
}

function text(lines: readonly Line[], files: number): string {
  const { errors, warnings, hints } = count(lines);
  const told = lines.map(({ file, line, column, severity, message, rule, fixes }) => {
    const fix = fixes[0] ? `\n    ${fixes[0]}` : '';
    return `${file}:${line}:${column}: ${severity}: ${message} [${rule}]${fix}\n`;
  });
  const read = `${files} ${files === 1 ? 'file' : 'files'} read`;
  const summary =
    lines.length === 0 ? `${read}, nothing found` : `${read}: errors ${errors}, warnings ${warnings}, hints ${hints}`;
  return `${told.join('')}${told.length > 0 ? '\n' : ''}${summary}\n`;
}
