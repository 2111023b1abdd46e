/** What a kubelet runs with in the end: every field with its value, who said it, and what that replaced. */

import { kubeletFields } from '../knowledge/kubelet.ts';
import { filesSince, writtenByK3s } from '../knowledge/kubeletK3s.ts';
import { kubeletApiVersion, kubeletKind } from '../knowledge/kubeletValues.ts';
import { printDuration } from '../node/commandLine.ts';
import { asScalar } from '../yaml/edits.ts';
import type { Member, Origin } from './json.ts';
import type { Place } from './problem.ts';
import type { Kubelet } from './read.ts';
import { placeOf, type Typed } from './settings.ts';

/** One line of the view: a field, or one key of a map. */
export interface EffectiveField {
  readonly path: string;
  /** The key inside the map. */
  readonly key?: string;
  /** The value as YAML on one line. */
  readonly text: string;
  readonly from: Origin;
  readonly place?: Place;
  /** Who said it before, oldest first. */
  readonly replaced: readonly Origin[];
}

/** Fields in the order of the tables; `all`: defaults as well. */
export function effectiveFields({ configuration }: Kubelet, all = false): EffectiveField[] {
  const found: EffectiveField[] = [];
  for (const [path, { type }] of Object.entries(kubeletFields)) {
    const setting = configuration.settings.get(path);
    if (!setting) continue;
    const parts = setting.keys
      ? [...setting.keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => ({ key, ...one }))
      : [setting];
    for (const part of parts) {
      if (!all && part.from.kind === 'default') continue;
      const place = placeOf(part);
      const text = type === 'quantity' ? String(part.value) : textOf(part.value);
      const replaced = part.earlier.map((member: Member) => member.from).filter(({ kind }) => kind !== 'default');
      const key = 'key' in part ? { key: part.key as string } : {};
      found.push({ path, ...key, text, from: part.from, ...(place ? { place } : {}), replaced });
    }
  }
  return found;
}

/** A value as YAML on one line. */
export function textOf(value: Typed): string {
  if (typeof value === 'bigint') return printDuration(value);
  if (typeof value === 'string') return value === '' ? '""' : asScalar(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  return `{ ${[...(value as ReadonlyMap<string, Typed>)].map(([key, one]) => `${asScalar(key)}: ${textOf(one)}`).join(', ')} }`;
}

/** Who says a value: a file, K3s, an argument, the kubelet. */
export function nameOf(origin: Origin): string {
  switch (origin.kind) {
    case 'default':
      return 'default';
    case 'k3s':
      return 'K3s';
    case 'file':
      return origin.name;
    case 'flag':
      return `kubelet-arg ${origin.flag}`;
  }
}

/** The whole view as YAML that a kubelet would take, origins in comments. `k3s`: with what only a start decides. */
export function effectiveText(kubelet: Kubelet, { all = false, k3s = false } = {}): string {
  const lines = [`apiVersion: ${kubeletApiVersion}`, `kind: ${kubeletKind}`];
  let open: readonly string[] = [];
  for (const { path, key, text, from, replaced } of effectiveFields(kubelet, all)) {
    const parts = key === undefined ? path.split('.') : [...path.split('.'), key];
    const shared = parts.findIndex((part, index) => index === parts.length - 1 || open[index] !== part);
    for (const [index, part] of parts.slice(0, -1).entries()) {
      if (index >= shared) lines.push(`${'  '.repeat(index)}${part}:`);
    }
    const name = asScalar(parts.at(-1) as string);
    const before = replaced.length > 0 ? `, replaces ${replaced.map(nameOf).join(', ')}` : '';
    lines.push(`${'  '.repeat(parts.length - 1)}${name}: ${text} # ${nameOf(from)}${before}`);
    open = parts.slice(0, -1);
  }
  if (k3s && kubelet.minor >= filesSince) {
    const found = Object.entries(writtenByK3s).filter(([path, { found }]) => found && !isSaid(kubelet, path));
    if (found.length > 0) lines.push(`# K3s finds out at its start: ${found.map(([path]) => path).join(', ')}`);
  }
  return `${lines.join('\n')}\n`;
}

function isSaid({ configuration }: Kubelet, path: string): boolean {
  const origin = configuration.settings.get(path)?.from;
  return origin !== undefined && origin.kind !== 'default';
}
