/** Feature gates of one kubelet: which are on, and which of those set it cannot take. */

import {
  featureGates,
  GATE_GROUPS,
  GATE_NEEDS_SINCE,
  gate as gateRow,
  gatesAt,
  stateOf,
} from '../knowledge/featureGates.ts';

/** Why a gate that is set brings the kubelet down. */
export type GateFlaw =
  | { readonly kind: 'unknown'; readonly gate: string }
  | { readonly kind: 'not-yet'; readonly gate: string; readonly since: number }
  | { readonly kind: 'gone'; readonly gate: string; readonly removed: number; readonly on: boolean }
  | { readonly kind: 'locked'; readonly gate: string; readonly on: boolean }
  /** It is on, by default or by choice, and gates it needs are off. */
  | { readonly kind: 'needs'; readonly gate: string; readonly off: readonly string[] };

export interface Gates {
  /** Whether the kubelet behaves as if the gate were on; a gate that is gone counts as what it was at the end. */
  isOn(name: string): boolean;
  /** Set by a file or a flag. */
  isSet(name: string): boolean;
  flaws(): readonly GateFlaw[];
  /** Names a misspelled one may mean. */
  readonly names: readonly string[];
}

/** The gates of a minor with the values that files and flags set. (feature-gates.json) */
export function gatesOf(set: ReadonlyMap<string, boolean>, minor: number): Gates {
  const isOn = (name: string): boolean => {
    const row = gateRow(name);
    if (!row) return false;
    const state = stateOf(row, minor);
    if (state.kind === 'removed') return state.last.on;
    if (state.kind === 'not yet') return false;
    if (state.locked) return state.on;
    for (const [group, stage] of Object.entries(GATE_GROUPS)) {
      if (!set.has(name) && stage === state.stage && set.has(group)) return set.get(group) as boolean;
    }
    return set.get(name) ?? state.on;
  };
  const flaws = (): GateFlaw[] => {
    const found: GateFlaw[] = [];
    for (const [name, on] of set) {
      if (Object.hasOwn(GATE_GROUPS, name)) continue;
      const row = gateRow(name);
      const state = row && stateOf(row, minor);
      if (!state) found.push({ kind: 'unknown', gate: name });
      else if (state.kind === 'not yet') found.push({ kind: 'not-yet', gate: name, since: state.since });
      else if (state.kind === 'removed') {
        found.push({ kind: 'gone', gate: name, removed: state.in, on: state.last.on });
      } else if (state.locked && state.on !== on) found.push({ kind: 'locked', gate: name, on: state.on });
    }
    if (minor < GATE_NEEDS_SINCE || set.size === 0) return found;
    for (const name of gatesAt(minor).keys()) {
      const off = (featureGates[name]?.needs ?? []).filter((needed) => !isOn(needed));
      if (off.length > 0 && isOn(name)) found.push({ kind: 'needs', gate: name, off });
    }
    return found;
  };
  return { isOn, isSet: (name) => set.has(name), flaws, names: [...gatesAt(minor).keys()] };
}
