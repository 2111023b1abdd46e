/** Runs the rules over a machine and gives the findings in words, with what a person switched off left out. */

import type { NodeConfig } from '../node/config.ts';
import { limited } from '../node/limit.ts';
import { suppressionsOf } from '../node/modeline.ts';
import { say } from '../words/say.ts';
import { type ConfigDocument, type Entry, positionAt, readText } from '../yaml/document.ts';
import type { Span } from '../yaml/tree.ts';
import { rules } from './index.ts';
import { type Lint, levelOf, type Strictness, strictnessOf } from './lint.ts';
import { roleUnknown } from './roleUnknown.ts';
import type { Finding, Fix, Hit, Rule, RuleContext, Severity } from './rule.ts';
import { unusedIgnore } from './unusedIgnore.ts';

/** Lets the caller stop between two rules, when the text has changed meanwhile. */
export type Cancelled = () => boolean;

/**
 * All findings of a machine, in the order of files and places.
 *
 * For an unknown role both are tried and only what both find is told.
 */
export function findings(node: NodeConfig, lint: Lint = {}, cancelled: Cancelled = () => false): readonly Finding[] {
  const wanted = JSON.stringify(lint);
  const known = found.get(node);
  if (known?.lint === wanted) return known.findings;
  const fresh = look(node, strictnessOf(node, lint), cancelled);
  if (!cancelled()) found.set(node, { lint: wanted, findings: fresh });
  return fresh;
}

/** A machine is looked at once, whoever asks: findings, fixes and status share the answer. */
const found = new WeakMap<NodeConfig, { lint: string; findings: readonly Finding[] }>();

function look(node: NodeConfig, strictness: Strictness, cancelled: Cancelled): Finding[] {
  const seen = limited(node);
  const speaking = rules.filter((rule) => levelOf(rule, strictness) !== 'off');
  const raw = node.role.role ? runAll(seen, speaking, cancelled) : forBothRoles(seen, speaking, cancelled);
  // What a rule that was not asked would have said, nobody knows.
  const silent = rules.filter((rule) => !speaking.includes(rule)).map(({ id }) => id);
  const kept = suppress(node, raw, silent);
  return order(
    node,
    kept.flatMap((finding) => weigh(finding, strictness)),
  );
}

function forBothRoles(node: NodeConfig, speaking: readonly Rule[], cancelled: Cancelled): Finding[] {
  const server = runAll(node.as('server'), speaking, cancelled);
  const agent = new Map(runAll(node.as('agent'), speaking, cancelled).map((finding) => [identity(finding), finding]));
  const both = server
    .filter((finding) => agent.has(identity(finding)))
    .map((finding) => milder(finding, agent.get(identity(finding))));
  const differs = both.length !== server.length || both.length !== agent.size;
  return differs ? [...both, ...runOne(roleUnknown, node)] : both;
}

const identity = ({ rule, uri, at }: Finding): string => `${rule} ${uri} ${at.start}`;
const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2, hint: 3 };

function milder(a: Finding, b: Finding | undefined): Finding {
  return b && WEIGHT[b.severity] > WEIGHT[a.severity] ? b : a;
}

function runAll(node: NodeConfig, speaking: readonly Rule[], cancelled: Cancelled): Finding[] {
  const found: Finding[] = [];
  const values: Finding[] = [];
  const inArguments: Told[] = [];
  const ofKubelet: Told[] = [];
  for (const rule of speaking) {
    if (cancelled()) break;
    if (rule.group === 'values') tellOnce(values, runOne(rule, node));
    else if (rule.group === 'arguments') inArguments.push(...runOne(rule, node));
    else if (rule.group === 'kubelet') ofKubelet.push(...runOne(rule, node));
    else found.push(...runOne(rule, node));
  }
  const shapes = found.filter(({ rule }) => byId.get(rule)?.group !== 'security');
  const more = inArguments.filter((finding) => !isTold(values, finding) && !shapes.some(overlaps(finding)));
  // An argument that does not go together with a file is told by the rules for arguments, where they know of it.
  const rest = ofKubelet.filter((finding) => ![...shapes, ...values, ...more].some(overlaps(finding)));
  return [...found, ...values, ...more, ...rest];
}

/** What is wrong with the shape of an item has words of its own; the arguments in it only say how bad that is. */
function isTold(values: Finding[], finding: Told): boolean {
  const same = values.findIndex(overlaps(finding));
  const told = values[same];
  if (told && WEIGHT[finding.severity] < WEIGHT[told.severity]) values[same] = withSeverity(told, finding.severity);
  return told !== undefined;
}

const overlaps =
  ({ uri, within }: Told) =>
  (told: Finding): boolean =>
    told.uri === uri && told.at.start < within.end && within.start < told.at.end;

/** What is wrong with a value is told once: by the first rule of the list, as badly as any of them takes it. */
function tellOnce(told: Finding[], more: readonly Finding[]): void {
  // One rule does not speak twice of a place, so its own findings need no comparing.
  const earlier = [...told];
  for (const finding of more) {
    const same = earlier.findIndex((first) => first.uri === finding.uri && covers(first, finding));
    const first = told[same];
    if (!first) told.push(finding);
    else if (WEIGHT[finding.severity] < WEIGHT[first.severity]) told[same] = withSeverity(first, finding.severity);
  }
}

