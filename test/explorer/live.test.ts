/** All clusters of a window: asked for by one after the other, and watched once, however often settings change meanwhile. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogOutputChannel } from 'vscode';
import { sitDown } from '../operations/editor.ts';
import { FakeSource } from './fakeSource.ts';

const { Clusters } = await import('../../client/explorer/clusters.ts');
const { WindowClusters } = await import('../../client/explorer/live.ts');

test('settings that change during the first look lead to one watcher, which ends with the window', async () => {
  const person = sitDown();
  person.settings.set('k3s.kubeconfig', ['/nowhere/kubeconfig']);
  const before = process.getActiveResourcesInfo().filter((name) => /FSEvent|StatWatcher/.test(name)).length;
  const clusters = new WindowClusters(() => undefined);
  const [first, second] = await Promise.all([clusters.sources(), clusters.sources()]);
  assert.ok(first.some(({ entry }) => entry.file === '/nowhere/kubeconfig'));
  assert.deepEqual(
    first.map((one, index) => one === second[index]),
    first.map(() => true),
    'both know the same clusters',
  );
  clusters.dispose();
  assert.deepEqual(await clusters.sources(), [], 'and nothing begins again');
  await new Promise((done) => setImmediate(done));
  const after = process.getActiveResourcesInfo().filter((name) => /FSEvent|StatWatcher/.test(name)).length;
  assert.equal(after, before);
});

test('who asks anew while the first answer is on its way gets the newer one', async () => {
  sitDown();
  const waiting: ((name: string) => void)[] = [];
  const factory = () => new Promise<FakeSource[]>((done) => waiting.push((name) => done([new FakeSource(name)])));
  const clusters = new Clusters(factory, {} as LogOutputChannel, () => undefined);
  const first = clusters.load();
  const second = clusters.reload();
  await new Promise((done) => setImmediate(done));
  assert.equal(waiting.length, 1);
  waiting[0]?.('old');
  await first;
  await new Promise((done) => setImmediate(done));
  waiting[1]?.('new');
  await second;
  assert.deepEqual(
    clusters.sources.map(({ entry }) => entry.name),
    ['new'],
  );
  clusters.dispose();
});
