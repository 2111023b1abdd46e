/** Reads the text of a flag as its component does when it parses the command line. */

import type { ComponentFlag, ValueType } from '../knowledge/componentFlags/row.ts';
import { readValue } from '../node/commandLine.ts';
import { EFFECTS, taintFlaw } from '../node/labels.ts';
import { meantAddress, parseIp } from '../node/net.ts';
import { nearest } from '../words/nearest.ts';
import type { Say } from './messages.ts';
import { type Piece, pairOf, piece, split, type ValueKind } from './problem.ts';
import { meantQuantity, readQuantity } from './quantity.ts';

/** Why a text is no value of its flag. */
export interface Refusal {
  readonly valueKind: ValueKind;
  readonly say: Say;
  readonly args: readonly string[];
  readonly at: Piece['at'];
  readonly meant?: string;
  readonly sure?: true;
}

type Reader = (value: Piece, row: ComponentFlag, flag: string) => Refusal | undefined;

/** What is wrong with the text, or nothing. */
export function refusal(value: Piece, row: ComponentFlag, flag: string): Refusal | undefined {
  return readers[row.type]?.(value, row, flag);
}

const INT = { int: 64, int32: 32, int64: 64 } as const;
const UINT = { uint: 64, uint32: 32, uint64: 64 } as const;

const readers: Readonly<Partial<Record<ValueType, Reader>>> = {
  bool,
  version: (value) => (value.text === 'raw' ? undefined : bool(value)),
  int: integer,
  int32: integer,
  int64: integer,
  uint: integer,
  uint32: integer,
  uint64: integer,
  float: (value) =>
    /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value.text) || /^[+-]?inf(inity)?$|^nan$/i.test(value.text)
      ? undefined
      : refused(value, 'number', 'number', unquoted(value)),
  duration,
  quantity: (value) =>
    readQuantity(value.text) === undefined
      ? refused(value, 'other', 'quantity', meantQuantity(value.text) ?? unquoted(value))
      : undefined,
  ip: (value) =>
    value.text.trim() === '' || parseIp(value.text.trim()) ? undefined : refused(value, 'ip', 'ip', meantIp(value)),
  ipport: ipPort,
  portRange,
  'list<string>': commaList,
  'list<int32>': (value, row) =>
    split(value, ',')
      .map((element) => integer(element, row))
      .find((flaw) => flaw),
  'map<string,string>': (value, _row, flag) => {
    if (LOOSE_MAPS.has(flag)) return undefined;
    return WHOLE_PAIRS.has(flag) ? pair(value, '=', 'pair') : pairs(value, '=', 'pair');
  },
  'map<signal,threshold>': (value) => pairs(value, '<', 'threshold'),
  'map<gate,bool>': gates,
  multimap: (value) => pairs(value, ':', 'multimap'),
  taints,
  'reserved-memory': reservedMemory,
  namedCertKey,
  vmodule,
};

/** Maps that take a key alone: labels with an empty value, API versions that are switched on; lists of metrics. */
const LOOSE_MAPS: ReadonlySet<string> = new Set(['allow-metric-labels', 'node-labels', 'runtime-config']);

/** Maps of which each flag is one pair, commas and all. (`NewMapStringStringNoSplit` in the options of components) */
export const WHOLE_PAIRS: ReadonlySet<string> = new Set([
  'cpu-manager-policy-options',
  'oidc-required-claim',
  'topology-manager-policy-options',
]);

function refused(value: Piece, valueKind: ValueKind, say: Say, meant?: string, args?: readonly string[]): Refusal {
  return {
    valueKind,
    say,
    at: value.at,
    args: [value.text, ...(args ?? [])],
    ...(meant === undefined ? {} : { meant }),
    ...(meant !== undefined && meant === unquoted(value) ? { sure: true as const } : {}),
  };
}

/** The text without the quotes that a shell would have taken away, and K3s does not. */
function unquoted({ text }: Piece): string | undefined {
  return /^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : undefined;
}

