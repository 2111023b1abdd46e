/** The lines of the tree: what they say, what they offer, and what they say to a screen reader. */

import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import fc from 'fast-check';
import { clusterItems } from '../../client/explorer/items/clusters.ts';
import type { Item } from '../../client/explorer/items/item.ts';
import type { View } from '../../client/explorer/items/view.ts';
import { FakeSource } from './fakeSource.ts';
import { ago, event, NOW, node, pod } from './objects.ts';

const view = (source: FakeSource | readonly FakeSource[], rest: Partial<View> = {}): View => ({
  sources: [source].flat(),
  grouping: 'role',
  filter: '',
  now: NOW,
  ...rest,
});

/** The line that a path of labels leads to; a part of each label is enough. */
function find(items: readonly Item[], ...path: readonly string[]): Item {
  const [label = '', ...rest] = path;
  const item = items.find((one) => one.label.startsWith(label));
  assert.ok(item, `${label} among ${items.map((one) => one.label).join(', ')}`);
  return rest.length === 0 ? item : find(item.children?.() ?? [], ...rest);
}

const at = (source: FakeSource, ...path: readonly string[]): Item => find(clusterItems(view(source)), 'prod', ...path);
const lines = (item: Item): string[] =>
  (item.children?.() ?? []).map(({ label, description }) => `${label}: ${description}`);

const server = node({ name: 'server-1', role: 'server' });

describe('a cluster', () => {
  it('says how it is', () => {
    const source = new FakeSource('prod', [server, node({ name: 'a' }), node({ name: 'b', ready: 'False' })]);
    const { description, context, accessible, collapsible } = at(source);
    assert.equal(description, 'connected · v1.34.2+k3s1 · 1 server · 2 agents · 1 problem');
    assert.equal(context, 'k3s.cluster.connected');
    assert.equal(accessible, 'Cluster prod, connected, v1.34.2+k3s1, 1 server, 2 agents, 1 problem');
    assert.equal(collapsible, 'expanded');
  });
  it('keeps its last data when it cannot be reached, and says when it tries again', () => {
    const source = new FakeSource('prod', [server]);
    const cause = { message: 'connect ECONNREFUSED 10.0.0.5:6443' };
    source.state = { kind: 'stale', since: NOW, cause, lastData: NOW - 120_000, nextRetry: NOW + 40_000 };
    assert.match(at(source).description, /^unreachable since 10:42 · last data 10:40 · next try in 40 s/);
    assert.equal(at(source, 'unreachable').label, 'unreachable since 10:42 · last data 10:40 · next try in 40 s');
    assert.equal(at(source, 'Nodes', 'server-1').label, 'server-1');
  });
  it('says when the certificate of its kubeconfig ends soon, and what to do', () => {
    const source = new FakeSource('prod', [server]);
    const days = (count: number) => {
      source.certificateExpires = NOW + count * 86_400_000;
      return at(source);
    };
    assert.equal(days(31).description, 'connected · v1.34.2+k3s1 · 1 server');
    assert.equal(days(12).description, 'connected · your certificate ends in 12 d · v1.34.2+k3s1 · 1 server');
    assert.match(days(12).accessible, /your certificate ends in 12 d/);
    assert.match(days(12).tooltip?.() ?? '', /Import the kubeconfig from a server again/);
    assert.match(days(-1).description, /your certificate has expired/);
  });
  it('warns before etcd can write no more', () => {
    const members = (...ready: readonly ('True' | 'Unknown')[]) =>
      ready.map((one, index) => node({ name: `server-${index}`, role: 'server', ready: one, since: ago(9) }));
    const first = (...nodes: readonly object[]) => lines(at(new FakeSource('prod', nodes)))[0];
    assert.equal(
      first(...members('True', 'True', 'Unknown')),
      'etcd: 2 of 3 members healthy, one more failure stops the cluster: ',
    );
    assert.equal(
      first(...members('True', 'Unknown', 'Unknown')),
      'etcd: 1 of 3 members healthy, 2 are needed: nothing can be written: ',
    );
    assert.equal(
      first(...members('True', 'True')),
      'etcd: 2 members, one failure stops the cluster; a third one would prevent that: ',
    );
    for (const fine of [members('True', 'True', 'True'), members('True'), [node({ role: 'sqlite' })]])
      assert.match(first(...fine) ?? '', /^Nodes: /);
    const arriving = new FakeSource('prod').set('nodes', members('True', 'True'), { kind: 'loading' });
    assert.match(lines(at(arriving))[0] ?? '', /^Nodes: /, 'the third may still come');
  });
  it('without data says why', () => {
    const source = new FakeSource();
    source.state = { kind: 'stale', since: NOW, cause: { message: 'connect ECONNREFUSED' } };
    assert.deepEqual(lines(at(source)), ['connect ECONNREFUSED: ']);
    source.state = { kind: 'failed', trouble: { message: 'The plugin aws did not answer' } };
    assert.deepEqual(lines(at(source)), ['The plugin aws did not answer: ']);
    source.state = { kind: 'connecting' };
    assert.deepEqual(lines(at(source)), ['Loading…: ']);
  });
  it('says what to do about it, where it is closed and below it', () => {
    const cause = { message: 'The certificate has expired.', next: 'Import the kubeconfig again.' };
    const source = new FakeSource();
    const told = (): unknown[] => {
      const { accessible, tooltip } = at(source);
      const [, item] = (at(source).children?.() ?? []).filter(({ context }) =>
        /failed|unreach|stale|next/.test(context),
      );
      return [
        /Import the kubeconfig again\.$/.test(accessible),
        /again\\\.\n/.test(tooltip?.() ?? ''),
        item?.label,
        item?.icon,
      ];
    };
    const said = [true, true, 'Import the kubeconfig again.', 'lightbulb'];
    source.state = { kind: 'failed', trouble: cause };
    assert.deepEqual(told(), said);
    source.state = { kind: 'stale', since: NOW, cause };
    assert.deepEqual(told(), said);
    source.set('nodes', [server]);
    assert.deepEqual(told(), said);
    assert.match(at(source, 'unreachable').accessible, /The certificate has expired/);
    source.entry = { ...source.entry, trouble: cause };
    assert.deepEqual(told(), [true, true, undefined, undefined]);
  });
  it('of the same name is told by its file', () => {
    const [one, two] = [new FakeSource('a'), new FakeSource('b')];
    one.entry = { ...one.entry, name: 'default' };
    two.entry = { ...two.entry, name: 'default' };
    assert.deepEqual(
      clusterItems(view([one, two])).map(({ description }) => description.split(' · ')[0]),
      ['/home/me/.kube/a', '/home/me/.kube/b'],
    );
  });
  it('that cannot be used says why and cannot be opened', () => {
    const source = new FakeSource();
    source.entry = { ...source.entry, trouble: { message: 'The user "x" is not in the file.' } };
    const { description, context, collapsible } = at(source);
    assert.deepEqual(
      [description, context, collapsible],
      ['The user "x" is not in the file.', 'k3s.cluster.unusable', 'none'],
    );
  });
});

