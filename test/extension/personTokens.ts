/** Gets a token and takes it back, and generates what a machine joins by, as a person does from the view Clusters. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { SECRETS } from '../../demo/cluster/api/resources.ts';
import type { DemoCluster } from '../../demo/cluster/start.ts';
import { runCommand } from './host/keyboard.ts';
import { choiceOf, lineOf, openMenu, toggleLine } from './host/tree.ts';

const long = { timeout: 30_000 };
/** There from the beginning, for other machines. */
const KNOWN = 'abc123';

type See = (name: string) => Promise<void>;

/** The view has to be open. */
export async function tokensAsPerson(page: Page, cluster: DemoCluster, see: See): Promise<void> {
  await runCommand(page, 'View: Close All Editors');
  const tokens = (): string[] =>
    cluster.store
      .list(SECRETS)
      .map(({ metadata }) => metadata.name)
      .filter((name) => name.startsWith('bootstrap-token-'));
  const before = tokens();
  await toggleLine(page, 'Tokens');
  await lineOf(page, KNOWN).waitFor(long);
  await getAndRevoke(page, cluster, before, tokens, see);
  await revokeKnown(page, see);
  assert.deepEqual(
    tokens(),
    before.filter((name) => !name.endsWith(KNOWN)),
  );
  await generate(page, see);
}

const dialog = (page: Page) => page.locator('.monaco-dialog-box');

async function getAndRevoke(
  page: Page,
  cluster: DemoCluster,
  before: readonly string[],
  tokens: () => readonly string[],
  see: See,
): Promise<void> {
  const menu = await openMenu(page, 'Tokens');
  await menu.getByText('Get Join Token…').click();
  await choiceOf(page, 'New token that expires').click();
  await choiceOf(page, '1 hour').click();
  await dialog(page).getByText('Agents can join').waitFor(long);
  await see('join-token');
  const [made = ''] = tokens().filter((name) => !before.includes(name));
  const data: Readonly<Record<string, string>> = cluster.store.get(SECRETS, made, 'kube-system')?.data ?? {};
  const secret = Buffer.from(data['token-secret'] ?? '', 'base64').toString();
  assert.equal(secret.length, 16);
  assert.equal((await page.content()).includes(secret), false, 'the secret half is not on the screen');
  await dialog(page).getByRole('button', { name: 'Revoke' }).click();
  for (let tries = 0; tries < 100 && tokens().includes(made); tries++) await page.waitForTimeout(100);
  assert.deepEqual(tokens(), before, 'what was taken back is gone');
}

async function revokeKnown(page: Page, see: See): Promise<void> {
  const menu = await openMenu(page, KNOWN);
  await menu.getByText('Revoke Token…').click();
  await dialog(page).getByText(`Revoke the token ${KNOWN}`).waitFor(long);
  await see('revoke-token');
  await dialog(page).getByRole('button', { name: 'Revoke' }).click();
  await lineOf(page, KNOWN).waitFor({ state: 'detached', ...long });
}

async function generate(page: Page, see: See): Promise<void> {
  await runCommand(page, 'K3s: Generate Join Files…');
  await choiceOf(page, 'Registration address').waitFor(long);
  await see('join-files');
  await choiceOf(page, 'config.yaml and one command').click();
  // The oldest of the servers says what an agent may be.
  const text = (words: string) => page.locator('.editor-group-container .view-line', { hasText: words }).first();
  await text('k3s: role=agent version=v1.34.1+k3s1').waitFor(long);
  await text('token-file:').waitFor(long);
  await see('join-config');
  assert.equal(await page.locator('.squiggly-error').count(), 0, 'the language server finds no error in it');
}
