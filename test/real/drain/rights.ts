/** Who may do some things only: what is named, and what is done all the same. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remaining } from '../../../client/operations/drain/state.ts';
import { type Ground, LIMIT } from './ground.ts';
import { LOOKS, makeUser } from './user.ts';

export function rights(ground: Ground): void {
  test('scenario 5: who may not cordon evicts nothing, also when only the server knows of it', LIMIT, async (t) => {
    const [node] = ground.take(1);
    const scene = await ground.scene('no-cordon');
    await scene.deployment('web', 2, [node]);
    const rules = [
      LOOKS,
      { verbs: ['patch'], resources: ['nodes'] },
      { verbs: ['create'], resources: ['pods/eviction'] },
    ];
    const user = await makeUser(t, ground.k3s.server, 'evictor', rules);
    const first = await ground.desk(t, user);
    const allowed = await first.plan(node);
    assert.deepEqual(allowed.errors, []);
    await user.forget(1);
    const id = await first.begin(allowed);
    assert.deepEqual(await first.over(id), ['failedBeforeStart']);
    assert.match(first.state(id).problem ?? '', /patch nodes/);
    assert.deepEqual(
      first.recorder.writes.map(({ method, path, status }) => [method, path, status]),
      [['PATCH', `/api/v1/nodes/${node}`, 403]],
    );
    const { errors } = await (await ground.desk(t, user)).plan(node);
    assert.deepEqual(
      errors.map((error) => error.class),
      ['may-not-cordon'],
    );
    assert.equal(await ground.isOut(node), false);
  });

  test('scenario 6: no right to evict in one namespace: those pods are named, the others go', LIMIT, async (t) => {
    const [node] = ground.take(1);
    const [shop, payments] = [await ground.scene('shop'), await ground.scene('payments')];
    await shop.deployment('web', 2, [node]);
    await payments.deployment('pay', 1, [node]);
    const evict = { verbs: ['create'], resources: ['pods/eviction'], namespace: 'shop' };
    const user = await makeUser(t, ground.k3s.server, 'shopkeeper', [
      LOOKS,
      { verbs: ['patch'], resources: ['nodes'] },
      evict,
    ]);
    const { plan, begin, over, rows, state, recorder } = await ground.desk(t, user);
    const made = await plan(node);
    const warning = made.warnings.find((one) => one.class === 'may-not-remove');
    assert.match(warning?.pods.join() ?? '', /^payments\/pay-[^,]+$/);
    const id = await begin(made);
    assert.deepEqual(await over(id), ['partlyDone']);
    assert.deepEqual(rows(id), ['pay forbidden', 'web gone', 'web gone']);
    assert.match(remaining(state(id), 0)[0]?.why ?? '', /permission in payments.*pods\/eviction/);
    assert.ok(recorder.writes.every(({ method }) => method !== 'DELETE'));
    assert.equal(await ground.isOut(node), true);
  });
}
