/** Labels and taints of nodes changed against the demo's API server: scenarios 34 and 35 of the node operations. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeFacts } from '../../client/explorer/model/node.ts';
import { apply } from '../../client/operations/edit/apply.ts';
import type { Changes, Field } from '../../client/operations/edit/field.ts';
import { editCommand } from '../../client/operations/edit/kubectl.ts';
import { labelField } from '../../client/operations/edit/labels.ts';
import { leaving, readLeaving } from '../../client/operations/edit/leaving.ts';
import { editNotes, leavingNotes } from '../../client/operations/edit/notes.ts';
import { taintField } from '../../client/operations/edit/taints.ts';
import { editedWords, planLine } from '../../client/operations/edit/words.ts';
import { NODES } from '../../demo/cluster/api/resources.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import type { Store } from '../../demo/cluster/store/store.ts';
import type { Json } from '../cluster/client.ts';
import { addNode } from '../cluster/small.ts';
import { barePod, rig } from './rig.ts';

const changes = (some: Readonly<Record<string, string | null>>): Changes => new Map(Object.entries(some));

/** Merges labels and a spec into a node, as somebody else does it. */
function change(store: Store, name: string, labels: Json, spec: Json = {}): void {
  const node = store.get(NODES, name) as KubeObject;
  const metadata = { ...node.metadata, labels: { ...node.metadata.labels, ...labels } };
  store.update(NODES, { ...node, metadata, spec: { ...node.spec, ...spec } });
}

const node = (store: Store, name: string): KubeObject => store.get(NODES, name) as KubeObject;

/** A node as the explorer knows it, with what K3s was started with. */
const facts = (name: string, labels: Json, args: readonly string[] = ['agent'], more: Json = {}) =>
  nodeFacts({
    metadata: { name, uid: `u-${name}`, labels, annotations: { 'k3s.io/node-args': JSON.stringify(args) } },
    spec: {},
    ...more,
  });

const texts = (field: Field, nodes: Parameters<typeof editNotes>[1], some: Readonly<Record<string, string | null>>) =>
  editNotes(field, nodes, changes(some)).map(({ text }) => text);

test('a plan in one line: how many get it, who loses what, who has it already', async (t) => {
  const { cluster, api, writes } = await rig(t, (store) => {
    for (const name of ['three', 'four']) addNode(store, name);
    change(store, 'two', { c: '1' });
    change(store, 'four', { a: 'b' });
  });
  const nodes = cluster.store.list(NODES);
  const wanted = changes({ a: 'b', c: null });
  const line = planLine(labelField, nodes, wanted);
  assert.equal(line, 'Set a=b on one, three, two, remove c on two; four with a=b already; four, one, three without c.');
  assert.equal(planLine(labelField, nodes, changes({ x: 'y' })), 'Set x=y on 4 nodes.');
  assert.equal(planLine(labelField, nodes, new Map()), 'Nothing is to be changed yet.');
  assert.equal(
    editCommand(labelField, nodes, wanted, { file: '/home/me/k 3s', context: 'c' }),
    [
      "kubectl label '--kubeconfig=/home/me/k 3s' --context=c --overwrite -- nodes one three a=b",
      "kubectl label '--kubeconfig=/home/me/k 3s' --context=c --overwrite -- nodes two a=b c-",
    ].join('\n'),
  );
  const answers = await apply(nodes, wanted, { api, field: labelField });
  assert.deepEqual(
    [...answers].map(([name, { kind }]) => `${name} ${kind}`),
    ['four same', 'one changed', 'three changed', 'two changed'],
  );
  assert.equal(writes().length, 3);
  assert.deepEqual(editedWords(labelField, answers), {
    good: 'Changed: one, three, two. Like this already: four.',
    bad: [],
  });
  for (const name of ['one', 'two', 'three', 'four']) {
    assert.equal(node(cluster.store, name).metadata.labels?.a, 'b');
    assert.equal(node(cluster.store, name).metadata.labels?.c, undefined);
  }
});

