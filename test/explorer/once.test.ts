/** Loading something once: never twice, also at the same time, and again only after it has failed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { once } from '../../client/once.ts';

test('who asks at the same time, or later, gets the same', async () => {
  let loads = 0;
  const load = once(async () => ++loads);
  assert.deepEqual(await Promise.all([load(), load()]), [1, 1]);
  assert.equal(await load(), 1);
});

test('what failed is loaded again, and each that waited hears of it', async () => {
  let loads = 0;
  const load = once(async () => {
    if (++loads === 1) throw new Error('disk full');
    return loads;
  });
  const [first, second] = await Promise.allSettled([load(), load()]);
  assert.deepEqual([first.status, second.status], ['rejected', 'rejected']);
  assert.equal(await load(), 2);
  assert.equal(await load(), 2);
});
