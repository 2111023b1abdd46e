/** Feature gates as the components set them: unknown, removed and locked ones, and gates that need others. */

import {
  featureGates,
  GATE_GROUPS,
  GATE_NEEDS_SINCE,
  type GateState,
  gate,
  gatesAt,
  stateOf,
} from '../knowledge/featureGates.ts';
import { minorText } from '../knowledge/kubernetes.ts';
import { readValue } from '../node/commandLine.ts';
import { nearest } from '../words/nearest.ts';
import { type Piece, type Problem, piece } from './problem.ts';
import type { Settings } from './settings.ts';
import { flagName, readItem } from './words.ts';

const FLAG = 'feature-gates';

/** First minor in which gates may carry the name of a component, `kube:Name=true`. (kubelet.md section 6) */
const PREFIX_SINCE = 31;

/** Components that take the prefix. */
const PREFIXED: ReadonlySet<string> = new Set(['kube-apiserver', 'kube-controller-manager', 'kube-scheduler']);

interface Set {
  readonly key: Piece;
  readonly value: Piece;
  readonly on: boolean;
}

/** Everything wrong with the feature gates of a component. */
export function gateProblems(settings: Settings): Problem[] {
  const { minor, component } = settings;
  const problems: Problem[] = [];
  const sets = new Map<string, Set>();
  for (const { key: written, value } of settings.pairs(FLAG).values()) {
    if (!value) continue;
    const colon = written.text.indexOf(':');
    const mayHavePrefix = minor >= PREFIX_SINCE && PREFIXED.has(component);
    const hasPrefix = mayHavePrefix && colon >= 0;
    if (hasPrefix && written.text.slice(0, colon) !== 'kube') {
      const prefix = piece(written, 0, colon);
      const args = [prefix.text];
      problems.push({ ...about(prefix, 'gate-component-unknown', 'gates'), say: 'gateComponent', args, meant: 'kube' });
      continue;
    }
    const key = hasPrefix ? piece(written, colon + 1, written.text.length - colon - 1) : written;
    const read = readValue('bool', value.text);
    const on = typeof read !== 'string' && read.value === true;
    sets.set(key.text, { key, value, on });
  }
  for (const set of sets.values()) problems.push(...gateProblem(set, minor));
  if (minor >= GATE_NEEDS_SINCE && problems.every(({ class: kind }) => !kind.startsWith('gate-'))) {
    problems.push(...missingGates(sets, minor));
  }
  return problems.filter(({ at }) => at.item >= 0);
}

function about(key: Piece, kind: Problem['class'], stage: Problem['stage']) {
  return { class: kind, stage, flags: [FLAG], at: key.at, gate: key.text } as const;
}

function* gateProblem({ key, value, on }: Set, minor: number): Iterable<Problem> {
  const row = gate(key.text);
  if (!row) {
    const meant = meantGate(key.text, minor);
    const sure = meant?.toLowerCase() === key.text.toLowerCase() ? { sure: true as const } : {};
    yield {
      ...about(key, 'gate-unknown', 'gates'),
      say: 'gateUnknown',
      args: [key.text],
      ...(meant ? { meant, ...sure } : {}),
    };
    return;
  }
  const state = stateOf(row, minor);
  if (state.kind === 'not yet') {
    yield { ...about(key, 'gate-unknown', 'gates'), say: 'gateNotYet', args: [key.text, minorText(state.since)] };
  } else if (state.kind === 'removed') {
    const same = state.last.on === on;
    const say = same ? 'gateRemoved' : 'gateRemovedOther';
    yield { ...about(key, 'gate-unknown', 'gates'), say, args: [key.text, minorText(state.in)] };
  } else if (state.locked && state.on !== on) {
    const meant = String(state.on);
    yield { ...about(key, 'gate-locked', 'gates'), at: value.at, say: 'gateLocked', args: [key.text], meant };
  } else if (state.stage === 'GA' || state.stage === 'deprecated') {
    yield { ...about(key, 'needless-gate', 'note'), say: needless(state, on), args: [key.text] };
  }
}

const needless = (state: GateState & { readonly kind: 'here' }, on: boolean) =>
  state.stage === 'deprecated' ? 'gateDeprecated' : state.on === on ? 'gateNeedless' : 'gateLeaving';

/** The gate a person means: the same in another case, with or without a word at its start, else the nearest. */
function meantGate(name: string, minor: number): string | undefined {
  const here = [...gatesAt(minor).keys()];
  const same = here.find((known) => known.toLowerCase() === name.toLowerCase());
  if (same) return same;
  const lower = new Map(here.map((known) => [known.toLowerCase(), known]));
  const near = nearest(name.toLowerCase(), lower.keys(), 1)[0];
  return near === undefined ? undefined : lower.get(near);
}

/** Gates that are on while one they need is off, when that comes from what was written. */
function* missingGates(sets: ReadonlyMap<string, Set>, minor: number): Iterable<Problem> {
  if (sets.size === 0) return;
  const here = gatesAt(minor);
  const isOn = (name: string): boolean => {
    const set = sets.get(name);
    if (set) return set.on;
    const state = here.get(name);
    if (!state) return true;
    const group = sets.get(groupOf(state.stage) ?? '');
    return group ? group.on : state.on;
  };
  for (const name of here.keys()) {
    if (GATE_GROUPS[name] || !isOn(name)) continue;
    const off = (featureGates[name]?.needs ?? []).filter((other) => here.has(other) && !isOn(other));
    if (off.length === 0) continue;
    const cause = [name, ...off]
      .map((other) => sets.get(other) ?? sets.get(groupOf(here.get(other)?.stage ?? 'GA') ?? ''))
      .find((set) => set);
    if (!cause) continue;
    yield {
      class: 'gate-dependency',
      stage: 'gates',
      flags: [FLAG],
      gate: name,
      at: cause.key.at,
      say: 'gateNeeds',
      args: [name, off.join(', ')],
    };
  }
}

/** Whether a gate is on for the component; `elsewhere` are gates set outside its list, for the whole process. */
export function isGateOn(name: string, settings: Settings): boolean {
  const set = settings.pairs(FLAG).get(name)?.value ?? settings.pairs(FLAG).get(`kube:${name}`)?.value;
  const read = set && readValue('bool', set.text);
  if (read && typeof read !== 'string') return read.value === true;
  const outside = settings.gates.get(name);
  if (outside !== undefined) return outside;
  const row = gate(name);
  const state = row && stateOf(row, settings.minor);
  if (state?.kind === 'not yet') return false;
  if (state?.kind !== 'here') return true;
  const group = settings.pairs(FLAG).get(groupOf(state.stage) ?? '')?.value?.text;
  return group === undefined ? state.on : group === 'true';
}

const groupOf = (stage: string): string | undefined =>
  Object.keys(GATE_GROUPS).find((group) => GATE_GROUPS[group] === stage);

/** The gates that the items of a list set, for the components beside it: they share one process. */
export function gatesIn(items: readonly string[]): ReadonlyMap<string, boolean> {
  const pairs = items
    .map(readItem)
    .flatMap(({ name, value = '' }) => (flagName(name) === FLAG ? value.split(',') : []));
  return new Map(
    pairs.flatMap((pair) => {
      const [, name = '', on] = /^\s*(?:kube:)?(\w+)\s*=\s*(true|false)\s*$/i.exec(pair) ?? [];
      return on === undefined ? [] : [[name, on.toLowerCase() === 'true'] as const];
    }),
  );
}
