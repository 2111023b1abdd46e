/** A drain as an operation: what it is called, how far it is, and what happened between two steps. */

import { say } from '../../say.ts';
import type { Kind, Part } from '../kind.ts';
import { isDrainState } from './isState.ts';
import { nameOf } from './pod.ts';
import { drain } from './run.ts';
import { cordonAhead } from './start.ts';
import { type DrainState, isWaiting, type Row, remaining, rowWords } from './state.ts';

export const drainKind: Kind<DrainState> = {
  title: (names) => (names.length === 1 ? say('Drain {0}', names[0] ?? '') : say('Drain {0} nodes', names.length)),
  alone: false,
  cordons: true,
  /** All nodes leave service before the first is emptied, so that its pods do not move to the next. */
  prepare: (states, { onDetail, ...needs }) => cordonAhead(states, needs, onDetail),
  isDetail: isDrainState,
  async run(state, { onDetail, ...needs }) {
    const end = await drain(state, { ...needs, onState: onDetail });
    return { detail: end, result: end.result ?? 'cancelled' };
  },
  told,
  progress({ rows }) {
    const leaving = rows.filter(({ state }) => state !== 'kept' && state !== 'arrived');
    return { done: leaving.filter(({ state }) => state === 'gone' || state === 'skipped').length, all: leaving.length };
  },
  summary,
  parts: ({ rows }, now) => rows.map((row) => partOf(row, now)),
};

function told(before: DrainState | undefined, after: DrainState): string[] {
  const known = new Map(before?.rows.map((row) => [row.uid, row]));
  const rows = after.rows.flatMap((row) => {
    const was = known.get(row.uid);
    const again = was !== undefined && isWaiting(was) && isWaiting(row);
    const same = (again || was?.state === row.state) && was?.reason === row.reason && was?.words === row.words;
    // A plan is no news, and asking is not worth a line until there is an answer.
    if (was === row || same || row.state === 'asking' || (!before && !was)) return [];
    return [`${nameOf(row)}: ${rowWords(row, row.since)}`];
  });
  return [
    ...(before ? [] : [say('Begins with {0} pods.', after.rows.length)]),
    ...(before && before.cordon !== after.cordon ? cordonWords(after) : []),
    ...rows,
    ...(after.trouble !== undefined && after.trouble !== before?.trouble ? [after.trouble] : []),
    ...(after.result !== undefined && after.result !== before?.result ? [summary(after, after.started)] : []),
  ];
}

function cordonWords({ cordon }: DrainState): string[] {
  if (cordon === 'ours') return [say('The node is cordoned.')];
  return cordon === 'before' ? [say('The node was cordoned already.')] : [];
}

function summary(state: DrainState, now: number): string {
  const { result, problem, trouble, rows } = state;
  const gone = rows.filter((row) => row.state === 'gone').length;
  const left = remaining(state, now).length;
  if (problem !== undefined) return problem;
  if (result === 'done')
    return state.options.dryRun
      ? say('The server would let all of them go; nothing was changed.')
      : say(
          'Drained. Pods that are gone: {0}, that stay as planned: {1}. The node stays cordoned until it is uncordoned.',
          gone,
          rows.filter((row) => row.state === 'kept').length,
        );
  const far = say('Pods that are gone: {0}, that are still there: {1}.', gone, left);
  if (result === undefined) return trouble === undefined ? far : `${far} ${trouble}`;
  return [far, CORDONED[state.cordon]()].filter(Boolean).join(' ');
}

/** What a drain that did not end well leaves behind. */
const CORDONED: Readonly<Record<DrainState['cordon'], () => string>> = {
  todo: () => '',
  asked: () => say('Whether the node is cordoned is not known.'),
  ours: () => say('The node stays cordoned.'),
  before: () => say('The node stays cordoned.'),
};

const STATES: Readonly<Record<Row['state'], Part['state']>> = {
  queued: 'open',
  asking: 'moving',
  waiting: 'blocked',
  going: 'moving',
  gone: 'done',
  kept: 'kept',
  skipped: 'kept',
  refused: 'blocked',
  forbidden: 'blocked',
  arrived: 'blocked',
  checked: 'done',
};

const partOf = (row: Row, now: number): Part => ({
  id: row.uid,
  label: nameOf(row),
  words: rowWords(row, now),
  state: isWaiting(row) ? (row.reason === 'namespace' ? 'moving' : 'blocked') : STATES[row.state],
});
