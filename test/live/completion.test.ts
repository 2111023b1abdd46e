/** Values in use in the live cluster, offered where the same ones are wanted again. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complete } from '../support/ask.ts';
import { lab, prod } from './cluster.ts';

const setup = { clusters: [prod] };

describe('completion with a cluster', () => {
  it('offers its servers to join, but not the machine itself', async () => {
    await complete('server: |\n', setup).offersOnly(
      'https://k3s.example.org:6443',
      'https://10.0.0.11:6443',
      'https://10.0.0.12:6443',
    );
    await complete('node-name: server-2\nserver: |\n', setup).offersNot('https://10.0.0.12:6443');
    await complete('server: https://10|\n', setup)
      .taking('https://10.0.0.12:6443')
      .gives('server: https://10.0.0.12:6443\n');
  });
  it('says where a value is from', async () => {
    const { labelDetails } = await complete('server: |\n', setup).item('https://10.0.0.11:6443');
    assert.equal(labelDetails?.description, 'in use in cluster prod');
  });
  it('offers labels and their keys, without those the kubelet refuses', async () => {
    await complete('node-label:\n  - |\n', setup).offersOnly(
      'tier=back',
      'tier=front',
      'tier=',
      'topology.kubernetes.io/zone=a',
      'topology.kubernetes.io/zone=',
    );
    await complete('node-label: |\n', setup).taking('tier=back').gives('node-label: [tier=back]\n');
  });
  it('offers no label whose key is given already', async () => {
    await complete('node-label:\n  - tier=front\n  - |\n', setup).offersNot('tier=back', 'tier=');
    await complete('node-label:\n  - tier=fr|\n', setup).offers('tier=front', 'tier=back');
  });
  it('offers taints', async () => {
    await complete('node-taint:\n  - |\n', setup).offersOnly('dedicated=db:NoSchedule', 'dedicated=', 'slow:NoExecute');
  });
  it('offers names and addresses of servers for certificates, those of the machine first', async () => {
    const names = complete('# k3s: role=server\nnode-name: server-2\ntls-san:\n  - |\n', setup);
    assert.deepEqual((await names.labels()).slice(0, 3), ['10.0.0.12', 'server-2', 'k3s.example.org']);
    await names.offers('10.0.0.11', 'server-1');
    await names.offersNot('agent-1');
  });
  it('offers no name of a node, because each is taken', async () => {
    await complete('node-name: |\n', setup).offersNothing();
  });
  it('keeps what K3s knows itself', async () => {
    await complete('with-node-id: |\n', setup).offersOnly('true', 'false');
    await complete('flannel-backend: |\n', setup).offers('vxlan');
  });
  it('offers nothing of clusters that are not that of the machine', async () => {
    await complete('server: |\n', { clusters: [prod, lab] }).offersNothing();
    await complete('server: |\n').offersNothing();
  });
  it('documents the option', async () => {
    assert.match(await complete('server: |\n', setup).documents('https://10.0.0.11:6443'), /server/i);
  });
});
