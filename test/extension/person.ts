/**
 * Does in a real VS Code what a person does: opens a broken configuration, sees the finding, fixes it with the light
 * bulb, reads the effective configuration, drains a node, edits labels and taints, deletes a node, and does on machines
 * all that can be done there. Pictures of each step go to dist-test/pictures/.
 *
 *   node test/extension/person.ts [--vscode VERSION]
 */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { startDemoCluster } from '../../demo/cluster/start.ts';
import { story } from '../../demo/cluster/story.ts';
import { testHost } from '../../scripts/setup/desktop.mjs';
import { startEditor } from './host/browser.ts';
import { goTo, openFile, openFixes, runCommand } from './host/keyboard.ts';
import { standInMachines, withoutMachines } from './host/machines.ts';
import { shownIn } from './host/operation.ts';
import { picture } from './host/picture.ts';
import { removeFolder, temporaryFolder } from './host/processes.ts';
import { drainAsPerson } from './personDrain.ts';
import { editAsPerson } from './personEdit.ts';
import { lookOnAsPerson } from './personExplorer.ts';
import { importAsPerson } from './personImport.ts';
import { joinAsPerson } from './personJoin.ts';
import { maintainAsPerson } from './personMaintain.ts';
import { removeAsPerson } from './personRemove.ts';
import { tokensAsPerson } from './personTokens.ts';

const project = resolve(import.meta.dirname, '..', '..');
const pictures = join(project, 'dist-test', 'pictures');
const size = { width: 1280, height: 800 };

const files = {
  'server-1/etc/rancher/k3s/config.yaml': `# k3s: role=server version=v1.33
cluster-innit: true
tls-san:
  - k3s.example.com
kubelet-arg:
  - max-pods=200
`,
  'server-1/etc/rancher/k3s/config.yaml.d/10-san.yaml': 'tls-san+:\n  - 192.0.2.10\n',
  'k3s-config.yaml': 'flannel-backend: vxlan\ntls-san:\n  - k3s.example.com\ncluster-innit: true\n',
};

const long = { timeout: 30_000 };

