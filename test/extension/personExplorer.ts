/**
 * Looks on as a person does: a node is cordoned with another client, and the server goes away and comes back. All of it
 * is read off the tree, without a click.
 */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { DemoCluster } from '../../demo/cluster/start.ts';
import { Client, MERGE_PATCH } from '../cluster/client.ts';
import { lineOf, showClusters } from './host/tree.ts';

const long = { timeout: 30_000 };
const NODE = 'agent-1';

export async function lookOnAsPerson(
  page: Page,
  cluster: DemoCluster,
  see: (name: string) => Promise<void>,
): Promise<void> {
  await showClusters(page, NODE, 160);
  const node = lineOf(page, NODE);
  const cordoned = node.and(page.locator('[aria-label*="cordoned"]'));
  const old = page.locator('.pane-body .monaco-list-row[aria-label*="last data"]').first();
  const other = new Client({ url: cluster.url, ca: cluster.authority.cert, auth: cluster.credentials() });
  const cordon = async (unschedulable: boolean | null): Promise<void> => {
    const answer = await other.patch(`/api/v1/nodes/${NODE}`, MERGE_PATCH, { spec: { unschedulable } });
    assert.equal(answer.code, 200);
  };

  assert.equal(await cordoned.count(), 0);
  await cordon(true);
  await cordoned.waitFor(long);
  await see('cordoned-by-another');
  await cordon(null);
  await cordoned.waitFor({ state: 'detached', ...long });

  await cluster.faults.stop();
  await old.waitFor({ timeout: 60_000 });
  assert.ok(await node.isVisible(), 'what was known is still there');
  await node.and(page.locator('[aria-label*="last known"]')).waitFor(long);
  await see('stale');
  await cluster.faults.restart();
  await old.waitFor({ state: 'detached', timeout: 60_000 });
  await cordon(true);
  await cordoned.waitFor(long);
  await see('recovered');
  await cordon(null);
  await cordoned.waitFor({ state: 'detached', ...long });
}
