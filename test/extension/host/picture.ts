/** Takes pictures of an editor window, always the same size and theme. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Page } from 'playwright-core';

export interface PictureOptions {
  width: number;
  height: number;
  /** Default: the one shown now. */
  theme?: 'light' | 'dark';
}

export async function picture(page: Page, file: string, { width, height, theme }: PictureOptions): Promise<void> {
  await page.setViewportSize({ width, height });
  if (theme !== undefined) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForSelector(`.monaco-workbench.${theme === 'light' ? 'vs' : 'vs-dark'}`, { timeout: 10_000 });
  }
  // The editor lays itself out and colours its text in the frames after a change.
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 300))))',
  );
  mkdirSync(dirname(file), { recursive: true });
  await page.screenshot({ path: file, animations: 'disabled' });
}
