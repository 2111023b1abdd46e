/**
 * Takes the pictures of the README in a real VS Code: `npm run pictures`. Needs what `npm test` sets up.
 */
import { cpSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { NODES } from '../demo/cluster/api/resources.ts';
import { startDemoCluster } from '../demo/cluster/start.ts';
import { story } from '../demo/cluster/story.ts';
import { startEditor } from '../test/extension/host/browser.ts';
import { goTo, openFile, openFixes, runCommand } from '../test/extension/host/keyboard.ts';
import { standInMachines } from '../test/extension/host/machines.ts';
import { picture } from '../test/extension/host/picture.ts';
import { removeFolder, temporaryFolder } from '../test/extension/host/processes.ts';
import { choiceOf, lineOf, openMenu, showClusters, toggleLine } from '../test/extension/host/tree.ts';

const project = resolve(import.meta.dirname, '..');
const size = { width: 1180, height: 680 };
const SERVER_1 = 'server-1/etc/rancher/k3s/config.yaml';
const SERVER_2 = 'server-2/etc/rancher/k3s/config.yaml';
const KUBELET = 'var/lib/rancher/k3s/agent/etc/kubelet.conf.d';

/** Name of the picture → what a person does to see it. */
const scenes: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  findings: async (page) => {
    await openFile(page, SERVER_1, 'cluster-init');
    await page.locator('.squiggly-warning').first().waitFor();
    await goTo(page, 5, 26);
    await runCommand(page, 'Show or Focus Hover');
    await page.locator('.monaco-hover-content', { hasText: 'octal-mode' }).first().waitFor();
  },
  hover: async (page) => {
    await page.keyboard.press('Escape');
    await goTo(page, 14, 4);
    await runCommand(page, 'Show or Focus Hover');
    await page.locator('.monaco-hover-content', { hasText: 'host-gw' }).first().waitFor();
  },
  effective: async (page) => {
    await page.keyboard.press('Escape');
    await openFile(page, SERVER_2, 'Written for other releases');
    await page.locator('.squiggly-warning').first().waitFor();
    await runCommand(page, 'K3s: Show Effective Configuration');
    await page
      .locator('.editor-group-container')
      .nth(1)
      .locator('.view-line', { hasText: 'Effective' })
      .first()
      .waitFor();
  },
  registries: async (page) => {
    await closeAll(page);
    await openFile(page, 'agent-3/etc/rancher/k3s/registries.yaml', 'Collected from four guides');
    await page.locator('.squiggly-error').first().waitFor();
    await runCommand(page, 'K3s: Show Effective Registries');
    await page
      .locator('.editor-group-container')
      .nth(1)
      .locator('.view-line', { hasText: 'docker.io' })
      .first()
      .waitFor();
  },
  kubelet: async (page) => {
    await closeAll(page);
    await openFile(page, `agent-3/${KUBELET}/50-limits.conf`, 'KubeletConfiguration');
    await page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
    await goTo(page, 5, 4);
    await runCommand(page, 'Show or Focus Hover');
    await page.locator('.monaco-hover-content').first().waitFor();
  },
  clusters: async (page) => {
    await closeAll(page);
    await showClusters(page, 'agent-5', 380);
    await toggleLine(page, 'server-3');
    await toggleLine(page, 'Settings');
    await lineOf(page, 'Secrets in the annotation').waitFor();
    await lineOf(page, 'agent-3').click();
  },
  'drain-plan': async (page) => {
    await toggleLine(page, 'server-3');
    const menu = await openMenu(page, 'agent-1');
    await menu.getByText('Drain Node…').click();
    await choiceOf(page, 'Pods that need your yes').waitFor();
    await page.locator('.editor-group-container .view-line', { hasText: 'Good to know' }).first().waitFor();
  },
  drain: async (page) => {
    await choiceOf(page, 'Pods that need your yes').click();
    await choiceOf(page, 'tools/debug').click();
    await page.keyboard.press('Enter');
    await choiceOf(page, 'Start').waitFor();
    await page.keyboard.press('Enter');
    await lineOf(page, 'Drain agent-1').waitFor();
    await toggleLine(page, 'Nodes');
    await toggleLine(page, 'Drain agent-1');
    await page.locator('.editor-group-container .view-line', { hasText: 'Gone.' }).first().waitFor();
  },
  'join-plan': async (page) => {
    await toggleLine(page, 'Operations');
    await toggleLine(page, 'Nodes');
    const menu = await openMenu(page, 'Nodes');
    await menu.getByText('Join Agent…').click();
    await choiceOf(page, 'Type hosts').click();
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget', { hasText: 'with a comma between' }).waitFor();
    await page.locator('.quick-input-widget input').fill('worker-8, worker-9');
    await page.keyboard.press('Enter');
    await choiceOf(page, 'Look at the machines').click();
    await choiceOf(page, '2 of 2 machines join').waitFor();
  },
  diagnosis: async (page) => {
    await page.keyboard.press('Escape');
    await closeAll(page);
    const menu = await openMenu(page, 'agent-3');
    await menu.getByText('Diagnose Node').click();
    await page.locator('.quick-input-widget', { hasText: 'SSH Host of agent-3' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.editor-group-container .view-line', { hasText: 'Diagnosis' }).first().waitFor();
  },
  'root-file': async (page) => {
    await closeAll(page);
    const menu = await openMenu(page, 'agent-3');
    await menu.getByText('Open Configuration on Node').click();
    await page.locator('.editor-group-container .view-line', { hasText: 'token-file' }).first().waitFor();
    await page.locator('.squiggly-warning, .squiggly-error').first().waitFor();
    await goTo(page, 3, 4);
    await openFixes(page, 'node-label');
  },
};

/** A machine whose agent was given the token of another cluster. */
const BROKEN = {
  'usr/local/bin/k3s': '#!/bin/sh\necho "k3s version v1.34.1+k3s1 (abc)"\n',
  'etc/systemd/system/k3s-agent.service': '[Service]\nExecStart=/usr/local/bin/k3s agent\n',
  'etc/rancher/k3s/config.yaml':
    'server: https://10.0.0.11:6443\ntoken-file: /etc/rancher/k3s/token\nnode-labels:\n  - tier=front\n',
  'state/is': 'activating\n',
  'state/journal': `time="2026-11-21T12:00:05Z" level=info msg="Starting k3s agent v1.34.1+k3s1 (abc)"
time="2026-11-21T12:00:06Z" level=error msg="Failed to validate connection to cluster at https://10.0.0.11:6443: token CA hash does not match the Cluster CA certificate hash: 1f0c… != 9ab3…"
`,
};

async function closeAll(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await runCommand(page, 'View: Close All Editors');
}

const folder = temporaryFolder('pictures');
cpSync(join(project, 'demo'), folder, { recursive: true });
const cluster = await startDemoCluster({ scene: story() });
const KUBECONFIG = join(temporaryFolder('kubeconfig'), 'demo.yaml');
cluster.writeKubeconfig(KUBECONFIG);
const machines = standInMachines(temporaryFolder('machines'));
for (const name of ['worker-8', 'worker-9']) machines.add(name);
const { machineID, bootID } = cluster.store.get(NODES, 'agent-3')?.status.nodeInfo ?? {};
machines.add('agent-3', {
  ...BROKEN,
  'etc/machine-id': `${machineID}\n`,
  'proc/sys/kernel/random/boot_id': `${bootID}\n`,
});
const { settings } = machines;
const editor = await startEditor({ folder, extension: project, env: { KUBECONFIG }, settings, ...size });
try {
  editor.page.setDefaultTimeout(30_000);
  await runCommand(editor.page, 'View: Toggle Primary Side Bar Visibility');
  await runCommand(editor.page, 'View: Toggle Minimap');
  for (const [name, play] of Object.entries(scenes)) {
    await play(editor.page);
    // Nothing is explained that the pointer happens to rest on.
    await editor.page.mouse.move(size.width / 2, 1);
    await picture(editor.page, join(project, 'docs', 'pictures', `${name}.png`), size);
    console.log(`docs/pictures/${name}.png`);
  }
} catch (error) {
  await picture(editor.page, join(project, 'dist-test', 'pictures', 'failed.png'), size);
  throw error;
} finally {
  await editor.stop();
  await cluster.stop();
  removeFolder(folder);
  removeFolder(dirname(KUBECONFIG));
  removeFolder(machines.folder);
}
