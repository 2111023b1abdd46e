/** Edits labels and taints and deletes a node as a person does: by the menu of its line, then by keyboard. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { NODES } from '../../demo/cluster/api/resources.ts';
import type { DemoCluster } from '../../demo/cluster/start.ts';
import type { KubeObject } from '../../demo/cluster/store/object.ts';
import { runCommand } from './host/keyboard.ts';
import { choiceOf, openMenu } from './host/tree.ts';

const long = { timeout: 30_000 };
/** With `node-label: tier=front` in its configuration. */
const NODE = 'agent-1';
/** Its machine is off. */
const SILENT = 'agent-3';

type See = (name: string) => Promise<void>;

/** The view has to be open. */
export async function editAsPerson(page: Page, cluster: DemoCluster, see: See): Promise<void> {
  await runCommand(page, 'View: Close All Editors');
  const node = (): KubeObject => cluster.store.get(NODES, NODE) as KubeObject;
  await labels(page, see);
  await soon(page, 'the label', () => node().metadata.labels?.zone === 'a');
  await taints(page, see);
  await soon(page, 'the taint', () => (node().spec?.taints ?? []).some(({ key }: { key: string }) => key === 'gpu'));
  await remove(page, cluster, see);
}

/** The cluster has what was asked for, a moment later. */
async function soon(page: Page, what: string, is: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !is(); tries++) await page.waitForTimeout(100);
  assert.ok(is(), what);
}

async function type(page: Page, text: string): Promise<void> {
  await page.locator('.quick-input-widget input').first().fill(text);
}

async function labels(page: Page, see: See): Promise<void> {
  const menu = await openMenu(page, NODE);
  await menu.getByText('Labels of Node…').click();
  await choiceOf(page, 'tier=front').and(page.locator('[aria-label*="comes back"]')).waitFor(long);
  await see('labels');
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-title', { hasText: 'Add a Label' }).waitFor(long);
  await type(page, 'node-role.kubernetes.io/worker=true');
  await page.locator('.quick-input-message', { hasText: 'not as node-label in a configuration' }).waitFor(long);
  await type(page, 'zone=a b');
  await page.locator('.quick-input-message', { hasText: 'A value may hold letters' }).waitFor(long);
  await see('label-flaw');
  await type(page, 'zone=a');
  await page.keyboard.press('Enter');
  await choiceOf(page, 'Apply').waitFor(long);
  await choiceOf(page, `Set zone=a on ${NODE}.`).waitFor(long);
  await see('label-plan');
  await page.keyboard.press('Enter');
}

async function taints(page: Page, see: See): Promise<void> {
  const menu = await openMenu(page, NODE);
  await menu.getByText('Taints of Node…').click();
  await choiceOf(page, 'Add a taint…').waitFor(long);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-title', { hasText: 'Add a Taint' }).waitFor(long);
  await type(page, 'gpu=a');
  await page.keyboard.press('Enter');
  await choiceOf(page, 'NoExecute').waitFor(long);
  await type(page, 'PreferNoSchedule');
  await page.keyboard.press('Enter');
  await choiceOf(page, `Set gpu=a:PreferNoSchedule on ${NODE}.`).waitFor(long);
  await see('taint-plan');
  await page.keyboard.press('Enter');
}

async function remove(page: Page, cluster: DemoCluster, see: See): Promise<void> {
  const text = (words: string) => page.locator('.editor-group-container .view-line', { hasText: words }).first();
  const menu = await openMenu(page, SILENT);
  await menu.getByText('Delete Node…').click();
  await choiceOf(page, 'Delete…').waitFor(long);
  await text('has not been heard of for').waitFor(long);
  await see('delete-plan');
  await page.keyboard.press('Enter');
  const dialog = page.locator('.monaco-dialog-box', { hasText: `Delete ${SILENT}` });
  await dialog.waitFor(long);
  await see('delete-question');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await text('Checking whether it comes back').waitFor(long);
  assert.equal(cluster.store.get(NODES, SILENT), undefined, 'what is said to be gone is gone');
  await see('deleted');
}
