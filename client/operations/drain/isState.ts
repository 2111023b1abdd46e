/** Whether something that was read from a file is the state of a drain, in all that is looked at later. */

import { asArray, asNumber, asRecord, asText, at } from '../../cluster/json.ts';
import type { DrainState, Row } from './state.ts';

const STATES: ReadonlySet<unknown> = new Set<Row['state']>([
  'queued',
  'asking',
  'waiting',
  'going',
  'gone',
  'kept',
  'skipped',
  'refused',
  'forbidden',
  'arrived',
  'checked',
]);
const CORDONS: ReadonlySet<unknown> = new Set<DrainState['cordon']>(['todo', 'asked', 'ours', 'before']);
const WAYS: ReadonlySet<unknown> = new Set<DrainState['way']>(['v1', 'v1beta1', 'delete']);

export function isDrainState(value: unknown): value is DrainState {
  const options = at(value, 'options');
  return (
    at(value, 'format') === 1 &&
    areTexts(value, 'node', 'nodeUid') &&
    areNumbers(value, 'started') &&
    CORDONS.has(at(value, 'cordon')) &&
    WAYS.has(at(value, 'way')) &&
    areNumbers(options, 'timeLimitSeconds', 'parallel', 'skipWaitSeconds') &&
    areTexts(options, 'podSelector', 'way') &&
    asArray(at(options, 'exclude')) !== undefined &&
    ['emptyDir', 'unmanaged', 'orphan'].every((need) => isConsent(at(options, 'consent', need))) &&
    isAbsentOr(asText, value, 'problem', 'trouble', 'result') &&
    isAbsentOr(asNumber, value, 'deadline') &&
    (asArray(at(value, 'rows'))?.every(isRow) ?? false)
  );
}

const isRow = (row: unknown): boolean =>
  asRecord(row) !== undefined &&
  areTexts(row, 'namespace', 'name', 'uid') &&
  STATES.has(at(row, 'state')) &&
  areNumbers(row, 'since') &&
  isAbsentOr(asNumber, row, 'next', 'until') &&
  isAbsentOr(asText, row, 'reason', 'words');

const isConsent = (value: unknown): boolean => value === 'all' || asArray(value) !== undefined;

const areTexts = (value: unknown, ...keys: readonly string[]): boolean =>
  keys.every((key) => asText(at(value, key)) !== undefined);

const areNumbers = (value: unknown, ...keys: readonly string[]): boolean =>
  keys.every((key) => asNumber(at(value, key)) !== undefined);

const isAbsentOr = (as: (value: unknown) => unknown, value: unknown, ...keys: readonly string[]): boolean =>
  keys.every((key) => at(value, key) === undefined || as(at(value, key)) !== undefined);
