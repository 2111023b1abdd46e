/** Reports: problems first, everything that was found out, what was not, and no secret or markup from the cluster. */

import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { gathered } from '../../client/explorer/gather.ts';
import type { View } from '../../client/explorer/items/view.ts';
import type { FileOfNode } from '../../client/explorer/model/fileSettings.ts';
import { clusterReport, clusterReportWants } from '../../client/explorer/report/cluster.ts';
import { comparison } from '../../client/explorer/report/compare.ts';
import { cutTable, table } from '../../client/explorer/report/markdown.ts';
import { nodeReport, nodeReportWants } from '../../client/explorer/report/node.ts';
import { rotationGuide } from '../../client/explorer/report/rotation.ts';
import { startSettings } from '../../server/features/settings.ts';
import { opened } from '../support/ask.ts';
import { FakeSource } from './fakeSource.ts';
import { ago, event, NOW, node, pod } from './objects.ts';

const view = (source: FakeSource): View => ({ sources: [source], grouping: 'role', filter: '', now: NOW });

/** The text of one section. */
function part(report: string | undefined, heading: string): string {
  const [, rest = ''] = (report ?? '').split(`\n## ${heading}\n`);
  return (rest.split('\n## ')[0] ?? '').trim();
}

describe('about a node', () => {
  const sick = node({
    ready: 'False',
    since: ago(4),
    unschedulable: true,
    args: ['-t=hunter2', '--node-label', 'zone=a'],
  });
  const source = new FakeSource('prod', [node({ name: 'server-1', role: 'server' }), sick]);
  source.set('podsOf', [pod({ owner: ['ReplicaSet', 'web-5d8f'] })], { kind: 'live' }, 'worker-7');
  source.set('eventsOf', [event({ reason: 'Rebooted', message: 'a | b' })], { kind: 'live' }, 'worker-7');
  source.set('leaseOf', [], { kind: 'denied', verb: 'get', resource: 'leases.coordination.k8s.io' }, 'worker-7');
  source.set('podCounts', [{ node: 'worker-7', pods: 23 }]).set('nodeMetrics', [], { kind: 'missing' });
  const report = nodeReport(view(source), source, 'worker-7');

  it('problems come first', () => {
    assert.match(report ?? '', /^# Node `worker-7`\n\nCluster `prod`, 2026-10-02 10:42\n/);
    assert.deepEqual(part(report, 'Problems').split('\n'), [
      '- not ready since 10:38 (KubeletNotReady: container runtime is down)',
      '- Everybody who may read nodes can read secrets in its annotation: token. Upgrade K3s, or move them to a file, and change them.',
    ]);
  });
  it('then what it is', () => {
    assert.match(part(report, 'What It Is'), /^\| Schedulable +\| cordoned +\|$/m);
    assert.match(part(report, 'What It Is'), /^\| Pods +\| 23 \/ 110 +\|$/m);
  });
  it('pods, events, settings, labels', () => {
    assert.match(part(report, 'Pods'), /`shop\/web-5d8f` +\| `Running` +\| 1\/1 +\| 0 +\| `ReplicaSet\/web-5d8f`/);
    assert.match(part(report, 'Events'), /10:37 +\| Warning +\| `Rebooted` +\| 1 +\| `a \\\| b`/);
    assert.match(part(report, 'Settings as of the Last Start'), /`token` +\| `••••••••`/);
    assert.match(part(report, 'Labels and Taints'), /node\.kubernetes\.io\/unschedulable:NoSchedule/);
    assert.doesNotMatch(report ?? '', /hunter2/);
  });
  it('and what could not be found out', () => {
    assert.match(report ?? '', /- No permission to get leases\.coordination\.k8s\.io\n/);
  });
  it('that is gone there is none', () => assert.equal(nodeReport(view(source), source, 'worker-9'), undefined));
});

describe('about a cluster', () => {
  const server = (name: string, ready: 'True' | 'Unknown', ...args: string[]) =>
    node({ name, role: 'server', ready, since: ago(9), args });
  const source = new FakeSource('prod', [
    node({ version: 'v1.35.0+k3s1' }),
    server('server-1', 'True'),
    server('server-2', 'Unknown', '--flannel-backend', 'host-gw'),
    server('server-3', 'Unknown'),
  ]);
  const annotations = { 'addon.k3s.cattle.io/gvks': '/v1, Kind=ConfigMap' };
  source.set('addons', [{ metadata: { name: 'web', annotations } }]);
  source.set('addonEvents', [
    event({ kind: 'Addon', name: 'web', reason: 'ApplyManifestFailed', message: 'no [match](x)' }),
  ]);
  const certificate = event({
    reason: 'CertificateExpirationWarning',
    name: 'server-1',
    message: 'k3s-serving.crt ends in 30 days',
  });
  const authority = event({
    reason: 'CACertificateExpirationWarning',
    name: 'server-1',
    message: 'begin planning rotation',
    last: ago(1, 'd'),
  });
  source.set('certificateEvents', [authority, certificate]);
  source.certificateExpires = NOW + 12 * 86_400_000;
  const report = clusterReport(view(source), source);

  it('problems come first, the worst of them at the top', () => {
    const lines = part(report, 'Problems').split('\n');
    assert.equal(lines[0], '- etcd: 1 of 3 members healthy, 2 are needed: nothing can be written');
    assert.match(lines[1] ?? '', /^- `server-2`: unreachable since 10:33/);
    assert.ok(lines.includes('- Servers differ in flannel-backend: a server that is restarted does not start.'));
    assert.ok(lines.includes('- `worker-7`: v1.35.0+k3s1 newer than a server'));
    assert.equal(lines.at(-1), '- AddOn `web`: no \\[match\\](x)');
  });
  it('then nodes with servers first, versions, etcd, certificates', () => {
    const names = [...part(report, 'Nodes').matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
    assert.deepEqual(names, ['server-1', 'server-2', 'server-3', 'worker-7']);
    assert.match(part(report, 'Versions'), /`v1\.34\.2\+k3s1` \| 3 +\| 0/);
    assert.match(part(report, 'etcd'), /^1 of 3 voters are healthy, 2 are needed; 0 may be lost\.\n/);
    assert.equal(
      part(report, 'Certificates'),
      '- `/home/me/.kube/prod`: your certificate ends in 12 d\n- `server-1`: k3s-serving.crt ends in 30 days (10:37)\n- `server-1`: begin planning rotation (2026-10-01 10:42)',
    );
  });
  it('says what an AddOn owns, and how to list it', () => {
    assert.match(
      part(report, 'AddOns'),
      /^\| `web` +\| – +\| ConfigMap +\| `kubectl get ConfigMap -A -l objectset\.rio\.cattle\.io\/hash=/m,
    );
  });
  it('asks once for what is known of certificates, however many nodes there are', () => {
    assert.ok(clusterReportWants.every(({ node: of }) => of === undefined));
  });
});

test('scenario 33: servers side by side: what differs is told first', () => {
  const server = (name: string, ...args: string[]) => node({ name, role: 'server', args });
  const source = new FakeSource('prod', [server('server-1', '--flannel-backend', 'host-gw'), server('server-2')]);
  const report = comparison(view(source), source);
  assert.match(
    part(report, 'Differences That Keep a Server from Starting'),
    /^\| \*\*`flannel-backend`\*\* +\| `host-gw` +\| \(`vxlan`\) +\|$/m,
  );
  assert.match(
    part(report, 'Equal on All Servers'),
    /^\| `cluster-domain` +\| \(`cluster\.local`\) +\| \(`cluster\.local`\) +\|$/m,
  );
});

test('more servers than columns: the rest is said to be compared, not shown', () => {
  const servers = Array.from({ length: 14 }, (_, index) => node({ name: `server-${index + 1}`, role: 'server' }));
  const source = new FakeSource('prod', servers);
  const report = comparison(view(source), source);
  assert.match(report, /^The first 12 of 14 servers have a column; what differs was looked for in all\.$/m);
  const all = new FakeSource('prod', servers.slice(0, 12));
  assert.doesNotMatch(comparison(view(all), all), /looked for in all/);
});

test('a table that is cut says so', () => {
  const rows = cutTable(['A'], ['x', 'y', 'z'], 2, (text) => [text]).split('\n');
  assert.deepEqual(rows.slice(-3), ['| y   |', '', 'And 1 more.']);
  assert.equal(
    cutTable(['A'], [], 2, (text) => [text]),
    '',
  );
});

test('scenario 48: what a rotation of the token leads to is said before anybody does it, and no token is asked for', () => {
  const source = new FakeSource('prod', [node({ name: 'server-1', role: 'server' }), node({ name: 'worker-7' })]);
  source.set('etcdSnapshots', [{ metadata: { name: 'x' }, spec: { snapshotName: 'nightly', nodeName: 'server-1' } }]);
  const report = rotationGuide(view(source), source);
  assert.match(report, /^# Rotating the Server Token of `prod`\n\nNothing has been changed\./);
  const [snapshots = '', all = '', others = ''] = part(report, 'What It Leads to').split('\n');
  assert.match(snapshots, /Snapshots that were made before can be restored with the old token only, also the 1 /);
  assert.match(
    all,
    /All servers need the new token, and so does every agent that joined with the token of the servers/,
  );
  assert.match(
    others,
    /Agents that joined with a bootstrap token, or with an agent-token of their own, are not concerned/,
  );
  assert.equal(
    part(report, 'Who Needs the New Token'),
    '- Servers, one after the other: `server-1`\n- Of these agents, those that use the token of the servers: `worker-7`',
  );
  // The value of a token would be seen in the list of processes.
  assert.match(report, /^sudo k3s token rotate$/m);
  assert.doesNotMatch(report, /--(new-)?token/);
});

test('scenario 33: of servers with another flannel-backend both files are linked', async () => {
  const server = (name: string, ...args: string[]) => node({ name, role: 'server', args });
  const source = new FakeSource('prod', [
    server('server-1', '--flannel-backend', 'host-gw'),
    server('server-2'),
    server('server-3', '--flannel-backend', 'vxlan'),
  ]);
  const fileOf = async (name: string, text: string): Promise<FileOfNode> => {
    const path = `fleet/${name}/etc/rancher/k3s/config.yaml`;
    return { path, link: `file:///home/me/${path}`, settings: startSettings(await opened(text), undefined) };
  };
  const files = new Map([
    ['server-1', await fileOf('server-1', '# k3s: role=server\nflannel-backend: host-gw\n')],
    ['server-2', await fileOf('server-2', '# k3s: role=server\ntoken: hunter2\n')],
  ]);
  const report = comparison({ ...view(source), fileOf: (_cluster, name) => files.get(name) }, source);
  const [first = '', second = '', ...more] = part(report, 'Where It Is Set').split('\n');
  const [place] = files.get('server-1')?.settings.places ?? [];
  assert.equal(
    first,
    `- \`flannel-backend\`, \`server-1\`: [\`fleet/server-1/etc/rancher/k3s/config.yaml:2\`](<${place?.uri}#L2>)`,
  );
  assert.equal(
    second,
    '- `flannel-backend`, `server-2`: [`fleet/server-2/etc/rancher/k3s/config.yaml`](<file:///home/me/fleet/server-2/etc/rancher/k3s/config.yaml>), not set there',
  );
  assert.deepEqual(more, []);
  assert.doesNotMatch(report, /hunter2/);
});

test('a table lines up, but one long cell does not push the others away', () => {
  const [head = '', rule = '', first = ''] = table(
    ['A', 'B'],
    [
      ['x', 'y'.repeat(500)],
      ['zzzz', 'b'],
    ],
  ).split('\n');
  assert.equal(head, `| A    | ${'B'.padEnd(60)} |`);
  assert.equal(rule, `| ---- | ${'-'.repeat(60)} |`);
  assert.equal(first.length, 500 + 11);
});

describe('what a report waits for', () => {
  it('is asked for and let go', async () => {
    const source = new FakeSource('prod', [node()]);
    for (const { name, node: of } of nodeReportWants('worker-7'))
      source.set(name, source.collection(name, of).items, { kind: 'live' }, of);
    assert.equal(await gathered(source, nodeReportWants('worker-7'), () => source.wanted.length), 7);
    assert.ok(source.log.includes('want plans'), 'a plan may have cordoned the node');
    assert.deepEqual(source.wanted, []);
    assert.equal(source.listening, 0);
  });
  it('comes in its time', async () => {
    const source = new FakeSource().set('nodes', [], { kind: 'loading' });
    const done = gathered(source, [{ name: 'nodes' }], () => source.collection('nodes').items.length, 5000);
    assert.deepEqual(source.wanted, ['nodes']);
    source.change();
    source.set('nodes', [node()]);
    source.change();
    assert.equal(await done, 1);
    assert.deepEqual(source.log, ['want nodes', 'release nodes']);
  });
  it('or not', async () => {
    const source = new FakeSource().set('nodes', [], { kind: 'loading' });
    assert.equal(await gathered(source, [{ name: 'nodes' }], () => 'without', 20), 'without');
    assert.deepEqual(source.wanted, []);
  });
  it('not at all where nobody answers', async () => {
    const source = new FakeSource().set('nodes', [], { kind: 'loading' });
    source.state = { kind: 'failed', trouble: { message: 'x' } };
    assert.equal(await gathered(source, clusterReportWants, () => 'at once'), 'at once');
  });
  it('is let go when the report fails', async () => {
    const source = new FakeSource();
    await assert.rejects(
      gathered(source, [{ name: 'nodes' }], () => {
        throw new Error('x');
      }),
    );
    assert.deepEqual(source.wanted, []);
  });
});
