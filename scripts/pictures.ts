/**
 * Takes the pictures of the README in a real VS Code: `npm run pictures`. Needs what `npm test` sets up.
 */
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { startEditor } from '../test/extension/host/browser.ts';
import { goTo, openFile, runCommand } from '../test/extension/host/keyboard.ts';
import { picture } from '../test/extension/host/picture.ts';
import { removeFolder, temporaryFolder } from '../test/extension/host/processes.ts';

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
};

async function closeAll(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await runCommand(page, 'View: Close All Editors');
}

const folder = temporaryFolder('pictures');
cpSync(join(project, 'demo'), folder, { recursive: true });
const editor = await startEditor({ folder, extension: project, ...size });
try {
  editor.page.setDefaultTimeout(30_000);
  await runCommand(editor.page, 'View: Toggle Primary Side Bar Visibility');
  await runCommand(editor.page, 'View: Toggle Minimap');
  for (const [name, play] of Object.entries(scenes)) {
    await play(editor.page);
    await picture(editor.page, join(project, 'docs', 'pictures', `${name}.png`), size);
    console.log(`docs/pictures/${name}.png`);
  }
} catch (error) {
  await picture(editor.page, join(project, 'dist-test', 'pictures', 'failed.png'), size);
  throw error;
} finally {
  await editor.stop();
  removeFolder(folder);
}