describe('nodes', () => {
  it('are grouped, and one group alone is none', () => {
    const source = new FakeSource('prod', [node({ name: 'worker-10' }), server, node({ name: 'worker-2' })]);
    assert.deepEqual(lines(at(source, 'Nodes')), ['Servers: 1', 'Agents: 2']);
    assert.deepEqual(
      lines(at(source, 'Nodes', 'Agents')).map((line) => line.split(':')[0]),
      ['worker-2', 'worker-10'],
    );
    assert.equal(
      find(clusterItems(view(source, { grouping: 'status' })), 'prod', 'Nodes', 'worker-2').label,
      'worker-2',
    );
  });
  it('say what matters, trouble first', () => {
    const source = new FakeSource('prod', [
      server,
      node({ name: 'a', version: 'v1.34.1+k3s1' }),
      node({ name: 'b', ready: 'False', since: ago(4), unschedulable: true }),
      node({ name: 'c', ready: 'Unknown', since: ago(9), version: 'v1.35.0+k3s1' }),
      node({ name: 'd', conditions: [{ type: 'DiskPressure', status: 'True' }] }),
    ]);
    source.set('nodeMetrics', [{ metadata: { name: 'a' }, usage: { cpu: '1360m', memory: '4997120Ki' } }]);
    source.set('podCounts', [{ node: 'a', pods: 23 }]);
    assert.deepEqual(lines(at(source, 'Nodes', 'Agents')), [
      'a: v1.34.1+k3s1 ↑ · CPU 34 % · mem 60 % · 23/110 pods',
      'b: not ready since 10:38 · KubeletNotReady · cordoned · v1.34.2+k3s1',
      'c: unreachable since 10:33 · v1.35.0+k3s1 newer than a server',
      'd: disk pressure · v1.34.2+k3s1',
    ]);
  });
  it('say it to a screen reader as well, and to menus', () => {
    const source = new FakeSource('prod', [
      server,
      node({ name: 'b', ready: 'False', since: ago(4), unschedulable: true }),
    ]);
    const { accessible, context, icon, colour } = at(source, 'Nodes', 'Agents', 'b');
    assert.equal(accessible, 'b, agent, not ready since 10:38, KubeletNotReady, cordoned, v1.34.2+k3s1');
    assert.equal(context, 'k3s.node.agent.notReady.cordoned.patch.delete');
    assert.deepEqual([icon, colour], ['error', 'problemsErrorIcon.foreground']);
    assert.equal(at(source, 'Nodes', 'Servers', 'server-1').context, 'k3s.node.server.ready.schedulable.patch.delete');
  });
  it('say their role where no line above them does', () => {
    const own = node({ name: 'a', version: 'v1.35.0+k3s1' });
    const source = new FakeSource('prod', [server, own]).set('podCounts', [{ node: 'server-1', pods: 23 }]);
    const nodes = find(clusterItems(view(source, { grouping: 'none' })), 'prod', 'Nodes');
    assert.deepEqual(lines(nodes), [
      'a: v1.35.0+k3s1 newer than a server · agent',
      'server-1: server · v1.34.2+k3s1 · 23/110 pods',
    ]);
    const alone = new FakeSource('prod', [server]);
    assert.deepEqual(lines(at(alone, 'Nodes')), ['server-1: server · v1.34.2+k3s1']);
    const spoken = new FakeSource('prod', [server]).set('podCounts', [{ node: 'server-1', pods: 23 }]);
    assert.equal(at(spoken, 'Nodes', 'server-1').accessible, 'server-1, server, ready, v1.34.2+k3s1, 23 of 110 pods');
  });
  it('that do not vote in etcd say so', () => {
    const condition = { type: 'EtcdIsVoter', status: 'False', reason: 'MemberIsLearner' };
    const learner = node({ name: 'server-2', role: 'etcd', conditions: [condition] });
    const item = at(new FakeSource('prod', [server, learner]), 'Nodes', 'Servers with', 'server-2');
    assert.equal(item.description, 'etcd learner, does not vote yet · v1.34.2+k3s1');
    assert.equal(item.icon, 'warning');
    assert.match(item.tooltip?.() ?? '', /etcd only · etcd learner\\, does not vote yet · ready/);
    assert.deepEqual(
      lines(find([item], 'server-2', 'Conditions')).filter((line) => line.startsWith('Etcd')),
      ['EtcdIsVoter: etcd learner, does not vote yet · False · MemberIsLearner'],
    );
    assert.match(at(new FakeSource('prod', [server]), 'Nodes', 'server-1').tooltip?.() ?? '', /server · etcd voter/);
  });
  it('tell by their lease when they were last heard of', () => {
    const source = new FakeSource('prod', [node({ name: 'c' })]);
    const item = () => at(source, 'Nodes', 'c');
    for (const wants of [item().tooltipWants, find([item()], 'c', 'Conditions').wants])
      assert.deepEqual(
        wants?.map(({ name }) => name),
        ['leaseOf', 'certificateEvents'],
        'asked for when somebody points at it, or opens its conditions',
      );
    assert.deepEqual(item().wants, []);
    assert.doesNotMatch(item().tooltip?.() ?? '', /Last heard/, 'its condition is too old to tell');
    const lease = (renewTime: string) => [{ spec: { renewTime, leaseDurationSeconds: 40 } }];
    const last = () => find([item()], 'c', 'Conditions', 'Lease');
    source.set('leaseOf', lease(ago(8, 's')), { kind: 'live' }, 'c');
    assert.match(item().tooltip?.() ?? '', /Last heard of: 10\\:41 \\\(8 s ago\\\)/);
    assert.deepEqual([last().description, last().icon], ['renewed 10:41', 'pass']);
    source.set('leaseOf', lease(ago(3)), { kind: 'live' }, 'c');
    assert.deepEqual([last().description, last().icon], ['renewed 10:39 · 3 min ago', 'error']);
    source.set('leaseOf', [], { kind: 'denied', verb: 'list', resource: 'leases.coordination.k8s.io' }, 'c');
    assert.equal(lines(find([item()], 'c', 'Conditions')).at(-1), 'No permission to list leases.coordination.k8s.io: ');
  });
  it('tell of certificates that end soon, once an event does', () => {
    const source = new FakeSource('prod', [node({ name: 'c' })]);
    const text = () => at(source, 'Nodes', 'c').tooltip?.() ?? '';
    const warning = (name: string) =>
      event({ reason: 'CertificateExpirationWarning', name, message: `restart k3s on ${name}` });
    assert.doesNotMatch(text(), /Certificates/);
    source.set('certificateEvents', [warning('b'), warning('c')]);
    assert.match(text(), /Certificates: restart k3s on c$/m);
    assert.doesNotMatch(text(), /on b/);
    source.set('certificateEvents', [], { kind: 'denied', verb: 'list', resource: 'events' });
    source.set('eventsOf', [warning('c')], { kind: 'live' }, 'c');
    assert.match(text(), /Certificates: restart k3s on c$/m);
  });
  it('tell the rest in a tooltip', () => {
    const leaking = node({ name: 'c', ready: 'Unknown', since: ago(9), args: ['-t=hunter2'] });
    const source = new FakeSource('prod', [server, leaking]);
    source.set('leaseOf', [{ spec: { renewTime: ago(8) } }], { kind: 'live' }, 'c');
    const text = at(source, 'Nodes', 'Agents', 'c').tooltip?.() ?? '';
    assert.match(text, /Last heard of: 10\\:34 \\\(8 min ago\\\)/);
    assert.match(text, /Kubelet stopped posting node status/);
    assert.match(text, /Its annotation shows secrets .*: token/);
    assert.doesNotMatch(text, /hunter2/);
  });
  it('in hundreds are pages', () => {
    const many = Array.from({ length: 401 }, (_, index) => node({ name: `worker-${index + 1}` }));
    const source = new FakeSource('prod', many);
    assert.deepEqual(lines(at(source, 'Nodes')), [
      'worker-1 … worker-200: 1–200',
      'worker-201 … worker-400: 201–400',
      'worker-401 … worker-401: 401–401',
    ]);
    assert.equal(at(source, 'Nodes', 'worker-201', 'worker-201').label, 'worker-201');
  });
  it('can be found by a text', () => {
    const source = new FakeSource('prod', [server, node({ name: 'worker-2' })]);
    const folder = find(clusterItems(view(source, { filter: 'worker' })), 'prod', 'Nodes');
    assert.equal(folder.description, '1 of 2 nodes');
    assert.deepEqual(lines(find(clusterItems(view(source, { filter: 'none' })), 'prod', 'Nodes')), [
      'No node matches the filter: ',
    ]);
  });
  it('nobody may list are a line that says so', () => {
    const source = new FakeSource().set('nodes', [], { kind: 'denied', verb: 'list', resource: 'nodes' });
    assert.deepEqual(lines(at(source, 'Nodes')), ['No permission to list nodes: ']);
  });
});

