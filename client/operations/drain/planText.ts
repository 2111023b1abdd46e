/** The plan of a drain as a Markdown document: what blocks it, what to know, and every pod with what becomes of it. */

import { code, prose } from '../../explorer/model/text.ts';
import { documentOf, list, section } from '../../explorer/report/markdown.ts';
import { say } from '../../say.ts';
import type { Note } from './notes.ts';
import type { Plan, PlanRow } from './plan.ts';
import { nameOf } from './pod.ts';
import { verdictWords } from './verdictWords.ts';

/** Names in a sentence; the list has them all. */
const MOST_NAMES = 5;

/** @param plans in the order in which the nodes are worked on */
export function planText(cluster: string, plans: readonly Plan[]): string {
  const names = plans.map(({ facts }) => facts.node.name);
  const title = names.length === 1 ? say('Drain {0}', names[0] ?? '') : say('Drain {0} nodes', names.length);
  return documentOf(
    prose(title),
    say('Plan for the cluster {0}. Nothing has been changed yet.', prose(cluster, 100)),
    names.length > 1 ? say('In this order, one after the other; all are cordoned first.') : '',
    ...plans.map(nodeSection),
  );
}

/** `Pods that go: 12, that have to wait for a budget: 1, that stay: 3`; in this form for any number. */
export function planCounts({ rows }: Pick<Plan, 'rows'>): string {
  const go = rows.filter(({ goes }) => goes).length;
  const asks = rows.filter(({ verdict }) => verdict.kind === 'consent').length;
  const waits = rows.filter(({ goes, verdict }) => goes && WAITING.has(verdict.kind)).length;
  return [
    say('Pods that go: {0}', go),
    waits > 0 && say('that have to wait for a budget: {0}', waits),
    say('that stay: {0}', rows.length - go - asks),
    asks > 0 && say('that need your yes: {0}', asks),
  ]
    .filter((part) => part !== false)
    .join(', ');
}

function nodeSection(plan: Plan): string {
  const { facts, errors, warnings, rows } = plan;
  const sorted = [...rows].sort((a, b) => ORDER.indexOf(a.verdict.kind) - ORDER.indexOf(b.verdict.kind));
  return section(
    `${prose(facts.node.name, 100)}: ${planCounts(plan)}`,
    errors.length > 0 && `### ${say('Not possible yet')}`,
    list(errors.map(noteText)),
    warnings.length > 0 && `### ${say('Good to know')}`,
    list(warnings.map(noteText)),
    rows.length > 0 && `### ${say('Pods')}`,
    list(sorted.map((row) => `${code(nameOf(row.pod))}: ${prose(verdictWords(row, facts.now))}`)) ||
      say('There are no pods on this node.'),
  );
}

function noteText({ message, pods }: Note<string>): string {
  const named = pods.slice(0, MOST_NAMES).map((name) => code(name));
  const more = pods.length > MOST_NAMES ? ` ${say('and {0} more', pods.length - MOST_NAMES)}` : '';
  return `${prose(message)}${named.length > 0 ? ` ${named.join(', ')}${more}` : ''}`;
}

const WAITING: ReadonlySet<PlanRow['verdict']['kind']> = new Set(['blocked', 'several']);

/** What needs a look comes first. */
const ORDER: readonly PlanRow['verdict']['kind'][] = [
  'error',
  'consent',
  'several',
  'blocked',
  'inTurn',
  'pinned',
  'evict',
  'terminating',
  'finished',
  'keep',
];
