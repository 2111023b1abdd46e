/** Scenarios 29 and 30 of the explorer, and silence: a large cluster that never rests, and clusters that are no good. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { LogOutputChannel } from 'vscode';
import { systemClock } from '../../client/cluster/clock.ts';
import { LiveClusters } from '../../client/cluster/clusters.ts';
import { Connection } from '../../client/cluster/connection.ts';
import { readEntries } from '../../client/cluster/kubeconfigFiles.ts';
import { Plugins } from '../../client/cluster/plugins.ts';
import { LiveSource } from '../../client/cluster/source.ts';
import type { ClusterSource } from '../../client/explorer/source.ts';
import { big, type Size } from '../../demo/cluster/big.ts';
import { inventory } from '../../demo/cluster/control.ts';
import { type DemoOptions, startDemoCluster } from '../../demo/cluster/start.ts';
import { story } from '../../demo/cluster/story.ts';
import { sitDown } from '../operations/editor.ts';
import { folder } from '../support/folder.ts';
import { Screen } from '../support/screen.ts';

const translate = (template: string, ...args: readonly unknown[]): string =>
  template.replace(/\{(\d)\}/g, (_, index) => String(args[index]));

/** A cluster, and the explorer as a person sees it; both end with the test. */
async function explorer(t: TestContext, options: DemoOptions) {
  const cluster = await startDemoCluster(options);
  const files = folder(t, { config: cluster.kubeconfig() });
  const clusters = new LiveClusters({
    places: () => ({ settings: [files.at('config')], env: {}, home: files.at('home'), k3s: files.at('none') }),
    proxy: () => ({ env: {} }),
    mayRun: () => true,
    translate,
    changed: () => undefined,
  });
  const sources = await clusters.sources();
  const [source] = sources;
  assert.ok(source);
  const screen = new Screen(sources);
  t.after(async () => {
    screen.dispose();
    clusters.dispose();
    await cluster.stop();
  });
  return { cluster, source, screen };
}

/** What the explorer holds, in the words of the server's inventory. */
function held(source: ClusterSource) {
  type Node = { readonly metadata: { readonly name: string; readonly resourceVersion: string } };
  const nodes = source.collection('nodes').items as readonly Node[];
  const pods = source.collection('podCounts').items as readonly { node: string; pods: number }[];
  return {
    nodes: Object.fromEntries(nodes.map(({ metadata }) => [metadata.name, metadata.resourceVersion])),
    pods: Object.fromEntries(pods.map(({ node, pods }) => [node, pods])),
  };
}

async function until(what: () => boolean, limit = 30_000): Promise<void> {
  for (const end = Date.now() + limit; !what(); ) {
    assert.ok(Date.now() < end, `waited for ${what}`);
    await pause(20);
  }
}