describe('below a node', () => {
  const source = new FakeSource('prod', [
    node({
      args: ['--node-label', 'zone=a', '-t=hunter2'],
      labels: { zone: 'a' },
      taints: [{ key: 'gpu', effect: 'NoSchedule' }],
    }),
  ]);
  source.set('podsOf', [pod({ owner: ['DaemonSet', 'web'] })], { kind: 'live' }, 'worker-7');
  source.set(
    'eventsOf',
    [event({ reason: 'Rebooted', message: 'Node worker-7 has been rebooted' })],
    { kind: 'live' },
    'worker-7',
  );
  const below = (...path: string[]) => at(source, 'Nodes', 'worker-7', ...path);

  it('are its folders', () => {
    assert.deepEqual(lines(below()), ['Pods: ', 'Conditions: ', 'Events: ', 'Settings: ', 'Labels and Taints: ']);
  });
  it('pods', () => assert.deepEqual(lines(below('Pods')), ['shop/web-5d8f: Running · 1 of 1 ready · DaemonSet · 3 d']));
  it('conditions', () => {
    assert.equal(lines(below('Conditions'))[0], 'Ready: True · KubeletReady · since 2026-09-29 10:42');
  });
  it('events', () => assert.deepEqual(lines(below('Events')), ['Rebooted: 10:37 · Node worker-7 has been rebooted']));
  it('settings, with a warning and without the secret', () => {
    assert.deepEqual(lines(below('Settings')), [
      'As of the last start of K3s: ',
      'Secrets in the annotation of this node: token: ',
      'node-label: zone=a',
      'token: •••••••• · Readable for everybody who may read nodes',
    ]);
  });
  it('labels and taints with their owners', () => {
    assert.deepEqual(lines(below('Labels')).slice(0, 2), [
      'gpu:NoSchedule: ',
      'zone: a · from the configuration, comes back at a restart',
    ]);
  });
  it('wait for what is on its way, and say what may not be read', () => {
    source.set('podsOf', [], { kind: 'loading' }, 'worker-7');
    assert.deepEqual(lines(below('Pods')), ['Loading…: ']);
    source.set('podsOf', [], { kind: 'denied', verb: 'list', resource: 'pods' }, 'worker-7');
    assert.deepEqual(lines(below('Pods')), ['No permission to list pods: ']);
    source.set('podsOf', [pod()], { kind: 'stale' }, 'worker-7');
    assert.equal(lines(below('Pods'))[0], 'Not current: last data 10:42: ');
    source.set('podsOf', [], { kind: 'live' }, 'worker-7');
    assert.deepEqual(lines(below('Pods')), ['No pods: ']);
  });
});

