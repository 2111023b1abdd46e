/** The demo cluster as a person meets it: everything in it is found, followed, and found again after trouble. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../client/cluster/clock.ts';
import { Connection } from '../../client/cluster/connection.ts';
import { readEntries } from '../../client/cluster/kubeconfigFiles.ts';
import { Plugins } from '../../client/cluster/plugins.ts';
import * as resources from '../../client/cluster/resources.ts';
import { evict, patch } from '../../client/cluster/writes.ts';
import { type DemoCluster, startDemoCluster } from '../../demo/cluster/start.ts';
import { story } from '../../demo/cluster/story.ts';
import { folder } from '../support/folder.ts';
import { until } from './clocks.ts';

const { nodes, podCounts, podsOf, eventsOf, leaseOf, resourcePath, ...others } = resources;

async function connected(t: TestContext): Promise<{ demo: DemoCluster; connection: Connection }> {
  const demo = await startDemoCluster({ scene: story() });
  const home = folder(t, {});
  demo.writeKubeconfig(home.at('config'));
  const [entry] = await readEntries({ settings: ['config'], env: {}, home: home.path, k3s: home.at('none') });
  assert.ok(entry && !entry.trouble);
  const needs = {
    clock: systemClock,
    plugins: new Plugins(systemClock),
    mayRun: () => true,
    proxy: () => ({ env: {} }),
  };
  const connection = new Connection(entry, needs);
  t.after(async () => {
    await connection.close();
    await demo.stop();
  });
  const state = await connection.connect();
  assert.ok(state.kind === 'connected' && state.version.k3s);
  return { demo, connection };
}

test('all that the explorer shows is there, over at most four connections', async (t) => {
  const { demo, connection } = await connected(t);
  const all = [nodes, podCounts, ...Object.values(others)].map((one) =>
    connection.follow(one as resources.Resource<ReadonlyMap<string, unknown>>),
  );
  for (const one of all) one.resume();
  await until(() => all.every(({ state }) => state.kind === 'live'), 'everything is live');
  for (const { resource, view } of all) assert.ok(view.size > 0, resource.id);
  assert.ok(demo.connections.most <= 4);
  const [shown, counts] = [connection.follow(nodes).view, connection.follow(podCounts).view];
  const [name = ''] = shown.keys();
  const pods = connection.follow(podsOf(name));
  pods.resume();
  await until(() => pods.state.kind === 'live');
  const active = [...pods.view.values()].filter(
    ({ status }) => !['Succeeded', 'Failed'].includes((status as { phase: string }).phase),
  );
  assert.equal(counts.get(name), active.length);
  assert.ok((await connection.api.request({ path: leaseOf(name).path, query: leaseOf(name).query ?? {} })).ok);
  const served = await connection.served();
  assert.ok(served.ok && served.served.has('plans.upgrade.cattle.io') && served.served.has('pods/eviction'));
});

test('a change is seen, and so is one that happened while the server was away', async (t) => {
  const { demo, connection } = await connected(t);
  const followed = connection.follow(nodes);
  followed.resume();
  await until(() => followed.state.kind === 'live');
  const [name = ''] = followed.view.keys();
  const label = (value: string) =>
    patch(
      connection.api,
      { resource: 'nodes', name },
      { type: 'merge', patch: { metadata: { labels: { test: value } } } },
    );
  const seen = (value: string) => until(() => followed.view.get(name)?.metadata.labels?.test === value, value);
  assert.ok((await label('one')).ok);
  await seen('one');
  demo.faults.expireWatches();
  assert.ok((await label('two')).ok);
  await seen('two');
  await demo.faults.stop();
  await until(() => connection.state.kind === 'stale', 'stale');
  await demo.faults.restart();
  await connection.retryNow();
  assert.ok((await label('three')).ok);
  await seen('three');
  await until(() => followed.state.kind === 'live');
});

test('a patch whose test fails, an eviction, and what one may do', async (t) => {
  const { connection } = await connected(t);
  const failedTest = await patch(
    connection.api,
    { resource: 'nodes', name: 'agent-1' },
    { type: 'json', patch: [{ op: 'test', path: '/metadata/resourceVersion', value: 'x' }] },
  );
  assert.ok(!failedTest.ok && failedTest.trouble.kind === 'rejected', JSON.stringify(failedTest));
  assert.equal((await evict(connection.api, { namespace: 'default', name: 'no-such-pod' })).kind, 'gone');
  assert.equal(await connection.access.may({ verb: 'patch', resource: 'nodes' }), 'yes');
  assert.equal(
    await connection.access.may({
      verb: 'create',
      resource: 'pods',
      subresource: 'eviction',
      namespace: 'kube-system',
    }),
    'yes',
  );
});
