/** A cluster as the explorer asks for it, against the demo's API server: what is wanted comes, nothing else is asked. */

import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../client/cluster/clock.ts';
import { LiveClusters } from '../../client/cluster/clusters.ts';
import { Connection } from '../../client/cluster/connection.ts';
import { Plugins } from '../../client/cluster/plugins.ts';
import { patch } from '../../client/cluster/writes.ts';
import type { ClusterSource, CollectionName } from '../../client/explorer/source.ts';
import type { Rule } from '../../demo/cluster/api/access.ts';
import { startDemoCluster } from '../../demo/cluster/start.ts';
import { story } from '../../demo/cluster/story.ts';

/** @param may what one person may do who is not the administrator */
async function demo(t: TestContext, ...may: readonly Omit<Rule, 'user'>[]) {
  const cluster = await startDemoCluster({ scene: story(), rules: may.map((rule) => ({ ...rule, user: 'jane' })) });
  const file = join(tmpdir(), `k3s-source-${process.pid}-${Date.now()}`);
  const jane = may.length > 0 ? [cluster.credentials({ name: 'jane', groups: [] })] : [];
  writeFileSync(file, cluster.kubeconfig(...jane), { mode: 0o600 });
  const clusters = new LiveClusters({
    places: () => ({ settings: [file], env: {}, home: join(homedir(), 'nowhere'), k3s: join(file, 'none') }),
    proxy: () => ({ env: {} }),
    mayRun: () => true,
    translate: (template) => template,
    changed: () => undefined,
  });
  t.after(async () => {
    clusters.dispose();
    await cluster.stop();
    rmSync(file, { force: true });
  });
  const [source] = await clusters.sources();
  assert.ok(source);
  return { cluster, clusters, source };
}

const names = (source: ClusterSource, name: CollectionName, node?: string): string[] =>
  source
    .collection(name, node)
    .items.map((item) => (item as { metadata?: { name: string } }).metadata?.name ?? '')
    .sort();