describe('the folders of a cluster', () => {
  it('are those that are served', () => {
    const source = new FakeSource('prod', [server]);
    assert.deepEqual(
      lines(at(source)).map((line) => line.split(':')[0]),
      ['Nodes', 'Registries'],
    );
    for (const name of ['addons', 'helmCharts', 'etcdSnapshots', 'plans', 'bootstrapTokens'] as const)
      source.set(name, []);
    assert.deepEqual(
      lines(at(source)).map((line) => line.split(':')[0]),
      ['Nodes', 'Tokens', 'AddOns', 'Helm Charts', 'etcd Snapshots', 'Upgrade Plans', 'Registries'],
    );
  });
  it('without permission are named with verb and resource', () => {
    const source = new FakeSource('prod', [server]).set('addons', []).set('bootstrapTokens', []);
    source.forbidden.add('list addons');
    source.set('bootstrapTokens', [], { kind: 'denied', verb: 'list', resource: 'secrets', namespace: 'kube-system' });
    assert.deepEqual(lines(at(source, 'Not shown')), [
      'list secrets in kube-system: ',
      'list addons.k3s.cattle.io in kube-system: ',
    ]);
    assert.ok(!lines(at(source)).some((line) => /^(AddOns|Tokens)/.test(line)));
  });
  it('that may be read in one namespace are shown, and say what is missing', () => {
    const source = new FakeSource('prod', [server]).set('helmCharts', []).set('plans', []);
    source.forbidden.add('list helmcharts').add('list plans');
    source.allowed.add('list helmcharts in default');
    assert.deepEqual(lines(at(source, 'Not shown')), ['list plans.upgrade.cattle.io: ']);
    const chart = { metadata: { name: 'web', namespace: 'default' } };
    const only = { verb: 'list', resource: 'helmcharts.helm.cattle.io', namespaces: ['default'] };
    const collection = source.collection.bind(source);
    source.collection = (name, of) =>
      name === 'helmCharts' ? { state: { kind: 'live' }, items: [chart], only } : collection(name, of);
    assert.deepEqual(lines(at(source, 'Helm')), [
      'default/web: ',
      'Only those in default: no permission to list helmcharts.helm.cattle.io in all namespaces: ',
    ]);
  });
  it('have pods by themselves, for who may not list nodes', () => {
    const source = new FakeSource('prod').set('podsInReach', [pod()]);
    assert.ok(!lines(at(source)).some((line) => line.startsWith('Pods')));
    source.set('nodes', [], { kind: 'denied', verb: 'list', resource: 'nodes' });
    assert.deepEqual(at(source, 'Pods').wants, [{ name: 'podsInReach' }]);
    assert.deepEqual(lines(at(source, 'Pods')), ['shop/web-5d8f: Running · 1 of 1 ready · 3 d']);
  });
  it('have operations when somebody has some', () => {
    const source = new FakeSource('prod', [server]);
    const operations: View['operations'] = (cluster, folder) => [
      {
        id: `${folder}/1`,
        cluster,
        label: 'Drain worker-7',
        description: 'running',
        icon: 'sync',
        context: 'k3s.operation',
        accessible: 'x',
        collapsible: 'none',
      },
    ];
    const [cluster] = clusterItems(view(source, { operations }));
    assert.equal(find([cluster as Item], 'prod', 'Operations', 'Drain').description, 'running');
    assert.ok(!lines(at(source)).some((line) => line.startsWith('Operations')));
    const alone: View['operations'] = (id, folder) => (id === '' ? (operations?.(id, folder) ?? []) : []);
    const top = clusterItems(view(source, { operations: alone }));
    assert.deepEqual(
      top.map(({ label }) => label),
      ['prod', 'Operations'],
      'those without a cluster stand below all of them',
    );
  });
  it('show what is in them, scenario 48: tokens by id, life and usages', () => {
    const source = new FakeSource('prod', [server, node({ labels: { 'plan.upgrade.cattle.io/agent-plan': 'b2' } })]);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    source
      .set('bootstrapTokens', [
        {
          metadata: { name: 'bootstrap-token-kdpe3c' },
          data: {
            expiration: base64('2026-10-02T13:42:00Z'),
            description: base64('for worker-8'),
            'usage-bootstrap-authentication': base64('true'),
            'token-secret': base64('hunter2hunter2'),
          },
        },
      ])
      .set('nodePasswords', [{ metadata: { name: 'worker-9.node-password.k3s' } }])
      .set('addons', [
        {
          metadata: { name: 'web', annotations: { 'addon.k3s.cattle.io/gvks': 'apps/v1, Kind=Deployment' } },
          spec: { source: '/var/lib/rancher/k3s/server/manifests/web.yaml' },
        },
      ])
      .set('addonEvents', [event({ kind: 'Addon', name: 'web', reason: 'ApplyManifestFailed', message: WHY })])
      .set('helmCharts', [
        { metadata: { name: 'traefik', namespace: 'kube-system' }, spec: {}, status: { jobName: 'j' } },
      ])
      .set('chartJobs', [{ metadata: { name: 'j', namespace: 'kube-system' }, status: { succeeded: 1 } }])
      .set('etcdSnapshots', [
        {
          metadata: { name: 'x' },
          spec: { snapshotName: 'on-demand-1', nodeName: 'server-1' },
          status: { size: '5242912', creationTime: ago(60), readyToUse: true },
        },
      ])
      .set('plans', [
        {
          metadata: { name: 'agent-plan' },
          spec: { version: 'v1.34.2+k3s1' },
          status: { latestHash: 'b2', applying: ['worker-8'] },
        },
      ]);
    assert.deepEqual(lines(at(source, 'Tokens')), [
      'kdpe3c: expires in 3 h · for worker-8 · authentication',
      'worker-9: node password without a node: a new machine of this name may be refused',
    ]);
    const shown = at(source, 'Tokens').children?.() ?? [];
    assert.doesNotMatch(JSON.stringify(shown.map((one) => [one, one.tooltip?.()])), /hunter2/, 'never the secret');
    assert.deepEqual(
      at(source, 'Tokens')
        .children?.()
        .map(({ context, token }) => [context, token]),
      [
        ['k3s.token.valid', 'kdpe3c'],
        ['k3s.nodePassword', undefined],
      ],
      'revoked by its public half',
    );
    assert.deepEqual(lines(at(source, 'AddOns')), [
      'web: not applied: no match · /var/lib/rancher/k3s/server/manifests/web.yaml',
    ]);
    const owned = at(source, 'AddOns', 'web').tooltip?.().replaceAll('\\', '') ?? '';
    assert.match(owned, /Owns objects of the kinds: Deployment/);
    assert.match(
      owned,
      /List them with: kubectl get Deployment\.apps -A -l objectset\.rio\.cattle\.io\/hash=[0-9a-f]{40}$/,
    );
    assert.deepEqual(lines(at(source, 'Helm')), ['traefik: installed']);
    assert.deepEqual(lines(at(source, 'etcd')), ['on-demand-1: 09:42 · 5.0 MiB · server-1']);
    assert.deepEqual(lines(at(source, 'Upgrade')), ['agent-plan: working on worker-8 · v1.34.2+k3s1 · done on 1 node']);
    assert.deepEqual(lines(at(source, 'Registries')), ['/etc/rancher/k3s/registries.yaml: 2 nodes']);
  });
});

