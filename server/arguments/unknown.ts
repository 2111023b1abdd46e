/** Why a component does not know a flag: another version, another component, another spelling. */

import { formerFlags } from '../knowledge/componentFlags/former.ts';
import { listOf } from '../knowledge/componentFlags/lists.ts';
import { componentFlags, flagRow, flagsAt, type Program, presence } from '../knowledge/componentFlags/lookup.ts';
import { kubeletFieldFlags } from '../knowledge/kubeletFieldFlags.ts';
import { minorText } from '../knowledge/kubernetes.ts';
import { nearest, plainName } from '../words/nearest.ts';
import type { Piece, Problem } from './problem.ts';
import { flagName } from './words.ts';

/** The problem of a flag that a component does not have in a minor. */
export function unknownFlag(component: Program, name: Piece, minor: number): Problem {
  const problem = { class: 'unknown-flag', stage: 'flags', flags: [name.text], at: name.at } as const;
  const flag = flagName(name.text);
  const row = flagRow(component, flag);
  if (row) {
    const here = presence(row, minor);
    if (typeof here === 'object' && 'since' in here) {
      return { ...problem, say: 'flagNotYet', args: [minorText(here.since)] };
    }
    const use = row.use?.[0];
    const removed = typeof here === 'object' ? here.removed : minor;
    return { ...problem, say: 'flagRemoved', args: [minorText(removed)], ...(use ? { meant: use } : {}) };
  }
  const rows = formerFlags[component];
  const former = rows && Object.hasOwn(rows, flag) ? rows[flag] : undefined;
  if (former) {
    const meant = former.use ? { meant: former.use } : {};
    return { ...problem, say: 'flagRemoved', args: [minorText(former.removed)], ...meant };
  }
  const [, first = '', second] = /^([a-z][a-z0-9-]*)(?:[ \t]+|:[ \t]*)(\S+)$/.exec(name.text) ?? [];
  if (second !== undefined && flagsAt(component, minor).has(first)) {
    return { ...problem, say: 'flagBlank', meant: `${first}=${second}`, sure: true };
  }
  const field = fieldFlag(component, name.text);
  if (field === null) return { ...problem, say: 'flagFieldOnly' };
  if (field && flagsAt(component, minor).has(field)) return { ...problem, say: 'flagField', meant: field, sure: true };
  const plain = plainName(name.text);
  const names = flagsAt(component, minor);
  if (plain !== name.text && names.has(plain)) return { ...problem, say: 'flagUnknown', meant: plain, sure: true };
  const near = nearest(name.text, names.keys());
  const closest = near[0];
  if (closest) return { ...problem, say: 'flagUnknown', meant: closest, also: near.slice(1) };
  const ending = [...names.keys()].filter((known) => known.endsWith(`-${plain}`));
  if (plain.length > 3 && ending.length === 1) return { ...problem, say: 'flagUnknown', meant: ending[0] as string };
  const others = (Object.keys(componentFlags) as Program[]).filter((other) => flagsAt(other, minor).has(plain));
  const [other] = others;
  if (other && others.length === 1) return { ...problem, say: 'flagOfAnother', args: [other, listOf(other)] };
  return { ...problem, say: 'flagUnknown' };
}

/** The flag for a field of a configuration file: null when there is none, undefined when it is no field. */
function fieldFlag(component: Program, name: string): string | null | undefined {
  if (!/^[a-z]+[A-Z]/.test(name) || /\s/.test(name)) return undefined;
  if (component === 'kubelet' && Object.hasOwn(kubeletFieldFlags, name)) return kubeletFieldFlags[name];
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
