/** The view Clusters and the editor over a cluster that lives: nodes as they change, a server that dies and comes back. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  type CompletionList,
  ConfigurationTarget,
  commands,
  extensions,
  type Hover,
  type MarkdownString,
  Position,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import type { Explorer } from '../../../client/explorer/explorer.ts';
import { clusterItems } from '../../../client/explorer/items/clusters.ts';
import type { Item } from '../../../client/explorer/items/item.ts';
import type { LateExplorer } from '../../../client/explorer/register.ts';
import { Client, MERGE_PATCH } from '../../cluster/client.ts';
import type { Tests } from './index.ts';
import { openFile, openMachine, replace, until } from './steps.ts';

/** Set by `run.ts`: a Node that runs the demo cluster, the demo cluster, and where its kubeconfig goes. */
const { K3S_TEST_NODE = '', K3S_TEST_CLUSTER = '', KUBECONFIG = '' } = process.env;

const PLAIN = '# k3s: role=server\nnode-label:\n  - \n';
/** What the servers of the demo cluster run, and what counts without any cluster. */
const LIVE = 'K3s v1.34.2+k3s1';
const NEWEST = 'K3s v1.37.0+k3s1';

let running: { readonly child: ChildProcess; readonly url: string } | undefined;

async function startCluster(port = '0'): Promise<void> {
  if (running) return;
  const child = spawn(K3S_TEST_NODE, [K3S_TEST_CLUSTER, '--kubeconfig', KUBECONFIG, '--port', port], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const url = await until('the demo cluster', () => /^ready (\S+)$/m.exec(printed)?.[1], 40);
  running = { child, url };
}

/** The way a machine dies: at once, and its kubeconfig stays. */
async function killCluster(): Promise<string> {
  assert.ok(running, 'the cluster runs');
  const { child, url } = running;
  running = undefined;
  child.kill('SIGKILL');
  await until('its end', () => child.exitCode !== null || child.signalCode !== null || undefined);
  return new URL(url).port;
}

/** Somebody else at the same cluster. */
function otherClient(): Client {
  const text = readFileSync(KUBECONFIG, 'utf8');
  const data = (name: string): string =>
    Buffer.from(new RegExp(`${name}: (\\S+)`).exec(text)?.[1] ?? '', 'base64').toString();
  const auth = { cert: data('client-certificate-data'), key: data('client-key-data') };
  return new Client({ url: running?.url ?? '', ca: data('certificate-authority-data'), auth });
}

/** The extension hands its explorer out to tests, because VS Code lets nobody read a tree. */
async function explorer(): Promise<Explorer> {
  const ours = extensions.getExtension<{ explorer: LateExplorer } | undefined>('k3s-config.k3s-config');
  assert.ok(ours?.exports, 'the extension runs for tests');
  return ours.exports.explorer.load();
}

/** Computed anew: who asked the tree itself for its lines would take them away from VS Code. */
const clusters = async (): Promise<readonly Item[]> => clusterItems((await explorer()).view());

/** The line that a path of labels leads to, from the first cluster on; undefined while it is not there. */
async function seen(...path: string[]): Promise<Item | undefined> {
  let [at] = await clusters();
  for (const label of path) at = at?.children?.().find((one) => one.label.startsWith(label));
  return at;
}

const see = (what: string, is: (item: Item) => boolean, ...path: string[]): Promise<Item> =>
  until(
    what,
    async () => {
      const item = await seen(...path);
      return item && is(item) ? item : undefined;
    },
    60,
  );

const isCluster =
  (state: string) =>
  ({ context }: Item): boolean =>
    context === `k3s.cluster.${state}`;

/** A view shows what it is focused on. */
async function look(): Promise<void> {
  await startCluster();
  await commands.executeCommand('k3s.explorer.focus');
  await see('a cluster that is connected', isCluster('connected'));
  await see('its nodes', () => true, 'Nodes', 'Servers', 'server-1');
}

async function hoverText({ uri }: TextDocument, at: Position): Promise<string> {
  const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, at);
  return hovers.flatMap(({ contents }) => contents.map((part) => (part as MarkdownString).value)).join('\n');
}

