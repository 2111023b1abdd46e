/** Chooses where extension tests run, a desktop VS Code or one in a browser, and says which and why. */
import { testHost } from '../../../scripts/setup/desktop.mjs';
import { newest } from '../../../scripts/setup/editions.mjs';
import type { TestRun } from './browser.ts';

/** Runs the tests in the host that fits this machine and gives their exit code. */
export async function runInChosenHost(run: TestRun): Promise<number> {
  const { host, why } = await testHost();
  if (host === 'electron') {
    console.log(`Host: desktop VS Code ${run.vscodeVersion ?? 'stable'} by @vscode/test-electron, because ${why}.`);
    const { runExtensionTestsOnDesktop } = await import('./desktop.ts');
    return runExtensionTestsOnDesktop(run);
  }
  console.log(`Host: VS Code ${run.vscodeVersion ?? newest} in headless Chromium, because ${why}.`);
  const { runExtensionTests } = await import('./browser.ts');
  return runExtensionTests(run);
}
