/** Live clusters told to a running server: what they change, what clears them, and nonsense, which is left out. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { Status } from '../../server/features/status.ts';
import { readClusters } from '../../server/live/read.ts';
import { lab, prod } from '../live/cluster.ts';
import { type Client, connected } from '../support/client.ts';
import { CONFIG, folder } from '../support/folder.ts';

const URI = 'file:///nowhere/etc/rancher/k3s/config.yaml';
const tell = (client: Client, clusters: unknown): Promise<void> => client.tell('k3s/cluster', { clusters });
const status = (client: Client, uri = URI): Promise<Status> => client.ask('k3s/status', { uri });
/** Waits until the cluster that was told is known: the first one loads what reads it. */
async function known(client: Client, name: string | undefined, uri = URI): Promise<Status> {
  for (let tries = 0; tries < 500; tries++) {
    const now = await status(client, uri);
    if (now.cluster?.name === name) return now;
    await pause(5);
  }
  return assert.fail(`${name} is not known`);
}
const labels = async (client: Client, line: number, character: number): Promise<string[]> => {
  const { items } = await client.at<{ items: { label: string }[] }>('textDocument/completion', URI, line, character);
  return items.map(({ label }) => label);
};

test('a cluster gives version and values, until it is gone', async (context) => {
  const client = await connected(context);
  await client.open(URI, '# k3s: role=agent\nserver: \n');
  assert.equal((await status(client)).versionFrom, 'newest');
  await tell(client, [prod]);
  const { version, versionFrom } = await known(client, 'prod');
  assert.deepEqual([version, versionFrom], ['v1.33.5+k3s1', 'cluster']);
  await client.until('word of it', () => client.all('k3s/changed').length > 0);
  assert.ok((await labels(client, 1, 8)).includes('https://10.0.0.11:6443'));
  await tell(client, []);
  assert.equal((await known(client, undefined)).versionFrom, 'newest');
  assert.deepEqual(await labels(client, 1, 8), []);
});

test('findings are for the version of the cluster', async (context) => {
  const client = await connected(context);
  // Gone since v1.25.
  await client.open(URI, '# k3s: role=server\nno-flannel: true\nhelm-job-image: x\n');
  const before = (await client.findings(URI)).length;
  await tell(client, [{ ...lab, version: 'v1.24.17+k3s1', nodes: [] }]);
  await client.until('other findings', () => {
    const last = client.published(URI).at(-1);
    return last && last.diagnostics.length !== before;
  });
});

test('a machine finds its own among several', async (context) => {
  const fleet = folder(context, { [`pi/${CONFIG}`]: 'debug: true\n', [`agent-1/${CONFIG}`]: 'debug: true\n' });
  const client = await connected(context);
  await tell(client, [prod, lab]);
  await known(client, 'lab', fleet.uri(`pi/${CONFIG}`));
  const { cluster, version } = await status(client, fleet.uri(`agent-1/${CONFIG}`));
  assert.deepEqual([cluster?.name, version], ['prod', 'v1.33.4+k3s1']);
});

test('nonsense is left out, and the server goes on', async (context) => {
  const client = await connected(context);
  await client.open(URI, 'server: \n');
  for (const message of [null, 7, 'x', [], {}, { clusters: 1 }, { clusters: [null, 1, {}, { name: '' }] }])
    await client.tell('k3s/cluster', message as object);
  await tell(client, [{ name: 'odd', version: 'v1.34.2-eks-1', nodes: [{ name: 'A b' }, 3], servers: ['ftp://x', 5] }]);
  assert.equal((await known(client, 'odd')).versionFrom, 'newest');
  assert.deepEqual(await labels(client, 0, 8), []);
});

test('reading is bounded and never fails', () => {
  const many = Array.from({ length: 5000 }, (_, index) => ({
    name: `n${index}`,
    labels: Array.from({ length: 500 }, (_, label) => `k${label}=v`),
  }));
  const [cluster] = readClusters({ clusters: [{ name: 'big', nodes: many }] });
  assert.equal(cluster?.nodes.length, 200);
  assert.equal(cluster?.nodes[0]?.labels.length, 50);
  fc.assert(fc.property(fc.anything(), (value) => void readClusters(value)));
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: fc.string(), nodes: fc.anything(), servers: fc.anything() })),
      (clusters) => {
        for (const { name, servers } of readClusters({ clusters })) {
          assert.doesNotMatch(name, /\p{C}/u);
          assert.ok(servers.every((url) => url.startsWith('https://')));
        }
      },
    ),
  );
});

test('a password in the URL of a server is not taken', () => {
  const [cluster] = readClusters({ clusters: [{ name: 'a', servers: ['https://me:hunter2@10.0.0.1:6443'] }] });
  assert.deepEqual(cluster?.servers, []);
});

test('settings to compare with are told, and masked', async (context) => {
  const machine = folder(context, {
    [`agent-1/${CONFIG}`]: 'node-name: Edge-7\ntoken: hunter2\nkubelet-arg:\n  - max-pods=150\n',
    'agent-1/etc/systemd/system/k3s-agent.service.env':
      "K3S_URL='https://10.0.0.11:6443'\nK3S_TOKEN=hunter2\nPATH=/x\n",
  });
  const client = await connected(context);
  const uri = machine.uri(`agent-1/${CONFIG}`);
  const answer = await client.ask<Record<string, unknown>>('k3s/settings', { uri });
  assert.doesNotMatch(JSON.stringify(answer), /hunter2/);
  const { role, nodeName, variables, places, error } = answer;
  assert.deepEqual([role, nodeName, error], ['agent', 'edge-7', undefined]);
  assert.deepEqual(answer.arguments, ['agent', '--node-name=Edge-7', '--token=••••••••', '--kubelet-arg=max-pods=150']);
  assert.deepEqual(variables, { K3S_URL: 'https://10.0.0.11:6443', K3S_TOKEN: '••••••••' });
  assert.deepEqual((places as { option: string; line: number }[])[2], {
    option: 'kubelet-arg',
    uri,
    file: 'config.yaml',
    line: 3,
  });
});

test('settings of files that K3s does not start with say why', async (context) => {
  const machine = folder(context, { [`a/${CONFIG}`]: '# k3s: role=agent\nno-such-option: 1\n' });
  const client = await connected(context);
  const answer = await client.ask<{ error?: string }>('k3s/settings', { uri: machine.uri(`a/${CONFIG}`) });
  assert.match(answer.error ?? '', /no-such-option/);
});