async function person(page: Page, see: (name: string) => Promise<void>): Promise<void> {
  await openFile(page, 'server-1/etc/rancher/k3s/config.yaml', 'cluster-innit');
  await page.locator('.squiggly-warning').first().waitFor(long);
  await see('finding');

  // To the finding, then the light bulb's menu, whose first entry is the fix.
  await goTo(page, 2, 3);
  await openFixes(page, 'cluster-init');
  await see('light-bulb');
  await page.keyboard.press('Enter');
  await page.locator('.view-line', { hasText: 'cluster-init:' }).waitFor(long);
  await page.locator('.squiggly-warning').waitFor({ state: 'detached', ...long });
  assert.match(await shownIn(page, 0), /^cluster-init: true$/m);

  await lookAtScopes(page, see);

  await runCommand(page, 'K3s: Show Effective Configuration');
  const view = page.locator('.editor-group-container').nth(1);
  await view.locator('.view-line', { hasText: '192.0.2.10' }).first().waitFor(long);
  await see('effective');
  const effective = await shownIn(page, 1);
  assert.match(effective, /^cluster-init: true\s+# config\.yaml:2$/m);
  assert.match(effective, /^ {2}- '?192\.0\.2\.10'?\s+# config\.yaml\.d\/10-san\.yaml:2$/m);

  await lookAtStatus(page, see);
  await chooseRole(page, see);
  await takeOffer(page, see);
}

/** VS Code's own YAML grammar and ours together: the name of a kubelet argument is one. */
async function lookAtScopes(page: Page, see: (name: string) => Promise<void>): Promise<void> {
  await goTo(page, 6, 8);
  await runCommand(page, 'Developer: Inspect Editor Tokens and Scopes');
  const inspector = page.locator('.token-inspect-widget');
  await inspector.getByText('variable.parameter.argument.k3s-config').first().waitFor(long);
  await see('scopes');
  await page.keyboard.press('Escape');
}

async function lookAtStatus(page: Page, see: (name: string) => Promise<void>): Promise<void> {
  const [editor] = await page.locator('.editor-group-container').all();
  await editor?.locator('.view-line').first().click();
  await page.locator('#status\\.languageStatus').hover();
  const status = page.locator('.hover-language-status', { hasText: 'Server, v1.33' });
  await status.first().waitFor(long);
  await see('status');
}

/** The choice is written into the file, and on an agent `cluster-init` is an error. */
async function chooseRole(page: Page, see: (name: string) => Promise<void>): Promise<void> {
  await runCommand(page, 'K3s: Choose Role…');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Agent' }).waitFor(long);
  await see('choose-role');
  await page.locator('.quick-input-widget input').fill('Agent');
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'In This File' }).waitFor(long);
  await page.keyboard.press('Enter');
  await page.locator('.squiggly-error').first().waitFor(long);
  assert.match(await shownIn(page, 0), /^# k3s: role=agent version=v1\.33$/m);
}

/** A plain config.yaml that looks like K3s: asked about once, and ours when the person says so. */
async function takeOffer(page: Page, see: (name: string) => Promise<void>): Promise<void> {
  await openFile(page, 'k3s-config.yaml', 'cluster-innit');
  // In tests VS Code shows no toasts; what would be one waits behind the bell.
  await page.locator('#status\\.notifications .codicon-bell-dot').waitFor(long);
  await runCommand(page, 'Notifications: Show Notifications');
  const offer = page.locator('.notifications-center .notification-list-item', { hasText: 'looks like a K3s' });
  await offer.waitFor(long);
  assert.equal(await page.locator('.squiggly-warning').count(), 0, 'nothing is switched without being asked');
  await see('offer');
  await offer.getByRole('button', { name: 'Treat as K3s Configuration' }).click();
  await page.locator('.editor-group-container').first().locator('.squiggly-warning').first().waitFor(long);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { vscode: { type: 'string' } } });
  const { host, why } = await testHost();
  if (host !== 'browser') return console.log(`Not looked at here: this needs VS Code in a browser, but ${why}.`);
  rmSync(pictures, { recursive: true, force: true });
  const folder = temporaryFolder('person');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const version = values.vscode === undefined ? {} : { vscodeVersion: values.vscode };
  const cluster = await startDemoCluster({ scene: story() });
  const KUBECONFIG = join(temporaryFolder('person-kubeconfig'), 'demo.yaml');
  cluster.writeKubeconfig(KUBECONFIG);
  const machines = standInMachines(temporaryFolder('person-machines'));
  const home = temporaryFolder('person-home');
  // Another home has neither a kubeconfig nor hosts of whoever runs this.
  const env = { KUBECONFIG, HOME: home };
  const { settings } = machines;
  const editor = await startEditor({ folder, extension: project, env, settings, ...size, ...version });
  const see = (name: string): Promise<void> => picture(editor.page, join(pictures, `${name}.png`), size);
  try {
    await person(editor.page, see);
    await lookOnAsPerson(editor.page, cluster, see);
    await drainAsPerson(editor.page, cluster, see);
    const without = withoutMachines();
    // Its last look is a minute later; meanwhile a person does other things.
    const removed =
      without === undefined ? await removeAsPerson(editor.page, cluster, machines, see) : async () => undefined;
    await editAsPerson(editor.page, cluster, see);
    await tokensAsPerson(editor.page, cluster, see);
    if (without === undefined) {
      await maintainAsPerson(editor.page, cluster, machines, see);
      await joinAsPerson(editor.page, cluster, machines, see);
      await importAsPerson(editor.page, cluster, machines, home, see);
    }
    await removed();
    console.log(
      without === undefined
        ? 'edited, drained, joined, restarted, diagnosed, recovered, imported and uninstalled as a person would'
        : `found, fixed, read, looked on, drained, edited and deleted as a person would; nothing done on machines: ${without}`,
    );
  } catch (error) {
    await see('failed');
    throw error;
  } finally {
    await editor.stop();
    await cluster.stop();
    removeFolder(folder);
    removeFolder(dirname(KUBECONFIG));
    removeFolder(home);
    removeFolder(machines.folder);
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.stack : error);
  console.error(`What was on the screen: ${join(pictures, 'failed.png')}`);
  process.exitCode = 1;
}
