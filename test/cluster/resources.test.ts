/** Where everything is read from, as the API documentation of Kubernetes and K3s has it, and what is kept of it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Collection, Objects } from '../../client/cluster/collection.ts';
import type { KubeObject } from '../../client/cluster/objects.ts';
import * as resources from '../../client/cluster/resources.ts';
import { say, speakWith } from '../../client/say.ts';

const { eventsOf, leaseOf, podsOf, resourcePath, ...others } = resources;

test('each resource stands where it is served', () => {
  const paths = Object.fromEntries(
    Object.entries(others).map(([name, { path, name: right }]) => [name, `${right} ${path}`]),
  );
  assert.deepEqual(paths, {
    nodes: 'nodes /api/v1/nodes',
    podCounts: 'pods /api/v1/pods',
    podsInReach: 'pods /api/v1/pods',
    nodeMetrics: 'nodes.metrics.k8s.io /apis/metrics.k8s.io/v1beta1/nodes',
    addons: 'addons.k3s.cattle.io /apis/k3s.cattle.io/v1/namespaces/kube-system/addons',
    addonEvents: 'events /api/v1/namespaces/kube-system/events',
    certificateEvents: 'events /api/v1/namespaces/default/events',
    etcdSnapshots: 'etcdsnapshotfiles.k3s.cattle.io /apis/k3s.cattle.io/v1/etcdsnapshotfiles',
    helmCharts: 'helmcharts.helm.cattle.io /apis/helm.cattle.io/v1/helmcharts',
    helmChartConfigs: 'helmchartconfigs.helm.cattle.io /apis/helm.cattle.io/v1/helmchartconfigs',
    plans: 'plans.upgrade.cattle.io /apis/upgrade.cattle.io/v1/plans',
    chartJobs: 'jobs.batch /apis/batch/v1/jobs',
    chartPods: 'pods /api/v1/pods',
    bootstrapTokens: 'secrets /api/v1/namespaces/kube-system/secrets',
    nodePasswords: 'secrets /api/v1/namespaces/kube-system/secrets',
  });
  assert.equal(new Set(Object.values(others).map(({ id }) => id)).size, Object.keys(others).length);
  assert.equal(leaseOf('worker-1').path, '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases');
  assert.deepEqual(leaseOf('worker-1').query, { fieldSelector: 'metadata.name=worker-1' });
  assert.equal(resourcePath('pods', { namespace: 'a/b' }, 'x'), '/api/v1/namespaces/a%2Fb/pods/x');
});

test('what belongs to a node is selected by the server, whatever its name', () => {
  assert.equal(podsOf('worker-1').query?.fieldSelector, 'spec.nodeName=worker-1');
  assert.equal(
    eventsOf('Node', 'a,b=c').query?.fieldSelector,
    'involvedObject.kind=Node,involvedObject.name=a\\,b\\=c',
  );
  assert.equal(eventsOf('Addon', 'x', 'kube-system').path, '/api/v1/namespaces/kube-system/events');
  assert.notEqual(podsOf('a').id, podsOf('b').id);
});

test('of one namespace it is the same, for who may not read all of them', () => {
  const { plans, chartJobs, podsInReach } = others;
  const paths = [podsOf('worker-1'), eventsOf('Node', 'a'), plans, chartJobs, podsInReach].map((resource) => {
    const one = resource.within?.('shop');
    assert.deepEqual(one?.query, resource.query);
    assert.notEqual(one?.id, resource.id);
    return one?.path;
  });
  assert.deepEqual(paths, [
    '/api/v1/namespaces/shop/pods',
    '/api/v1/namespaces/shop/events',
    '/apis/upgrade.cattle.io/v1/namespaces/shop/plans',
    '/apis/batch/v1/namespaces/shop/jobs',
    '/api/v1/namespaces/shop/pods',
  ]);
  for (const whole of [others.nodes, others.nodeMetrics, others.etcdSnapshots, others.addons, others.podCounts])
    assert.equal(whole.within, undefined);
});

test('big parts that nobody looks at are dropped', () => {
  const collection = others.helmCharts.collect();
  collection.begin();
  collection.add({
    metadata: { name: 'traefik', namespace: 'kube-system' },
    spec: { chart: 'traefik', chartContent: 'H4sI…' },
  });
  collection.finish();
  assert.deepEqual(collection.view.get('kube-system/traefik')?.spec, { chart: 'traefik' });
});

test('values that may be secret are not kept: nothing shows them', () => {
  const keptOf = (resource: { collect(): Collection<Objects<KubeObject>> }, spec: object): unknown => {
    const collection = resource.collect();
    collection.begin();
    collection.add({ metadata: { name: 'a' }, spec });
    collection.finish();
    return collection.view.get('a')?.spec;
  };
  const env = [{ name: 'PASSWORD', value: 'canary' }];
  assert.deepEqual(
    keptOf(podsOf('one'), {
      nodeName: 'one',
      containers: [{ name: 'c', image: 'i', env, envFrom: [{}], args: ['--password=canary'] }, 'nonsense'],
      initContainers: [{ name: 'i', restartPolicy: 'Always', env, command: ['canary'] }],
      ephemeralContainers: { env },
    }),
    {
      nodeName: 'one',
      containers: [{ name: 'c', image: 'i' }, 'nonsense'],
      initContainers: [{ name: 'i', restartPolicy: 'Always' }],
      ephemeralContainers: { env },
    },
  );
  const values = { valuesContent: 'password: canary', set: { password: 'canary' } };
  assert.deepEqual(keptOf(others.helmCharts, { chart: 'traefik', ...values }), { chart: 'traefik' });
  assert.deepEqual(keptOf(others.helmChartConfigs, values), {});
  assert.deepEqual(keptOf(others.plans, { version: 'v1', upgrade: { image: 'i', env } }), {
    version: 'v1',
    upgrade: { image: 'i' },
  });
});

test('sentences go through the translator that was handed in', (t) => {
  t.after(() =>
    speakWith((template, ...args) => template.replace(/\{(\d+)\}/g, (_gap, index) => String(args[Number(index)]))),
  );
  assert.equal(say('{0} of {1}', 1, 'two'), '1 of two');
  speakWith((template, ...args) => `<${template} ${args.join()}>`);
  assert.equal(say('{0} of {1}', 1, 'two'), '<{0} of {1} 1,two>');
});
