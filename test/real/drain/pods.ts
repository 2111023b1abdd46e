/** Pods that are others than they seem, or go by themselves. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { remaining } from '../../../client/operations/drain/state.ts';
import type { Json } from '../../cluster/client.ts';
import { ok } from '../../cluster/scratch.ts';
import { type Ground, HELD, LIMIT } from './ground.ts';

const ADMISSION = '/apis/admissionregistration.k8s.io/v1';

export function pods(ground: Ground): void {
  test(
    'scenario 7: a pod of the same name is another pod: elsewhere it is left alone, here it is a row',
    LIMIT,
    async (t) => {
      const [first, second, third] = ground.take(3);
      const scene = await ground.scene('same-name');
      await ground.fillFirst([first, second], () => scene.statefulSet('db', 1, [first, second]));
      const { drain, over, rows, state, sees, recorder } = await ground.desk(t);
      const moves = await drain(first);
      assert.deepEqual(await over(moves), ['done']);
      const [moved] = await scene
        .until(`${scene.at('pods')}?labelSelector=app%3Ddb`, ({ items }) =>
          items.some(({ spec }: Json) => spec.nodeName === second),
        )
        .then(({ items }) => items);
      assert.notEqual(moved.metadata.uid, state(moves).rows[0]?.uid);
      assert.equal(recorder.evictions('db').length, 1);

      // kwok deletes by name and may do so twice: whoever comes next comes when it has nothing to do any more.
      const tolerations = [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }];
      await scene.statefulSet('loyal', 1, [third], { ...HELD, spec: { tolerations } });
      await scene.deployment('slow', 1, [third], HELD);
      const stays = await drain(third);
      for (const app of ['loyal', 'slow']) await scene.held(app);
      await scene.letGo('loyal');
      await sees(stays, () => rows(stays).includes('loyal-0 arrived'));
      await scene.letGo('slow');
      assert.deepEqual(await over(stays), ['partlyDone']);
      assert.deepEqual(rows(stays), ['loyal-0 arrived', 'loyal-0 gone', 'slow gone']);
      assert.equal(recorder.evictions('loyal').length, 1);
      const left = remaining(state(stays), 0);
      assert.deepEqual(left, [{ pod: 'same-name/loyal-0', why: 'It arrived during the drain.' }]);
    },
  );

  test('scenario 8: a namespace that is being deleted takes its pods along', LIMIT, async (t) => {
    const [node] = ground.take(1);
    const scene = await ground.scene('leaves');
    await scene.pod('web', node);
    // Nobody deletes its pods for now, so that the drain comes between the end of the namespace and theirs.
    const metadata = { name: 'keep' };
    const apiVersion = 'admissionregistration.k8s.io/v1';
    const deletions = { apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['pods'] };
    const spec = {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [deletions],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'leaves' } },
      },
      validations: [{ expression: 'false', message: 'not yet' }],
    };
    const policy = { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata, spec };
    ok(await ground.api.post(`${ADMISSION}/validatingadmissionpolicies`, policy));
    const bound = { policyName: 'keep', validationActions: ['Deny'] };
    const binding = { apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata, spec: bound };
    ok(await ground.api.post(`${ADMISSION}/validatingadmissionpolicybindings`, binding));
    const tryToDelete = () => ground.api.delete(`${scene.at('pods', 'web')}?dryRun=All`);
    for (let tries = 0; (await tryToDelete()).code !== 422 && tries < 200; tries++) await sleep(50);
    ok(await ground.api.delete('/api/v1/namespaces/leaves'));
    const { drain, over, rows, state, sees, recorder } = await ground.desk(t);
    const id = await drain(node, { consent: { emptyDir: [], unmanaged: 'all', orphan: [] } });
    await sees(id, () => recorder.evictions('web').length >= 2);
    assert.ok(recorder.evictions('web').every(({ status }) => status === 403));
    assert.equal(remaining(state(id), 0)[0]?.why, 'Its namespace is being deleted.');
    ok(await ground.api.delete(`${ADMISSION}/validatingadmissionpolicybindings/keep`));
    assert.deepEqual(await over(id), ['done']);
    assert.deepEqual(rows(id), ['web gone']);
  });
}
