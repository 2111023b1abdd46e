/** When the tree is computed anew: at once for who waits for a list, and for all else four times a second at most. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Screen } from '../support/screen.ts';
import { FakeSource } from './fakeSource.ts';
import { node } from './objects.ts';

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
  return { screen, pass, hear };
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
