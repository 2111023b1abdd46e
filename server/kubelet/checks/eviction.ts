/** Checks of eviction: signals, thresholds, grace periods. (kubelet.md, section 4) */

import { readPercent, readQuantity } from '../../arguments/quantity.ts';
import { keysOf } from '../../knowledge/kubelet.ts';
import { readDuration } from '../../node/commandLine.ts';
import type { Hit } from '../configuration.ts';
import { amount, type Checks, nearestWord, row } from './check.ts';

const EVICTION = ['evictionHard', 'evictionSoft', 'evictionSoftGracePeriod', 'evictionMinimumReclaim'] as const;

export const eviction = {
  *'eviction.signal'(config) {
    const allowed = Object.keys(keysOf(row('evictionHard'), config.minor) ?? {});
    for (const path of EVICTION) {
      for (const key of config.map(path).keys()) {
        if (allowed.includes(key)) continue;
        const meant = nearestWord(key, allowed);
        const say = meant === undefined ? 'signal' : 'signalMeant';
        yield {
          say,
          args: [key, meant ?? ''],
          fields: [path],
          key,
          on: 'key',
          value: key,
          ...(meant ? { meant } : {}),
        };
      }
    }
  },
  *'eviction.value'(config) {
    for (const path of ['evictionHard', 'evictionSoft']) {
      for (const [key, text] of config.map(path)) {
        const flaw = thresholdFlaw(`${path}: ${key}`, text);
        if (flaw) yield { ...flaw, fields: [path], key, value: text };
      }
    }
  },
  *'eviction.grace'(config) {
    const periods = config.map('evictionSoftGracePeriod');
    for (const [key, text] of config.map('evictionSoft')) {
      // 0% and 100% switch the signal off, and then it needs no period.
      if (!periods.has(key) && text !== '0%' && text !== '100%')
        yield { say: 'gracePeriod', args: [key], key, on: 'key' };
    }
  },
  *'eviction.graceNegative'(config) {
    for (const [key, text] of config.map('evictionSoftGracePeriod')) {
      const period = readDuration(text);
      const name = `evictionSoftGracePeriod: ${key}`;
      if (period === undefined)
        yield { say: 'badDuration', args: [name, text], key, value: text, class: 'bad-duration' };
      else if (period < 0n) yield { say: 'durationAtLeast', args: [name, '0s', text], key, value: text };
    }
  },
  *'eviction.reclaim'(config) {
    for (const [key, text] of config.map('evictionMinimumReclaim')) {
      const name = `evictionMinimumReclaim: ${key}`;
      if (text.endsWith('%')) {
        const percent = readPercent(text);
        if (percent === undefined) yield { ...amount(name, text), key };
        else if (percent <= 0) yield { say: 'percentAbove', args: [name, text], key, value: text, class: 'range' };
      } else if (readQuantity(text) === undefined) yield { ...amount(name, text), key };
      else if ((readQuantity(text) ?? 0) < 0)
        yield { say: 'negative', args: [name, text], key, value: text, class: 'range' };
    }
  },
  *'eviction.containerfs'(config) {
    for (const path of ['evictionHard', 'evictionSoft']) {
      for (const key of config.map(path).keys()) {
        if (key.startsWith('containerfs.')) yield { say: 'containerfs', args: [key], fields: [path], key, on: 'key' };
      }
    }
  },
} satisfies Checks;

function thresholdFlaw(name: string, text: string): Hit | undefined {
  if (text === '0%' || text === '100%') return undefined;
  const [, bare] = /^\s*[<>]=?\s*(\S+)$/.exec(text) ?? [];
  if (bare !== undefined) {
    return { say: 'thresholdOperator', args: [name, text, bare], class: 'syntax', meant: bare };
  }
  if (text.endsWith('%')) {
    const percent = readPercent(text);
    if (percent === undefined) return amount(name, text);
    return percent >= 0 && percent <= 100 ? undefined : { say: 'percentMost', args: [name, text], class: 'range' };
  }
  const value = readQuantity(text);
  if (value === undefined) return amount(name, text);
  return value > 0 ? undefined : { say: 'amountAbove', args: [name, text], class: 'range' };
}
