/** Budgets that hold pods, and a server that has too much to do: who waits for what, and what others notice of it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DrainState, remaining } from '../../../client/operations/drain/state.ts';
import { ok } from '../../cluster/scratch.ts';
import { type Ground, LIMIT } from './ground.ts';
import { LOOKS, makeUser } from './user.ts';

const FLOW = '/apis/flowcontrol.apiserver.k8s.io/v1';

export function budgets(ground: Ground): void {
  test('scenario 2: a budget blocks, delays nobody else, is asked every five seconds, and frees', LIMIT, async (t) => {
    const both = ground.take(2);
    const scene = await ground.scene('blocks');
    const node = await ground.fillFirst(both, async () => {
      await scene.deployment('web', 2, both);
      await scene.deployment('api', 6, both);
      await scene.budget('web', 'web', { minAvailable: 2 }, { healthy: 2, allowed: 0 });
    });
    const { drain, sees, over, rows, state, recorder } = await ground.desk(t);
    const id = await drain(node);
    await sees(id, (_, { rows: all }) => all.filter((row) => row.state === 'gone').length === 6);
    const others = Date.now();
    await sees(id, () => recorder.evictions('web').length >= 6);
    assert.deepEqual(rows(id), [...Array(6).fill('api gone'), 'web waiting', 'web waiting']);
    assert.match(
      remaining(state(id), Date.now())[0]?.why ?? '',
      /^Waiting for 1\d seconds: The disruption budget web needs 2 healthy pods and has 2/,
    );
    const [first] = recorder.evictions('web').map(({ path }) => path);
    const tries = recorder.evictions('web').filter(({ path }) => path === first);
    for (const [index, { from }] of tries.entries()) {
      const waited = from - (tries[index - 1]?.to ?? from - 5000);
      assert.ok(waited >= 4990 && waited <= 15_000, `asked again after ${waited} ms`);
    }
    assert.ok((recorder.evictions('api').at(-1)?.to ?? Infinity) <= others);
    await scene.scale('web', 3);
    const freed = await scene.until(
      scene.at('poddisruptionbudgets', 'web'),
      ({ status }) => status.disruptionsAllowed > 0,
    );
    assert.equal(freed.status.currentHealthy, 3);
    const from = Date.now();
    await sees(id, () => rows(id).some((row) => /web (going|gone)/.test(row)));
    assert.ok(Date.now() - from < 10_000);
    assert.deepEqual(await over(id), ['done']);
    assert.deepEqual(new Set(rows(id)), new Set(['api gone', 'web gone']));
    assert.equal(state(id).cordon, 'ours');
  });

  test(
    'scenario 3: an API server that has too much to do makes all wait, and no budget is blamed',
    LIMIT,
    async (t) => {
      const [node] = ground.take(1);
      const scene = await ground.scene('jam');
      await scene.deployment('web', 8, [node]);
      // The administrator is always let through.
      const may = [
        LOOKS,
        { verbs: ['patch'], resources: ['nodes'] },
        { verbs: ['create'], resources: ['pods/eviction'] },
      ];
      const user = await makeUser(t, ground.k3s.server, 'hurried', may);
      const metadata = { name: 'jam' };
      const apiVersion = 'flowcontrol.apiserver.k8s.io/v1';
      // One at a time is let through; whoever comes meanwhile is refused at once.
      const limited = {
        ...{ nominalConcurrencyShares: 0, lendablePercent: 0, borrowingLimitPercent: 0 },
        limitResponse: { type: 'Reject' },
      };
      const level = { apiVersion, kind: 'PriorityLevelConfiguration', metadata, spec: { type: 'Limited', limited } };
      const subject = { kind: 'ServiceAccount', serviceAccount: { namespace: 'default', name: 'hurried' } };
      const evictions = { verbs: ['create'], apiGroups: [''], resources: ['pods/eviction'], namespaces: ['*'] };
      const rules = [{ subjects: [subject], resourceRules: [evictions] }];
      const spec = { priorityLevelConfiguration: { name: 'jam' }, matchingPrecedence: 100, rules };
      ok(await ground.api.post(`${FLOW}/prioritylevelconfigurations`, level));
      ok(await ground.api.post(`${FLOW}/flowschemas`, { apiVersion, kind: 'FlowSchema', metadata, spec }));
      const [pod] = await scene.podsOf('web');
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod.metadata.name } };
      const tryToEvict = () => user.api.post(`${scene.at('pods', pod.metadata.name)}/eviction?dryRun=All`, eviction);
      for (let codes: number[] = []; !codes.includes(429); ) {
        const answers = await Promise.all(Array.from({ length: 8 }, tryToEvict));
        codes = answers.map(({ code }) => code);
      }

      const { drain, sees, over, rows, state, recorder } = await ground.desk(t, user);
      const id = await drain(node, { parallel: 4 });
      const { operation } = await sees(id, (_, { rows: all }) => all.some(({ reason }) => reason === 'overload'));
      const seen = operation.participants[0]?.detail as DrainState;
      assert.ok(seen.rows.every(({ reason, words }) => reason !== 'budget' && words === undefined));
      const whys = remaining(seen, Date.now()).map(({ why }) => why);
      assert.ok(whys.includes('The API server has too much to do.'), whys.join('\n'));
      assert.deepEqual(await over(id), ['done']);
      assert.deepEqual(new Set(rows(id)), new Set(['web gone']));
      assert.equal(state(id).trouble, undefined);
      assert.ok(recorder.mostAtOnce <= 4, `${recorder.mostAtOnce} at once`);
      const refused = recorder.evictions().filter(({ status }) => status === 429);
      assert.ok(refused.length > 0);
      for (const { from } of recorder.evictions()) {
        const last = Math.max(...refused.filter(({ to }) => to <= from).map(({ to }) => to));
        assert.ok(from - last >= 990, `asked ${from - last} ms after the server had too much to do`);
      }
    },
  );

  test(
    'scenario 4: two budgets for one pod are named in the plan; it is refused once, and the others go',
    LIMIT,
    async (t) => {
      const [node] = ground.take(1);
      const scene = await ground.scene('two-budgets');
      await scene.deployment('web', 1, [node]);
      await scene.deployment('api', 2, [node]);
      await scene.budget('first', 'web', { minAvailable: 0 }, { healthy: 1, allowed: 1 });
      await scene.budget('second', 'web', { maxUnavailable: 1 }, { healthy: 1, allowed: 1 });
      const { plan, begin, over, rows, state, recorder } = await ground.desk(t);
      const made = await plan(node);
      assert.deepEqual(made.errors, []);
      assert.deepEqual(made.rows.find(({ pod }) => pod.labels.app === 'web')?.verdict, {
        kind: 'several',
        names: ['first', 'second'],
      });
      const id = await begin(made);
      assert.deepEqual(await over(id), ['partlyDone']);
      assert.deepEqual(rows(id), ['api gone', 'api gone', 'web refused']);
      assert.deepEqual(
        recorder.evictions('web').map(({ status }) => status),
        [500],
      );
      assert.match(remaining(state(id), 0)[0]?.why ?? '', /more than one PodDisruptionBudget/);
    },
  );
}
