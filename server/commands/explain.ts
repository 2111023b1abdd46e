/** `k3s-config explain`: what a rule means, out of the same tables and pages as the editor's links. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pageOf } from '../features/diagnostics.ts';
import { allRules, type RuleFacts } from '../rules/all.ts';
import { nearest } from '../words/nearest.ts';
import type { CommandInput, Outcome } from './command.ts';

declare const PRODUCT_VERSION: string | undefined;

/** The rule pages, seen from the bundle and from the source. */
const PAGES = typeof PRODUCT_VERSION === 'string' ? '../docs/rules/' : '../../docs/rules/';

export async function explainCommand({ paths, format }: CommandInput): Promise<Outcome> {
  const [id] = paths;
  if (id === undefined) {
    const list = allRules.map((rule) => ({ rule: rule.id, ...severities(rule), summary: rule.summary }));
    const width = Math.max(...list.map(({ rule }) => rule.length));
    const out =
      format === 'json'
        ? JSON.stringify(list, null, 2)
        : list.map(({ rule, summary }) => `${rule.padEnd(width)}  ${summary}`).join('\n');
    return { code: 0, out: `${out}\n`, err: '' };
  }
  const rule = allRules.find((candidate) => candidate.id === id);
  if (!rule) {
    const [meant] = nearest(
      id,
      allRules.map((candidate) => candidate.id),
    );
    const hint = meant ? ` Did you mean "${meant}"?` : ' "k3s-config explain" lists them all.';
    return { code: 2, out: '', err: `There is no rule "${id}".${hint}\n` };
  }
  const page = fileURLToPath(new URL(`${PAGES}${id}.md`, import.meta.url));
  const body = existsSync(page) ? readFileSync(page, 'utf8').trim() : `# ${id}\n\n${rule.summary}`;
  const out =
    format === 'json'
      ? JSON.stringify({ rule: id, ...severities(rule), summary: rule.summary, page: pageOf(id) }, null, 2)
      : `${body}\n\nSeverity: ${inWords(rule)}\n${pageOf(id)}`;
  return { code: 0, out: `${out}\n`, err: '' };
}

/** How bad a rule is without being asked, and in the profile `hardened`. */
function severities({ severity, hardened, optional }: RuleFacts): { severity: string; hardened: string } {
  return { severity: optional ? 'off' : severity, hardened: hardened ?? severity };
}

function inWords(rule: RuleFacts): string {
  const { severity, hardened } = severities(rule);
  return severity === hardened ? severity : `${severity}, with --profile hardened ${hardened}`;
}