test('a label that somebody else changed meanwhile is told and not overwritten; another label is in nobody’s way', async (t) => {
  const { cluster, api } = await rig(t, (store) => change(store, 'one', { zone: 'a' }));
  const seen = node(cluster.store, 'one');
  change(cluster.store, 'one', { other: 'x' });
  const fine = await apply([seen], changes({ zone: 'b' }), { api, field: labelField });
  assert.deepEqual(fine.get('one'), { kind: 'changed' });

  const again = node(cluster.store, 'one');
  change(cluster.store, 'one', { zone: 'c', fresh: 'theirs' });
  const answers = await apply([again], changes({ zone: null, fresh: 'ours' }), { api, field: labelField });
  assert.deepEqual(answers.get('one'), {
    kind: 'conflict',
    clashes: [
      { id: 'zone', was: 'b', is: 'c' },
      { id: 'fresh', was: undefined, is: 'theirs' },
    ],
  });
  const { labels } = node(cluster.store, 'one').metadata;
  assert.deepEqual([labels?.zone, labels?.fresh], ['c', 'theirs']);
  assert.deepEqual(editedWords(labelField, answers).bad, [
    'one: somebody changed zone meanwhile: zone=b before, zone=c now. Nothing was overwritten.',
    'one: somebody changed fresh meanwhile: nothing before, fresh=theirs now. Nothing was overwritten.',
  ]);
  // With what is there now it works.
  const now = node(cluster.store, 'one');
  const last = await apply([now], changes({ zone: null, fresh: 'ours' }), { api, field: labelField });
  assert.deepEqual(last.get('one'), { kind: 'changed' });
});

test('scenario 34: a taint that another client changed is a conflict; a list that a controller changed elsewhere is not', async (t) => {
  const { cluster, api, writes } = await rig(t, (store) =>
    change(store, 'one', {}, { taints: [{ key: 'gpu', value: 'a', effect: 'NoSchedule' }] }),
  );
  const seen = node(cluster.store, 'one');
  const kept = { key: 'example.com/theirs', effect: 'NoExecute', timeAdded: '2026-01-02T03:04:05Z' };
  const taints = (): Json[] => node(cluster.store, 'one').spec?.taints ?? [];
  change(cluster.store, 'one', {}, { taints: [...taints(), kept] });
  const wanted = changes({ 'gpu:NoSchedule': 'b', 'new:PreferNoSchedule': '' });
  const answers = await apply([seen], wanted, { api, field: taintField });
  assert.deepEqual(answers.get('one'), { kind: 'changed' });
  assert.deepEqual(taints(), [
    kept,
    { key: 'gpu', value: 'b', effect: 'NoSchedule' },
    { key: 'new', effect: 'PreferNoSchedule' },
  ]);
  assert.equal(writes().length, 2);

  const again = node(cluster.store, 'one');
  change(cluster.store, 'one', {}, { taints: [{ key: 'gpu', value: 'c', effect: 'NoSchedule' }] });
  const clash = await apply([again], changes({ 'gpu:NoSchedule': null }), { api, field: taintField });
  assert.deepEqual(clash.get('one'), { kind: 'conflict', clashes: [{ id: 'gpu:NoSchedule', was: 'b', is: 'c' }] });
  assert.match(editedWords(taintField, clash).bad[0] ?? '', /gpu=b:NoSchedule before, gpu=c:NoSchedule now/);
  assert.deepEqual(taints(), [{ key: 'gpu', value: 'c', effect: 'NoSchedule' }]);

  const last = await apply([node(cluster.store, 'one')], changes({ 'gpu:NoSchedule': null }), {
    api,
    field: taintField,
  });
  assert.deepEqual(last.get('one'), { kind: 'changed' });
  assert.deepEqual(taints(), []);
});

test('the same key with another effect is another taint', async (t) => {
  const { cluster, api } = await rig(t, () => undefined);
  const set = (some: Readonly<Record<string, string | null>>) =>
    apply([node(cluster.store, 'one')], changes(some), { api, field: taintField });
  await set({ 'a:NoSchedule': 'x' });
  await set({ 'a:NoExecute': 'y' });
  await set({ 'a:NoSchedule': 'z' });
  assert.deepEqual(
    [...taintField.entries(node(cluster.store, 'one'))],
    [
      ['a:NoExecute', 'y'],
      ['a:NoSchedule', 'z'],
    ],
  );
});

