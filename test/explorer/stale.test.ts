/** A cluster that is out of reach, or a list that is: what is known is kept, and nothing of it looks as if it were true now. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterItems } from '../../client/explorer/items/clusters.ts';
import type { Item } from '../../client/explorer/items/item.ts';
import type { View } from '../../client/explorer/items/view.ts';
import { FakeSource } from './fakeSource.ts';
import { NOW, node, pod } from './objects.ts';

const MUTED = 'disabledForeground';

function source(): FakeSource {
  const made = new FakeSource('prod', [
    node({ name: 'server-1', role: 'server' }),
    node(),
    node({ name: 'worker-8', ready: 'False' }),
  ]);
  made.set('podsOf', [pod()], { kind: 'live' }, 'worker-7').set('plans', [{ metadata: { name: 'p' } }]);
  return made.set('addons', [{ metadata: { name: 'traefik' } }]);
}

function below(of: FakeSource, rest: Partial<View> = {}): readonly Item[] {
  const [cluster] = clusterItems({ sources: [of], grouping: 'role', filter: '', now: NOW, ...rest });
  return cluster?.children?.() ?? [];
}

const walk = (items: readonly Item[]): Item[] => items.flatMap((item) => [item, ...walk(item.children?.() ?? [])]);

test('below a cluster that is out of reach every line is grey, and says that it is the last known', () => {
  const of = source();
  assert.ok(walk(below(of)).some(({ colour }) => colour === 'testing.iconPassed'));
  of.state = { kind: 'stale', since: NOW, cause: { message: 'connect ECONNREFUSED' } };
  const [note, ...rest] = below(of);
  assert.deepEqual([note?.label, note?.colour], ['unreachable since 10:42', 'problemsWarningIcon.foreground']);
  const lines = walk(rest);
  assert.ok(lines.some(({ context }) => context === 'k3s.pod.running') && lines.length > 20);
  for (const { id, colour, accessible } of lines) {
    assert.equal(colour, MUTED, id);
    assert.match(accessible, /, last known$/, id);
    assert.doesNotMatch(accessible, /last known.*last known/, id);
  }
  const worker = lines.find(({ context }) => context.startsWith('k3s.node.agent'));
  assert.match(worker?.tooltip?.() ?? '', /Last known\\: unreachable since 10\\:42$/);
  of.state = { kind: 'connected' };
  assert.ok(walk(below(of)).every(({ accessible }) => !accessible.includes('last known')));
});

test('of one list that is old only the lines are grey', () => {
  const of = source().set('podsOf', [pod()], { kind: 'stale' }, 'worker-7');
  const old = walk(below(of)).filter(({ accessible }) => accessible.endsWith('last known'));
  assert.deepEqual(
    old.map(({ context, colour }) => [context, colour]),
    [['k3s.pod.running', MUTED]],
  );
});

test('what is done to it is no data of the cluster', () => {
  const operation = (cluster: string, folder: string): Item => ({
    id: `${folder}/1`,
    cluster,
    label: 'Drain worker-7',
    description: '',
    icon: 'sync',
    context: 'k3s.operation',
    accessible: 'Drain worker-7',
    collapsible: 'none',
  });
  const of = source();
  of.state = { kind: 'stale', since: NOW, cause: { message: 'connect ECONNREFUSED' } };
  const operations = (cluster: string, folder: string) => (cluster === '' ? [] : [operation(cluster, folder)]);
  const folder = below(of, { operations }).find(({ label }) => label === 'Operations');
  assert.deepEqual(
    walk(folder ? [folder] : []).map(({ colour }) => colour),
    [undefined, undefined],
  );
});
