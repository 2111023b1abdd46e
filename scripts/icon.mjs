/**
 * Draws media/icon.png from media/icon.svg; the Marketplace takes no SVG.
 *
 *   node scripts/icon.mjs
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { main } from './setup/child.mjs';
import { chromiumPath } from './setup/editions.mjs';
import { project } from './setup/project.mjs';

await main(async () => {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
  await page.setContent(`<body style="margin:0">${readFileSync(join(project, 'media', 'icon.svg'), 'utf8')}`);
  await page.screenshot({ path: join(project, 'media', 'icon.png'), omitBackground: true });
  await browser.close();
});