test('scenario 29: 2,000 nodes and 30,000 pods that never rest: little is asked and told, and no drop loses an update', async (t) => {
  const size: Size = { nodes: 2000, podsPerNode: 15, nodeUpdatesPerSecond: 50, movesPerSecond: 5 };
  const { cluster, source, screen } = await explorer(t, { scene: big(size) });
  screen.show();
  await screen.until(() => /–2000( |$)/.test(screen.nodes.at(-1)?.description ?? ''));
  assert.equal(screen.nodes.length, 10);
  await until(() => source.collection('podCounts').state.kind === 'live');
  const asked = (path: string, watch: boolean) =>
    cluster.log.entries.filter((entry) => entry.path === path && entry.watch === watch).length;
  assert.deepEqual([asked('/api/v1/nodes', false), asked('/api/v1/pods', false)], [1, 1], 'each is listed once');

  const [page] = screen.nodes;
  assert.ok(page);
  screen.expand(page.id);
  const [node] = screen.below(page.id);
  assert.ok(node);
  const before = cluster.log.entries.length;
  screen.expand(node.id);
  screen.expand(`${node.id}/pods`);
  await screen.until(
    () => screen.below(`${node.id}/pods`).filter(({ context }) => /^k3s\.pod/.test(context)).length > 10,
  );
  await pause(100);
  const more = cluster.log.entries.slice(before).filter(({ url }) => !url.includes('includeObject=None'));
  assert.deepEqual(
    more.map(({ path, watch, url }) => [path, watch, url.includes('spec.nodeName%3Dnode-00000')]),
    [
      ['/api/v1/pods', false, true],
      ['/api/v1/pods', true, true],
    ],
    'one node costs one list and one watch',
  );

  const from = { tells: screen.tells, computed: screen.took.length, asked: cluster.log.entries.length, at: Date.now() };
  await pause(2000);
  const seconds = (Date.now() - from.at) / 1000;
  assert.ok(screen.took.length > from.computed, 'what changes is seen');
  assert.ok(screen.tells - from.tells <= 4 * seconds, `${screen.tells - from.tells} refreshes in ${seconds} s`);
  assert.equal(cluster.log.entries.length, from.asked, 'changes come without being asked for');
  assert.ok(cluster.connections.most <= 4);

  const { faults } = cluster;
  const drops = [
    () => faults.expireWatches(),
    () => faults.cutWatches(),
    () => faults.cutConnections(),
    () => faults.expireAfterList(),
    () => faults.endWatches(),
    () => faults.restart(),
    () => cluster.store.compact(),
    () => faults.cutWatches(),
  ];
  for (const drop of drops) {
    await drop();
    await pause(300);
  }
  cluster.rest();
  const there = inventory(cluster);
  await until(() => {
    const { nodes, pods } = held(source);
    return Object.keys(there.nodes).every(
      (name) => nodes[name] === there.nodes[name] && pods[name] === there.pods[name],
    );
  });
  assert.deepEqual(held(source), there);
  assert.ok(cluster.connections.most <= 4);
});