describe('of more than anybody reads', () => {
  const named = (count: number, more: object = {}) =>
    Array.from({ length: count }, (_, index) => ({ metadata: { name: `n-${index + 1}`, namespace: 'x' }, ...more }));
  it('the first are shown, and then how many more there are and how to see them', () => {
    const source = new FakeSource('prod', [server])
      .set('addons', named(503))
      .set('helmCharts', named(501))
      .set('plans', named(501))
      .set('etcdSnapshots', named(501))
      .set('podsOf', named(502), { kind: 'live' }, 'server-1')
      .set('eventsOf', named(501), { kind: 'live' }, 'server-1');
    const last = (...path: string[]) => lines(at(source, ...path)).at(-1);
    assert.equal(last('AddOns'), '… and 3 more: all of them: kubectl get addons.k3s.cattle.io -A');
    assert.equal(last('Helm'), '… and 1 more: all of them: kubectl get helmcharts.helm.cattle.io -A');
    assert.equal(last('Upgrade'), '… and 1 more: all of them: kubectl get plans.upgrade.cattle.io -A');
    assert.equal(last('etcd Snap'), '… and 1 more: all of them: kubectl get etcdsnapshotfiles.k3s.cattle.io');
    const field = (name: string) => `-A --field-selector ${name}=server-1`;
    assert.equal(
      last('Nodes', 'server-1', 'Pods'),
      `… and 2 more: all of them: kubectl get pods ${field('spec.nodeName')}`,
    );
    assert.equal(
      last('Nodes', 'server-1', 'Events'),
      `… and 1 more: all of them: kubectl get events ${field('involvedObject.name')}`,
    );
    assert.equal(at(source, 'AddOns').children?.().length, 501);
  });
  it('of tokens and of node passwords each', () => {
    const named = (name: (index: number) => string) =>
      Array.from({ length: 502 }, (_, index) => ({ metadata: { name: name(index) } }));
    const source = new FakeSource('prod', [server])
      .set(
        'bootstrapTokens',
        named((index) => `bootstrap-token-${index}`),
      )
      .set(
        'nodePasswords',
        named((index) => `gone-${index}.node-password.k3s`),
      );
    const folder = at(source, 'Tokens');
    const more = (folder.children?.() ?? []).filter(({ icon }) => icon === 'ellipsis');
    assert.deepEqual(
      more.map(({ label, description }) => `${label}: ${description}`),
      ['… and 2 more: all of them: k3s token list', '… and 2 more: all of them: kubectl get secrets -n kube-system'],
    );
    const ids = new Set(more.map(({ id }) => id.slice(0, id.lastIndexOf('/'))));
    assert.deepEqual([...ids], [folder.id]);
    assert.notEqual(more[0]?.id, more[1]?.id);
  });
  it('and of exactly so many all', () => {
    const source = new FakeSource('prod', [server]).set('addons', named(500));
    assert.equal(lines(at(source, 'AddOns')).at(-1), 'n-500: ');
  });
  it('no command is told with a name that would be more than a name', () => {
    const name = 'a;reboot';
    const source = new FakeSource('prod', [node({ name })]).set('podsOf', named(501), { kind: 'live' }, name);
    assert.equal(lines(at(source, 'Nodes', name, 'Pods')).at(-1), '… and 1 more: ');
  });
});

