/** What a person is told at the end of an operation on many, and the retry of those that failed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actions } from '../../client/actions/actions.ts';
import { until } from '../cluster/clocks.ts';
import { sitDown } from './editor.ts';
import { office, play } from './windows.ts';

const { begin } = await import('../../client/actions/operation.ts');

test('scenario 21: how many are done is told with one that is not, and a retry begins with the failed ones only', async (t) => {
  const { open } = office(t);
  const { operations, stage, onStage } = await open('mine');
  const person = sitDown();
  person.will(/of 3 are done/, 'Retry Failed');
  const shown: string[] = [];
  const actions = { operations, documents: { show: async (id: string) => void shown.push(id) } } as unknown as Actions;
  const over = begin(actions, play(['a', 'b', 'c'], { goOn: true }));
  for (const [name, result] of [
    ['a', 'done'],
    ['b', 'failedBeforeStart'],
    ['c', 'done'],
  ] as const) {
    await onStage(name);
    stage.end(name, result);
  }
  assert.equal(await over, false, 'not all of it is done');
  await until(() => person.asked.length > 0, 'the end being told');
  const [{ text = '', choices = [] } = {}] = person.asked;
  assert.match(text, /^stage: partly done\. 2 of 3 are done\. b: /);
  assert.deepEqual(choices, ['Retry Failed', 'Leave', 'Show']);
  await onStage('b');
  stage.end('b');
  await until(() => person.asked.length === 2, 'the end of the retry');
  assert.match(person.asked[1]?.text ?? '', /^stage: done\. 3 of 3 are done\./);
});
