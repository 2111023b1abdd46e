/** Label selectors: as text in a query, and as objects in budgets and workloads. */

import type { Loose } from './object.ts';

/** Whether an object with these labels is meant. */
export type Matches = (labels: Readonly<Record<string, string>>) => boolean;

/** A selector that nobody can read; the message says what is wrong. */
export class SelectorError extends Error {}

const NAME = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
/** One requirement: `!key`, `key`, `key op value`, or `key in (a, b)`. */
const REQUIREMENT = /^\s*(!?)\s*([^\s!=<>(),]+)\s*(?:(==|=|!=|<|>)\s*([^\s!=<>(),]*)|(in|notin)\s*\(([^()]*)\))?\s*$/;

/** Reads `a=b,c in (d,e),!f`; the empty selector means everything. */
export function parseLabels(text: string): Matches {
  if (text.trim() === '') return () => true;
  const all = split(text).map(parseRequirement);
  return (labels) => all.every((matches) => matches(labels));
}

/** Commas part requirements, but not the values in brackets. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index <= text.length; index++) {
    const char = text[index];
    if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === undefined || (char === ',' && depth === 0)) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return parts;
}

function parseRequirement(part: string): Matches {
  const found = REQUIREMENT.exec(part);
  if (found === null) throw new SelectorError(`unable to parse requirement: ${JSON.stringify(part.trim())}`);
  const [, not, key = '', operator, value = '', among, list = ''] = found;
  if (not === '!' && (operator !== undefined || among !== undefined))
    throw new SelectorError(
      `unable to parse requirement: found '${operator ?? among}', expected: ',' or 'end of string'`,
    );
  check(NAME, key, 'key');
  if (not === '!') return (labels) => !Object.hasOwn(labels, key);
  if (operator === '<' || operator === '>') {
    if (!/^-?\d+$/.test(value))
      throw new SelectorError(`for 'Gt', 'Lt' operators, the value must be an integer: ${value}`);
    const limit = Number(value);
    return (labels) => {
      const own = labels[key];
      return own !== undefined && /^-?\d+$/.test(own) && (operator === '<' ? Number(own) < limit : Number(own) > limit);
    };
  }
  if (operator === undefined && among === undefined) return (labels) => Object.hasOwn(labels, key);
  const values = (operator === undefined ? list.split(',') : [value]).map((item) => item.trim());
  for (const item of values) check(VALUE, item, 'value');
  return operator === '!=' || among === 'notin' ? outside(key, values) : inside(key, values);
}

function check(pattern: RegExp, value: string, what: string): void {
  if (!pattern.test(value))
    throw new SelectorError(`unable to parse requirement: <nil>: Invalid ${what} ${JSON.stringify(value)}`);
}

/** The label is there, with one of the values. */
function inside(key: string, values: readonly string[]): Matches {
  return (labels) => Object.hasOwn(labels, key) && values.includes(labels[key] as string);
}

/** The label is not there, or with another value. */
function outside(key: string, values: readonly string[]): Matches {
  return (labels) => !Object.hasOwn(labels, key) || !values.includes(labels[key] as string);
}

/** Reads `matchLabels` and `matchExpressions`; nothing at all means nothing, an empty selector means everything. */
export function selectorOf(selector: Loose): Matches {
  if (selector === undefined || selector === null) return () => false;
  const all: Matches[] = Object.entries<string>(selector.matchLabels ?? {}).map(([key, value]) => inside(key, [value]));
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    if (operator === 'In' && values.length > 0) all.push(inside(key, values));
    else if (operator === 'NotIn' && values.length > 0) all.push(outside(key, values));
    else if (operator === 'Exists' && values.length === 0) all.push((labels) => Object.hasOwn(labels, key));
    else if (operator === 'DoesNotExist' && values.length === 0) all.push((labels) => !Object.hasOwn(labels, key));
    else
      throw new SelectorError(`${JSON.stringify(operator)} with ${values.length} values is not a valid label selector`);
  }
  return (labels) => all.every((matches) => matches(labels));
}

/** A selector object as tables and `kubectl` show it. */
export function selectorText(selector: Loose): string {
  if (selector === undefined || selector === null) return '<none>';
  const parts = Object.entries<string>(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  for (const { key, operator, values = [] } of selector.matchExpressions ?? [])
    parts.push(
      operator === 'In' || operator === 'NotIn'
        ? `${key} ${operator.toLowerCase()} (${[...values].sort().join(',')})`
        : operator === 'Exists'
          ? key
          : `!${key}`,
    );
  return parts.length === 0 ? '<none>' : parts.sort().join(',');
}