const covers = ({ at: a }: Finding, { at: b }: Finding): boolean =>
  a.start === b.start || (a.start < b.start && b.end <= a.end);

/** One rule over all files of a machine. */
export function runOne(rule: Rule, node: NodeConfig): Told[] {
  const first = node.documents[0] ?? readText(node.sources.main, '');
  return (rule.scope === 'machine' ? [first] : documentsFor(rule, node)).flatMap((file) => {
    const language = rule.scope === 'machine' ? 'config' : node.languageOf(file.uri);
    const entries = language === 'config' ? readable(file) : NONE;
    const context: RuleContext = { node, flags: node.flags, language, file, entries };
    return [...rule.check(context)].map((hit) => finding(rule, hit, context));
  });
}

const NONE: readonly Entry[] = [];
const readables = new WeakMap<ConfigDocument, readonly Entry[]>();

/** The entries that K3s would come to see, too; the same for every rule. */
function readable(file: ConfigDocument): readonly Entry[] {
  let entries = readables.get(file);
  if (!entries) {
    entries = file.entries.filter(({ recovered }) => !recovered);
    readables.set(file, entries);
  }
  return entries;
}

const documentsFor = ({ languages }: Rule, node: NodeConfig): readonly ConfigDocument[] =>
  languages ? node.allDocuments.filter(({ uri }) => languages.includes(node.languageOf(uri))) : node.documents;

function finding(rule: Rule, hit: Hit, context: RuleContext): Told {
  return new Told(rule, hit, context, hit.severity ?? rule.severity);
}

/** A finding whose fixes are worked out when somebody asks for them, which for most findings nobody does. */
class Told implements Finding {
  readonly severity: Severity;
  readonly message: string;
  private readonly source: Rule;
  private readonly hit: Hit;
  private readonly context: RuleContext;
  private fixesOnce: readonly Fix[] | undefined;

  constructor(rule: Rule, hit: Hit, context: RuleContext, severity: Severity) {
    const template = typeof rule.message === 'string' ? rule.message : rule.message[hit.say ?? ''];
    if (template === undefined) throw new Error(`Rule ${rule.id} has no message "${hit.say}".`);
    this.source = rule;
    this.hit = hit;
    this.context = context;
    this.severity = severity;
    this.message = say(template, ...(hit.args ?? []));
  }

  get rule(): string {
    return this.source.id;
  }

  get uri(): string {
    return this.hit.in ?? this.context.file.uri;
  }

  get at(): Span {
    return this.hit.at;
  }

  get within(): Span {
    return this.hit.within ?? this.hit.at;
  }

  get tags(): Finding['tags'] {
    return this.hit.tags ?? [];
  }

  get related(): Finding['related'] {
    return this.hit.related ?? [];
  }

  get fixes(): readonly Fix[] {
    this.fixesOnce ??= this.source.fix?.(this.hit, this.context) ?? [];
    return this.fixesOnce;
  }

  as(severity: Severity): Told {
    return new Told(this.source, this.hit, this.context, severity);
  }
}

function withSeverity(finding: Finding, severity: Severity): Finding {
  if (finding.severity === severity) return finding;
  return finding instanceof Told ? finding.as(severity) : { ...finding, severity };
}

const byId = new Map(rules.map((rule) => [rule.id, rule]));

function weigh(finding: Finding, strictness: Strictness): Finding[] {
  const rule = byId.get(finding.rule) ?? { id: finding.rule };
  const severity = levelOf(rule, strictness) ?? finding.severity;
  return severity === 'off' ? [] : [withSeverity(finding, severity)];
}

/** Leaves out what a comment asks to leave out, and reports comments that had nothing to do. */
function suppress(node: NodeConfig, found: readonly Finding[], silent: readonly string[]): Finding[] {
  const rest = new Set(found);
  for (const file of node.allDocuments) {
    const suppressions = suppressionsOf(file);
    if (suppressions.length === 0) continue;
    const byLine = new Map<number, Finding[]>();
    const place = (finding: Finding): void => {
      const { line } = positionAt(file, finding.at.start);
      const there = byLine.get(line);
      if (there) there.push(finding);
      else byLine.set(line, [finding]);
    };
    for (const finding of found) if (finding.uri === file.uri) place(finding);
    for (const suppression of suppressions) {
      const used = new Set<string>();
      const near = suppression.wholeFile ? rest : suppression.lines.flatMap((line) => byLine.get(line) ?? []);
      for (const finding of near) {
        const named = suppression.rules.length === 0 || suppression.rules.includes(finding.rule);
        if (named && finding.uri === file.uri && rest.delete(finding)) used.add(finding.rule);
      }
      for (const idle of unusedIgnore(file, suppression, used, silent)) {
        rest.add(idle);
        place(idle);
      }
    }
  }
  return [...rest];
}

function order(node: NodeConfig, found: readonly Finding[]): Finding[] {
  const uris = [...node.sources.files, ...node.allDocuments].map(({ uri }) => uri);
  const files = new Map([...new Set(uris)].map((uri, index) => [uri, index]));
  return [...found].sort(
    (a, b) => (files.get(a.uri) ?? 0) - (files.get(b.uri) ?? 0) || a.at.start - b.at.start || a.at.end - b.at.end,
  );
}
