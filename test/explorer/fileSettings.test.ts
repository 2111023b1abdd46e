/** A node held against its configuration file: what a restart would change, and that no secret is told. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterItems } from '../../client/explorer/items/clusters.ts';
import type { Item } from '../../client/explorer/items/item.ts';
import { compareWithFile, type FileOfNode } from '../../client/explorer/model/fileSettings.ts';
import { settingsOf } from '../../client/explorer/model/settings.ts';
import { appliedWords, fileReport } from '../../client/explorer/report/file.ts';
import { startSettings } from '../../server/features/settings.ts';
import { opened } from '../support/ask.ts';
import { FakeSource } from './fakeSource.ts';
import { facts, NOW, node } from './objects.ts';

/** What the server answers about the files of a machine. */
async function fileOf(text: string): Promise<FileOfNode> {
  return { path: 'fleet/worker-7/config.yaml', settings: startSettings(await opened(text), undefined) };
}

/** `option: standing` of what is not the same. */
async function compared(args: readonly string[], text: string, more: object = {}): Promise<string[]> {
  const settings = settingsOf(facts({ role: 'server', args, ...more }));
  assert.ok(settings);
  return compareWithFile(settings, await fileOf(`# k3s: role=server version=v1.34.2\n${text}`))
    .filter(({ standing }) => standing !== 'same')
    .map(({ option, standing, onNode, inFile, place }) => `${option}: ${standing} (${onNode} | ${inFile}) ${place}`);
}

describe('a node and its file', () => {
  it('are the same, however it is written', async () => {
    assert.deepEqual(
      await compared(
        ['--cluster-init', 'true', '--disable', 'traefik', '--disable', 'servicelb', '--kubelet-arg', 'max-pods=200'],
        'cluster-init: yes\ndisable: [servicelb, traefik]\nkubelet-arg:\n  - max-pods=200\n',
      ),
      [],
    );
  });
  it('are the same when one says what the other leaves to its default', async () => {
    assert.deepEqual(await compared(['--debug', 'false'], 'flannel-backend: vxlan\nhttps-listen-port: 6443\n'), []);
  });
  it('differ', async () => {
    assert.deepEqual(
      await compared(
        ['--flannel-backend', 'vxlan', '--tls-san', 'a.example', '--node-label', 'old=1'],
        'flannel-backend: host-gw\ntls-san: [a.example, b.example]\nwrite-kubeconfig-mode: "0640"\n',
      ),
      [
        'flannel-backend: changed (vxlan | host-gw) config.yaml:2',
        'node-label: only node (old=1 | ) ',
        'tls-san: changed (a.example | a.example, b.example) config.yaml:3',
        'write-kubeconfig-mode: only file ( | 0640) config.yaml:4',
      ],
    );
  });
  it('have the same in drop-ins, whose places are told', async () => {
    const files = '-- config.yaml --\n# k3s: role=server\ntoken: x\n-- config.yaml.d/10-x.yaml --\ndebug: true\n';
    const settings = settingsOf(facts({ role: 'server', args: ['--token', '********'] }));
    assert.ok(settings);
    const [debug] = compareWithFile(settings, await fileOf(files));
    assert.equal(debug?.place, 'config.yaml.d/10-x.yaml:1');
  });
  it('have secrets that nobody compares', async () => {
    assert.deepEqual(await compared(['--token', '********'], 'token: hunter2\n'), [
      'token: secret (•••••••• | ••••••••) config.yaml:2',
    ]);
    assert.deepEqual(await compared([], 'token: hunter2\n'), ['token: only file ( | ••••••••) config.yaml:2']);
  });
  it('may have it in the environment', async () => {
    const env = { env: { K3S_TOKEN: '********', K3S_DEBUG: 'true' } };
    assert.deepEqual(await compared([], 'token: hunter2\ndebug: true\n', env), [
      'token: secret (•••••••• | ••••••••) config.yaml:2',
    ]);
  });
  it('cannot be compared when K3s does not start with the file', async () => {
    assert.deepEqual(await compared(['--debug'], 'cluster-init: perhaps\n'), []);
  });
});

