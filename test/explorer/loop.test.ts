/** When the tree is computed anew: at once for who waits for a list, and for all else four times a second at most. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Loop } from '../../client/explorer/loop.ts';
import { Screen } from '../support/screen.ts';
import { FakeSource } from './fakeSource.ts';
import { NOW, node } from './objects.ts';

const some = (count: number): object[] => Array.from({ length: count }, (_, index) => node({ name: `agent-${index}` }));

/** The tree of a cluster whose nodes are being listed, on a clock that stands still until it is moved. */
function look(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const source = new FakeSource('prod');
  source.set('nodes', [], { kind: 'loading' });
  const screen = new Screen([source]);
  t.after(() => screen.dispose());
  screen.show();
  t.mock.timers.tick(1000);
  const pass = (milliseconds: number): void => t.mock.timers.tick(milliseconds);
  const hear = (count: number, kind: 'loading' | 'live'): void => {
    source.set('nodes', some(count), { kind });
    source.change();
  };
  return { screen, source, pass, hear };
}

test('the first of a list is shown at once, more of it a little later, and all of it at once', (t) => {
  const { screen, pass, hear } = look(t);
  hear(3, 'loading');
  pass(0);
  assert.equal(screen.nodes.length, 3);
  hear(7, 'loading');
  pass(0);
  assert.equal(screen.nodes.length, 3);
  pass(250);
  assert.equal(screen.nodes.length, 7);
  hear(9, 'live');
  pass(0);
  assert.equal(screen.nodes.length, 9);
});

test('a list that is there is followed without hurry', (t) => {
  const { screen, pass, hear } = look(t);
  hear(3, 'live');
  pass(0);
  const before = screen.tells;
  for (let count = 4; count < 44; count++) {
    hear(count, 'live');
    pass(25);
  }
  assert.ok(screen.tells - before <= 8, `${screen.tells - before} times in a second`);
  pass(250);
  assert.equal(screen.nodes.length, 43);
});

test('what was closed before it came is not waited for', (t) => {
  const { screen, source, hear, pass } = look(t);
  hear(2, 'live');
  pass(0);
  for (const name of ['podCounts', 'nodeMetrics'] as const) source.set(name, []);
  screen.loop.soon();
  pass(250);
  const [line] = screen.nodes;
  assert.ok(line);
  screen.expand(line.id);
  for (let time = 0; time < 5; time++) {
    screen.expand(`${line.id}/pods`);
    assert.equal(screen.loop.waiting, 1);
    screen.collapse(`${line.id}/pods`);
    assert.equal(screen.loop.waiting, 0);
  }
  screen.expand(`${line.id}/pods`);
  screen.hide();
  assert.equal(screen.loop.waiting, 0);
});

/** Nodes, and which of them had their arguments read. */
function counting(count: number) {
  const read = new Set<number>();
  const all = Array.from({ length: count }, (_, index) => {
    const raw = node({ name: `agent-${index}` }) as { readonly metadata: { readonly annotations?: object } };
    const metadata = Object.defineProperty({ ...raw.metadata }, 'annotations', {
      get: () => {
        read.add(index);
        return raw.metadata.annotations;
      },
    });
    return { ...raw, metadata };
  });
  return { read, all };
}

/** What is to be done as soon as others had their turn, one after the other. */
function turns(t: TestContext) {
  const waiting: (() => void)[] = [];
  t.mock.method(globalThis, 'setTimeout', (run: () => void, wait: number) => {
    if (wait === 0) waiting.push(run);
    return run;
  });
  t.mock.method(globalThis, 'clearTimeout', (timer: () => void) => {
    if (waiting.includes(timer)) waiting.splice(waiting.indexOf(timer), 1);
  });
  return { waiting, turn: (): void => waiting.shift()?.() };
}

/** The line of registries of 2,000 nodes, all of which are there. */
function registries(t: TestContext) {
  const { turn } = turns(t);
  const source = new FakeSource('prod');
  const { read, all } = counting(2000);
  source.set('nodes', all);
  const screen = new Screen([source]);
  t.after(() => screen.dispose());
  screen.show();
  const folder = screen.all.find(({ label }) => label === 'Registries');
  assert.ok(folder);
  const words = () => screen.below(folder.id).map(({ label, description }) => `${label} ${description}`.trim());
  return { screen, folder, read, words, turn };
}

test('what thousands of nodes say of registries is read once each, in pieces, while others have their turn', (t) => {
  const { screen, folder, read, words, turn } = registries(t);
  screen.expand(folder.id);
  const sizes = [read.size];
  for (; words()[0] === 'Loading…'; turn()) sizes.push(read.size);
  assert.deepEqual(words(), ['/etc/rancher/k3s/registries.yaml 2000 nodes']);
  assert.deepEqual([...new Set([...sizes, read.size])], [500, 1000, 1500, 2000]);
  read.clear();
  screen.loop.refresh();
  assert.equal(read.size, 0, 'nothing is read again');
});

test('closed before all of it was read, it is not read on', (t) => {
  const { screen, folder, read, turn } = registries(t);
  screen.expand(folder.id);
  screen.collapse(folder.id);
  turn();
  const { size } = read;
  for (let count = 0; count < 10; count++) turn();
  assert.ok(size < 2000);
  assert.equal(read.size, size);
});

test('before thousands of nodes are filtered, what is looked through is made in pieces', (t) => {
  const { turn, waiting } = turns(t);
  const source = new FakeSource('prod', some(2000));
  let filter = '';
  let told = 0;
  const loop = new Loop({
    sources: () => [source],
    view: () => ({ sources: [source], filter, grouping: 'role', now: NOW }),
    tell: () => void told++,
  });
  t.after(() => loop.dispose());
  loop.look(true);
  loop.shown.children();
  const before = told;
  filter = 'agent-7';
  loop.now();
  let turned = 0;
  for (; told === before && waiting.length > 0; turned++) turn();
  assert.equal(turned, 3, 'the fourth piece is computed with at once');
});
