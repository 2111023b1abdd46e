/** Nodes that go, that somebody else has out of service, or that are several. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actions } from '../../../client/actions/actions.ts';
import { nodesOf } from '../../../client/explorer/items/nodes.ts';
import type { NodeFacts } from '../../../client/explorer/model/node.ts';
import { cordon, type NodeRead } from '../../../client/operations/cordon.ts';
import { inOrder, readReplicas } from '../../../client/operations/drain/order.ts';
import type { DrainState } from '../../../client/operations/drain/state.ts';
import type { Json } from '../../cluster/client.ts';
import { ok } from '../../cluster/scratch.ts';
import { sitDown } from '../../operations/editor.ts';
import { soon } from '../connect.ts';
import { count } from './desk.ts';
import { type Ground, HELD, LIMIT } from './ground.ts';

// It asks for the editor, which is there only now.
const { setCordon } = await import('../../../client/actions/cordon.ts');

const EXTENSIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

export function nodes(ground: Ground): void {
  test(
    'scenario 35: the node is deleted while its operation runs: the operation and its report say so',
    LIMIT,
    async (t) => {
      const [node] = ground.take(1);
      const scene = await ground.scene('node-goes');
      await scene.deployment('web', 2, [node], HELD);
      const { drain, over, resume, rows, sees, report, recorder } = await ground.desk(t);
      const id = await drain(node);
      await sees(id, () => count(rows(id), 'web going') === 2);
      ok(await ground.api.delete(`/api/v1/nodes/${node}`));
      for (let tries = 0; (await ground.api.get(`/api/v1/nodes/${node}`)).code !== 404 && tries < 400; tries++)
        await sleep(50);
      await scene.letGo('web');
      assert.deepEqual(await over(id), ['partlyDone']);
      assert.match(await report(id), new RegExp(`The node ${node} does not exist any more\\.`));
      const sent = recorder.writes.length;
      await resume(id);
      assert.deepEqual(await over(id), ['partlyDone']);
      assert.equal(recorder.writes.length, sent);
    },
  );

  test(
    'scenario 36: a node that an upgrade plan has out of service is not put back without a yes',
    LIMIT,
    async (t) => {
      const [node] = ground.take(1);
      const group = 'upgrade.cattle.io';
      const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
      const versions = [{ name: 'v1', served: true, storage: true, schema }];
      const names = { plural: 'plans', singular: 'plan', kind: 'Plan' };
      const metadata = { name: `plans.${group}` };
      const spec = { group, scope: 'Namespaced', names, versions };
      const apiVersion = 'apiextensions.k8s.io/v1';
      ok(await ground.api.post(EXTENSIONS, { apiVersion, kind: 'CustomResourceDefinition', metadata, spec }));
      const scene = await ground.scene('system-upgrade');
      await scene.until(`${EXTENSIONS}/${metadata.name}`, ({ status }) =>
        status?.conditions?.some(({ type, status: is }: Json) => type === 'Established' && is === 'True'),
      );
      const plan = {
        ...{ apiVersion: `${group}/v1`, kind: 'Plan', metadata: { name: 'agent-plan' } },
        ...{ spec: { version: 'v1.33.1+k3s1', cordon: true }, status: { applying: [node] } },
      };
      ok(await ground.api.post(`/apis/${group}/v1/namespaces/system-upgrade/plans`, plan));
      await ground.service(node, false);

      const { source } = await ground.desk(t);
      source.want('nodes');
      const found = (): NodeFacts | undefined => nodesOf(source).find(({ name }) => name === node);
      await soon(() => found() !== undefined, 'the node');
      const view = () => ({ sources: [source], grouping: 'none', filter: '', now: 0, operationOn: () => undefined });
      const actions = { explorer: { sources: [source], view } } as unknown as Actions;
      const subjects = [{ source, node: found() as NodeFacts }];
      const person = sitDown();
      await setCordon(false)(actions, subjects);
      assert.deepEqual(person.heard(), [
        `The upgrade plan agent-plan has ${node} out of service and may be upgrading it.`,
      ]);
      assert.equal(await ground.isOut(node), true);
      person.will(/out of service/, 'Uncordon Anyway');
      await setCordon(false)(actions, subjects);
      assert.match(person.heard().at(-1) ?? '', /back in service\.$/);
      assert.equal(await ground.isOut(node), false);
    },
  );

  test(
    'scenario 39: three nodes, those with most company first; a failure at the second leaves the third',
    LIMIT,
    async (t) => {
      const [one, two, three] = ground.take(3);
      const scene = await ground.scene('three');
      await scene.deployment('alone', 2, [one]);
      await ground.fillFirst([two, three], () => scene.deployment('web', 2, [two, three]));
      await ground.service(two, false);
      await scene.scale('web', 4);
      await scene.until(scene.at('deployments', 'web'), ({ status }) => status.readyReplicas === 4);
      await scene.deployment('solo', 1, [three]);
      await ground.service(two, true);
      for (const name of ['left', 'right'])
        await scene.budget(name, 'solo', { minAvailable: 0 }, { healthy: 1, allowed: 1 });
      const { plan, begin, over, resume, known, report, api: ours, recorder } = await ground.desk(t);
      const plans = [];
      for (const name of [one, two, three]) plans.push(await plan(name));
      const replicas = await readReplicas({ api: ours, signal: AbortSignal.timeout(30_000) });
      const ordered = inOrder(plans, replicas);
      assert.deepEqual(
        ordered.map(({ facts }) => facts.node.name),
        [two, three, one],
      );
      const id = await begin(...ordered);
      assert.deepEqual(await over(id), ['done', 'partlyDone', 'notStarted']);
      const details = known(id).operation.participants.map(({ detail }) => detail as DrainState);
      const nodeOf = new Map(details.flatMap(({ node, rows }) => rows.map((row) => [row.name, node] as const)));
      const sent = recorder.writes.map(({ method, path }) =>
        method === 'PATCH' ? `cordon ${path.split('/').at(-1)}` : (nodeOf.get(path.split('/').at(-2) ?? '') ?? path),
      );
      assert.deepEqual(sent, [`cordon ${two}`, `cordon ${three}`, `cordon ${one}`, two, two, three, three, three]);
      const sections = [
        `## ${two}: done`,
        `## ${three}: partly done`,
        'more than one PodDisruptionBudget',
        `## ${one}: not started`,
      ];
      assert.match(await report(id), new RegExp(sections.join('[\\s\\S]*')));
      ok(await ground.api.delete(scene.at('poddisruptionbudgets', 'right')));
      await resume(id);
      assert.deepEqual(await over(id), ['done', 'done', 'done']);
      assert.equal(recorder.writes.filter(({ method }) => method === 'PATCH').length, 3);
    },
  );

  test('scenario 40: a node that is cordoned already is asked for nothing', LIMIT, async (t) => {
    const [node] = ground.take(1);
    const { api: ours, recorder } = await ground.desk(t);
    const seen = async (): Promise<NodeRead> => (await ground.nodeAt(node)) as NodeRead;
    assert.deepEqual(await cordon(ours, await seen(), true), { ok: true, changed: true });
    assert.deepEqual(await cordon(ours, await seen(), true), { ok: true, changed: false });
    assert.equal(await ground.isOut(node), true);
    assert.deepEqual(await cordon(ours, await seen(), false), { ok: true, changed: true });
    assert.deepEqual(await cordon(ours, await seen(), false), { ok: true, changed: false });
    assert.equal((await ground.nodeAt(node)).spec.unschedulable, undefined);
    assert.equal(recorder.all.length, 2);
  });
}
