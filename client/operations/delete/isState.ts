/** Whether what lies in a file is the state of a deletion; a file may hold anything. */

import { asArray, asText, at } from '../../cluster/json.ts';
import type { DeleteState } from './state.ts';

const isOneOf = (value: unknown, ...words: readonly string[]): boolean =>
  typeof value === 'string' && words.includes(value);

const isTextOrAbsent = (value: unknown): boolean => value === undefined || asText(value) !== undefined;

const areTextsOrAbsent = (value: unknown): boolean =>
  value === undefined || (asArray(value)?.every((one) => asText(one) !== undefined) ?? false);

export function isDeleteState(value: unknown): value is DeleteState {
  const of = (...path: readonly string[]): unknown => at(value, ...path);
  return (
    of('format') === 1 &&
    asText(of('node')) !== undefined &&
    asText(of('nodeUid')) !== undefined &&
    isOneOf(of('choices', 'password'), 'remove', 'keep') &&
    typeof of('choices', 'despiteQuorum') === 'boolean' &&
    typeof of('typed') === 'boolean' &&
    typeof of('alive') === 'boolean' &&
    areTextsOrAbsent(of('volumes')) &&
    isOneOf(of('step'), 'there', 'asked', 'gone') &&
    areTextsOrAbsent(of('finalizers')) &&
    isOneOf(of('password', 'state'), 'open', 'gone', 'kept', 'failed') &&
    isTextOrAbsent(of('password', 'uid')) &&
    isTextOrAbsent(of('password', 'words')) &&
    isOneOf(of('back'), 'unknown', 'no', 'yes') &&
    ['trouble', 'result', 'problem'].every((key) => isTextOrAbsent(of(key)))
  );
}
