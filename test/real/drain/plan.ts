/** What a plan says of a real node, and what goes into it while it is read. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, MERGE_PATCH } from '../../cluster/client.ts';
import { ok } from '../../cluster/scratch.ts';
import { compact } from '../etcd.ts';
import { type Ground, LIMIT, METRICS } from './ground.ts';

export function plan(ground: Ground): void {
  test('scenario 1: every pod has its verdict, budgets their numbers, and nothing is written', LIMIT, async (t) => {
    const [node] = ground.take(1);
    const here = { 'kubernetes.io/hostname': node };
    const scene = await ground.scene('truth');
    ok(
      await ground.api.patch(METRICS, MERGE_PATCH, {
        spec: { replicas: 1, template: { spec: { nodeSelector: here } } },
      }),
    );
    const claim = await scene.localClaim('data', node);
    const data = { spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } };
    await scene.deployment('web', 2, [node]);
    await scene.deployment('data', 1, [node], data);
    await scene.daemonSet('lb', node);
    await scene.pod('static', node, { metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } } });
    await scene.pod('solo', node);
    await scene.finishedJob('job', node);
    await scene.budget('web', 'web', { minAvailable: 2 }, { healthy: 2, allowed: 0 });
    await scene.until('/api/v1/namespaces/kube-system/pods', ({ items }) =>
      items.some(({ spec }: Json) => spec.nodeName === node),
    );

    const { plan, drain, over, recorder, state } = await ground.desk(t);
    const from = performance.now();
    const made = await plan(node);
    t.diagnostic(`the plan took ${(performance.now() - from).toFixed(0)} ms`);
    const verdicts = Object.fromEntries(
      made.rows.map(({ pod, verdict }) => [pod.labels['k8s-app'] ?? pod.labels.app ?? pod.name, verdict]),
    );
    assert.deepEqual(verdicts, {
      web: { kind: 'blocked', budget: { name: 'web', allowed: 0, desired: 2, healthy: 2 } },
      data: { kind: 'pinned', volumes: [claim] },
      lb: { kind: 'keep', why: 'daemonSet' },
      static: { kind: 'keep', why: 'static' },
      solo: { kind: 'consent', missing: ['unmanaged'] },
      job: { kind: 'finished' },
      'metrics-server': { kind: 'consent', missing: ['emptyDir'] },
    });
    assert.deepEqual(made.errors.map((note) => note.class).sort(), ['local-storage', 'unmanaged']);
    const classes = made.warnings.map((note) => note.class).sort();
    assert.deepEqual(classes, ['budget-blocked', 'daemonset-ignored', 'pinned']);
    // Whoever starts it all the same gets nowhere.
    const id = await drain(node);
    assert.deepEqual(await over(id), ['failedBeforeStart']);
    assert.match(state(id).problem ?? '', /emptyDir/);
    assert.deepEqual(recorder.writes, []);

    const uid = (name: string): string => made.rows.find(({ pod }) => pod.name.startsWith(name))?.pod.uid ?? '';
    const consent = { emptyDir: [uid('metrics-server')], unmanaged: [], orphan: [] };
    const agreed = await plan(node, { consent, exclude: [uid('solo')] });
    assert.deepEqual(agreed.errors, []);
  });

  test(
    'scenario 41: the list of pods expires between two pages: it is read again, and nothing is lost',
    LIMIT,
    async (t) => {
      const [node, other] = ground.take(2);
      const scene = await ground.scene('expires');
      await ground.pods('expires', 510, [node]);
      const { plan, begin, over, rows, state, report, recorder } = await ground.desk(t);
      let expired = 0;
      const expireOnce = (): void => {
        recorder.before = async ({ query }) => {
          if (query?.continue === undefined) return;
          recorder.before = () => undefined;
          expired++;
          await scene.pod(`late-${expired}`, other);
          await compact(ground.k3s.data);
        };
      };
      expireOnce();
      const consent = { emptyDir: [], unmanaged: 'all', orphan: [] } as const;
      const made = await plan(node, { consent, parallel: 20, timeLimitSeconds: 90 });
      assert.equal(made.rows.length, 510);
      expireOnce();
      const id = await begin(made);
      assert.deepEqual(await over(id), ['done'], await report(id));
      assert.deepEqual([rows(id).length, new Set(state(id).rows.map((row) => row.state))], [510, new Set(['gone'])]);
      assert.deepEqual(recorder.all.filter(({ status }) => status === 410).length, expired);
      assert.equal(expired, 2);
      const asked = recorder.evictions().map(({ path }) => path);
      assert.deepEqual([asked.length, new Set(asked).size], [510, 510]);
    },
  );
}
