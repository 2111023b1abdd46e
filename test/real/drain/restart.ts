/** A server that is killed in the middle of a drain. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count } from './desk.ts';
import { type Ground, LIMIT } from './ground.ts';

export function restart(ground: Ground): void {
  test(
    'scenario 12: the API server is killed and starts again: nothing is lost, and it ends well',
    LIMIT,
    async (t) => {
      const [node] = ground.take(1);
      const scene = await ground.scene('restart');
      await scene.deployment('web', 30, [node]);
      const { drain, over, rows, sees, state, recorder } = await ground.desk(t);
      const id = await drain(node, { parallel: 2 });
      await sees(id, () => count(rows(id), 'web gone') >= 6);
      const from = Date.now();
      await ground.k3s.kill();
      await sees(id, (_, { trouble }) => /Nothing listens/.test(trouble ?? ''));
      assert.equal(state(id).rows.length, 30);
      assert.ok(rows(id).some((row) => row === 'web queued'));
      assert.equal(state(id).result, undefined);
      await ground.k3s.start();
      t.diagnostic(`away for ${Date.now() - from} ms`);
      assert.deepEqual(await over(id), ['done']);
      assert.equal(state(id).trouble, undefined);
      assert.deepEqual([rows(id).length, new Set(rows(id))], [30, new Set(['web gone'])]);
      const accepted = recorder.evictions().filter(({ status }) => status === 201);
      assert.equal(new Set(accepted.map(({ path }) => path)).size, accepted.length);
      assert.equal(new Set(recorder.evictions().map(({ path }) => path)).size, 30);
      assert.equal(recorder.writes.filter(({ method }) => method === 'PATCH').length, 1);
    },
  );
}