test('scenario 35: deleted nodes, nodes of the same name, missing rights, webhooks and lost answers each have their sentence', async (t) => {
  const rules = [
    { user: 'half', verbs: ['get'], resources: ['nodes'] },
    { user: 'half', verbs: ['patch'], resources: ['nodes'], names: ['one', 'other', 'lost', 'hooked', 'cut'] },
  ];
  const { cluster, api } = await rig(
    t,
    (store) => {
      for (const name of ['other', 'lost', 'hooked', 'cut']) addNode(store, name);
    },
    { name: 'half', groups: [] },
    rules,
  );
  const seen = cluster.store.list(NODES);
  cluster.store.remove(NODES, 'lost');
  cluster.store.remove(NODES, 'other');
  addNode(cluster.store, 'other');
  const hook = 'admission webhook "labels.example.com" denied the request: no labels on Fridays';
  const body = { kind: 'Status', status: 'Failure', reason: 'Forbidden', message: hook, code: 403 };
  cluster.faults.add({ kind: 'answer', code: 403, body }, { method: 'PATCH', url: /nodes\/hooked/ });
  cluster.faults.add({ kind: 'cut' }, { method: 'PATCH', url: /nodes\/cut/ });
  const answers = await apply(seen, changes({ a: 'b' }), { api, field: labelField, atOnce: 1 });
  const { good, bad } = editedWords(labelField, answers);
  assert.equal(good, 'Changed: one.');
  assert.match(bad[0] ?? '', /^cut: not changed: The connection to \S+ broke off/);
  assert.deepEqual(bad.slice(1), [
    `hooked: not changed: ${hook}`,
    'lost: the node is not there any more, or is another one of the same name.',
    'other: the node is not there any more, or is another one of the same name.',
    'two: you may not change it, because the right to patch nodes is missing.',
  ]);
  assert.equal(node(cluster.store, 'other').metadata.labels?.a, undefined);
});

test('an answer that is lost: the node is looked at, and what was done is told', async (t) => {
  const { cluster, api } = await rig(t, () => undefined);
  const seen = node(cluster.store, 'one');
  const lost = {
    request: async (request: Parameters<typeof api.request>[0]) => {
      const answer = await api.request(request);
      const trouble = { kind: 'interrupted', message: 'The connection ended.' } as const;
      return request.method === 'PATCH' ? { ok: false as const, trouble } : answer;
    },
  };
  const answers = await apply([seen], changes({ a: 'b' }), { api: lost, field: labelField });
  assert.deepEqual(answers.get('one'), { kind: 'changed' });
});

test('a server that refuses for another reason is not asked again and again', async (t) => {
  const { cluster, api, writes } = await rig(t, () => undefined);
  const answers = await apply([node(cluster.store, 'one')], changes({ 'bad key!': 'b' }), { api, field: labelField });
  const answer = answers.get('one');
  assert.ok(answer?.kind === 'failed');
  assert.match(answer.words, /name part must consist of/);
  assert.equal(writes().length, 1);
});

test('scenario 34: what the configuration asks for comes back, a label at the next start, a taint when the node registers anew', () => {
  const args = ['agent', '--node-label', 'zone=a', '--node-label', 'gone=x', '--node-taint', 'gpu=a:NoSchedule'];
  const taints = [{ key: 'gpu', value: 'a', effect: 'NoSchedule' }];
  const one = facts('one', { zone: 'a', mine: '1' }, args, { spec: { taints } });
  const two = facts('two', { zone: 'a' });
  const [zone, ...none] = editNotes(labelField, [one, two], changes({ zone: 'b', mine: null }));
  assert.deepEqual(none, []);
  assert.match(zone?.text ?? '', /^zone comes back at the next start of K3s on one: node-label in its configuration/);
  assert.deepEqual(zone?.configuration, ['one']);
  assert.match(texts(labelField, [one], { gone: 'y' })[0] ?? '', /^gone comes back/);
  assert.deepEqual(texts(labelField, [one], { gone: 'x' }), []);
  const [gpu] = editNotes(taintField, [one, two], changes({ 'gpu:NoSchedule': null }));
  assert.match(gpu?.text ?? '', /^gpu:NoSchedule comes back when one registers anew.*A restart alone does not/);
  assert.deepEqual(gpu?.configuration, ['one']);
});

