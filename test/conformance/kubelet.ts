/**
 * Judges the cases of kubelet.json: what the real kubelet made of a set of files and flags, and whether the problems
 * tell it.
 */

import { isDeepStrictEqual } from 'node:util';
import { kubeletFields } from '../../server/knowledge/kubelet.ts';
import type { Configuration } from '../../server/kubelet/configuration.ts';
import type { KubeletFile } from '../../server/kubelet/file.ts';
import type { Problem } from '../../server/kubelet/problem.ts';
import { type Kubelet, readKubelet } from '../../server/kubelet/read.ts';
import type { Typed } from '../../server/kubelet/settings.ts';
import { printDuration } from '../../server/node/commandLine.ts';
import { readText } from '../../server/yaml/document.ts';

interface ExpectedError {
  class: string;
  fields?: string[];
  flag?: string;
  gate?: string;
  gates?: string[];
  file?: string;
  key?: string;
  value?: string;
  got?: string;
  line?: number;
}

interface Case {
  id: string;
  kubernetes: string;
  base: string | null;
  dropins: Record<string, string>;
  args: string[];
  expect: {
    outcome: 'starts' | 'fails' | 'valid';
    stage?: string;
    errors?: ExpectedError[];
    effective?: Record<string, unknown>;
    skipped?: string[];
    strict?: Record<string, { class: string; field: string }[]>;
  };
}

/** Says why a case disagrees, or nothing. */
export async function kubelet(testCase: Case): Promise<string | undefined> {
  const { expect } = testCase;
  const file = (name: string, text: string): KubeletFile => ({ name, document: readText(`memory:/${name}`, text) });
  const read = readKubelet({
    minor: Number(testCase.kubernetes.slice(2)),
    files: Object.entries(testCase.dropins).map(([name, text]) => file(name, text)),
    words: testCase.args,
    ...(testCase.base === null ? {} : { base: file('base', testCase.base) }),
  });
  const counts = ({ severity, stage }: Problem): boolean =>
    severity === 'error' && (expect.outcome !== 'valid' || stage !== 'startup');
  const errors = read.problems.filter(counts);
  return (
    (expect.outcome === 'fails' ? unmatched(errors, expect) : none(errors)) ??
    effective(read.configuration, expect.effective ?? {}) ??
    warnings(read, testCase)
  );
}

const none = (errors: readonly Problem[]): string | undefined =>
  errors.length === 0 ? undefined : `it starts, but there are errors: ${list(errors)}`;

const STAGES = ['flags', 'base', 'dropins', 'gates', 'validation', 'startup'];

/** Each error of the kubelet is told, and nothing else that it would have come to by then. */
function unmatched(ours: readonly Problem[], { errors: theirs = [], stage = '' }: Case['expect']): string | undefined {
  for (const error of theirs) {
    if (!ours.some((problem) => matches(problem, error))) return `no error for ${JSON.stringify(error)}: ${list(ours)}`;
  }
  const reached = ours.filter((problem) => STAGES.indexOf(problem.stage) <= STAGES.indexOf(stage));
  const more = reached.find((problem) => !theirs.some((error) => matches(problem, error)));
  return more && `the kubelet has nothing against ${list([more])}`;
}

function matches(problem: Problem, error: ExpectedError): boolean {
  const { fields, flag, gate, gates, file } = error;
  const named = [
    fields?.some((path) => problem.fields.some((own) => isWithin(own, path) || isWithin(path, own))),
    flag === undefined ? undefined : problem.flag === flag,
    gate === undefined ? undefined : problem.gate === gate,
    gates?.includes(problem.gate ?? ''),
    file === undefined ? undefined : problem.file === file,
  ];
  const told = (own: unknown, wanted: unknown): boolean => wanted === undefined || own === wanted;
  const isNamed = named.every((one) => one === undefined) || named.some((one) => one === true);
  return (
    problem.class === error.class &&
    isNamed &&
    (!gates || gates.includes(problem.gate ?? '')) &&
    told(problem.key, error.key) &&
    told(problem.got, error.got) &&
    told(problem.line, error.line) &&
    told(problem.value, error.value)
  );
}

const isWithin = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);

function effective(config: Configuration, wanted: Record<string, unknown>): string | undefined {
  for (const [path, value] of Object.entries(wanted)) {
    const own = valueAt(config, path);
    if (isDeepStrictEqual(own, value)) continue;
    return `${path} is ${JSON.stringify(own)}, the kubelet says ${JSON.stringify(value)}`;
  }
  return undefined;
}

/** A field as JSON of the kubelet, empty parts of an object left out; null when unset. */
function valueAt(config: Configuration, path: string): unknown {
  if (kubeletFields[path]?.type !== 'object') {
    const value = config.get(path);
    return value === undefined ? null : json(value);
  }
  const found: Record<string, unknown> = {};
  for (const [inside, { type }] of Object.entries(kubeletFields)) {
    const name = inside.slice(path.length + 1);
    if (!inside.startsWith(`${path}.`) || /[.[]/.test(name)) continue;
    const value = valueAt(config, inside);
    const isEmpty =
      value === '' || value === 0 || value === '0' || (value === false && !kubeletFields[inside]?.nullable);
    if (type === 'object' || (value !== null && !isEmpty)) found[name] = value;
  }
  return found;
}

function json(value: Typed): unknown {
  if (typeof value === 'bigint') return printDuration(value);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, json(one)]));
  return Array.isArray(value) ? value.map(json) : value;
}

/** Files passed over and fields that mean nothing are told as warnings, where the kubelet says nothing. */
function warnings({ problems }: Kubelet, { expect }: Case): string | undefined {
  const of = (kind: string): Problem[] =>
    problems.filter((problem) => problem.class === kind && problem.severity !== 'hint');
  const skipped = of('skipped').map(({ file }) => file);
  if (!isDeepStrictEqual(skipped.sort(), (expect.skipped ?? []).sort()))
    return `skipped are ${JSON.stringify(skipped)}`;
  const strict: string[] = Object.entries(expect.strict ?? {}).flatMap(([file, faults]) =>
    faults.map((fault) => `${file} ${fault.class} ${fault.field}`),
  );
  const own = [...of('unknown-field'), ...of('duplicate-key')].map(
    (one) => `${one.file} ${one.class} ${one.fields[0]}`,
  );
  return isDeepStrictEqual(own.sort(), strict.sort()) ? undefined : `strict: ${JSON.stringify(own)}`;
}

const list = (problems: readonly Problem[]): string =>
  problems
    .map(({ class: kind, fields, say, file }) => `${kind} ${fields.join('+')} (${say}, ${file ?? ''})`)
    .join('; ') || 'nothing';
