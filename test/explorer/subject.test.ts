/** What a command is about: the line it was called on, else what is selected, also in a view that is hidden. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Explorer } from '../../client/explorer/explorer.ts';
import type { Collection, CollectionName } from '../../client/explorer/source.ts';
import type { Line } from '../../client/explorer/tree.ts';
import { sitDown } from '../operations/editor.ts';
import { FakeSource } from './fakeSource.ts';
import { node } from './objects.ts';

const { clusterFor, nodeOf, nodesFor, tokenFor } = await import('../../client/explorer/subject.ts');

/** Knows something only while somebody wants it, as a cluster does. */
class Quiet extends FakeSource {
  override collection(name: CollectionName, of?: string): Collection {
    return this.wanted.includes(name) ? super.collection(name, of) : { state: { kind: 'idle' }, items: [] };
  }
}

const line = (source: FakeSource, rest: { readonly node?: string; readonly token?: string } = {}): Line =>
  ({ id: 'x', item: { cluster: source.entry.id, ...rest } }) as unknown as Line;

function window(sources: readonly FakeSource[], ...selection: readonly Line[]): Explorer {
  return { sources, load: async () => undefined, treeView: { selection } } as unknown as Explorer;
}

const names = (found: readonly { readonly node: { readonly name: string } }[]): string[] =>
  found.map(({ node: { name } }) => name);

test('what is selected in a view that is hidden is asked for again', async () => {
  const person = sitDown();
  const source = new Quiet('prod', [node({ name: 'a' }), node({ name: 'b' })]);
  const explorer = window([source], line(source, { node: 'a' }), line(source, { node: 'b' }));
  assert.deepEqual(names(await nodesFor(explorer, undefined, undefined)), ['a', 'b']);
  assert.equal((await nodeOf(explorer, undefined))?.node.name, 'a');
  assert.deepEqual(source.wanted, [], 'and let go of');
  assert.deepEqual(person.heard(), []);
});

test('only what the cluster does not have is gone; what cannot be read is told with its reason', async () => {
  const person = sitDown();
  const source = new Quiet('prod', [node({ name: 'a' })]);
  const explorer = window([source], line(source, { node: 'old' }));
  assert.deepEqual(await nodesFor(explorer, undefined, undefined), []);
  assert.deepEqual(person.heard(), ['The node old is not there any more.']);
  source.set('nodes', []);
  source.state = { kind: 'failed', trouble: { message: 'Nobody answers.', next: 'Is K3s running?' } };
  assert.deepEqual(await nodesFor(explorer, undefined, undefined), []);
  assert.deepEqual(await nodesFor(window([source]), undefined, undefined), []);
  const why = 'No nodes of prod can be read: Nobody answers. Is K3s running?';
  assert.deepEqual(person.heard(), [why, why]);
});

test('of a cluster that is selected only the node is asked for', async () => {
  const person = sitDown();
  const [prod, lab] = [new Quiet('prod', [node({ name: 'a' })]), new Quiet('lab', [node({ name: 'b' })])];
  const explorer = window([prod, lab], line(lab));
  person.will(/Which node/, 'b');
  assert.deepEqual(names(await nodesFor(explorer, undefined, undefined)), ['b']);
  assert.equal(await clusterFor(explorer, undefined), lab);
  lab.set('bootstrapTokens', [{ metadata: { name: 'bootstrap-token-abc123' } }]);
  person.will(/Which token/, 'abc123');
  assert.deepEqual(await tokenFor(explorer, undefined), { source: lab, token: 'abc123' });
  assert.deepEqual(person.heard(), ['Which node?', 'Which token?']);
  person.will(/Which cluster/, 'prod');
  person.will(/Which node/, 'a');
  assert.deepEqual(names(await nodesFor(window([prod, lab]), undefined, undefined)), ['a']);
});
