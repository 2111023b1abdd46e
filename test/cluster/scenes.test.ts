/** The scenes: everything the story promises is there, and a large cluster is what it says. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { big } from '../../demo/cluster/big.ts';
import { story } from '../../demo/cluster/story.ts';
import type { Json } from './client.ts';
import { start } from './small.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

test('the story: eight nodes, each with something to see', async (t) => {
  const { api } = await start(t, { scene: story() });
  const { rows } = (await api.get('/api/v1/nodes', { accept: TABLE })).json;
  assert.deepEqual(
    rows.map(({ cells }: Json) => `${cells[0]} ${cells[1]} ${cells[4]}`),
    [
      'agent-1 Ready v1.34.1+k3s1',
      'agent-2 Ready,SchedulingDisabled v1.34.1+k3s1',
      'agent-3 NotReady v1.34.1+k3s1',
      'agent-4 Ready v1.34.1+k3s1',
      'agent-5 Ready v1.32.9+k3s1',
      'server-1 Ready v1.34.2+k3s1',
      'server-2 Ready,SchedulingDisabled v1.34.1+k3s1',
      'server-3 Ready v1.34.1+k3s1',
    ],
  );
  const { items } = (await api.get('/api/v1/nodes?labelSelector=node-role.kubernetes.io/control-plane')).json;
  const args = items.map(({ metadata }: Json) => metadata.annotations['k3s.io/node-args']);
  assert.equal(args.filter((text: string) => text.includes('Canary-5ecret')).length, 1, 'one secret leaks');
  assert.ok(args.every((text: string) => Array.isArray(JSON.parse(text))));
  assert.match(items[0].metadata.annotations['k3s.io/node-config-hash'], /^[A-Z2-7]{52}====$/);
});

test('the story stands by itself: controllers find nothing to repair but what is broken', async (t) => {
  const { cluster, clock, api } = await start(t, { scene: story() });
  await clock.advance(4_000);
  const list = async (path: string) => (await api.get(path)).json.items;
  const pods = await list('/api/v1/pods');
  const waiting = pods
    .filter(({ status }: Json) => status.phase === 'Pending')
    .map(({ metadata }: Json) => metadata.name);
  assert.deepEqual(waiting, ['reports-0']);
  const budgets = (await list('/apis/policy/v1/poddisruptionbudgets')).map(({ metadata, status }: Json) => [
    metadata.name,
    status.disruptionsAllowed,
  ]);
  assert.deepEqual(budgets, [
    ['cache', 1],
    ['api', 1],
    ['cart', 1],
    ['cart-old', 1],
    ['search', 0],
    ['web', 0],
  ]);
  const before = pods.map(({ metadata }: Json) => metadata.uid).sort();
  await clock.advance(60_000);
  const after = (await list('/api/v1/pods')).map(({ metadata }: Json) => metadata.uid).sort();
  assert.deepEqual(after, before);
  assert.equal(cluster.log.find('GET', /watch/).length, 0);
});

test('the story has what K3s adds to a cluster', async (t) => {
  const { api } = await start(t, { scene: story() });
  const names = async (path: string) => (await api.get(path)).json.items.map(({ metadata }: Json) => metadata.name);
  assert.deepEqual(await names('/apis/helm.cattle.io/v1/helmcharts'), ['monitoring', 'traefik', 'traefik-crd']);
  assert.equal((await names('/apis/k3s.cattle.io/v1/etcdsnapshotfiles')).length, 4);
  assert.deepEqual(await names('/apis/upgrade.cattle.io/v1/plans'), ['server-plan']);
  assert.equal((await names('/apis/apiextensions.k8s.io/v1/customresourcedefinitions')).length, 5);
  const secrets = await names('/api/v1/namespaces/kube-system/secrets');
  assert.equal(secrets.filter((name: string) => name.endsWith('.node-password.k3s')).length, 8);
  assert.equal(secrets.filter((name: string) => name.startsWith('bootstrap-token-')).length, 2);
  const broken = await names('/api/v1/events?fieldSelector=involvedObject.kind%3DAddon,type%3DWarning');
  assert.equal(broken.length, 1);
  const volumes = (await api.get('/api/v1/persistentvolumes')).json.items;
  assert.ok(volumes.every(({ spec }: Json) => spec.nodeAffinity.required.nodeSelectorTerms.length === 1));
});

test('usage wobbles', async (t) => {
  const { clock, api } = await start(t, { scene: story() });
  const cpu = async () => (await api.get('/apis/metrics.k8s.io/v1beta1/nodes/agent-1')).json.usage.cpu;
  const before = await cpu();
  await clock.advance(15_000);
  assert.notEqual(await cpu(), before);
});

test('a large cluster has the size that was asked for, and changes', async (t) => {
  const { clock, cluster, api } = await start(t, { scene: big({ nodes: 50, podsPerNode: 10, updatesPerSecond: 50 }) });
  const page = (await api.get('/api/v1/pods?limit=100')).json;
  assert.deepEqual([page.items.length, page.metadata.remainingItemCount], [100, 400]);
  const before = cluster.store.version;
  await clock.advance(1_000);
  assert.ok(cluster.store.version - before >= 45, `${cluster.store.version - before} changes`);
  assert.equal((await api.get('/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-00007')).json.items.length, 10);
});

test('as a process it says when it is ready, and ends with whoever started it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-cluster-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'kubeconfig');
  const program = join(import.meta.dirname, '..', '..', 'demo', 'cluster', 'run.ts');
  const child = spawn(process.execPath, [program, '--kubeconfig', file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const [line] = await new Promise<string[]>((resolve) =>
    child.stdout.once('data', (text) => resolve(String(text).split('\n'))),
  );
  assert.match(line ?? '', /^ready https:\/\/127\.0\.0\.1:\d+$/);
  assert.match(readFileSync(file, 'utf8'), /^current-context: default$/m);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  child.stdin.end();
  assert.equal(await ended, 0);
  assert.equal(existsSync(file), false);
});
