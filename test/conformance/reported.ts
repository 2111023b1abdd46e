/** Whether the findings tell what happens at the start: the error at the place to blame, and every skipped key. */

import type { NodeConfig } from '../../server/node/config.ts';
import type { FileArg } from '../../server/node/loader.ts';
import type { Finding } from '../../server/rules/rule.ts';
import { findings } from '../../server/rules/run.ts';

/** Rules that say that K3s does not load or parse its configuration; where it does, they have no error to tell. */
const ABOUT_LOADING = new Set([
  'unknown-key',
  'wrong-role',
  'not-in-version',
  'removed-flag',
  'help-key',
  'wrong-type',
  'file-unreadable',
  'environment-value',
  'command-line-error',
]);

/** What is missing, or told without reason; undefined when all is told. */
export function unreported(node: NodeConfig): string | undefined {
  const found = findings(node);
  const { started } = node;
  if (started.outcome !== 'ok') {
    const errors = found.filter(({ rule, severity }) => severity === 'error' && !ABOUT_LATER.has(rule));
    const told = blamed(node).map((isThere) => errors.filter(isThere));
    const most = Math.max(0, ...told.map(({ length }) => length));
    if (most === 0) return `no error is reported for ${started.error?.kind ?? 'help'}: ${list(found)}`;
    if (most > 1) return `${most} errors are reported for one ${started.error?.kind ?? 'help'}: ${list(found)}`;
  } else {
    const wrong = found.filter(({ rule, severity }) => severity === 'error' && ABOUT_LOADING.has(rule));
    if (wrong.length > 0) return `it starts, but there are errors: ${list(wrong)}`;
  }
  for (const arg of started.dropped) {
    const told = found.some((finding) => isIn(arg)(finding) && ['error', 'warning'].includes(finding.severity));
    if (!told) return `nothing is reported for the skipped key ${arg.arg.split('=')[0]}: ${list(found)}`;
  }
  return undefined;
}

/** Rules about what comes behind loading; they may have more to tell at the same place. */
const ABOUT_LATER = new Set([
  'conflicting-options',
  'missing-companion',
  'unknown-value',
  'bad-format',
  'not-above',
  'deprecated-flag',
]);

type Place = (finding: Finding) => boolean;

const isIn =
  ({ entry, document }: Pick<FileArg, 'entry' | 'document'>): Place =>
  ({ uri, at }) =>
    uri === document.uri &&
    (document.root?.kind !== 'mapping' || (at.start <= entry.span.end && at.end >= entry.span.start));

/** The places at which the error may be reported; one of them is enough. */
function blamed({ started, service, settings }: NodeConfig): Place[] {
  const { error, args } = started;
  if (!error)
    return [...settings.values()]
      .filter(({ key }) => key === 'help' || key === 'h')
      .flatMap(({ parts }) => parts.map(isIn));
  switch (error.kind) {
    case 'problem':
      return [({ uri, rule }) => uri === error.document.uri && !ABOUT_LOADING.has(rule)];
    case 'file-read':
      return [({ uri }) => uri === error.uri];
    case 'env-value':
      return [({ uri }) => uri === service?.envFrom[error.variable]];
    default: {
      const indexes = 'args' in error ? error.args : [error.arg];
      return indexes.map((index) => {
        const from = args?.[index]?.from;
        return from ? isIn(from) : ({ uri }) => uri === service?.uri;
      });
    }
  }
}

const list = (found: readonly Finding[]): string =>
  found.map(({ rule, severity, uri, at }) => `${severity} ${rule} ${uri}@${at.start}`).join(', ') || 'no findings';
