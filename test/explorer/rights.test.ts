/** A right that is missing, whichever: one line says which verb and which resource, and nothing else changes. */

import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { clusterItems } from '../../client/explorer/items/clusters.ts';
import type { Item } from '../../client/explorer/items/item.ts';
import type { CollectionName, Right } from '../../client/explorer/source.ts';
import { FakeSource } from './fakeSource.ts';
import { NOW, node } from './objects.ts';

const SYSTEM = 'kube-system';
/** Where the line stands, and the right, as RBAC names it. */
const RIGHTS: Readonly<Record<CollectionName, readonly [folder: string, resource: string, namespace?: string]>> = {
  nodes: ['nodes', 'nodes'],
  podCounts: ['nodes', 'pods'],
  nodeMetrics: ['nodes', 'nodes.metrics.k8s.io'],
  podsOf: ['nodes/node:worker-7/pods', 'pods'],
  podsInReach: ['denied', 'pods'],
  eventsOf: ['nodes/node:worker-7/events', 'events'],
  leaseOf: ['nodes/node:worker-7/conditions', 'leases.coordination.k8s.io', 'kube-node-lease'],
  certificateEvents: ['nodes/node:worker-7/conditions', 'events', 'default'],
  addons: ['denied', 'addons.k3s.cattle.io', SYSTEM],
  addonEvents: ['addons', 'events', SYSTEM],
  helmCharts: ['denied', 'helmcharts.helm.cattle.io'],
  helmChartConfigs: ['charts', 'helmchartconfigs.helm.cattle.io'],
  chartJobs: ['charts', 'jobs.batch'],
  chartPods: ['charts', 'pods'],
  etcdSnapshots: ['denied', 'etcdsnapshotfiles.k3s.cattle.io'],
  plans: ['denied', 'plans.upgrade.cattle.io'],
  bootstrapTokens: ['denied', 'secrets', SYSTEM],
  nodePasswords: ['tokens', 'secrets', SYSTEM],
};

/** A cluster of which everything can be read but one thing. */
function without(name: CollectionName): { readonly source: FakeSource; readonly right: Right } {
  const source = new FakeSource('prod', [node({ ready: 'Unknown' })]);
  for (const one of Object.keys(RIGHTS) as CollectionName[]) {
    if (one.endsWith('Of')) source.set(one, [], { kind: 'live' }, 'worker-7');
    else if (one !== 'nodes') source.set(one, one === 'addons' ? [{ metadata: { name: 'traefik' } }] : []);
  }
  const [, resource, namespace] = RIGHTS[name];
  const right = { verb: 'list', resource, ...(namespace ? { namespace } : {}) };
  source.set(name, [], { kind: 'denied', ...right }, name.endsWith('Of') ? 'worker-7' : undefined);
  if (name === 'podsInReach') source.set('nodes', [], { kind: 'denied', verb: 'list', resource: 'nodes' });
  return { source, right };
}

const lines = (source: FakeSource): Item[] => {
  const walk = (items: readonly Item[]): Item[] => items.flatMap((item) => [item, ...walk(item.children?.() ?? [])]);
  return walk(clusterItems({ sources: [source], grouping: 'role', filter: '', now: NOW }));
};

describe('403 on', () => {
  for (const name of Object.keys(RIGHTS) as CollectionName[])
    it(name, () => {
      const [folder] = RIGHTS[name];
      const { source, right } = without(name);
      const words = `${right.verb} ${right.resource}${right.namespace ? ` in ${right.namespace}` : ''}`;
      const cluster = lines(source)[0]?.id ?? '';
      const told = lines(source).filter(({ label }) => label.endsWith(words));
      assert.deepEqual(
        told.map(({ id, icon }) => [id.slice(cluster.length + 1, id.lastIndexOf('/')), icon]),
        [[folder, 'lock']],
      );
    });
});

test('several of one folder are one line', () => {
  const { source } = without('chartJobs');
  source.set('helmChartConfigs', [], { kind: 'denied', verb: 'list', resource: 'helmchartconfigs.helm.cattle.io' });
  const told = lines(source).filter(({ icon }) => icon === 'lock');
  assert.deepEqual(
    told.map(({ label, colour }) => [label, colour]),
    [['No permission to list helmchartconfigs.helm.cattle.io, list jobs.batch', 'disabledForeground']],
  );
});

test('an AddOn whose events may not be read is not called applied', () => {
  const addon = (source: FakeSource) => lines(source).find(({ label }) => label === 'traefik');
  const { source } = without('addonEvents');
  assert.equal(addon(source)?.context, 'k3s.addon.unknown');
  assert.match(addon(source)?.accessible ?? '', /nobody knows whether it was applied/);
  assert.equal(addon(without('plans').source)?.context, 'k3s.addon.applied');
});
