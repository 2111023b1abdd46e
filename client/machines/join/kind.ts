/** A join as an operation: from a machine that was looked at to a Node that is ready. */

import type { StepsDetail, StepsKind } from '../../operations/steps.ts';
import { say } from '../../say.ts';
import type { JoinOrder } from './order.ts';
import {
  fileStep,
  followStep,
  installStep,
  labelStep,
  roomStep,
  sameMachineStep,
  startStep,
  undoStep,
} from './steps.ts';
import { revokeTokens, tokenStep } from './tokenStep.ts';

/** Begins with what the join found. */
export const undoJoinKind: StepsKind<JoinOrder> = {
  title: (names) =>
    names.length === 1
      ? say('Undo the join of {0}', names[0] ?? '')
      : say('Undo the join of {0} machines', names.length),
  cordons: false,
  alone: true,
  steps: () => [sameMachineStep, undoStep],
  done: ({ rows }) => rows.at(-1)?.words ?? '',
};

export const joinKind: StepsKind<JoinOrder> = {
  title: (names) => (names.length === 1 ? say('Join {0}', names[0] ?? '') : say('Join {0} machines', names.length)),
  cordons: false,
  alone: true,
  steps: ({ labels, replaces }) => [
    sameMachineStep,
    ...(replaces === undefined ? [] : [roomStep]),
    tokenStep,
    fileStep,
    installStep,
    startStep,
    followStep,
    ...(Object.keys(labels).length > 0 ? [labelStep] : []),
  ],
  again,
  done: ({ rows }) => rows.at(-1)?.words ?? '',
  finish: revokeTokens,
  undo: { kind: 'undoJoin', of: undoJoinKind },
};

/**
 * An address may lead to another machine by now. And once an operation has ended, the token that was made for it is taken
 * back: a machine that has not joined gets a new one, and its agent has to read that.
 */
function again({ plan, rows, result }: StepsDetail<JoinOrder>): readonly string[] {
  const joined = rows.some(({ id, state }) => id === followStep.id && state === 'done');
  const renew = plan.token === 'mint' && result !== undefined && !joined;
  return [sameMachineStep, ...(renew ? [tokenStep, fileStep, startStep] : [])].map(({ id }) => id);
}
