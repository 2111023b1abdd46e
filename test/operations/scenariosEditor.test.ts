/** Scenarios of the node operations in which a person is told, asked and offered something. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actions } from '../../client/actions/actions.ts';
import type { Explorer } from '../../client/explorer/explorer.ts';
import { nodesOf } from '../../client/explorer/items/nodes.ts';
import type { NodeSubject } from '../../client/explorer/subject.ts';
import { beginDrain } from '../../client/operations/drain/state.ts';
import type { Operations } from '../../client/operations/operations.ts';
import { DEPLOYMENTS, NODES } from '../../demo/cluster/api/resources.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import { until } from '../cluster/clocks.ts';
import { FakeSource } from '../explorer/fakeSource.ts';
import { sitDown } from './editor.ts';
import { budget, deployment, rig } from './rig.ts';
import { office } from './windows.ts';

const { setCordon } = await import('../../client/actions/cordon.ts');
const { askForDrain } = await import('../../client/actions/drain.ts');
const { begin, operationFor } = await import('../../client/actions/operation.ts');
const { nodesFor } = await import('../../client/explorer/subject.ts');

type Rig = Awaited<ReturnType<typeof rig>>;

/** A window with the tree of one cluster, over the storage that all windows share. */
async function desk({ sources, clock, cluster }: Rig, { open }: ReturnType<typeof office>, name: string) {
  const reach = { api: sources.api, access: sources.access, redact: (text: string) => text };
  const window = await open(name, { clock, reach: async () => reach });
  const source = Object.assign(new FakeSource('home', cluster.store.list(NODES)), { reach });
  const shown: string[] = [];
  let operationOn: string | undefined;
  const explorer = {
    sources: [source],
    treeView: { selection: [] },
    load: async () => undefined,
    view: () => ({ sources: [source], grouping: 'none', filter: '', now: 0, operationOn: () => operationOn }),
  } as unknown as Explorer;
  const actions = {
    explorer,
    operations: window.operations as Operations,
    documents: { show: async (id: string) => void shown.push(id), showPlan: async () => undefined },
  } as unknown as Actions;
  const look = (): void => void source.set('nodes', cluster.store.list(NODES));
  return {
    ...window,
    source,
    explorer,
    actions,
    shown,
    /** What the tree shows now. */
    subject(node: string): NodeSubject {
      look();
      const found = nodesOf(source).find((one) => one.name === node);
      if (!found) throw new Error(`no ${node}`);
      return { source, node: found };
    },
    ownedBy(title: string): void {
      operationOn = title;
    },
  };
}

async function orderOf({ plan, clock }: Rig, { entry }: FakeSource) {
  const made = await plan();
  return {
    kind: 'drain',
    cluster: { id: entry.id, name: entry.name },
    goOn: false,
    participants: [{ name: 'one', key: made.facts.node.uid, detail: beginDrain(made, clock.now()) }],
  };
}

const isOut = ({ cluster }: Rig): boolean => cluster.store.get(NODES, 'one')?.spec?.unschedulable === true;

test('after a cancel (scenario 9) one can resume, uncordon, or leave it so', async (t) => {
  const made = await rig(t, (store) => {
    deployment(store, 'web', 2);
    budget(store, 'web', 'web', { minAvailable: 2 });
  });
  const { pass, cluster } = made;
  const person = sitDown();
  const { actions, operations, source, shown, subject } = await desk(made, office(t), 'mine');
  person.will(/^Drain one: cancelled/, 'Uncordon');
  const over = begin(actions, await orderOf(made, source));
  await pass(20_000, () => JSON.stringify(operations.all).includes('"budget"'));
  subject('one');
  person.cancel();
  await over;
  await until(() => !isOut(made));
  const [ended] = person.asked;
  assert.match(
    ended?.text ?? '',
    /^Drain one: cancelled\. Pods that are gone: 0, that are still there: 2\. The node stays cordoned\.$/,
  );
  assert.deepEqual(ended?.choices, ['Resume', 'Uncordon', 'Leave', 'Show']);
  assert.deepEqual(shown, [operations.all[0]?.operation.id]);

  person.will(/^Drain one: cancelled/, 'Resume');
  const again = begin(actions, await orderOf(made, source));
  await pass(3000);
  person.cancel();
  await again;
  const web = cluster.store.get(DEPLOYMENTS, 'web', 'a') as KubeObject;
  cluster.store.update(DEPLOYMENTS, { ...web, spec: { ...web.spec, replicas: 4 } });
  const drained = () =>
    person.asked.some(({ text }) => /^Drain one: done\. Drained\. Pods that are gone: \d/.test(text));
  for (let tries = 0; tries < 500 && !drained(); tries++) await pass(500);
  assert.ok(drained(), JSON.stringify(person.asked));
  assert.equal(isOut(made), true);
});