test('a long reason is short in a line, and whole and told once in its tooltip', () => {
  const message = `Parse manifest at "/m/web.yaml" failed: ${'x'.repeat(300)} end`;
  const source = new FakeSource('prod', [server])
    .set('addons', [{ metadata: { name: 'web' } }])
    .set('addonEvents', [event({ kind: 'Addon', name: 'web', reason: 'ParseManifestFailed', message })]);
  const item = at(source, 'AddOns', 'web');
  assert.match(item.description, /^not applied: x{100,119}…$/);
  const text = item.tooltip?.() ?? '';
  assert.equal(text.match(/x{50}/g)?.length, 6, 'three hundred, once');
  assert.match(text, /end/);
});

test('two of one name are two lines, told by their namespaces', () => {
  const inside = (namespace: string, name = 'agent-plan') => ({ metadata: { name, namespace } });
  const source = new FakeSource('prod', [server])
    .set('plans', [inside('b'), inside('system-upgrade'), inside('b', 'other')])
    .set('addons', [inside('kube-system', 'web'), inside('shop', 'web')])
    .set('helmCharts', [inside('kube-system', 'web'), inside('shop', 'web'), inside('kube-system', 'x')])
    .set('etcdSnapshots', [
      { metadata: { name: 'local-nightly' }, spec: { snapshotName: 'nightly', nodeName: 'server-1' } },
      { metadata: { name: 's3-nightly' }, spec: { snapshotName: 'nightly', s3: { bucket: 'backups' } } },
    ]);
  const told = (folder: string) => {
    const children = at(source, folder).children?.() ?? [];
    assert.equal(new Set(children.map(({ id }) => id)).size, children.length, folder);
    return children.map(({ label }) => label);
  };
  assert.deepEqual(told('Upgrade'), ['b/agent-plan', 'system-upgrade/agent-plan', 'other']);
  assert.deepEqual(told('AddOns'), ['kube-system/web', 'shop/web']);
  assert.deepEqual(told('Helm'), ['kube-system/web', 'shop/web', 'x']);
  assert.deepEqual(told('etcd'), ['nightly', 'nightly'], 'on a disk and in a bucket');
});

