/** What a kubelet runs with in the end: every field with its value, who said it, and what that replaced. */

import { kubeletFields } from '../knowledge/kubelet.ts';
import { filesSince, writtenByK3s } from '../knowledge/kubeletK3s.ts';
import { kubeletApiVersion, kubeletKind } from '../knowledge/kubeletValues.ts';
import { printDuration } from '../node/commandLine.ts';
import { MASK, withoutPassword } from '../words/password.ts';
import { asScalar } from '../yaml/edits.ts';
import type { Member, Origin, Said } from './json.ts';
import type { Kubelet } from './read.ts';
import { isSecret } from './secret.ts';
import type { Typed } from './settings.ts';

/** One line of the view: a field, or one key of a map. */
export interface EffectiveField {
  readonly path: string;
  /** The key inside the map. */
  readonly key?: string;
  readonly value: Typed;
  /** The value as YAML on one line. */
  readonly text: string;
  readonly from: Origin;
  /** What a file says, where it is one. */
  readonly member?: Member;
  /** Who said it before, oldest first. */
  readonly replaced: readonly Said[];
}

export interface EffectiveOptions {
  /** With defaults of the kubelet. */
  readonly all?: boolean;
  readonly showSecrets?: boolean;
}

/** Fields in the order of the tables. */
export function effectiveFields({ configuration }: Kubelet, options: EffectiveOptions = {}): EffectiveField[] {
  const { all = false, showSecrets = false } = options;
  const found: EffectiveField[] = [];
  for (const [path, { type }] of Object.entries(kubeletFields)) {
    const setting = configuration.settings.get(path);
    if (!setting) continue;
    const parts = setting.keys
      ? [...setting.keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => ({ key, ...one }))
      : [setting];
    for (const part of parts) {
      if (!all && part.from.kind === 'default') continue;
      const { from, member, earlier } = part;
      const value = showSecrets ? part.value : publicValue(path, part.value);
      const text = value === MASK ? MASK : type === 'quantity' ? String(value) : textOf(value);
      const replaced = earlier
        .filter((before) => before.from.kind !== 'default')
        .map((before) => ({ from: before.from, member: before }));
      const key = 'key' in part ? { key: part.key as string } : {};
      found.push({ path, ...key, value, text, from, ...(member ? { member } : {}), replaced });
    }
  }
  return found;
}

/** A value as it may be shown: nothing of a secret, and no passwords in addresses. */
export function publicValue(path: string, value: Typed): Typed {
  if (isSecret(path)) return MASK;
  if (typeof value === 'string') return withoutPassword(value);
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((one) => publicValue(path, one));
  return new Map([...(value as ReadonlyMap<string, Typed>)].map(([key, one]) => [key, publicValue(path, one)]));
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

/** One line of YAML, and the field it is, where it is one. */
export interface Line {
  readonly text: string;
  readonly field?: EffectiveField;
}

/** Everything in force as lines of a file that a kubelet would take. */
export function effectiveLines(kubelet: Kubelet, options: EffectiveOptions = {}): Line[] {
  const lines: Line[] = [{ text: `apiVersion: ${kubeletApiVersion}` }, { text: `kind: ${kubeletKind}` }];
  let open: readonly string[] = [];
  for (const field of effectiveFields(kubelet, options)) {
    const { path, key, text } = field;
    const parts = key === undefined ? path.split('.') : [...path.split('.'), key];
    const shared = parts.findIndex((part, index) => index === parts.length - 1 || open[index] !== part);
    for (const [index, part] of parts.slice(0, -1).entries()) {
      if (index >= shared) lines.push({ text: `${'  '.repeat(index)}${part}:` });
    }
    lines.push({ text: `${'  '.repeat(parts.length - 1)}${asScalar(parts.at(-1) as string)}: ${text}`, field });
    open = parts.slice(0, -1);
  }
  return lines;
}

/** The same as a text, with origins in comments. */
export function effectiveText(kubelet: Kubelet, options: EffectiveOptions = {}): string {
  const lines = effectiveLines(kubelet, options).map(({ text, field }) => {
    if (!field) return text;
    const before = field.replaced.map(({ from }) => nameOf(from)).join(', ');
    return `${text} # ${nameOf(field.from)}${before === '' ? '' : `, replaces ${before}`}`;
  });
  return `${lines.join('\n')}\n`;
}

/** Fields that K3s writes from what it finds at its start, so that no file tells their value. */
export function foundAtStart(kubelet: Kubelet): string[] {
  if (kubelet.minor < filesSince) return [];
  return Object.entries(writtenByK3s)
    .filter(([path, { found }]) => found && !isSaid(kubelet, path))
    .map(([path]) => path);
}

function isSaid({ configuration }: Kubelet, path: string): boolean {
  const origin = configuration.settings.get(path)?.from;
  return origin !== undefined && origin.kind !== 'default';
}
