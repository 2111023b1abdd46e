/** What is asked for and told while a person opens, closes and looks away; and how little when one node of many changes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterItems } from '../../client/explorer/items/clusters.ts';
import type { View } from '../../client/explorer/items/view.ts';
import { EVERYTHING, Shown } from '../../client/explorer/shown.ts';
import { Wants } from '../../client/explorer/wants.ts';
import { FakeSource } from './fakeSource.ts';
import { NOW, node, pod } from './objects.ts';

/** The tree as the editor uses it: asks for the lines of what is open, and again for what is told to have changed. */
class Editor {
  readonly source: FakeSource;
  readonly shown: Shown;
  readonly wants = new Wants();
  private readonly open = new Set<string>();

  constructor(source: FakeSource, rest: Partial<View> = {}) {
    this.source = source;
    this.shown = new Shown(() => clusterItems({ sources: [source], grouping: 'role', filter: '', now: NOW, ...rest }));
  }

  /** Shows the view; lines that are open by themselves are. */
  look(): this {
    this.shown.show();
    this.ask();
    return this.settle();
  }

  away(): this {
    this.shown.hide();
    return this.settle();
  }

  expand(id: string): this {
    this.open.add(id);
    if (this.shown.opened(id) || !this.shown.item(id)) this.ask(id);
    else this.ask(id);
    return this.settle();
  }

  collapse(id: string): this {
    this.open.delete(id);
    this.shown.collapsed(id);
    return this.settle();
  }

  /** The ids the editor is told of, after which it asks for their lines. */
  refresh(): (string | undefined)[] {
    const changed = [...this.shown.refresh()];
    for (const id of changed) if (id === EVERYTHING || this.open.has(id)) this.ask(id);
    this.settle();
    return changed;
  }

  private ask(id?: string): void {
    for (const child of this.shown.children(id)) {
      if (child.collapsible === 'expanded') this.open.add(child.id);
      if (this.open.has(child.id)) this.ask(child.id);
    }
  }

  private settle(): this {
    this.wants.hold([this.source], this.shown.wanted());
    return this;
  }

  /** The id of the line with a label, among those that were shown. */
  id(...labels: string[]): string {
    let id: string | undefined;
    for (const label of labels) {
      const children: readonly { id: string; label: string }[] = this.shown.children(id);
      id = children.find((child) => child.label === label)?.id;
      assert.ok(id, `${label} among ${children.map((child) => child.label)}`);
    }
    return id as string;
  }
}

const nodes = () => [
  node({ name: 'server-1', role: 'server' }),
  node({ name: 'worker-1' }),
  node({ name: 'worker-2' }),
];

test('nothing is asked before the view is seen, and nothing is held when it is hidden', () => {
  const editor = new Editor(new FakeSource('prod', nodes()));
  assert.deepEqual(editor.source.log, []);
  editor.look();
  assert.deepEqual(editor.source.wanted, ['nodes', 'podCounts', 'nodeMetrics']);
  editor.away();
  assert.deepEqual(editor.source.wanted, []);
  editor.look();
  assert.deepEqual(editor.source.wanted.sort(), ['nodeMetrics', 'nodes', 'podCounts']);
});

test('opening asks, closing releases, and what is below something closed is not wanted either', () => {
  const editor = new Editor(new FakeSource('prod', nodes())).look();
  const worker = editor.id('prod', 'Nodes', 'Agents', 'worker-1');
  editor.expand(worker).expand(`${worker}/pods`);
  assert.ok(editor.source.wanted.includes('podsOf worker-1'));
  editor.collapse(worker);
  assert.ok(!editor.source.wanted.includes('podsOf worker-1'));
  editor.expand(worker);
  assert.ok(editor.source.wanted.includes('podsOf worker-1'), 'its pods are still open below it');
  editor.collapse(editor.id('prod'));
  assert.deepEqual(editor.source.wanted, []);
});

test('who opens a line again is told it anew, once', () => {
  const editor = new Editor(new FakeSource('prod', nodes())).look();
  const agents = editor.id('prod', 'Nodes', 'Agents');
  assert.equal(editor.shown.opened(agents), false, 'it was never closed');
  editor.shown.collapsed(agents);
  assert.equal(editor.shown.opened(agents), true);
  assert.equal(editor.shown.opened(agents), false);
});

test('the lease of a node is asked for while its conditions are open, plans while a node is cordoned', () => {
  const editor = new Editor(new FakeSource('prod', [node({ name: 'a', unschedulable: true })]).set('plans', [])).look();
  assert.ok(editor.source.wanted.includes('plans'));
  assert.ok(!editor.source.wanted.includes('leaseOf a'));
  editor.expand(editor.id('prod', 'Nodes', 'a'));
  assert.ok(!editor.source.wanted.includes('leaseOf a'));
  editor.expand(editor.id('prod', 'Nodes', 'a', 'Conditions'));
  assert.ok(editor.source.wanted.includes('leaseOf a'));
});

