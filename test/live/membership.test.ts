/** Which live cluster a machine belongs to, and the version that counts then. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memory } from '../../server/files.ts';
import type { Cluster } from '../../server/node/cluster.ts';
import { Workspace } from '../../server/workspace.ts';
import { opened, status } from '../support/ask.ts';
import { clusterNode, lab, prod } from './cluster.ts';

/** `cluster node` of a machine in a folder of this name. */
async function belongs(text: string, clusters: readonly Cluster[], folder = 'machine'): Promise<string> {
  const uri = `file:///fleet/${folder}/etc/rancher/k3s/config.yaml`;
  const workspace = new Workspace(memory(new Map()));
  workspace.change(uri, 1, text);
  const { cluster } = await workspace.node(uri, { clusters });
  return cluster ? `${cluster.cluster.name} ${cluster.node?.name ?? '-'}` : 'none';
}

const version = async (text: string, clusters: readonly Cluster[], more = {}): Promise<string> => {
  const { node } = await opened(text, { clusters, ...more });
  return `${node.version.release} ${node.version.from}`;
};

describe('a machine belongs', () => {
  it('to the cluster whose server it joins, however that is written', async () => {
    assert.equal(await belongs('server: https://10.0.0.12:6443\n', [prod, lab]), 'prod -');
    assert.equal(await belongs('server: https://K3S.example.org:6443/\n', [lab, prod]), 'prod -');
    assert.equal(await belongs('s: https://192.168.1.5:6443\n', [lab, prod]), 'lab -');
  });
  it('else to the one with a node of its name', async () => {
    assert.equal(await belongs('token: x\n', [prod, lab], 'agent-1'), 'prod agent-1');
    assert.equal(await belongs('node-name: PI\n', [prod, lab], 'agent-1'), 'lab pi');
  });
  it('else to the only one', async () => {
    assert.equal(await belongs('token: x\n', [lab]), 'lab -');
    assert.equal(await belongs('server: https://elsewhere:6443\n', [lab]), 'lab -');
  });
  it('to none when several could be meant', async () => {
    assert.equal(await belongs('token: x\n', [prod, lab]), 'none');
    const twin = { ...lab, nodes: [clusterNode('agent-1')] };
    assert.equal(await belongs('token: x\n', [prod, twin], 'agent-1'), 'none');
    assert.equal(await belongs('token: x\n', []), 'none');
  });
  it('by what its service says, too', async () => {
    const service = 'K3S_URL=https://192.168.1.5:6443\nK3S_NODE_NAME=pi\n';
    const files = `-- config.yaml --\ntoken: x\n-- etc/systemd/system/k3s-agent.service.env --\n${service}`;
    const { node } = await opened(files, { clusters: [prod, lab] });
    assert.deepEqual([node.cluster?.cluster.name, node.cluster?.node?.name], ['lab', 'pi']);
  });
});

describe('the version of a cluster', () => {
  it('counts when nobody says another one', async () => {
    assert.equal(await version('token: x\n', [prod]), 'v1.33.5+k3s1 cluster');
    assert.equal(await version('# k3s: version=v1.32.0\n', [prod]), 'v1.32.0+k3s1 modeline');
    assert.equal(await version('token: x\n', [prod], { version: 'v1.32.0' }), 'v1.32.0+k3s1 setting');
    const lint = '-- config.yaml --\ntoken: x\n-- .k3slint.yaml --\nversion: v1.32.0\n';
    assert.equal(await version(lint, [prod]), 'v1.32.0+k3s1 lintFile');
  });
  it('is that of the node where the machine is one', async () => {
    assert.equal(await version('node-name: agent-1\n', [prod]), 'v1.33.4+k3s1 cluster');
  });
  it('that is newer than all we know is told', async () => {
    const { note, versionFrom } = await status('token: x\n', { clusters: [{ ...lab, version: 'v1.99.0+k3s1' }] });
    assert.match(note ?? '', /v1\.99\.0\+k3s1 is newer/);
    assert.equal(versionFrom, 'cluster');
  });
  it('that is not known leaves the newest', async () => {
    const { version: _, ...silent } = lab;
    assert.equal(await version('token: x\n', [{ ...silent, nodes: [] }]), 'v1.37.0+k3s1 newest');
  });
  it('stands in the status with the name of the cluster, in effect or not', async () => {
    const { cluster, versionFrom } = await status('# k3s: version=v1.32.0\n', { clusters: [prod] });
    assert.deepEqual([cluster, versionFrom], [{ name: 'prod', version: 'v1.33.5+k3s1' }, 'modeline']);
    assert.equal((await status('token: x\n')).cluster, undefined);
  });
  it('holds for one role tried out as for the other, and when files are fixed', async () => {
    const { node } = await opened('token: x\n', { clusters: [prod] });
    assert.equal(node.as('agent').version.from, 'cluster');
  });
});
