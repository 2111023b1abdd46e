/** One setting in its two forms: a field of a file, and an item of `kubelet-arg`. */

import { fieldAt, fieldOfFlag } from '../knowledge/kubelet.ts';
import { asScalar } from '../yaml/edits.ts';
import { textOf } from './effective.ts';
import { readKubelet } from './read.ts';
import type { Setting, Typed } from './settings.ts';
import { wordsOf } from './words.ts';

/** The item of `kubelet-arg` for a field; undefined where no flag can say it. */
export function argumentOf({ path, field, value }: Pick<Setting, 'path' | 'field' | 'value'>): string | undefined {
  if (field.flag === undefined) return undefined;
  const text = flagText(path, value);
  return text === undefined ? undefined : `${field.flag}=${text}`;
}

function flagText(path: string, value: Typed): string | undefined {
  if (path === 'registerWithTaints') return taints(value);
  if (path === 'reservedMemory') return reservedMemory(value);
  if (path === 'logging.vmodule')
    return items(value)
      .map((item) => `${item.get('filePattern')}=${item.get('verbosity')}`)
      .join(',');
  if (typeof value === 'bigint') return textOf(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(String).join(',');
  const separator =
    path === 'evictionHard' || path === 'evictionSoft' ? '<' : path === 'staticPodURLHeader' ? ':' : '=';
  const pairs = [...(value as ReadonlyMap<string, Typed>)];
  // A header with several values has no form on the command line that keeps them.
  if (pairs.some(([, one]) => Array.isArray(one) && one.length !== 1)) return undefined;
  return pairs.map(([key, one]) => `${key}${separator}${Array.isArray(one) ? one[0] : one}`).join(',');
}

const items = (value: Typed): readonly ReadonlyMap<string, Typed>[] =>
  (Array.isArray(value) ? value : []) as readonly ReadonlyMap<string, Typed>[];

function taints(value: Typed): string | undefined {
  const all = items(value);
  // As a flag every taint needs its effect.
  if (all.some((taint) => !taint.get('effect'))) return undefined;
  return all
    .map((taint) => `${taint.get('key')}${taint.get('value') ? `=${taint.get('value')}` : ''}:${taint.get('effect')}`)
    .join(',');
}

function reservedMemory(value: Typed): string {
  return items(value)
    .map(
      (entry) =>
        `${entry.get('numaNode') ?? 0}:${[...((entry.get('limits') ?? new Map()) as ReadonlyMap<string, Typed>)].map(([name, size]) => `${name}=${size}`).join(',')}`,
    )
    .join(';');
}

/** Whether an item says the same as a field. */
export function readsAs(item: string, { path, value }: Pick<Setting, 'path' | 'value'>, minor: number): boolean {
  const read = readKubelet({ minor, files: [], words: wordsOf([item], minor) }).configuration.settings.get(path);
  return read?.from.kind === 'flag' && textOf(inOrder(read.value)) === textOf(inOrder(value));
}

const inOrder = (value: Typed): Typed =>
  value instanceof Map
    ? new Map([...(value as ReadonlyMap<string, Typed>)].sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/**
 * The lines of a file for an item of `kubelet-arg`; undefined where no field says it, or its value cannot be read.
 *
 * @param minor the Kubernetes minor, 33 for 1.33
 */
export function linesOf(item: string, minor: number): readonly string[] | undefined {
  const words = wordsOf([item], minor);
  const [, flag = ''] = /^--([^=]+)/.exec(words[0] ?? '') ?? [];
  const path = fieldOfFlag(flag);
  if (path === undefined || !fieldAt(path)) return undefined;
  const kubelet = readKubelet({ minor, files: [], words });
  const setting = kubelet.configuration.settings.get(path);
  if (setting?.from.kind !== 'flag') return undefined;
  const parts = path.split('.');
  const lines = parts.slice(0, -1).map((part, index) => `${'  '.repeat(index)}${part}:`);
  const indent = '  '.repeat(parts.length - 1);
  const name = parts.at(-1) as string;
  const { value } = setting;
  if (value instanceof Map) {
    return [
      ...lines,
      `${indent}${name}:`,
      ...[...value].map(([key, one]) => `${indent}  ${asScalar(key)}: ${textOf(one)}`),
    ];
  }
  if (Array.isArray(value)) return [...lines, `${indent}${name}:`, ...value.map((one) => `${indent}- ${textOf(one)}`)];
  return [...lines, `${indent}${name}: ${textOf(value)}`];
}
