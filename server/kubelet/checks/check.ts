/** The shape of a check, and the kinds of checks there are many of: ranges, words, durations, gates. */

import { meantQuantity } from '../../arguments/quantity.ts';
import { kubeletFields, valuesOf } from '../../knowledge/kubelet.ts';
import type { KubeletField } from '../../knowledge/kubeletField.ts';
import type { KubeletRuleId } from '../../knowledge/kubeletRules.ts';
import { printDuration, readDuration } from '../../node/commandLine.ts';
import { nearest } from '../../words/nearest.ts';
import type { Configuration, Hit } from '../configuration.ts';

/** Looks at a finished configuration for one kind of mistake. */
export type Check = (config: Configuration) => Iterable<Hit>;

/** Checks by the rule they stand for. */
export type Checks = Readonly<Partial<Record<KubeletRuleId, Check>>>;

/** The row of a field. */
export const row = (path: string): KubeletField => kubeletFields[path] as KubeletField;

/** A number between the bounds of its row. */
export const range = (path: string): Check =>
  function* (config) {
    const value = config.get(path);
    if (typeof value !== 'number') return;
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = row(path);
    if (value >= min && value <= max) return;
    yield max === Number.POSITIVE_INFINITY
      ? { say: 'atLeast', args: [path, min, value], value: String(value) }
      : { say: 'between', args: [path, min, max, value], value: String(value) };
  };

/** One of the words of its row, for the minor. Empty has become the default before. */
export const oneOf = (path: string, needs?: (config: Configuration) => boolean): Check =>
  function* (config) {
    const value = config.text(path);
    const allowed = Object.keys(valuesOf(row(path), config.minor) ?? {});
    if (needs && !needs(config)) return;
    if (allowed.includes(value) || (value === '' && !config.isSet(path))) return;
    yield oneOfHit(path, value, allowed);
  };

/** The hit for a word that is none of the allowed ones. */
export function oneOfHit(path: string, value: string, allowed: readonly string[]): Hit {
  const meant = nearestWord(value, allowed);
  const words = allowed.filter((word) => word !== '');
  return meant
    ? { say: 'oneOfMeant', args: [path, value, meant], value, meant }
    : { say: 'oneOf', args: [path, value, words.join(', ')], value };
}

/** The word a person meant, whatever its case. */
export function nearestWord(value: string, allowed: readonly string[]): string | undefined {
  const small = new Map(allowed.map((word) => [word.toLowerCase(), word]));
  const plain = value.toLowerCase();
  const [found] = small.has(plain) ? [plain] : nearest(plain, small.keys(), 1);
  return found === undefined || found === '' ? undefined : small.get(found);
}

/** Only while the gate is on; `set` says whether it is used at all. */
export const gated = (
  gate: string,
  paths: readonly string[],
  set: (config: Configuration, path: string) => boolean,
): Check =>
  function* (config) {
    if (config.gates.isOn(gate)) return;
    for (const path of paths) {
      if (set(config, path)) yield { say: 'gateNeeded', args: [path, gate], fields: [path], gate };
    }
  };

/** A duration that is there and not zero. */
export const isPositive = (config: Configuration, path: string): boolean => config.duration(path) > 0n;
/** A duration of the tables. */
export const nanoseconds = (text: string): bigint => readDuration(text) as bigint;

/** A duration between the bounds of its row. */
export function* durationRange(config: Configuration, path: string): Iterable<Hit> {
  const value = config.duration(path);
  const { minDuration, maxDuration, aboveDuration } = row(path);
  const shown = printDuration(value);
  if (aboveDuration !== undefined && value <= nanoseconds(aboveDuration)) {
    yield { say: 'durationAbove', args: [path, aboveDuration, shown], value: shown };
  } else if (minDuration !== undefined && value < nanoseconds(minDuration)) {
    yield maxDuration === undefined
      ? { say: 'durationAtLeast', args: [path, minDuration, shown], value: shown }
      : { say: 'durationBetween', args: [path, minDuration, maxDuration, shown], value: shown };
  } else if (maxDuration !== undefined && value > nanoseconds(maxDuration)) {
    yield { say: 'durationBetween', args: [path, minDuration ?? '0s', maxDuration, shown], value: shown };
  }
}

/** A duration between the bounds of its row, whenever it is set or has a default. */
export const duration =
  (path: string): Check =>
  (config) =>
    durationRange(config, path);

/** The hit for a text that is no amount. */
export function amount(name: string, text: string): Hit & { readonly class: 'syntax' } {
  const meant = meantQuantity(text);
  const say = meant === undefined ? 'amount' : 'amountMeant';
  return { say, args: [name, text, meant ?? ''], value: text, class: 'syntax', ...(meant ? { meant } : {}) };
}
