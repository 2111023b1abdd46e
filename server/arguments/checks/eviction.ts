/** Thresholds of the kubelet and what it keeps back: signals, amounts, times. (kubelet.md sections 4 and 5) */

import { EVICTION_SIGNALS, RESERVABLE } from '../../knowledge/argumentWords.ts';
import { readDuration } from '../../node/commandLine.ts';
import type { Pair, Problem } from '../problem.ts';
import { meantQuantity, readPercent, readQuantity } from '../quantity.ts';
import type { Settings } from '../settings.ts';
import { between, type Check, of } from './check.ts';
import { meantName } from './names.ts';

/** Thresholds: `signal<amount`, and what has to go with them. */
export const evictions: Check = function* (settings) {
  for (const flag of ['eviction-hard', 'eviction-soft'] as const) {
    for (const { key, value } of settings.pairs(flag, '<').values()) {
      yield* signal(settings, flag, key);
      if (value) yield* threshold(flag, key.text, value);
    }
  }
  for (const { key, value } of settings.pairs('eviction-minimum-reclaim').values()) {
    const flag = 'eviction-minimum-reclaim';
    yield* signal(settings, flag, key);
    if (!value) continue;
    const percent = readPercent(value.text);
    const amount = percent ?? readQuantity(value.text);
    if (amount === undefined) yield* quantityProblem(flag, value);
    else if (percent === undefined ? amount < 0 : amount <= 0) {
      yield* of(flag, value, 'range', 'startup', 'reclaim');
    }
  }
  const graces = settings.pairs('eviction-soft-grace-period');
  for (const { key, value } of graces.values()) {
    const flag = 'eviction-soft-grace-period';
    yield* signal(settings, flag, key);
    const time = value && readDuration(value.text);
    if (value && time === undefined) {
      const meant = /^\d+$/.test(value.text) ? `${value.text}s` : undefined;
      yield* of(flag, value, 'syntax', 'startup', 'durationIn', { meant });
    } else if (value && time !== undefined && time < 0n) {
      yield* of(flag, value, 'range', 'startup', 'negative');
    }
  }
  for (const { key } of settings.pairs('eviction-soft', '<').values()) {
    if (graces.has(key.text)) continue;
    const flags = ['eviction-soft', 'eviction-soft-grace-period'];
    const more = { args: [key.text], ...(key.at.item >= 0 ? { at: key.at } : {}) };
    yield* between(settings, 'relation', 'startup', 'softGrace', flags, more);
  }
};

function* signal({ minor }: Settings, flag: string, key: Pair['key']): Iterable<Problem> {
  const known = Object.keys(EVICTION_SIGNALS).filter((name) => minor >= (EVICTION_SIGNALS[name]?.since ?? 0));
  if (!known.includes(key.text)) {
    const offered = known.filter((name) => !EVICTION_SIGNALS[name]?.hidden);
    const meant = meantName(key.text, offered);
    yield* of(flag, key, 'enum', 'startup', 'signal', { args: [key.text, offered.join(', ')], meant });
  } else if (key.text.startsWith('containerfs.')) yield* of(flag, key, 'ignored', 'note', 'containerfs');
}

function* threshold(flag: string, name: string, value: NonNullable<Pair['value']>): Iterable<Problem> {
  const percent = readPercent(value.text);
  const amount = percent ?? readQuantity(value.text);
  if (amount === undefined) yield* quantityProblem(flag, value);
  else if (percent !== undefined) {
    if (percent < 0 || percent > 100)
      yield* of(flag, value, 'range', 'startup', 'percent', { args: [value.text, name] });
  } else if (amount <= 0) yield* of(flag, value, 'range', 'startup', 'threshold0', { args: [value.text, name] });
}

function quantityProblem(flag: string, value: NonNullable<Pair['value']>): Iterable<Problem> {
  return of(flag, value, 'syntax', 'startup', 'quantityIn', { meant: meantQuantity(value.text) });
}

export const reservations: Check = function* (settings) {
  for (const flag of ['kube-reserved', 'system-reserved'] as const) {
    for (const { key, value } of settings.pairs(flag).values()) {
      if (!RESERVABLE.includes(key.text)) {
        const meant = meantName(key.text, RESERVABLE);
        yield* of(flag, key, 'enum', 'startup', 'reservable', { args: [key.text, RESERVABLE.join(', ')], meant });
        continue;
      }
      const amount = value && readQuantity(value.text);
      if (value && amount === undefined) yield* quantityProblem(flag, value);
      else if (value && amount !== undefined && amount < 0) yield* of(flag, value, 'range', 'startup', 'negative');
    }
  }
  for (const { key, value } of settings.pairs('qos-reserved').values()) {
    const flag = 'qos-reserved';
    if (key.text !== 'memory') yield* of(flag, key, 'enum', 'startup', 'qosMemory', { meant: 'memory' });
    else if (value && !/^(\d|[1-9]\d|100)%$/.test(value.text)) {
      const meant = /^\d+$/.test(value.text) ? `${value.text}%` : undefined;
      yield* of(flag, value, 'syntax', 'startup', 'percentIn', { meant });
    }
  }
};