const WORDS: Readonly<Record<string, string>> = { yes: 'true', on: 'true', y: 'true', no: 'false', off: 'false' };

function bool(value: Piece): Refusal | undefined {
  if (typeof readValue('bool', value.text) !== 'string') return undefined;
  const bare = unquoted(value) ?? value.text;
  const word = bare.trim().toLowerCase();
  const meant = WORDS[word] ?? (word === 'true' || word === 'false' ? word : undefined);
  return { ...refused(value, 'boolean', 'boolean', meant), ...(meant ? { sure: true as const } : {}) };
}

function integer(value: Piece, { type }: ComponentFlag): Refusal | undefined {
  const read = readValue('int', value.text);
  const unsigned = UINT[type as keyof typeof UINT];
  const bits = unsigned ?? INT[type as keyof typeof INT] ?? 32;
  if (typeof read === 'string' || read.type !== 'int') {
    // Unsigned numbers of 64 bits go beyond what a signed one holds.
    if (read === 'value out of range') return refused(value, 'number-range', 'numberRange', undefined, [String(bits)]);
    const meant = unquoted(value) ?? /^(\d+)\s*(%|s|pods)?$/.exec(value.text.trim())?.[1];
    return refused(value, 'number', 'number', meant);
  }
  if (unsigned && read.value < 0n) return refused(value, 'number', 'unsigned');
  const limit = 2n ** BigInt(unsigned ? bits : bits - 1);
  if (read.value >= limit || read.value < -limit) {
    return refused(value, 'number-range', 'numberRange', undefined, [String(bits)]);
  }
  return undefined;
}

function duration(value: Piece): Refusal | undefined {
  if (typeof readValue('duration', value.text) !== 'string') return undefined;
  const days = /^(\d+)\s*d(?:ays?)?$/.exec(value.text.trim())?.[1];
  if (days) return refused(value, 'duration', 'durationDays', `${Number(days) * 24}h`);
  const bare = /^\d+$/.test(value.text.trim());
  if (bare) return refused(value, 'duration', 'durationUnit', `${value.text.trim()}s`);
  const meant =
    unquoted(value) ?? value.text.replace(/\s+/g, '').replace(/(min|sec)s?(?=\d|$)/g, (word) => word[0] ?? '');
  return refused(value, 'duration', 'duration', typeof readValue('duration', meant) === 'string' ? undefined : meant);
}

function meantIp({ text }: Piece): string | undefined {
  return text.trim() === 'localhost' ? '127.0.0.1' : meantAddress(text);
}

function ipPort(value: Piece): Refusal | undefined {
  const text = value.text;
  if (text === '' || parseIp(text)) return undefined;
  const parts = /^(?:\[([^\]]*)\]|([^:]*)):(\d*)$/.exec(text);
  const host = parts?.[1] ?? parts?.[2] ?? '';
  const port = Number(parts?.[3] || Number.NaN);
  if (parts && parseIp(host) && port >= 0 && port <= 65535) return undefined;
  const meant = text.replace('localhost', '127.0.0.1');
  return refused(value, 'ip', 'ipPort', meant !== text ? meant : undefined);
}

function portRange(value: Piece): Refusal | undefined {
  const text = value.text.trim();
  if (text === '') return undefined;
  const [, low = '', sign, high = ''] = /^(\d+)(?:([-+])(\d+))?$/.exec(text) ?? [];
  const first = Number(low || Number.NaN);
  const last = sign === '+' ? first + Number(high) : Number(high || low || Number.NaN);
  if (first <= last && last <= 65535) return undefined;
  const meant = /^(\d+)\s*(?:-|\.\.|:|–)\s*(\d+)$/.exec(text);
  const [, from = '', to = ''] = meant ?? [];
  const sorted = [Number(from), Number(to)].sort((a, b) => a - b);
  return refused(value, 'port-range', 'portRange', meant && (sorted[1] ?? 0) <= 65535 ? sorted.join('-') : undefined);
}

