/** One scalar as Go decodes it into the type of a field, and what a person meant where it does not fit. */

import { readQuantity } from '../arguments/quantity.ts';
import type { FieldType } from '../knowledge/kubeletField.ts';
import { readDuration } from '../node/commandLine.ts';
import type { JsonNode, JsonScalar } from './json.ts';
import type { Message } from './messages.ts';

/** Why a scalar is no value of a type. */
export type Fault = { readonly fault: 'wrong-type' | 'bad-duration' | 'bad-quantity' };

/** What fits into whole numbers. */
const LIMITS: Readonly<Partial<Record<FieldType, readonly [bigint, bigint]>>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
};

const WRONG: Fault = { fault: 'wrong-type' };

/** One scalar as Go decodes it into a type. */
export function readScalar(
  { kind, text }: Pick<JsonScalar, 'kind' | 'text'>,
  type: FieldType,
): boolean | number | bigint | string | Fault {
  switch (type) {
    case 'bool':
      return kind === 'bool' ? text === 'true' : WRONG;
    case 'int32':
    case 'int64':
    case 'uint32': {
      if (kind !== 'number' || !/^-?\d+$/.test(text)) return WRONG;
      const [low, high] = LIMITS[type] as readonly [bigint, bigint];
      const whole = BigInt(text);
      return whole >= low && whole <= high ? Number(whole) : WRONG;
    }
    case 'float':
      return kind === 'number' ? Number(text) : WRONG;
    case 'quantity':
      if (kind === 'bool') return WRONG;
      return readQuantity(text) === undefined ? { fault: 'bad-quantity' } : text;
    case 'duration':
    case 'durationOrNanoseconds': {
      if (kind === 'number' && type === 'durationOrNanoseconds' && /^-?\d+$/.test(text)) return BigInt(text);
      if (kind !== 'string') return WRONG;
      return readDuration(text) ?? { fault: 'bad-duration' };
    }
    default:
      return kind === 'string' ? text : WRONG;
  }
}

/** What a person meant who wrote `5 m`, `7d`, `30s,`. */
export function meantDuration(say: string, text: string): { meant?: string } {
  if (say !== 'badDuration') return {};
  const [, days] = /^\s*(\d+)\s*d(?:ays?)?\s*$/.exec(text) ?? [];
  const meant = days
    ? `${Number(days) * 24}h`
    : text.replace(/[\s,;]+/g, '').replace(/(min|sec|hr?s?)(?:ute|ond|our)?s?/g, (w) => w[0] ?? '');
  const fixed = /^\d+$/.test(text.trim()) && text.trim() !== '0' ? `${text.trim()}s` : meant;
  return fixed !== text && readDuration(fixed) !== undefined ? { meant: fixed } : {};
}

/** The value as text that fits the type, where nothing but quotes or a unit is missing. */
export function meantValue(got: JsonNode['kind'], text: string, type: FieldType): string | undefined {
  if (got === 'number' && type.startsWith('duration') && /^\d+$/.test(text)) return `'${text}s'`;
  if (['number', 'bool'].includes(got) && ['string', 'enum'].includes(type)) return `'${text}'`;
  if (got === 'string' && type in LIMITS && /^-?\d+$/.test(text)) return text;
  if (got === 'string' && type === 'bool' && /^(true|false)$/i.test(text)) return text.toLowerCase();
  if (got === 'string' && type === 'list<string>' && text !== '') return `[${JSON.stringify(text)}]`;
  return undefined;
}

/** The sentence for a value of another type. */
export function wrongTypeMessage(got: JsonNode['kind'], type: FieldType, text: string): Message {
  if (type.startsWith('duration')) return got === 'number' ? 'durationNumber' : 'typeDuration';
  if (type in LIMITS) {
    if (got === 'number') return /^-?\d+$/.test(text) ? 'intRange' : 'intFraction';
    return 'typeInt';
  }
  if (type === 'bool') return 'typeBool';
  if (type === 'float') return 'typeFloat';
  if (type === 'object') return 'typeObject';
  if (type.startsWith('map<')) return 'typeMap';
  if (type.startsWith('list<')) return 'typeList';
  return got === 'number' || got === 'bool' ? 'typeStringQuote' : 'typeString';
}