describe('the lines of settings', () => {
  const source = new FakeSource('prod', [
    node({ name: 'server-1', role: 'server', args: ['--flannel-backend', 'vxlan', '--token', '********', '--debug'] }),
  ]);
  const children = (item: Item | undefined): readonly Item[] => item?.children?.() ?? [];
  async function folder(text: string | undefined): Promise<Item> {
    const file = text === undefined ? undefined : await fileOf(text);
    const view = { sources: [source], grouping: 'none', filter: '', now: NOW, fileOf: () => file } as const;
    const [nodes] = children(clusterItems(view)[0]);
    const found = children(children(nodes)[0]).find(({ label }) => label === 'Settings');
    assert.ok(found);
    return found;
  }
  const lines = (item: Item): string[] =>
    children(item).map(({ label, description, icon }) => `${label}: ${description} ${icon}`);

  it('say where the file differs', async () => {
    const settings = await folder(
      '# k3s: role=server\nflannel-backend: host-gw\ntoken: hunter2\ntls-san: [x.example]\n',
    );
    assert.equal(settings.description, '3 differ from the file');
    assert.deepEqual(lines(settings).slice(1), [
      'fleet/worker-7/config.yaml: 3 differ from the file diff',
      'debug: true · only on the node diff-removed',
      'flannel-backend: vxlan · the file says host-gw: restart needed diff-modified',
      'tls-san: only in the file, x.example: restart needed diff-added',
      'token: •••••••• symbol-property',
    ]);
    const token = children(settings).find(({ label }) => label === 'token');
    assert.match(token?.tooltip?.() ?? '', /secrets are not compared/);
    assert.doesNotMatch(JSON.stringify(children(settings).map((one) => [one, one.tooltip?.()])), /hunter2/);
  });
  it('say that all is as in the file', async () => {
    const settings = await folder('# k3s: role=server\nflannel-backend: vxlan\ntoken: hunter2\ndebug: true\n');
    assert.equal(settings.description, '');
    assert.equal(lines(settings)[1], 'As in fleet/worker-7/config.yaml:  pass');
  });
  it('say that K3s does not start with the file', async () => {
    const settings = await folder('# k3s: role=server\ncluster-init: perhaps\n');
    assert.match(lines(settings)[1] ?? '', /^K3s does not start with fleet/);
    assert.match(children(settings)[1]?.tooltip?.() ?? '', /perhaps/);
  });
  it('say nothing of files where there is none', async () => {
    assert.deepEqual(lines(await folder(undefined)).slice(1), [
      'debug: true symbol-property',
      'flannel-backend: vxlan symbol-property',
      'token: •••••••• symbol-property',
    ]);
  });
});

describe('the report about node and file', () => {
  const view = { sources: [], grouping: 'none', filter: '', now: NOW } as const;
  const server = facts({
    name: 'server-1',
    role: 'server',
    args: ['--flannel-backend', 'vxlan', '--debug', '-t=hunter2'],
  });
  it('shows what a restart changes first', async () => {
    const text = fileReport(
      view,
      server,
      await fileOf('# k3s: role=server\nflannel-backend: host-gw\ntoken: hunter2\n'),
    );
    assert.match(text, /# Settings of `server-1` and Its File/);
    assert.match(
      text,
      /## A Restart Changes\n\n.*\n.*\n\| `flannel-backend` +\| `vxlan` +\| `host-gw` +\| `config.yaml:2` \|/,
    );
    assert.match(text, /## Only on the Node\n\nGone from the file.*\n\n.*\n.*\n\| `debug`/);
    assert.match(text, /## As in the File\n\n.*\n.*\n\| `token`/);
    assert.doesNotMatch(text, /hunter2/);
  });
  it('says when nothing changes, when the roles differ, and when K3s does not start', async () => {
    const same = await fileOf('# k3s: role=server\nflannel-backend: vxlan\ntoken: x\ndebug: true\n');
    assert.match(fileReport(view, server, same), /## A Restart Changes\n\nNothing\./);
    assert.match(
      fileReport(view, server, await fileOf('# k3s: role=agent\n')),
      /for the role agent, the node is of the role server/,
    );
    assert.match(
      fileReport(view, server, await fileOf('# k3s: role=server\ndebug: perhaps\n')),
      /does not start with this file: /,
    );
  });
});

describe('scenario 32: after a restart the node is compared with the file', () => {
  const applied = async (args: readonly string[], text: string) =>
    appliedWords(facts({ name: 'server-1', role: 'server', args }), await fileOf(`# k3s: role=server\n${text}`));

  it('and runs with it', async () => {
    assert.deepEqual(await applied(['--flannel-backend', 'host-gw', '--debug'], 'flannel-backend: host-gw\n'), {
      same: true,
      text: 'K3s on server-1 runs with the settings of the file.',
    });
  });
  it('or does not: each option is named with both values', async () => {
    assert.deepEqual(
      await applied(['--flannel-backend', 'vxlan'], 'flannel-backend: host-gw\nwrite-kubeconfig-mode: "0640"\n'),
      {
        same: false,
        text: 'K3s on server-1 does not run with all settings of the file: flannel-backend is vxlan, the file says host-gw; write-kubeconfig-mode is not set, the file says 0640.',
      },
    );
  });
  it('of many the first are named', async () => {
    const { text } = await applied([], 'debug: true\nhttps-listen-port: 7443\nnode-name: a\ntls-san: [b]\nv: 3\n');
    assert.match(text, /: debug is not set, the file says true; .*; and 2 more\.$/);
  });
  it('secrets are neither compared nor shown', async () => {
    assert.ok((await applied(['--token', '********'], 'token: hunter2\n')).same);
    const { text } = await applied([], 'token: hunter2\netcd-s3-proxy: http://me:hunter2@proxy:3128\n');
    assert.match(text, /token is not set, the file says \u2022+/);
    assert.doesNotMatch(text, /hunter2/);
  });
  it('with a file K3s does not start with, that is what is said', async () => {
    const { same, text } = await applied(['--debug'], 'cluster-init: perhaps\n');
    assert.equal(same, false);
    assert.match(text, /^K3s on server-1 cannot start with the file: .*perhaps/);
  });
});