/** Go reads lists at commas as one line of a CSV file, so a quote has to begin and end an element. */
function commaList(value: Piece, row: ComponentFlag): Refusal | undefined {
  if (row.multi === 'repeat' || !value.text.includes('"')) return undefined;
  return /^(("([^"]|"")*"|[^",]*)(,|$))+$/.test(value.text)
    ? undefined
    : refused(value, 'other', 'listQuotes', value.text.replaceAll('"', ''));
}

function pairs(value: Piece, separator: '=' | '<' | ':', say: Say): Refusal | undefined {
  for (const element of split(value, ',')) {
    const flaw = pair(element, separator, say);
    if (flaw) return flaw;
  }
  return undefined;
}

function pair(element: Piece, separator: '=' | '<' | ':', say: Say): Refusal | undefined {
  if (pairOf(element, separator).value) return undefined;
  const other = /[:=<>]\s*=?/.exec(element.text);
  const meant = other ? element.text.replace(other[0], separator) : undefined;
  return refused(element, 'pair', say, meant === element.text ? undefined : meant);
}

function gates(value: Piece): Refusal | undefined {
  for (const element of split(value, ',')) {
    const { key, value: right } = pairOf(element);
    if (!right) {
      const meant = /^\w+$/.test(key.text) ? `${key.text}=true` : unquoted(value);
      return refused(element, 'pair', 'gatePair', meant);
    }
    if (typeof readValue('bool', right.text) !== 'string') continue;
    const quote = /^['"]/.test(value.text) && unquoted(value);
    if (quote) return { ...refused(value, 'boolean', 'quotes', quote), sure: true };
    return bool(right);
  }
  return undefined;
}

function taints(value: Piece): Refusal | undefined {
  if (value.text === '') return undefined;
  for (const element of value.text.includes(',') ? split(value, ',') : [value]) {
    const flaw = taintFlaw(element.text);
    if (!flaw) continue;
    if (flaw.kind === 'effect') {
      const effect = piece(element, flaw.from, flaw.effect.length);
      const near = nearest(
        flaw.effect,
        EFFECTS.map((name) => name.toLowerCase()),
        1,
      )[0];
      const meant = EFFECTS.find((name) => name.toLowerCase() === near);
      return refused(effect, 'taint', 'taintEffect', meant);
    }
    return refused(element, 'taint', flaw.kind === 'no-effect' ? 'taintNoEffect' : 'taint');
  }
  return undefined;
}

/** `0:memory=1Gi,hugepages-2Mi=64Mi;1:memory=1Gi`. (pkg/kubelet/apis/config, flag of its own) */
function reservedMemory(value: Piece): Refusal | undefined {
  for (const node of value.text === '' ? [] : split(value, ';')) {
    const [, number, rest] = /^(\d+):(.+)$/s.exec(node.text) ?? [];
    if (number === undefined || rest === undefined) return refused(node, 'reserved-memory', 'reservedMemory');
    for (const element of split(piece(node, number.length + 1, rest.length), ',')) {
      const { key, value: amount } = pairOf(element);
      const known = key.text === 'memory' || /^hugepages-./.test(key.text);
      const size = amount && readQuantity(amount.text);
      if (!known || size === undefined || size < 0) {
        return refused(element, 'reserved-memory', 'reservedMemory');
      }
    }
  }
  return undefined;
}

function namedCertKey(value: Piece): Refusal | undefined {
  const files = (value.text.split(':')[0] ?? '').split(',');
  const [certificate = '', key = ''] = files.map((file) => file.trim());
  return files.length === 2 && certificate !== '' && key !== '' ? undefined : refused(value, 'other', 'certKey');
}

function vmodule(value: Piece): Refusal | undefined {
  for (const element of split(value, ',')) {
    const { key, value: level } = pairOf(element);
    if (key.text !== '' && level && /^\d+$/.test(level.text) && Number(level.text) < 2 ** 31) continue;
    return refused(element, 'other', 'vmodule');
  }
  return undefined;
}
