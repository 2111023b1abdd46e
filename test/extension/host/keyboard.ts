/** What a person does by keyboard in an editor window: run a command, open a file, go to a place. */
import { basename, dirname } from 'node:path';
import type { Page } from 'playwright-core';

const long = { timeout: 30_000 };

/** Runs a command by its title. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor(long);
  await page.keyboard.press('Enter');
}

/** Opens a file by its path and waits until a text of it shows. */
export async function openFile(page: Page, path: string, text: string): Promise<void> {
  await page.keyboard.press('Control+p');
  await page.locator('.quick-input-widget input').fill(path);
  // Files opened before stand in the list at once, the ones searched for come later.
  const folder = dirname(path) === '.' ? '' : dirname(path);
  const rows = page.locator('.quick-input-list .monaco-list-row', { hasText: basename(path) });
  await rows.filter({ hasText: folder }).first().waitFor(long);
  await page.keyboard.press('Enter');
  await page.locator('.editor-group-container .view-line', { hasText: text }).first().waitFor(long);
}

/** Puts the cursor at a line and column, both counted from 1. */
export async function goTo(page: Page, line: number, column: number): Promise<void> {
  await page.keyboard.press('Control+g');
  await page.locator('.quick-input-widget input').fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  // What is typed next is for the editor.
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden', ...long });
}

/**
 * Opens the menu of the light bulb where the cursor is, and waits for an entry with that text. VS Code drops the request
 * when findings arrive at the same moment, even the same as before; a person presses the keys again, too.
 */
export async function openFixes(page: Page, text: string): Promise<void> {
  const entry = page.locator('.action-widget').getByText(text, { exact: false }).first();
  for (let tries = 1; ; tries++) {
    await page.keyboard.press('Control+.');
    try {
      return await entry.waitFor({ timeout: 6000 });
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}
