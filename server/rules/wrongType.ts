/** Values that the flag parser of K3s cannot read: words for a switch, text for a number, a time without a unit. */

import type { FlagType } from '../knowledge/flag.ts';
import { readValue } from '../node/commandLine.ts';
import { isText } from '../node/given.ts';
import type { Part } from '../node/loader.ts';
import { meantAddress } from '../node/net.ts';
import { shown } from '../words/list.ts';
import { say } from '../words/say.ts';
import { contentStart, replace } from '../yaml/edits.ts';
import type { Span } from '../yaml/tree.ts';
import { type Hit, rule } from './rule.ts';

interface Meant {
  readonly part: Part;
  /** Ways to write it that K3s can read. */
  readonly values: readonly string[];
  /** The first of them is the only thing that can be meant. */
  readonly sure: boolean;
}

export const wrongType = rule<Meant>({
  id: 'wrong-type',
  group: 'values',
  scope: 'machine',
  summary: 'A value that does not fit the type of its option.',
  severity: 'error',
  message: {
    bool: 'K3s does not start: "{0}" is a switch, so write true or false and not "{1}".',
    boolMeant: 'K3s does not start: "{0}" is a switch, and "{1}" is neither true nor false to it. Write {2}.',
    address: 'K3s does not start: "{0}" is a switch and takes no address. Write true or false.',
    int: 'K3s does not start: "{0}" takes a whole number and not "{1}".',
    intMeant: 'K3s does not start: "{0}" takes a whole number, and "{1}" is none. Write {2}.',
    range: 'K3s does not start: {1} is too large a number for "{0}".',
    octal: 'K3s takes the leading 0 of "{1}" for an octal number and sets "{0}" to {2}. Write {3}.',
    duration: 'K3s does not start: "{0}" takes a time with a unit, such as 5m or 1h30m, and not "{1}".',
    durationMeant: 'K3s does not start: "{0}" takes a time with a unit, and "{1}" is none. Write {2}.',
  },
  *check({ node, flags }) {
    for (const [key, setting] of node.settings) {
      const found = flags.has(key) ? flags.find(key) : undefined;
      if (!found || found.flag.type === 'string' || found.flag.type === 'list') continue;
      for (const part of setting.parts) {
        const hit = isText(part) ? hitOf(key, found.flag.type, part) : undefined;
        if (!hit) continue;
        yield { at: placeOf(part), in: part.document.uri, ...hit };
      }
    }
  },
  fix: ({ data }) =>
    (data?.values ?? []).map((value, index) => ({
      title: say('Change to {0}', value),
      edits: data ? [replace(data.part.document, placeOf(data.part), value)] : [],
      ...(data?.sure && index === 0 ? { safe: true as const } : {}),
    })),
});

function placeOf({ document, node }: Part): Span {
  return { start: contentStart(document, node), end: node.end };
}

function hitOf(key: string, type: FlagType, part: Part): Omit<Hit<Meant>, 'at'> | undefined {
  const read = readValue(type, part.text);
  const text = shown(part.text);
  if (read === 'value out of range') return { say: 'range', args: [key, text] };
  if (typeof read !== 'string') return type === 'int' ? octal(key, part, read.value as bigint) : undefined;
  const { values, sure } = meaningOf(type, part.text);
  if (values.length === 0 && type === 'bool' && meantAddress(part.text)) return { say: 'address', args: [key] };
  const told = sure && values[0] !== undefined;
  return {
    say: told ? `${type}Meant` : type,
    args: told ? [key, text, values[0] as string] : [key, text],
    data: { part, values, sure },
  };
}

/** A number in quotes that starts with 0 is read, but not as it looks. */
function octal(key: string, part: Part, value: bigint): Omit<Hit<Meant>, 'at'> | undefined {
  if (!/^[-+]?0\d+$/.test(part.text)) return undefined;
  const decimal = BigInt(part.text.replace('+', ''));
  if (decimal === value) return undefined;
  return {
    say: 'octal',
    args: [key, part.text, String(value), String(decimal)],
    severity: 'warning',
    data: { part, values: [String(decimal)], sure: false },
  };
}

const YES = new Set(['yes', 'y', 'on', 'true', 'enable', 'enabled', 'active']);
const NO = new Set(['no', 'n', 'off', 'false', 'disable', 'disabled', 'none']);
const none = { values: [], sure: false };

function meaningOf(type: FlagType, text: string): { values: readonly string[]; sure: boolean } {
  const word = text.trim().toLowerCase();
  if (type === 'bool') {
    return YES.has(word) || NO.has(word) ? { values: [String(YES.has(word))], sure: true } : none;
  }
  if (type === 'int') {
    if (/^0\d+$/.test(word)) return { values: [String(BigInt(word))], sure: true };
    const number = /^\D{0,2}([1-9]\d*)(?![\d.,])/.exec(word)?.[1];
    return number ? { values: [number], sure: false } : none;
  }
  if (/^\d+(\.\d+)?$/.test(word)) return { values: ['m', 's', 'h'].map((unit) => word + unit), sure: false };
  const spoken = SPOKEN.exec(word);
  const meant = spoken && durationOf(spoken[1] ?? '', spoken[2] ?? '');
  return meant ? { values: [meant], sure: true } : none;
}

const SPOKEN = /^(\d+)\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$/;

function durationOf(number: string, unit: string): string {
  if (unit.startsWith('ms') || unit.startsWith('mil')) return `${number}ms`;
  if (unit.startsWith('w')) return `${BigInt(number) * 168n}h`;
  if (unit.startsWith('d')) return `${BigInt(number) * 24n}h`;
  return number + unit[0];
}
