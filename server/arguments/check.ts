/** The problems of a `*-arg` list in words: what rules hand on to the editor and the terminal. */

import type { Component } from '../knowledge/componentFlags/row.ts';
import type { Severity } from '../rules/rule.ts';
import { say } from '../words/say.ts';
import { inspectEtcd } from './etcd.ts';
import { inspectItems, type Surroundings } from './inspect.ts';
import { messages, type RuleId, ruleOf, templateOf } from './messages.ts';
import type { Problem } from './problem.ts';
import { argumentRules } from './rules.ts';

/** One finding in a list; offsets are those of the item's text, as K3s reads it. */
export interface ArgumentFinding {
  readonly id: RuleId;
  readonly severity: Severity;
  /** Which of the messages of its rule, and what stands for `{0}`, `{1}` …. */
  readonly say: string;
  readonly args: readonly string[];
  /** Index of the item. */
  readonly item: number;
  readonly from: number;
  readonly to: number;
  /** What the piece may be replaced with, the best first. */
  readonly fix?: readonly ArgumentFix[];
  readonly problem: Problem;
}

export interface ArgumentFix {
  readonly text: string;
  /** Where it goes, when that is another place than the finding. */
  readonly from?: number;
  readonly to?: number;
  /** Nothing else can be meant. */
  readonly sure?: true;
}

/** What is wrong with the items of a list, in the order of the items. */
export function checkArguments(
  component: Component,
  items: readonly string[],
  around: Surroundings,
): readonly ArgumentFinding[] {
  const problems =
    component === 'etcd' ? inspectEtcd(items, around.release) : inspectItems(component, items, around).problems;
  return problems
    .map((problem) => finding(component, problem))
    .sort((a, b) => a.item - b.item || a.from - b.from || a.to - b.to);
}

/** Sentences that are milder than their rule. */
const MILDER: Readonly<Record<string, Severity>> = {
  controllersLost: 'information',
  ownedShared: 'information',
  sysctlsLost: 'information',
  thresholdsLost: 'hint',
  auditPath: 'information',
  auditPolicy: 'information',
  containerfs: 'information',
};

function finding(component: Component, problem: Problem): ArgumentFinding {
  const id = ruleOf(problem.say);
  const [first = '', ...rest] = problem.args ?? [];
  const { meant, at } = problem;
  const severity = problem.stage === 'note' ? (MILDER[problem.say] ?? withoutEnd(argumentRules[id].severity)) : 'error';
  const proposals = [meant, ...(problem.also ?? [])].filter((text) => text !== undefined);
  const fixes: ArgumentFix[] = proposals.map((text, index) => ({
    text,
    ...(index === 0 && problem.sure ? { sure: true as const } : {}),
  }));
  if (problem.plusAt !== undefined) fixes.push({ text: '+', from: problem.plusAt, to: problem.plusAt });
  return {
    id,
    severity,
    say: templateOf(problem.say, meant !== undefined),
    args: [component, problem.flags[0] ?? '', first, meant ?? '', ...rest],
    item: at.item,
    from: at.from,
    to: at.to,
    ...(fixes.length > 0 ? { fix: fixes } : {}),
    problem,
  };
}

/** How bad a rule is where nothing ends K3s. */
const withoutEnd = (severity: Severity): Severity => (severity === 'error' ? 'warning' : severity);

/** The sentence of a finding. */
export function sentenceOf({ id, say: name, args }: ArgumentFinding): string {
  return say((messages[id] as Readonly<Record<string, string>>)[name] ?? '', ...args);
}
