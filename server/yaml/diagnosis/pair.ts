/** Lines that were meant as `key: value` but are written otherwise: `key:value`, `key=value`, `--key value`. */

import type { FlagType } from '../../knowledge/flag.ts';
import { asScalar } from '../edits.ts';

/** The type of an option, undefined for a word that is none. */
export type TypeOf = (name: string) => FlagType | undefined;

export interface MeantPair {
  readonly how: 'glued-colon' | 'equals' | 'command-line' | 'missing-colon';
  readonly name: string;
  /** The line as it should be. */
  readonly text: string;
  /** The line means this and nothing else. */
  readonly certain: boolean;
}

const MEANT = /^(-{0,2})([A-Za-z][\w-]*\+?)(?:(:[ \t]*|=|[ \t]+)(.*))?$/;

/** What a line without indentation and comment was meant to be; undefined when it starts with no option. */
export function meantPair(content: string, typeOf: TypeOf): MeantPair | undefined {
  const [, dashes = '', name = '', between = '', value = ''] = MEANT.exec(content) ?? [];
  const type = typeOf(name.replace(/\+$/, ''));
  if (name === '' || type === undefined) return undefined;
  const text = value.trim() === '' ? pairWithout(name, type) : `${name}: ${asWritten(value.trim())}`;
  if (dashes !== '') return { how: 'command-line', name, text, certain: between !== '' || type === 'bool' };
  if (between.startsWith(':'))
    return { how: 'glued-colon', name, text: `${name}: ${value}`.trimEnd(), certain: between === ':' };
  if (between === '=') return { how: 'equals', name, text, certain: true };
  return { how: 'missing-colon', name, text, certain: false };
}

const pairWithout = (name: string, type: FlagType): string => (type === 'bool' ? `${name}: true` : `${name}:`);

/** A value as it was written where that is fine as YAML, else in quotes. */
function asWritten(value: string): string {
  return /^(["'][^"']*["']|true|false|0|[1-9]\d*)$/.test(value) ? value : asScalar(value);
}
