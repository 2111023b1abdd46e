/** Windows that are stopped, killed, or two at the same node. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ok } from '../../cluster/scratch.ts';
import { windowProcess } from '../windowProcess.ts';
import { count, rowsOf, storage } from './desk.ts';
import { type Ground, HELD, LIMIT } from './ground.ts';

export function windows(ground: Ground): void {
  test('scenario 9: cancelled halfway, nothing is sent any more; resumed, nothing is done twice', LIMIT, async (t) => {
    const both = ground.take(2);
    const scene = await ground.scene('halfway');
    const node = await ground.fillFirst(both, async () => {
      await scene.deployment('api', 10, both);
      await scene.deployment('slow', 1, both, HELD);
      await scene.deployment('web', 5, both);
      await scene.budget('web', 'web', { minAvailable: 5 }, { healthy: 5, allowed: 0 });
    });
    const { drain, over, resume, rows, sees, known, report, operations, recorder } = await ground.desk(t);
    const id = await drain(node);
    const halfway = [...Array(10).fill('api gone'), 'slow going', ...Array(5).fill('web waiting')];
    await sees(id, () => String(rows(id)) === String(halfway));
    const from = Date.now();
    await operations.cancel(id);
    assert.deepEqual(await over(id), ['cancelled']);
    assert.ok(Date.now() - from < 1000);
    const sent = recorder.all.length;
    await sleep(7000);
    assert.equal(recorder.all.length, sent);
    assert.match(await report(id), /slow-[^:]*: It is ending/);
    assert.equal(await ground.isOut(node), true);
    await scene.letGo('slow');
    await scene.scale('web', 10);
    await scene.until(scene.at('poddisruptionbudgets', 'web'), ({ status }) => status.disruptionsAllowed === 5);
    assert.equal(await resume(id), id);
    assert.deepEqual(await over(id), ['done']);
    assert.equal(known(id).status, 'done');
    const again = recorder.writes.filter(({ from: at }) => at > from);
    assert.ok(again.every(({ path }) => /\/web-[^/]+\/eviction$/.test(path)));
    const accepted = recorder.evictions().filter(({ status }) => status === 201);
    assert.deepEqual([accepted.length, new Set(accepted.map(({ path }) => path)).size], [16, 16]);
  });

  test(
    'scenario 38: two windows, one node: the second sees the first, begins nothing, and may stop it',
    LIMIT,
    async (t) => {
      const [node, other] = ground.take(2);
      const scene = await ground.scene('windows');
      await scene.deployment('api', 2, [node]);
      await scene.deployment('web', 2, [node]);
      await scene.budget('web', 'web', { minAvailable: 2 }, { healthy: 2, allowed: 0 });
      const folder = storage();
      const [first, second] = [await ground.desk(t, { folder }), await ground.desk(t, { folder })];
      const id = await first.drain(node);
      const halfway = ['api gone', 'api gone', 'web waiting', 'web waiting'];
      const seen = await second.sees(id, (_, state) => String(rowsOf(state)) === String(halfway));
      assert.deepEqual([seen.status, seen.here], ['running', false]);
      assert.match(
        await second.report(id),
        /What is still blocking[\s\S]*The disruption budget web needs 2 healthy pods/,
      );
      const plans = [await second.plan(other), await second.plan(node)];
      assert.deepEqual(
        plans.map(({ warnings }) => warnings.map((note) => note.class).includes('cordoned-before')),
        [false, true],
      );
      assert.equal((await second.operations.busyWith(seen.operation.participants[0]?.key ?? ''))?.operation.id, id);
      const refused = await second.operations.begin(second.order(...plans));
      assert.deepEqual(refused, { ok: false, why: `Another operation works on ${node}.`, busy: id });
      assert.deepEqual(second.recorder.writes, []);
      await second.operations.cancel(id);
      assert.deepEqual(await first.over(id), ['cancelled']);
      await second.sees(id, ({ status }) => status === 'cancelled');
      const sent = first.recorder.all.length;
      await sleep(6000);
      assert.equal(first.recorder.all.length, sent);
    },
  );

  test('killed in the middle of a drain: another window resumes, and nothing is evicted twice', LIMIT, async (t) => {
    const both = ground.take(2);
    const scene = await ground.scene('killed');
    const node = await ground.fillFirst(both, async () => {
      await scene.deployment('api', 20, both);
      await scene.deployment('slow', 2, both, HELD);
      await scene.deployment('web', 2, both);
      await scene.budget('web', 'web', { minAvailable: 2 }, { healthy: 2, allowed: 0 });
    });
    const before = ok(await ground.api.get(`/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`)).items;
    const second = await ground.desk(t);
    const first = await windowProcess();
    t.after(() => first.kill());
    first.ask({ kubeconfig: ground.k3s.kubeconfig, node, storage: second.folder, options: { parallel: 2 } });
    const { id } = await first.heard('begun');
    const middle = (rows: readonly string[]): boolean =>
      rows.some((row) => row.endsWith(' gone')) && rows.some((row) => /(queued|asking)$/.test(row));
    await second.sees(id, (_, state) => middle(rowsOf(state)));
    await first.kill();
    await second.sees(id, ({ status }) => status === 'interrupted');
    const kept = second.state(id);
    const done = new Set(kept.rows.filter(({ state }) => state === 'gone').map(({ name }) => name));
    assert.equal(await second.resume(id), id);
    await second.sees(id, () => count(second.rows(id), 'web waiting') === 2);
    await scene.letGo('slow');
    await scene.scale('web', 4);
    assert.deepEqual(await second.over(id), ['done']);
    assert.equal(second.state(id).cordon, 'ours');
    assert.ok(second.recorder.evictions().every(({ path }) => !done.has(path.split('/').at(-2) ?? '')));
    assert.ok(second.recorder.writes.every(({ path }) => path.endsWith('/eviction')));
    const left = ok(await ground.api.get(`/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`)).items;
    assert.deepEqual(left, []);
    assert.equal(second.rows(id).length, before.length);
  });
}