test('of an unreachable node it is asked when it was last there', () => {
  const editor = new Editor(new FakeSource('prod', [node({ name: 'a', ready: 'Unknown' })])).look();
  editor.expand(editor.id('prod', 'Nodes', 'a'));
  assert.ok(editor.source.wanted.includes('leaseOf a'));
});

test('nothing changed: nobody is told', () => {
  const editor = new Editor(new FakeSource('prod', nodes())).look();
  assert.deepEqual(editor.refresh(), []);
  editor.source.set('nodes', nodes());
  assert.deepEqual(editor.refresh(), [], 'other objects that say the same');
});

test('one node changed: its line is told', () => {
  const editor = new Editor(new FakeSource('prod', nodes())).look();
  const worker = editor.id('prod', 'Nodes', 'Agents', 'worker-1');
  editor.source.set('podCounts', [{ node: 'worker-1', pods: 23 }]);
  assert.deepEqual(editor.refresh(), [worker]);
});

test('a node came or went: its group is told, and what was open below it is forgotten', () => {
  const editor = new Editor(new FakeSource('prod', nodes())).look();
  const worker = editor.id('prod', 'Nodes', 'Agents', 'worker-2');
  editor.expand(worker).expand(`${worker}/pods`);
  editor.source.set('nodes', nodes().slice(0, 2));
  const changed = editor.refresh();
  assert.deepEqual(changed, [editor.id('prod')], 'the cluster counts its nodes, so its line changed first');
  assert.ok(!editor.source.wanted.includes('podsOf worker-2'));
  assert.equal(editor.shown.item(worker), undefined);
});

test('another list of clusters: everything is told', () => {
  const source = new FakeSource('prod', nodes());
  const sources = [source];
  const shown = new Shown(() => clusterItems({ sources, grouping: 'role', filter: '', now: NOW }));
  shown.children();
  sources.push(new FakeSource('lab'));
  assert.deepEqual(shown.refresh(), [EVERYTHING]);
});

test('what is closed is not computed', () => {
  const source = new FakeSource('prod', nodes());
  let asked = 0;
  const collection = source.collection.bind(source);
  source.collection = (name, of) => {
    if (name === 'podsOf') asked += 1;
    return collection(name, of);
  };
  const editor = new Editor(source.set('podsOf', [pod()], { kind: 'live' }, 'worker-1')).look();
  editor.refresh();
  assert.equal(asked, 0);
  editor.expand(editor.id('prod', 'Nodes', 'Agents', 'worker-1'));
  editor.refresh();
  assert.equal(asked, 0);
});

test('two lines that want the same are one want', () => {
  const source = new FakeSource('prod', nodes());
  const wants = new Wants();
  const want = { cluster: source.entry.id, name: 'nodes' } as const;
  wants.hold([source], [want, want]);
  wants.hold([source], [want]);
  assert.deepEqual(source.log, ['want nodes']);
  wants.releaseAll();
  assert.deepEqual(source.wanted, []);
});

test('hostile nodes of one name are one line', () => {
  const editor = new Editor(new FakeSource('prod', [node({ name: 'x' }), node({ name: 'x' })])).look();
  const ids = editor.shown.children(editor.id('prod', 'Nodes')).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test('5,000 nodes, one of which changes: one object is read and one line is told', () => {
  let reads = 0;
  const read = new Set<object>();
  const counting = (raw: object): object =>
    Object.defineProperty({ ...raw }, 'status', {
      enumerable: true,
      get() {
        reads += 1;
        read.add(raw);
        return (raw as { status: object }).status;
      },
    });
  const many = Array.from({ length: 5000 }, (_, index) => counting(node({ name: `worker-${index}` })));
  const editor = new Editor(new FakeSource('prod', many)).look();
  const pages = editor.shown.children(editor.id('prod', 'Nodes'));
  assert.equal(pages.length, 25);
  editor.expand(pages[1]?.id as string);
  const perNode = reads / 5000;
  assert.ok(perNode < 30, `${perNode} reads of each object`);

  read.clear();
  assert.deepEqual(editor.refresh(), []);
  assert.equal(read.size, 0, 'nothing is read again');

  const changed = [...many];
  const at = changed.findIndex((raw) => (raw as { metadata: { name: string } }).metadata.name === 'worker-250');
  changed[at] = counting(node({ name: 'worker-250', version: 'v1.33.9+k3s1' }));
  editor.source.set('nodes', changed);
  assert.deepEqual(editor.refresh(), [`${pages[1]?.id}/node:worker-250`]);
  assert.equal(read.size, 1);
});
