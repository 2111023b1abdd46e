/** What a person does for something that is done on the machine of a node: the menu, the host, choices, questions. */
import type { Locator, Page } from 'playwright-core';
import { choiceOf, openMenu } from './tree.ts';

const long = { timeout: 30_000 };

/** A line of what is open in the editor. */
export const textOf = (page: Page, words: string): Locator =>
  page.locator('.editor-group-container .view-line', { hasText: words }).first();

/** What stands in the editor of a group, as a person sees it. */
export async function shownIn(page: Page, group: number): Promise<string> {
  const lines = page.locator('.editor-group-container').nth(group).locator('.view-line');
  const rows = await lines.evaluateAll((found) =>
    (found as unknown as { style: { top: string }; textContent: string }[])
      .map((line) => ({ top: Number.parseInt(line.style.top, 10), text: line.textContent.replaceAll('\u00a0', ' ') }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text),
  );
  return rows.join('\n');
}

/** Calls a command from the menu of a node. @param first the host of the node is asked for, and is called like it */
export async function openOnMachine(page: Page, node: string, command: string, first = true): Promise<void> {
  const menu = await openMenu(page, node);
  await menu.getByText(command, { exact: true }).click();
  if (!first) return;
  await page.locator('.quick-input-title', { hasText: `SSH Host of ${node}` }).waitFor(long);
  await page.keyboard.press('Enter');
}

/** Clicks a line of the list to choose from. */
export async function choose(page: Page, text: string): Promise<void> {
  await choiceOf(page, text).waitFor(long);
  await choiceOf(page, text).click();
}

/** Answers which machines are to join. */
export async function typeHosts(page: Page, hosts: string): Promise<void> {
  await choose(page, 'Type hosts');
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget', { hasText: 'with a comma between' }).waitFor(long);
  await page.locator('.quick-input-widget input').fill(hosts);
  await page.keyboard.press('Enter');
}

/** Presses a button of the question that is asked. */
export async function answerDialog(page: Page, question: string, button: string): Promise<void> {
  const dialog = page.locator('.monaco-dialog-box', { hasText: question });
  await dialog.waitFor(long);
  await dialog.getByRole('button', { name: button, exact: true }).click();
}