test('scenario 34: labels that the kubelet may not set go through the API, with a note for the configuration', () => {
  const agent = facts('one', { 'kubernetes.io/hostname': 'one', 'node.kubernetes.io/instance-type': 'k3s' });
  const note = (key: string, value: string | null) => texts(labelField, [agent], { [key]: value }).join();
  assert.match(
    note('node-role.kubernetes.io/worker', 'true'),
    /can be set here, but not as node-label .* K3s would not start/,
  );
  assert.match(note('apps.k8s.io/x', 'true'), /not as node-label/);
  assert.equal(note('node.kubernetes.io/x', 'true'), '');
  assert.equal(note('example.com/x', 'true'), '');
  assert.match(note('kubernetes.io/hostname', 'two'), /Volumes of this node are tied to/);
  assert.match(note('topology.kubernetes.io/zone', 'a'), /kubelet writes .* again/);
  assert.match(note('node.kubernetes.io/instance-type', null), /^K3s writes/);
  const server = facts('s', { 'node-role.kubernetes.io/etcd': 'true', 'plan.upgrade.cattle.io/p': 'abc' }, ['server']);
  assert.match(texts(labelField, [server], { 'node-role.kubernetes.io/etcd': null }).join(), /finds its servers by/);
  assert.match(texts(labelField, [server], { 'plan.upgrade.cattle.io/p': null }).join(), /may upgrade it again/);
});

test('taints that controllers keep, and the one for machines that are off', () => {
  const unreachable = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' };
  const cordoned = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
  const conditions = [{ type: 'Ready', status: 'True' }];
  const one = facts('one', {}, ['agent'], { spec: { taints: [unreachable, cordoned] }, status: { conditions } });
  const note = (id: string, value: string | null) => texts(taintField, [one], { [id]: value }).join();
  assert.match(note('node.kubernetes.io/unreachable:NoExecute', null), /controller keeps .* writes it back/);
  assert.match(note('node.kubernetes.io/unschedulable:NoSchedule', null), /^Cordon and Uncordon/);
  assert.match(note('node.kubernetes.io/out-of-service:NoExecute', 'nodeshutdown'), /switched off.*one is ready/);
});

test('NoExecute: the pods that leave at once, those that leave later, and those that stay', async (t) => {
  const tolerations = (...some: Json[]) => ({ tolerations: some });
  const gpu = { key: 'gpu', value: 'a', effect: 'NoExecute' };
  const { api } = await rig(t, (store) => {
    barePod(store, 'plain');
    barePod(store, 'done', {}, { phase: 'Succeeded' });
    barePod(store, 'equal', {}, {}, tolerations({ key: 'gpu', operator: 'Equal', value: 'a', effect: 'NoExecute' }));
    barePod(store, 'short', {}, {}, tolerations({ key: 'gpu', value: 'a' }));
    barePod(store, 'other', {}, {}, tolerations({ key: 'gpu', value: 'b' }, { key: 'x', operator: 'Exists' }));
    barePod(store, 'effect', {}, {}, tolerations({ key: 'gpu', value: 'a', effect: 'NoSchedule' }));
    barePod(store, 'all', {}, {}, tolerations({ operator: 'Exists' }));
    barePod(store, 'while', {}, {}, tolerations({ key: 'gpu', operator: 'Exists', tolerationSeconds: 60 }));
    barePod(store, 'zero', {}, {}, tolerations({ key: 'gpu', operator: 'Exists', tolerationSeconds: 0 }));
  });
  const found = await readLeaving(api, 'one', [gpu], AbortSignal.timeout(10_000));
  assert.deepEqual(found, {
    ok: true,
    value: { atOnce: ['a/effect', 'a/other', 'a/plain', 'a/zero'], later: ['a/while'] },
  });
  assert.deepEqual(leaving([], [gpu]), { atOnce: [], later: [] });
  const value = found.ok ? found.value : undefined;
  assert.deepEqual(
    leavingNotes(
      new Map([
        ['one', value],
        ['two', undefined],
        ['three', { atOnce: [], later: [] }],
      ]),
    ).map(({ text }) => text),
    [
      'NoExecute: pods that leave one at once: 4 (a/effect, a/other, a/plain, …); later: 1. No budget is asked; a drain asks them.',
      'NoExecute: how many pods leave two is not known, because they cannot be listed.',
      'NoExecute: no pod leaves three.',
    ],
  );
});
