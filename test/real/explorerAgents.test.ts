/** What the explorer shows of real agents: what K3s and its kubelets write is what the machines were told. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addonsOf } from '../../client/explorer/model/addons.ts';
import { compareWithFile } from '../../client/explorer/model/fileSettings.ts';
import { labelsOf } from '../../client/explorer/model/labels.ts';
import { lastHeard, type NodeFacts, nodeFacts } from '../../client/explorer/model/node.ts';
import { type Settings, settingsOf, valuesOf } from '../../client/explorer/model/settings.ts';
import { taintsOf } from '../../client/explorer/model/taints.ts';
import type { ClusterSource, CollectionName } from '../../client/explorer/source.ts';
import { startSettings } from '../../server/features/settings.ts';
import { MASK } from '../../server/words/password.ts';
import { Client, type Json } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { opened } from '../support/ask.ts';
import { soon, sourceOf } from './connect.ts';
import { VERSION } from './k3s.ts';
import { installK3s, nodesReady, type RealCluster, realCluster } from './machines/cluster.ts';
import type { Machine } from './machines/machine.ts';

const LIMIT = { timeout: 120_000 };

/** What an agent is told in its configuration file, beside server and token. */
const CONFIG = {
  'node-label': ['example.org/rack=r1', 'example.org/pool=a'],
  'node-taint': ['example.org/only=mine:PreferNoSchedule'],
  'kubelet-arg': ['max-pods=50', 'system-reserved=memory=100Mi'],
};

let cluster: RealCluster;
let api: Client;
/** One that was told everything by variables, as the guide does it. */
let byVariables: Machine;
/** The secret of the cluster, which is nowhere to be seen. */
let token: string;

before(
  async () => {
    cluster = await realCluster({ agents: 1, agent: () => CONFIG });
    api = new Client(cluster.api);
    token = (await cluster.server.exec('cat /var/lib/rancher/k3s/server/node-token')).trim();
    byVariables = await cluster.freshMachine('by-variables');
    const environment = { K3S_URL: `https://${cluster.server.address}:6443`, K3S_TOKEN: token };
    await installK3s(byVariables, { environment, words: '--node-label example.org/pool=b --kubelet-arg=max-pods=60' });
    await nodesReady(cluster.api, ['by-variables']);
  },
  { timeout: 300_000 },
);

after(
  async () => {
    api?.end();
    await cluster?.end();
  },
  { timeout: 60_000 },
);

/** Waits until the source shows objects of all these names in a collection; gives those. */
async function shown(source: ClusterSource, collection: CollectionName, ...names: readonly string[]): Promise<Json[]> {
  source.want(collection);
  const find = (name: string): Json =>
    source.collection(collection).items.find(({ metadata }: Json) => metadata.name === name);
  await soon(() => source.collection(collection).state.kind === 'live' && names.every(find), `${collection} ${names}`);
  return names.map(find);
}

const settings = (node: NodeFacts): Settings => {
  const found = settingsOf(node);
  assert.ok(found, node.name);
  return found;
};

/** What the files of a machine say, as the language server reads them. */
async function filesOf(machine: Machine) {
  const paths = ['/etc/rancher/k3s/config.yaml', '/etc/systemd/system/k3s*.service', '/etc/systemd/system/k3s*.env'];
  const text = await machine.exec(
    `for one in ${paths.join(' ')}; do [ ! -f "$one" ] || { echo "-- \${one#/} --"; cat "$one"; }; done`,
  );
  return { path: machine.name, settings: startSettings(await opened(text), undefined) };
}

test('role, version, readiness, addresses and room of servers and agents', LIMIT, async (t) => {
  const source = await sourceOf(t, cluster.kubeconfig);
  const nodes = (await shown(source, 'nodes', 'server', 'agent-1', 'by-variables')).map(nodeFacts);
  assert.deepEqual(
    nodes.map(({ role }) => role),
    ['server', 'agent', 'agent'],
  );
  for (const [index, machine] of [cluster.server, cluster.agents[0] as Machine, byVariables].entries()) {
    const node = nodes[index] as NodeFacts;
    assert.deepEqual([node.ready, node.schedulable, node.etcd, node.pressures], ['yes', true, false, []], node.name);
    assert.equal(node.versionText, VERSION);
    assert.deepEqual(node.addresses, [
      { type: 'InternalIP', address: machine.address },
      { type: 'Hostname', address: machine.name },
    ]);
    assert.equal(node.system.kernel, (await machine.exec('uname -r')).trim());
    assert.match(node.system.runtime, /^containerd:\/\/\d/);
  }
  assert.deepEqual(
    nodes.map(({ allocatable }) => allocatable.pods),
    [110, 50, 60],
  );
});

test('a lease that a kubelet renews, and pods on their nodes', LIMIT, async (t) => {
  const source = await sourceOf(t, cluster.kubeconfig);
  const [node] = (await shown(source, 'nodes', 'agent-1')).map(nodeFacts) as [NodeFacts];
  source.want('leaseOf', 'agent-1');
  const lease = (): object | undefined => source.collection('leaseOf', 'agent-1').items[0];
  await soon(() => lease() !== undefined, 'a lease');
  const first = lastHeard(node, lease()) ?? 0;
  assert.ok(Math.abs(Date.now() - first) < 40_000, new Date(first).toISOString());
  await soon(() => (lastHeard(node, lease()) ?? 0) > first, 'renewed');
});