test('a command without a line, or on a node that is gone (scenario 35), asks or says so in a sentence', async (t) => {
  const made = await rig(t, () => undefined);
  const { cluster, writes } = made;
  const person = sitDown();
  const { actions, explorer, source, subject } = await desk(made, office(t), 'mine');
  assert.deepEqual(await nodesFor(explorer, undefined, undefined), []);
  assert.deepEqual(person.asked.at(-1), { text: 'Which node?', choices: ['one', 'two'] });
  person.will(/Which node/, 'two');
  const [chosen] = await nodesFor(explorer, undefined, [undefined, null, 'x', {}]);
  assert.equal(chosen?.node.name, 'two');
  assert.equal(await operationFor(actions, undefined), undefined);
  assert.equal(await operationFor(actions, 'an-operation-that-was-removed'), undefined);
  assert.deepEqual(person.heard().slice(-2), ['There are no operations.', 'There are no operations.']);

  const selected = subject('one');
  cluster.store.remove(NODES, 'one');
  const line = { id: 'line', item: { cluster: source.entry.id, node: 'gone' } };
  assert.deepEqual(await nodesFor(explorer, line, [line]), []);
  assert.equal(person.heard().at(-1), 'The node gone is not there any more.');
  await setCordon(true)(actions, [selected]);
  assert.match(person.asked.at(-1)?.text ?? '', /^Cluster home: one: nodes "one" not found/);
  await assert.rejects(askForDrain(actions, [selected]), /^Error: one: nodes "one" not found/);
  assert.deepEqual(writes(), ['PATCH /api/v1/nodes/one']);
});

test('scenario 36: who a plan or an operation has taken out of service is not put back without a yes', async (t) => {
  const made = await rig(t, () => undefined);
  const { cluster, writes } = made;
  const person = sitDown();
  const { actions, source, subject, ownedBy } = await desk(made, office(t), 'mine');
  const node = cluster.store.get(NODES, 'one') as KubeObject;
  cluster.store.update(NODES, { ...node, spec: { unschedulable: true } });
  source.set('plans', [
    {
      metadata: { name: 'agent-plan', namespace: 'system-upgrade' },
      spec: { version: 'v1.35.1+k3s1', cordon: true },
      status: { applying: ['one'] },
    },
  ]);
  await setCordon(false)(actions, [subject('one')]);
  assert.deepEqual(person.asked.splice(0), [
    {
      text: 'The upgrade plan agent-plan has one out of service and may be upgrading it.',
      choices: ['Uncordon Anyway'],
    },
  ]);
  ownedBy('Drain one');
  await setCordon(false)(actions, [subject('one')]);
  assert.deepEqual(person.heard(), ['Drain one has one out of service.']);
  assert.deepEqual([writes(), isOut(made)], [[], true]);
  person.will(/out of service/, 'Uncordon Anyway');
  await setCordon(false)(actions, [subject('one')]);
  assert.equal(isOut(made), false);
  assert.equal(person.heard().at(-1), 'Cluster home: one back in service.');
});

test('who wants to drain what another window drains (scenario 38) is shown that instead', async (t) => {
  const made = await rig(t, (store) => {
    deployment(store, 'web', 2);
    budget(store, 'web', 'web', { minAvailable: 2 });
  });
  const { pass, writes } = made;
  const storage = office(t);
  sitDown();
  const first = await desk(made, storage, 'first');
  const order = await orderOf(made, first.source);
  const id = await first.begin(order);
  await pass(10_000, () => JSON.stringify(first.operations.all).includes('"budget"'));
  const person = sitDown();
  const second = await desk(made, storage, 'second');
  await second.sees(id, ({ status }) => status === 'running');
  const sent = writes().length;
  person.will(/under way/, 'Show Operation');
  await askForDrain(second.actions, [second.subject('one')]);
  assert.deepEqual(person.asked.splice(0), [
    { text: 'This is under way already: Drain one.', choices: ['Show Operation'] },
  ]);
  await begin(second.actions, order);
  assert.deepEqual(person.asked.splice(0), [{ text: 'Another operation works on one.', choices: ['Show Operation'] }]);
  assert.deepEqual(second.shown, [id]);
  assert.equal(writes().length, sent);
});
