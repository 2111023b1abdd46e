/** Findings in the format of SARIF 2.1.0, which code hosts and editors show beside the text. */

import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageOf } from '../features/diagnostics.ts';
import { REGISTRIES } from '../node/language.ts';
import { allRules, type RuleFacts } from '../rules/all.ts';
import type { Finding, Fix, Severity } from '../rules/rule.ts';
import { type Edit, lineEnd, lineStart } from '../yaml/edits.ts';

/** A finding with a way to tell lines and columns in the files it speaks about. */
export interface Located {
  readonly finding: Finding;
  readonly placeOf: (uri: string, offset: number) => Place;
  /** Undefined for a file whose text is not at hand. */
  readonly textOf: (uri: string) => string | undefined;
}

/** Both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const HOME = 'https://github.com/k3s-config/vscode-k3s';
const LEVEL = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const satisfies Record<
  Severity,
  string
>;

/**
 * One run with all findings.
 *
 * @param version of this product; left out while it is developed
 */
export function sarif(found: readonly Located[], version?: string): string {
  const used = allRules.filter(({ id }) => found.some(({ finding }) => finding.rule === id));
  const index = new Map(used.map(({ id }, position) => [id, position]));
  const driver = {
    name: 'k3s-config',
    informationUri: HOME,
    ...(version === undefined ? {} : { version }),
    rules: used.map(descriptor),
  };
  const results = found.map((located) => ({ ...result(located), ruleIndex: index.get(located.finding.rule) ?? -1 }));
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function descriptor({ id, severity, summary }: RuleFacts): unknown {
  return {
    id,
    shortDescription: { text: summary },
    helpUri: pageOf(id),
    defaultConfiguration: { level: LEVEL[severity] },
  };
}

function result(located: Located): object {
  const { rule, severity, message, uri, at, related, fixes } = located.finding;
  const repairs = fixes.filter(({ edits }) => edits.length > 0 && edits.every((edit) => isPublic(located, edit)));
  return {
    ruleId: rule,
    level: LEVEL[severity],
    message: { text: message },
    locations: [location(located, uri, at)],
    ...(related.length > 0
      ? {
          relatedLocations: related.map((place) => ({
            ...location(located, place.uri, place.at),
            message: { text: place.message },
          })),
        }
      : {}),
    ...(repairs.length > 0 ? { fixes: repairs.map((fix) => repair(located, fix)) } : {}),
  };
}

const location = (located: Located, uri: string, at: Edit['at']): object => ({
  physicalLocation: { artifactLocation: { uri: relativeUri(uri) }, region: region(located, uri, at) },
});

function region({ placeOf }: Located, uri: string, { start, end }: Edit['at']): object {
  const from = placeOf(uri, start);
  const to = placeOf(uri, end);
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

function repair(located: Located, { title, edits }: Fix): object {
  const uris = [...new Set(edits.map(({ uri }) => uri))];
  return {
    description: { text: title },
    artifactChanges: uris.map((uri) => ({
      artifactLocation: { uri: relativeUri(uri) },
      replacements: edits
        .filter((edit) => edit.uri === uri)
        .map(({ at, text }) => ({ deletedRegion: region(located, uri, at), insertedContent: { text } })),
    })),
  };
}

const SECRET =
  /tok|secret|passw|pwd|credential|auth|user|access[-_]?key|datastore[-_]?endpoint|^[ \t]*["']?-{0,2}t["']?[ \t]*[:=]/im;

/**
 * Whether a replacement may leave the machine: reports are uploaded, and what is written anew may be a secret. Signs and
 * blanks never are; everything else is left out as soon as a key around it sounds like one.
 */
function isPublic({ textOf }: Located, { uri, at, text }: Edit): boolean {
  if (!/[\p{L}\p{N}]/u.test(text)) return true;
  const file = textOf(uri);
  if (file === undefined || text.includes('@') || SECRET.test(text)) return false;
  const isFlat = !uri.endsWith(REGISTRIES);
  // A value belongs to the key above it that stands at the left edge; registries.yaml has keys on every line.
  let start = lineStart(file, at.start);
  // Behind a byte order mark the first line begins at 1.
  while (isFlat && start > 1 && !/^[^\s#-]/.test(file.slice(start, start + 1))) start = lineStart(file, start - 1);
  const end = lineEnd(file, at.end);
  return !SECRET.test(file.slice(start, end)) && (isFlat || !/[\r\n]/.test(text.trim()));
}

/** Seen from the current folder, as those who read the report want it; in full where the file lies elsewhere. */
function relativeUri(uri: string): string {
  if (!uri.startsWith('file:')) return uri.slice(uri.lastIndexOf('/') + 1);
  const path = relative(process.cwd(), fileURLToPath(uri));
  return path.startsWith('..') || path === '' ? uri : path.split(sep).map(encodeURIComponent).join('/');
}