test('settings from the configuration file: each with its values, secrets never', LIMIT, async (t) => {
  const source = await sourceOf(t, cluster.kubeconfig);
  const [raw] = await shown(source, 'nodes', 'agent-1');
  const node = nodeFacts(raw);
  const { role, options, exposed, hash } = settings(node);
  assert.deepEqual([role, exposed], ['agent', []]);
  assert.deepEqual(Object.fromEntries(options.map(({ option, values }) => [option, values])), {
    ...CONFIG,
    server: [`https://${cluster.server.address}:6443`],
    token: [MASK],
  });
  assert.match(hash, /^[A-Z2-7]+=*$/);
  const owners = Object.fromEntries(labelsOf(node).map(({ key, owner }) => [key, owner]));
  assert.equal(owners['example.org/rack'], 'config');
  assert.equal(owners['kubernetes.io/hostname'], 'kubelet');
  assert.equal(owners['node.kubernetes.io/instance-type'], 'K3s');
  assert.deepEqual(
    taintsOf(node).map(({ key, owner }) => [key, owner]),
    [['example.org/only', 'config']],
  );
});

test('settings from variables and the words of the service', LIMIT, async (t) => {
  const source = await sourceOf(t, cluster.kubeconfig);
  const [raw] = await shown(source, 'nodes', 'by-variables');
  const { role, variables, exposed, ...all } = settings(nodeFacts(raw));
  assert.deepEqual([role, exposed], ['agent', []]);
  assert.deepEqual(
    variables.filter(({ name }) => name === 'K3S_URL' || name === 'K3S_TOKEN'),
    [
      { name: 'K3S_TOKEN', value: MASK, exposed: false },
      { name: 'K3S_URL', value: `https://${cluster.server.address}:6443`, exposed: false },
    ],
  );
  assert.deepEqual(valuesOf({ ...all, role, variables, exposed }, 'kubelet-arg'), ['max-pods=60']);
});

test('what was started is what the files say, on every machine; a change shows until the restart', LIMIT, async (t) => {
  const source = await sourceOf(t, cluster.kubeconfig);
  const node = async (name: string): Promise<NodeFacts> => nodeFacts((await shown(source, 'nodes', name))[0]);
  const different = async (machine: Machine): Promise<string[]> =>
    compareWithFile(settings(await node(machine.name)), await filesOf(machine))
      .filter(({ standing }) => standing !== 'same' && standing !== 'secret')
      .map(({ option, standing, onNode, inFile }) => `${option}: ${standing} (${onNode} | ${inFile})`);
  const agent = cluster.agents[0] as Machine;
  for (const machine of [cluster.server, agent, byVariables])
    assert.deepEqual(await different(machine), [], machine.name);
  const { hash } = settings(await node('agent-1'));
  await agent.exec("sed -i 's/max-pods=50/max-pods=70/' /etc/rancher/k3s/config.yaml");
  const [now, then] = ['max-pods=50, system-reserved=memory=100Mi', 'max-pods=70, system-reserved=memory=100Mi'];
  assert.deepEqual(await different(agent), [`kubelet-arg: changed (${now} | ${then})`]);
  await agent.exec('systemctl restart k3s-agent');
  const current = (): NodeFacts =>
    nodeFacts(source.collection('nodes').items.find(({ metadata }: Json) => metadata.name === 'agent-1') as object);
  await soon(() => settings(current()).hash !== hash, 'another hash');
  assert.deepEqual(await different(agent), []);
  await soon(() => current().allocatable.pods === 70, 'more room');
});

test('the secret of the cluster is nowhere in what the explorer holds', LIMIT, async (t) => {
  const source = await sourceOf(t, cluster.kubeconfig);
  const names: readonly CollectionName[] = ['nodes', 'bootstrapTokens', 'nodePasswords', 'addons', 'helmCharts'];
  for (const name of names) await shown(source, name);
  await shown(source, 'nodePasswords', 'agent-1.node-password.k3s', 'by-variables.node-password.k3s');
  const secret = token.split(':').at(-1) as string;
  assert.ok(secret.length > 10);
  for (const name of names) assert.ok(!JSON.stringify(source.collection(name).items).includes(secret), name);
});

test('AddOns that were applied and one that cannot be; no charts, and nobody who measures', LIMIT, async (t) => {
  const broken = '/var/lib/rancher/k3s/server/manifests/broken.yaml';
  await cluster.server.exec(`cat >${broken}`, {
    input: 'apiVersion: example.org/v1\nkind: Nobody\nmetadata: {name: x}\n',
  });
  const source = await sourceOf(t, cluster.kubeconfig);
  await shown(source, 'addons', 'ccm', 'rolebindings', 'broken');
  source.want('addonEvents');
  const addon = (name: string) =>
    addonsOf(source.collection('addons').items, source.collection('addonEvents').items).find(
      (one) => one.name === name,
    );
  await soon(() => addon('broken')?.error !== undefined, 'an error');
  assert.equal(addon('broken')?.source, broken);
  assert.match(addon('broken')?.error?.message ?? '', /broken.yaml.* failed: the server could not find/);
  assert.equal(addon('ccm')?.error, undefined);
  assert.deepEqual(await shown(source, 'helmCharts'), []);
  source.want('nodeMetrics');
  await soon(() => source.collection('nodeMetrics').state.kind === 'missing', 'no metrics');
  assert.equal(ok(await api.get('/api/v1/namespaces/kube-system/pods')).items.length, 0);
});
