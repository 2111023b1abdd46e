/** What is looked at on a machine beside its configuration, and that what is missing is only told on the machine itself. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Files, memory } from '../../server/files.ts';
import type { NodeConfig } from '../../server/node/config.ts';
import { findings } from '../../server/rules/run.ts';
import { Workspace } from '../../server/workspace.ts';

const CONFIG = '/etc/rancher/k3s/config.yaml';

async function machineAt(root: string, files: Record<string, string>, asked: string[] = []): Promise<NodeConfig> {
  const encoder = new TextEncoder();
  const inside = memory(new Map(Object.entries(files).map(([path, text]) => [root + path, encoder.encode(text)])));
  const noted: Files = {
    ...inside,
    read: (uri) => {
      asked.push(uri);
      return inside.read(uri);
    },
  };
  return new Workspace(noted).node(root + CONFIG, { role: 'agent', version: 'v1.33' });
}

const agent = 'server: https://192.0.2.20:6443\ntoken-file: /etc/rancher/k3s/join\n';
const told = (node: NodeConfig): string[] => findings(node).map(({ rule, severity }) => `${severity} ${rule}`);

describe('the files of a machine', () => {
  it('tell on the machine itself that one is missing', async () => {
    const node = await machineAt('file://', { [CONFIG]: agent });
    assert.deepEqual(told(node), ['error path-on-machine']);
    assert.match(findings(node)[0]?.message ?? '', /there is no \/etc\/rancher\/k3s\/join on this machine/);
  });

  it('tell nothing about a missing one in a repository', async () => {
    const node = await machineAt('file:///home/user/fleet/edge-1', { [CONFIG]: agent });
    assert.deepEqual(told(node), []);
  });

  it('warn about one that K3s would not miss', async () => {
    const resolv = { [CONFIG]: `${agent}resolv-conf: /etc/none\n`, '/etc/rancher/k3s/join': 'secret' };
    assert.deepEqual(told(await machineAt('file://', resolv)), ['warning path-on-machine']);
    assert.deepEqual(told(await machineAt('file:///home/user/edge-1', resolv)), ['hint path-unchecked']);
  });

  it('keep kinds and no contents', async () => {
    const node = await machineAt('file://', { [CONFIG]: agent, '/etc/rancher/k3s/join': 'secret-1' });
    assert.deepEqual([...(node.sources.machine?.paths ?? [])], [['/etc/rancher/k3s/join', 'file']]);
    assert.doesNotMatch(JSON.stringify(node.sources.machine), /secret-1/);
  });

  it('are not read where no option gives a reason to', async () => {
    const asked: string[] = [];
    const files = { [CONFIG]: 'node-label: [a=b]\n', '/etc/group': 'root:x:0:\n', '/etc/sysctl.conf': '' };
    await machineAt('file://', files, asked);
    assert.deepEqual(
      asked.filter((uri) => /group|sysctl/.test(uri)),
      [],
    );
  });

  it('stay below the root', async () => {
    const files = { [CONFIG]: 'data-dir: /../secret\n', '/secret': 'x' };
    const node = await machineAt('file:///home/user/edge-1', files);
    assert.deepEqual([...(node.sources.machine?.paths ?? [])], []);
  });
});
