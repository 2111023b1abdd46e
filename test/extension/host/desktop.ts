/** The host on a desktop: a VS Code of its own, downloaded by @vscode/test-electron. */
import { resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import type { TestRun } from './browser.ts';

/** Like `runExtensionTests` of the browser host; `settings` and `extensionsDir` are the browser host's only. */
export async function runExtensionTestsOnDesktop({
  folder,
  extension,
  tests,
  vscodeVersion,
  trust = true,
  env,
}: TestRun): Promise<number> {
  return runTests({
    ...(vscodeVersion === undefined ? {} : { version: vscodeVersion }),
    extensionDevelopmentPath: resolve(extension),
    extensionTestsPath: resolve(tests),
    launchArgs: [
      resolve(folder),
      '--disable-extensions',
      '--skip-welcome',
      ...(trust ? ['--disable-workspace-trust'] : []),
    ],
    ...(env === undefined ? {} : { extensionTestsEnv: env }),
  });
}
