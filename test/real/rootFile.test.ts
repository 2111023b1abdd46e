/**
 * A person in a real VS Code, a configuration of a real agent that only root may read: opened on its machine, its error
 * seen and mended, saved as root, K3s restarted, and what it then runs with compared with the file. Pictures of each step
 * go to dist-test/pictures-real/.
 */

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { Client } from '../cluster/client.ts';
import { ok } from '../cluster/scratch.ts';
import { type Editor, startEditor } from '../extension/host/browser.ts';
import { goTo, openFixes, runCommand } from '../extension/host/keyboard.ts';
import { choose, openOnMachine, textOf } from '../extension/host/operation.ts';
import { picture } from '../extension/host/picture.ts';
import { removeFolder, temporaryFolder } from '../extension/host/processes.ts';
import { showClusters } from '../extension/host/tree.ts';
import { type RealCluster, realCluster } from './machines/cluster.ts';
import type { Machine } from './machines/machine.ts';

const project = resolve(import.meta.dirname, '..', '..');
const pictures = join(project, 'dist-test', 'pictures-real');
const size = { width: 1280, height: 800 };
const long = { timeout: 60_000 };
const CONFIG = '/etc/rancher/k3s/config.yaml';

let cluster: RealCluster;
let api: Client;
let agent: Machine;
let editor: Editor;
const work = temporaryFolder('root-file');

before(
  async () => {
    cluster = await realCluster({ agents: 1 });
    [agent] = cluster.agents as [Machine];
    api = new Client(cluster.api);
    const home = join(work, 'home');
    mkdirSync(home);
    editor = await startEditor({
      folder: home,
      extension: project,
      env: { KUBECONFIG: cluster.kubeconfig, HOME: home },
      // On a desktop nothing is saved by itself.
      settings: { 'remote.SSH.configFile': cluster.ssh.file, 'files.autoSave': 'off' },
      ...size,
    });
  },
  { timeout: 300_000 },
);

after(
  async () => {
    await editor?.stop();
    api?.end();
    await cluster?.end();
    removeFolder(work);
  },
  { timeout: 60_000 },
);

const see = (name: string): Promise<void> => picture(editor.page, join(pictures, `${name}.png`), size);

test('scenario 32: a configuration of root is mended on its machine, K3s restarted, and it runs with the file', {
  timeout: 240_000,
}, async () => {
  await agent.exec(`printf 'node-labell:\\n  - tier=front\\n' >>${CONFIG}; chmod 600 ${CONFIG}`);
  const lines = (await agent.exec(`cat ${CONFIG}`)).split('\n');
  assert.ok(!(await args()).includes('tier=front'));
  try {
    await mend(editor.page, lines.indexOf('node-labell:') + 1);
    await saveAndRestart(editor.page);
  } catch (error) {
    await see('failed');
    throw error;
  }
  assert.equal(await agent.exec(`cat ${CONFIG}`), lines.join('\n').replace('node-labell', 'node-label'));
  assert.equal((await agent.exec(`stat -c '%U:%G %a' ${CONFIG}`)).trim(), 'root:root 600');
  assert.match(await args(), /"--node-label","tier=front"/);
});

/** With what K3s says that it was started on the agent. */
const args = async (): Promise<string> =>
  ok(await api.get(`/api/v1/nodes/${agent.name}`)).metadata.annotations['k3s.io/node-args'];

async function mend(page: Page, line: number): Promise<void> {
  await showClusters(page, agent.name, 160);
  await openOnMachine(page, agent.name, 'Open Configuration on Node');
  await textOf(page, 'node-labell').waitFor(long);
  await page.locator('.squiggly-error').first().waitFor(long);
  await see('root-file-error');
  await page.locator('.editor-group-container .view-line', { hasText: 'node-labell' }).click();
  await goTo(page, line, 3);
  await openFixes(page, '"node-label"');
  await page.keyboard.press('Enter');
  await textOf(page, 'node-label:').waitFor(long);
  await page.locator('.squiggly-error').waitFor({ state: 'detached', ...long });
}

async function saveAndRestart(page: Page): Promise<void> {
  await page.keyboard.press('Control+s');
  const offer = await notification(page, 'K3s reads this file when it starts.');
  await see('root-file-saved');
  await offer.getByRole('button', { name: 'Restart K3s to Apply' }).click();
  await choose(page, 'Start');
  await notification(page, `K3s on ${agent.name} runs with the settings of the file.`);
  await see('root-file-applied');
}

/** In the list behind the bell, where a person finds it also when it came a while ago. */
async function notification(page: Page, text: string): Promise<Locator> {
  const item = page.locator('.notifications-center .notification-list-item', { hasText: text });
  for (const end = Date.now() + 90_000; !(await item.isVisible()); await sleep(500)) {
    assert.ok(Date.now() < end, text);
    await runCommand(page, 'Notifications: Show Notifications');
  }
  return item;
}
