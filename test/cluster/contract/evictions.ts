/** Evictions: who may go, who may not, and how that is told. */

import assert from 'node:assert/strict';
import type { Expectation } from '../contract.ts';
import { ok } from '../scratch.ts';

export const evictions: readonly Expectation[] = [
  {
    name: 'discovery says under which version evictions are sent',
    async run(t) {
      const { resources } = ok(await t.api.get('/api/v1'));
      const eviction = resources.find(({ name }: { name: string }) => name === 'pods/eviction');
      assert.deepEqual([eviction.group, eviction.version, eviction.kind], ['policy', 'v1', 'Eviction']);
    },
  },
  {
    name: 'a pod that does not work yet goes, whatever the budget says',
    async run(t) {
      await t.pod('a', { app: 'x' });
      await t.budget('x', 'x', { currentHealthy: 0 });
      const answer = await t.evict('a');
      assert.equal(answer.code, 201);
      assert.equal(answer.json.kind, 'Status');
      assert.equal(answer.json.status, 'Success');
      assert.equal((await t.api.get(`${t.at('pods')}/a`)).code, 404);
    },
  },
  {
    name: 'a budget without slack answers 429 and names itself with its numbers',
    async run(t) {
      await t.readyPod('a', { app: 'x' });
      await t.budget('x', 'x', {});
      const answer = await t.evict('a');
      assert.equal(answer.code, 429);
      assert.equal(answer.json.reason, 'TooManyRequests');
      assert.equal(answer.json.message, "Cannot evict pod as it would violate the pod's disruption budget.");
      assert.deepEqual(answer.json.details.causes, [
        { reason: 'DisruptionBudget', message: 'The disruption budget x needs 1 healthy pods and has 1 currently' },
      ]);
      assert.equal(answer.headers['retry-after'], undefined);
      const other = await t.evict('a', { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } });
      assert.equal(other.code, 429, 'the budget is asked before the identity');
      assert.equal((await t.api.get(`${t.at('pods')}/a`)).code, 200);
    },
  },
  {
    name: 'two budgets on one pod are an error of the server',
    async run(t) {
      await t.readyPod('a', { app: 'x' });
      await t.budget('x', 'x', {});
      await t.budget('y', 'x', {});
      const answer = await t.evict('a');
      assert.equal(answer.code, 500);
      assert.equal(
        answer.json.message,
        'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      );
    },
  },
  {
    name: 'a pod without a budget goes',
    async run(t) {
      await t.readyPod('a', { app: 'x' });
      assert.equal((await t.evict('a', { gracePeriodSeconds: 0 })).code, 201);
      assert.equal((await t.api.get(`${t.at('pods')}/a`)).code, 404);
    },
  },
  {
    name: 'a dry run of an eviction tells the same and does nothing',
    async run(t) {
      await t.readyPod('a', { app: 'x' });
      assert.equal((await t.evict('a', { dryRun: ['All'] })).code, 201);
      assert.equal(ok(await t.api.get(`${t.at('pods')}/a`)).metadata.deletionTimestamp, undefined);
    },
  },
  {
    name: 'another identity is a conflict, another name is a bad request, no pod is not found',
    async run(t) {
      await t.readyPod('a', { app: 'x' });
      const other = await t.evict('a', { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } });
      assert.equal(other.code, 409);
      assert.equal(other.json.reason, 'Conflict');
      const renamed = await t.api.post(`${t.at('pods')}/a/eviction`, {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: 'b', namespace: t.namespace },
      });
      assert.equal(renamed.code, 400);
      const none = await t.evict('none');
      assert.equal(none.code, 404);
      assert.equal(none.json.message, 'pods "none" not found');
    },
  },
];