async function until(what: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!what()) {
    assert.ok(Date.now() < end, `waited for ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

test('nothing is asked before somebody wants something', async (t) => {
  const { cluster, source } = await demo(t);
  assert.equal(source.state.kind, 'idle');
  assert.deepEqual(source.collection('nodes'), { state: { kind: 'idle' }, items: [] });
  assert.equal(cluster.log.entries.length, 0);
});

test('what is wanted comes and stays current; a change made by another client arrives', async (t) => {
  const { cluster, source } = await demo(t);
  source.want('nodes');
  await until(() => source.collection('nodes').state.kind === 'live');
  assert.equal(source.state.kind, 'connected');
  assert.match(source.version ?? '', /\+k3s/);
  const inDays = ((source.certificateExpires ?? 0) - Date.now()) / 86_400_000;
  assert.ok(inDays > 1 && inDays < 400, `a year of its life as K3s gives it: ${inDays} days`);
  source.want('certificateEvents');
  await until(() => source.collection('certificateEvents').items.length > 0);
  assert.ok(names(source, 'nodes').includes('agent-1'));
  const { file, context } = source.entry;
  const other = new Connection(
    { id: 'other', name: 'other', file, context, origin: 'setting', current: true },
    { clock: systemClock, plugins: new Plugins(systemClock), proxy: () => ({ env: {} }), mayRun: () => true },
  );
  t.after(() => other.close());
  const cordon = { type: 'merge', patch: { spec: { unschedulable: true } } } as const;
  assert.ok((await patch(other.api, { resource: 'nodes', name: 'agent-1' }, cordon)).ok);
  const isCordoned = (): boolean =>
    source
      .collection('nodes')
      .items.some(
        (item) => /"name":"agent-1"/.test(JSON.stringify(item)) && /"unschedulable":true/.test(JSON.stringify(item)),
      );
  await until(isCordoned);
  assert.ok(cluster.log.find('GET', /watch=true/).length > 0);
});

test('what is let go of is asked for no more, and with the last of it the cluster is silent', async (t) => {
  const { cluster, source } = await demo(t);
  source.want('nodes');
  source.want('podsOf', 'agent-1');
  await until(() => source.collection('podsOf', 'agent-1').state.kind === 'live');
  assert.ok(names(source, 'podsOf', 'agent-1').length > 0);
  const asked = (what: RegExp): number => cluster.log.find('GET', what).length;
  await until(() => asked(/watch=true/) === 2 && asked(/\/apis$/) === 1);
  source.release('podsOf', 'agent-1');
  assert.deepEqual(source.collection('podsOf', 'agent-1').items, []);
  source.release('nodes');
  await until(() => cluster.log.open.length === 0);
  cluster.log.clear();
  await new Promise((done) => setTimeout(done, 300));
  assert.equal(cluster.log.entries.length, 0);
});

test('tokens come without their secret half, pods as numbers by node', async (t) => {
  const { source } = await demo(t);
  source.want('bootstrapTokens');
  source.want('podCounts');
  await until(
    () => source.collection('bootstrapTokens').items.length > 0 && source.collection('podCounts').items.length > 0,
  );
  assert.ok(!JSON.stringify(source.collection('bootstrapTokens').items).includes('token-secret'));
  const [count] = source.collection('podCounts').items as { node: string; pods: number }[];
  assert.ok(count && count.node !== '' && count.pods > 0);
});

test('what the server does not serve is missing, without a question for it', async (t) => {
  const { cluster, source } = await demo(t);
  for (const type of [...cluster.types]) {
    if (JSON.stringify(type).includes('upgrade.cattle.io')) cluster.types.splice(cluster.types.indexOf(type), 1);
  }
  source.want('nodes');
  await until(() => source.collection('plans').state.kind === 'missing');
  assert.equal(cluster.log.find('GET', /plans/).length, 0);
});

test('rights are asked for once, and told when they are known', async (t) => {
  const { source } = await demo(t);
  source.want('nodes');
  await until(() => source.state.kind === 'connected');
  assert.equal(source.can('patch', '', 'nodes'), undefined);
  await until(() => source.can('patch', '', 'nodes') !== undefined);
  assert.equal(source.can('patch', '', 'nodes'), true);
});

const LOOK = ['list', 'watch'];
const namespaces = (source: ClusterSource, name: CollectionName, node?: string): string[] => {
  const items = source.collection(name, node).items as readonly { metadata: { namespace?: string } }[];
  return [...new Set(items.map(({ metadata }) => metadata.namespace ?? ''))].sort();
};

test('who may read one namespace only gets what is there, and hears what is missing', async (t) => {
  const { source } = await demo(
    t,
    { verbs: LOOK, resources: ['nodes', 'namespaces'] },
    { verbs: LOOK, resources: ['pods'], namespaces: ['shop', 'data'] },
  );
  for (const [name, node] of [['nodes'], ['podsOf', 'agent-1'], ['podsInReach'], ['podCounts']] as const)
    source.want(name, node);
  await until(() => source.collection('podsOf', 'agent-1').items.length > 3);
  await until(() => source.collection('podsOf', 'agent-1').state.kind === 'live');
  assert.deepEqual(namespaces(source, 'podsOf', 'agent-1'), ['data', 'shop']);
  assert.deepEqual(source.collection('podsOf', 'agent-1').only, {
    verb: 'list',
    resource: 'pods',
    namespaces: ['data', 'shop'],
  });
  await until(
    () => source.collection('podsInReach').items.length > source.collection('podsOf', 'agent-1').items.length,
  );
  assert.equal(source.collection('podCounts').state.kind, 'denied', 'half of a number would be wrong');
  source.release('podsOf', 'agent-1');
  assert.deepEqual(source.collection('podsOf', 'agent-1').items, []);
});

test('who may read none of it is refused, with what is missing', async (t) => {
  const { cluster, source } = await demo(t, { verbs: LOOK, resources: ['nodes'] });
  source.want('podsOf', 'agent-1');
  source.want('podsInReach');
  source.want('plans');
  for (const [name, node] of [['podsOf', 'agent-1'], ['podsInReach'], ['plans']] as const)
    await until(() => source.collection(name, node).state.kind === 'denied');
  assert.deepEqual(source.collection('plans').state, {
    kind: 'denied',
    verb: 'list',
    resource: 'plans.upgrade.cattle.io',
  });
  assert.equal(cluster.log.find('GET', /namespaces\/[^?]*\/(pods|plans)/).length, 0, 'nothing is asked in vain');
});

test('somebody who looks at the whole cluster asks for it once, and for no namespace', async (t) => {
  const { cluster, source } = await demo(t);
  source.want('podsOf', 'agent-1');
  await until(() => source.collection('podsOf', 'agent-1').state.kind === 'live');
  assert.equal(source.collection('podsOf', 'agent-1').only, undefined);
  assert.equal(cluster.log.find('GET', /namespaces/).length, 0);
});

test('an entry that stays keeps its source', async (t) => {
  const { clusters, source } = await demo(t);
  assert.equal((await clusters.sources())[0], source);
});