test('scenario 30: dead, slow and restricted clusters beside a good one: each says what is wrong, and none holds up another', async (t) => {
  const rules = [{ user: 'jane', verbs: ['list', 'watch'], resources: ['pods'], namespaces: ['shop'] }];
  const cluster = await startDemoCluster({ scene: story(), rules });
  const deaf = createServer((socket) => void socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  const restricted = cluster.credentials({ name: 'jane', groups: [] });
  const dead = (server: string, user: object): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'a', cluster: { server } }],
      users: [{ name: 'a', user }],
      contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
      'current-context': 'a',
    });
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './login-forever', interactiveMode: 'Never' };
  const files = folder(t, {
    good: cluster.kubeconfig(),
    unreachable: dead(`https://127.0.0.1:${(deaf.address() as AddressInfo).port}`, { token: 'x' }),
    slow: dead(cluster.url, { exec }),
    restricted: cluster.kubeconfig(restricted).replace(/^ {4}user: /m, '    namespace: shop\n$&'),
    'login-forever': '#!/bin/sh\nwhile :; do sleep 1; done\n',
  });
  chmodSync(files.at('login-forever'), 0o755);
  // With the limits that the product has by itself.
  const needs = {
    clock: systemClock,
    plugins: new Plugins(systemClock),
    proxy: () => ({ env: {} }),
    mayRun: () => true,
  };
  const settings = ['good', 'unreachable', 'slow', 'restricted'].map((name) => files.at(name));
  const entries = await readEntries({ settings, env: {}, home: files.at('home'), k3s: files.at('none') });
  const sources = entries.map((entry) => new LiveSource(new Connection(entry, needs)));
  const person = sitDown();
  const { Clusters } = await import('../../client/explorer/clusters.ts');
  const clusters = new Clusters(
    async () => sources,
    {} as LogOutputChannel,
    () => undefined,
  );
  await clusters.load();
  const screen = new Screen(clusters.sources);
  t.after(async () => {
    screen.dispose();
    clusters.dispose();
    await Promise.all(sources.map((source) => source.close()));
    await cluster.stop();
    deaf.close();
  });
  const [good, unreachable, slow, jane] = sources;
  assert.ok(good && unreachable && slow && jane);
  const since = Date.now();
  const took = new Map<ClusterSource, number>();
  for (const source of [unreachable, slow])
    source.onDidChange(() => {
      if (source.state.kind === 'failed' && !took.has(source)) took.set(source, Date.now() - since);
    });
  screen.show();
  const tops = screen.below('');
  assert.equal(tops.length, 4);
  for (const { id } of tops) screen.expand(id);
  const lines = (source: ClusterSource): string[] =>
    screen.all
      .filter(({ cluster: of, id }) => of === source.entry.id && !tops.some((top) => top.id === id))
      .map(({ label, description }) => `${label} ${description}`.trim());

  await screen.until(() => screen.nodes.some(({ node }) => node === 'agent-1'));
  assert.equal(good.state.kind, 'connected');
  assert.deepEqual(
    [unreachable.state.kind, slow.state.kind],
    ['connecting', 'connecting'],
    'the good one did not wait for them',
  );

  await screen.until(() => unreachable.state.kind === 'failed' && slow.state.kind === 'failed');
  assert.ok('nextRetry' in unreachable.state && unreachable.state.nextRetry !== undefined, 'it is tried again later');
  assert.match(lines(unreachable).join('\n'), /127\.0\.0\.1:\d+/);
  assert.match(lines(slow).join('\n'), /login-forever/);
  const [nine = 0, fifteen = 0] = [took.get(unreachable), took.get(slow)];
  assert.ok(nine <= 10_000, `unreachable after ${nine} ms`);
  // Ending the program takes a moment, the more on a machine that is busy.
  assert.ok(fifteen >= 14_000 && fifteen <= 17_000, `the plugin was cut off after ${fifteen} ms`);

  await screen.until(() => lines(jane).some((line) => /No permission to list nodes/.test(line)));
  const denied = `${tops[3]?.id}/denied`;
  await screen.until(() =>
    screen.below(tops[3]?.id ?? '').some(({ id, description }) => id === denied && description >= '5'),
  );
  screen.expand(denied);
  assert.deepEqual(
    screen
      .below(denied)
      .map(({ label }) => label)
      .sort(),
    [
      'list addons.k3s.cattle.io in kube-system',
      'list etcdsnapshotfiles.k3s.cattle.io',
      'list helmcharts.helm.cattle.io',
      'list plans.upgrade.cattle.io',
      'list secrets in kube-system',
    ],
  );
  const pods = `${tops[3]?.id}/pods`;
  screen.expand(pods);
  await screen.until(() => screen.below(pods).some(({ context }) => context.startsWith('k3s.pod.')));
  assert.deepEqual(
    [...new Set(screen.below(pods).map(({ label }) => label.split('/')[0]))],
    ['shop', 'Only those in shop: no permission to list pods in all namespaces'],
    'what it may see, and what is missing',
  );
  assert.equal(good.state.kind, 'connected');
  assert.deepEqual(person.heard(), [], 'nothing pops up');
});

test('idle and hidden, there are no requests: neither new ones nor open ones', async (t) => {
  const { cluster, screen } = await explorer(t, {
    scene: big({ nodes: 300, podsPerNode: 2, nodeUpdatesPerSecond: 50 }),
  });
  await pause(200);
  assert.equal(cluster.log.entries.length, 0, 'nobody has looked yet');
  assert.equal(cluster.connections.opened, 0);
  screen.show();
  await screen.until(() => /–300( |$)/.test(screen.nodes.at(-1)?.description ?? ''));
  const [page] = screen.nodes;
  screen.expand(page?.id ?? '');
  const [node] = screen.below(page?.id ?? '');
  screen.expand(node?.id ?? '');
  screen.expand(`${node?.id}/pods`);
  await screen.until(() => screen.below(`${node?.id}/pods`).some(({ context }) => /^k3s\.pod/.test(context)));
  for (let time = 0; time < 2; time++) {
    screen.hide();
    await until(() => cluster.log.open.length === 0);
    cluster.log.clear();
    await pause(700);
    assert.deepEqual(cluster.log.entries, []);
    screen.show();
    await until(() => cluster.log.open.filter(({ watch }) => watch).length === 3);
    await screen.until(() => screen.below(`${node?.id}/pods`).some(({ context }) => /^k3s\.pod/.test(context)));
  }
});
