/** Changes are told together, by a clock that somebody may set. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Throttle } from '../../client/cluster/throttle.ts';
import { FakeClock } from './clocks.ts';

test('a change is told a quarter of a second after the last one, whatever happens to the clock of the machine', async () => {
  const clock = new FakeClock();
  const told: string[] = [];
  const throttle = new Throttle(clock, (keys) => told.push([...keys].join()));
  throttle.add('a');
  throttle.now();
  clock.putBack(3_600_000);
  throttle.add('b');
  await clock.advance(249);
  assert.deepEqual(told, ['a']);
  await clock.advance(1);
  assert.deepEqual(told, ['a', 'b']);
});