test('a chart that is tried again and again says how often it failed, with a warning', () => {
  const chart = { metadata: { name: 'web', namespace: 'shop' }, status: { jobName: 'helm-install-web' } };
  const job = { metadata: { name: 'helm-install-web', namespace: 'shop' }, status: { active: 1 } };
  const waiting = { ready: false, restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } } };
  const source = new FakeSource('prod', [server])
    .set('helmCharts', [chart])
    .set('chartJobs', [job])
    .set('chartPods', [pod({ owner: ['Job', 'helm-install-web'], containers: [waiting] })]);
  const item = at(source, 'Helm', 'shop/web');
  assert.equal(item.description, 'failed 4 times, trying again · CrashLoopBackOff');
  assert.deepEqual([item.icon, item.context], ['warning', 'k3s.chart.retrying']);
});

const WHY = 'Applying manifest at "/var/lib/rancher/k3s/server/manifests/web.yaml" failed: no match';

/** All lines there are. */
function* all(items: readonly Item[]): Iterable<Item> {
  for (const item of items) {
    yield item;
    yield* all(item.children?.() ?? []);
  }
}

test('every line has an icon, facts for menus, a sentence for screen readers, and an id below that of its parent', () => {
  const source = new FakeSource('prod', [server, node()]).set('podsOf', [pod()], { kind: 'live' }, 'worker-7');
  const check = (items: readonly Item[], parent: string): void => {
    for (const item of items) {
      assert.match(item.context, /^k3s(\.\w+)+$/, item.id);
      assert.ok(item.icon !== '' && item.accessible !== '' && item.label !== '', item.id);
      assert.ok(
        parent === '' ? !item.id.includes('/') || item.id.startsWith('%') : item.id.startsWith(`${parent}/`),
        item.id,
      );
      assert.equal(item.id.split('/').length, parent === '' ? 1 : parent.split('/').length + 1);
      assert.equal(item.collapsible === 'none', item.children === undefined, item.id);
      check(item.children?.() ?? [], item.id);
    }
  };
  check(clusterItems(view(source)), '');
});

