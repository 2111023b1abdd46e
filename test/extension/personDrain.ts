/**
 * Drains a node as a person does: right-click, look at the plan, start, see what blocks, wait until somebody frees it,
 * and read that the node is drained.
 */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { PODS } from '../../demo/cluster/api/resources.ts';
import type { DemoCluster } from '../../demo/cluster/start.ts';
import { Client, MERGE_PATCH } from '../cluster/client.ts';
import { runCommand } from './host/keyboard.ts';
import { choiceOf, lineOf, openMenu } from './host/tree.ts';

const long = { timeout: 30_000 };
/** Two pods of `web`, one of them here, and a budget that wants two. */
const NODE = 'agent-5';
const BUDGET = '/apis/policy/v1/namespaces/shop/poddisruptionbudgets/web';

export async function drainAsPerson(
  page: Page,
  cluster: DemoCluster,
  see: (name: string) => Promise<void>,
): Promise<void> {
  await runCommand(page, 'View: Close All Editors');
  const text = (words: string) => page.locator('.editor-group-container .view-line', { hasText: words }).first();

  const menu = await openMenu(page, NODE);
  await see('node-menu');
  await menu.getByText('Drain Node…').click();
  await choiceOf(page, 'Start').waitFor(long);
  await text('Waits: budget web needs 2').waitFor(long);
  await see('drain-plan');
  // Started by keyboard: it is the first of the choices.
  await page.keyboard.press('Enter');

  await text('What is still blocking').waitFor(long);
  await lineOf(page, `Drain ${NODE}`).waitFor(long);
  await lineOf(page, `cordoned by operation Drain ${NODE}`).waitFor(long);
  await see('drain-blocked');
  assert.ok(await text('budget web needs 2').isVisible());

  const other = new Client({ url: cluster.url, ca: cluster.authority.cert, auth: cluster.credentials() });
  const answer = await other.patch(BUDGET, MERGE_PATCH, { spec: { minAvailable: 1 } });
  assert.equal(answer.code, 200);
  await text('Drained. Pods that are gone: 4').waitFor({ timeout: 60_000 });
  await lineOf(page, `Drain ${NODE}`).and(page.locator('[aria-label*="done"]')).waitFor(long);
  await see('drained');
  const left = cluster.store
    .list(PODS)
    .filter(({ spec, metadata }) => spec.nodeName === NODE && metadata.ownerReferences?.[0]?.kind !== 'DaemonSet');
  assert.deepEqual(
    left.map(({ metadata }) => metadata.name),
    [],
    'what is said to be gone is gone',
  );
}