const says = (document: TextDocument, version: string): Promise<boolean | undefined> =>
  until(
    `${version} in a hover`,
    async () => (await hoverText(document, new Position(1, 2))).includes(version) || undefined,
    60,
  );

export const clusterTests: Tests = {
  'the view shows the nodes of a cluster, and what another client does to one': async () => {
    await look();
    const servers = (await seen('Nodes', 'Servers'))?.children?.() ?? [];
    assert.deepEqual(
      servers.map(({ label }) => label),
      ['server-1', 'server-2', 'server-3'],
    );
    const ready = await see('agent-5', () => true, 'Nodes', 'Agents', 'agent-5');
    assert.match(ready.context, /\.schedulable\b/);
    await otherClient().patch('/api/v1/nodes/agent-5', MERGE_PATCH, { spec: { unschedulable: true } });
    const cordoned = await see(
      'a cordon',
      ({ context }) => context.includes('.cordoned.'),
      'Nodes',
      'Agents',
      'agent-5',
    );
    assert.match(cordoned.description, /cordoned/);
  },
  'the version that runs there counts for an open configuration, and its labels are offered': async () => {
    await look();
    const { document } = await openMachine(PLAIN);
    await says(document, LIVE);
    const { items } = await until('a label in use', async () => {
      const list = await commands.executeCommand<CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new Position(2, 4),
      );
      return list.items.some(({ label }) => (typeof label === 'string' ? label : label.label) === 'tier=front')
        ? list
        : undefined;
    });
    const [offer] = items.filter(({ label }) => typeof label !== 'string' && label.label === 'tier=front');
    assert.ok(offer && typeof offer.label !== 'string');
    assert.match(offer.label.description ?? '', /^in use in cluster /);
  },
  'what a node runs with is compared with its file': async () => {
    await look();
    const path = 'agent-4/etc/rancher/k3s/config.yaml';
    const text = '# k3s: role=agent\nkubelet-arg:\n  - image-gc-high-threshold=90\n';
    const editor = await openFile(path, text);
    const differs = await see(
      'a difference',
      ({ description }) => /restart needed/.test(description),
      'Nodes',
      'Agents',
      'agent-4',
      'Settings',
      'kubelet-arg',
    );
    assert.match(differs.description, /^image-gc-high-threshold=95 · the file says image-gc-high-threshold=90/);
    const node = await see('agent-4', () => true, 'Nodes', 'Agents', 'agent-4');
    await commands.executeCommand('k3s.node.compareWithFile', { id: node.id, item: node });
    const report = window.activeTextEditor?.document.getText() ?? '';
    assert.match(report, /## A Restart Changes[^#]+`kubelet-arg`/);
    await replace(editor, '=90', '=95');
    await see(
      'no difference',
      ({ description }) => !/restart/.test(description),
      'Nodes',
      'Agents',
      'agent-4',
      'Settings',
      'kubelet-arg',
    );
  },
  'a server that dies leaves its last data, and is found again when it is back': async () => {
    await look();
    const { document } = await openMachine(PLAIN);
    await says(document, LIVE);
    const port = await killCluster();
    await see('a lost connection', isCluster('stale'));
    assert.ok(await seen('Nodes', 'Servers', 'server-1'), 'what was known is still shown');
    await says(document, NEWEST);
    await startCluster(port);
    await see('a connection again', isCluster('connected'));
    await says(document, LIVE);
  },
  'switched off, clusters are neither shown nor used': async () => {
    await look();
    const { document } = await openMachine(PLAIN);
    await says(document, LIVE);
    const settings = workspace.getConfiguration('k3s');
    await settings.update('useCluster', false, ConfigurationTarget.Workspace);
    try {
      await says(document, NEWEST);
      assert.deepEqual(await clusters(), []);
    } finally {
      await settings.update('useCluster', undefined, ConfigurationTarget.Workspace);
    }
    await says(document, LIVE);
    await killCluster();
    await says(document, NEWEST);
    await commands.executeCommand('workbench.view.explorer');
  },
};
