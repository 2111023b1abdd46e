/**
 * The long tests: the extension in the oldest VS Code it says it runs in (`engines.vscode`), as `npm test` runs it in
 * the newest.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { lastLines, main, mustRun } from './setup/child.mjs';
import { newerEnvironment, newerNode } from './setup/node.mjs';
import { project } from './setup/project.mjs';
import { setUp } from './setup.mjs';

await main(async () => {
  const { engines } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const version = engines.vscode.replace('^', '');
  await setUp({ editor: true, version });
  await build();
  for (const test of ['test/extension/run.ts', 'test/extension/person.ts']) {
    const { output } = await mustRun(newerNode(), [test, '--vscode', version], {
      cwd: project,
      env: newerEnvironment(),
      next: `Run "node ${test} --vscode ${version}" to see it alone.`,
    });
    console.log(lastLines(output, 1));
  }
  console.log(`The extension works in VS Code ${version}.`);
});
