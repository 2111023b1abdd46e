/** Everything about one component's arguments: items of a list, or words of a command line, in; problems out. */

import { flagRow, isDeprecated, multiOf, type Program, searchesForConfig } from '../knowledge/componentFlags/lookup.ts';
import { type Owned, ownedAt } from '../knowledge/componentFlags/owned.ts';
import type { Release } from '../knowledge/flag.ts';
import { kubernetesOf, numberOf } from '../knowledge/kubernetes.ts';
import { minorOf } from '../knowledge/versions.ts';
import { apiServerChecks } from './checks/apiServer.ts';
import type { Check } from './checks/check.ts';
import { cloudControllerChecks, controllerManagerChecks, schedulerChecks } from './checks/controllers.ts';
import { kubeletChecks } from './checks/kubelet.ts';
import { kubeProxyChecks } from './checks/kubeProxy.ts';
import { limitChecks } from './checks/limits.ts';
import { nameChecks } from './checks/names.ts';
import { overrides } from './checks/owned.ts';
import { gateProblems } from './gates.ts';
import { parse } from './parse.ts';
import type { Problem } from './problem.ts';
import { Settings } from './settings.ts';
import { commandLineOf, typedWords, type Word } from './words.ts';

const checks: Readonly<Record<Program, readonly Check[]>> = {
  kubelet: kubeletChecks,
  'kube-apiserver': apiServerChecks,
  'kube-controller-manager': controllerManagerChecks,
  'kube-scheduler': schedulerChecks,
  'kube-proxy': kubeProxyChecks,
  'cloud-controller-manager': cloudControllerChecks,
};

/** What is known of the machine beside the list itself. */
export interface Surroundings {
  readonly release: Release;
  /** What an option of K3s is set to: lists joined with commas, undefined when it is not set. */
  readonly option?: (name: string) => string | undefined;
  /** Further settings of the component, by flag, that come from files and lose against flags: kubelet drop-ins. */
  readonly beside?: ReadonlyMap<string, string>;
  /** Feature gates set in other lists or files; all components share them. */
  readonly gates?: ReadonlyMap<string, boolean>;
}

/** What came out, with the settings it came from. */
export interface Inspection {
  readonly problems: readonly Problem[];
  readonly settings: Settings;
  /** Items that K3s drops because the one before has no `=`. */
  readonly dropped: readonly number[];
}

/** Inspects the items of a `*-arg` list, together with the arguments of K3s itself. */
export function inspectItems(component: Program, items: readonly string[], around: Surroundings): Inspection {
  const { minor } = kubernetesOf(around.release);
  const k3sMinor = numberOf(minorOf(around.release));
  const ownedHere = ownedAt(component, k3sMinor);
  const passed = new Map<string, string>();
  const beside = new Map(around.beside);
  for (const [name, row] of ownedHere) {
    const value = ownValue(row, around.option);
    if (value === undefined) continue;
    if (row.inFileSince === undefined || k3sMinor < row.inFileSince) passed.set(name, value);
    else if (!beside.has(name)) beside.set(name, value);
  }
  const line = commandLineOf(items, passed, searchesForConfig(component, around.release));
  const named = new Set(line.words.map(({ text }) => text.slice(2).split('=')[0]));
  const others = [...beside].filter(([name]) => !named.has(name)).map(([name, value]) => besideWord(name, value));
  const known = [...others, ...line.words].filter(({ item, text }) => item >= 0 || isFlag(component, text));
  const isSet = (option: string): boolean => around.option?.(option) !== undefined;
  const { problems, settings } = inspectWords(component, known, minor, around.gates);
  return {
    problems: [...problems, ...overrides(settings, ownedHere, items, k3sMinor, isSet)],
    settings,
    dropped: line.dropped,
  };
}

/** K3s never passes what its own Kubernetes does not know, whatever the table says. */
const isFlag = (component: Program, text: string): boolean =>
  flagRow(component, text.slice(2).split('=')[0] ?? '') !== undefined;

const besideWord = (name: string, value: string): Word => ({
  text: `--${name}=${value}`,
  item: -1,
  nameFrom: 0,
  nameTo: 0,
  valueFrom: 0,
});

/** What K3s passes for a flag of its own; undefined when it passes nothing, or a path only the machine knows. */
function ownValue({ value, option, onlyWithOption }: Owned, lookUp: Surroundings['option']): string | undefined {
  const set = option && lookUp?.(option);
  if (onlyWithOption) return set === undefined ? undefined : (value ?? set);
  // Options that are switches do not hold the value of the flag.
  if (set !== undefined && set !== '' && !SWITCHES.has(option ?? '')) return set;
  return value;
}

const SWITCHES: ReadonlySet<string> = new Set([
  'bind-address',
  'disable-cloud-controller',
  'egress-selector-mode',
  'secrets-encryption',
]);

/** Inspects words as they stand on a command line, with nothing of K3s added. */
export function inspectTyped(component: Program, words: readonly string[], minor: number): Inspection {
  return { ...inspectWords(component, typedWords(words), minor), dropped: [] };
}

/** Inspects a command line: parsing, gates, bounds, names, and what does not fit together. */
export function inspectWords(
  component: Program,
  words: readonly Word[],
  minor: number,
  gates: ReadonlyMap<string, boolean> = new Map(),
): { readonly problems: readonly Problem[]; readonly settings: Settings } {
  const parsed = parse(component, words, minor);
  const settings = new Settings(component, minor, parsed.assignments, gates);
  const problems = [...parsed.problems, ...gateProblems(settings)];
  for (const check of [limitChecks, nameChecks, ...checks[component]]) problems.push(...check(settings));
  problems.push(...deprecations(settings), ...repetitions(settings));
  return { problems: problems.filter(({ at }) => at.item >= 0), settings };
}

function* deprecations(settings: Settings): Iterable<Problem> {
  for (const [flag, assignments] of settings.given) {
    const last = assignments.findLast(({ name }) => name.at.item >= 0);
    const row = flagRow(settings.component, flag);
    if (!last || !row || !isDeprecated(row, settings.minor)) continue;
    const say = row.config ? 'deprecatedField' : row.use ? 'deprecatedUse' : 'deprecated';
    const args = [row.config ?? row.use?.join(', ') ?? ''];
    yield { class: 'deprecated', stage: 'note', flags: [flag], at: last.name.at, say, args };
  }
}

/** Flags given twice of which only the last counts, and keys of maps given twice. */
function* repetitions(settings: Settings): Iterable<Problem> {
  for (const [flag, assignments] of settings.given) {
    const row = flagRow(settings.component, flag);
    const multi = row && multiOf(row);
    if (multi !== 'last' && multi !== 'list-last') continue;
    const written = assignments.filter(({ name }) => name.at.item >= 0);
    for (const [index, { name, value }] of written.entries()) {
      const later = written[index + 1];
      if (!later) continue;
      const say = value.text === later.value.text ? 'repeatedSame' : 'repeated';
      const args = [value.text, written.at(-1)?.value.text ?? ''];
      yield { class: 'repeated', stage: 'note', flags: [flag], at: name.at, say, args };
    }
  }
}
