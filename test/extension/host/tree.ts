/** What a person does in the view Clusters: open it, find a line, open it, call its menu. */
import type { Locator, Page } from 'playwright-core';

const long = { timeout: 30_000 };

/** The first line of the tree with this text. */
export const lineOf = (page: Page, text: string): Locator =>
  page.locator('.pane-body .monaco-list-row', { hasText: text }).first();

/** The line of an operation, by the beginning of what a screen reader says of it. */
export const operationLine = (page: Page, title: string): Locator =>
  page.locator(`.pane-body .monaco-list-row[aria-label^="Operation, ${title}, "]`);

/** The line of an operation that has ended well. */
export const doneLine = (page: Page, title: string): Locator =>
  operationLine(page, title).and(page.locator('[aria-label*=", done"]'));

/** Shows the view and waits for a line. @param wider in pixels, for what stands behind the names */
export async function showClusters(page: Page, text: string, wider: number): Promise<void> {
  await page.locator('.activitybar .action-label[aria-label^="K3s"]').first().click();
  await lineOf(page, text).waitFor(long);
  const box = await page.locator('.part.sidebar').boundingBox();
  if (!box) return;
  const edge = box.x + box.width;
  await page.mouse.move(edge, 300);
  await page.mouse.down();
  await page.mouse.move(edge + wider, 300, { steps: 5 });
  await page.mouse.up();
}

/** Opens or closes a line by the arrow in front of it. */
export const toggleLine = (page: Page, text: string): Promise<void> =>
  lineOf(page, text).locator('.monaco-tl-twistie').click();

/** Right-clicks a line; the menu is there when this resolves. */
export async function openMenu(page: Page, text: string): Promise<Locator> {
  await lineOf(page, text).click({ button: 'right' });
  const menu = page.locator('.monaco-menu');
  await menu.first().waitFor(long);
  // A menu of VS Code takes no click within its first tenth of a second.
  await page.waitForTimeout(250);
  return menu;
}

/** A line of the list to choose from that is open now. */
export const choiceOf = (page: Page, text: string): Locator =>
  page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