test('whatever a cluster sends, lines are short and do no harm', () => {
  const evil = fc.oneof(
    fc.constantFrom(
      '[x](command:evil)',
      '<img src=x>',
      '\u202eevil',
      'a\nb\u0000',
      '$(trash)',
      'x'.repeat(100_000),
      '__proto__',
    ),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(evil, evil, (a, b) => {
      const labels = { [a]: b, 'node-role.kubernetes.io/etcd': b };
      const raw = node({
        name: a,
        version: b,
        labels,
        args: ['--node-label', a, `--${a}`, b],
        env: { [a]: b },
        taints: [{ key: a, value: b }],
      });
      const source = new FakeSource('prod', [
        raw,
        { metadata: { name: b }, status: { conditions: [{ type: a, reason: b }] } },
      ]);
      source.set('podsOf', [pod({ name: a, phase: b })], { kind: 'live' }, a);
      source.set('eventsOf', [event({ reason: a, message: b })], { kind: 'live' }, a);
      source
        .set('addons', [{ metadata: { name: a }, spec: { source: b } }])
        .set('plans', [{ metadata: { name: b }, status: { applying: [a] } }]);
      for (const item of all(clusterItems(view(source)))) {
        const shown = item.label + item.description + item.accessible;
        assert.ok(shown.length < 4000, `${shown.length} characters`);
        assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        const text = (item.tooltip?.() ?? '').replace(/\\[!-/:-@[-`{-~]/g, '');
        assert.doesNotMatch(text, /[[\]<>`]|:\/\//, text.slice(0, 200));
        assert.ok(text.length < 60_000);
      }
    }),
    { numRuns: 60 },
  );
});
