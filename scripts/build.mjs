/** Bundles client and server into dist/, after bringing the npm packages if they are missing. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main, mustRun } from './setup/child.mjs';
import { newerEnvironment, newerNode } from './setup/node.mjs';
import { project } from './setup/project.mjs';
import { setUp } from './setup.mjs';

/** Needs the npm packages; `args` go to esbuild.mjs. */
export async function build(args = []) {
  console.log('Build: bundling into dist/ (node esbuild.mjs)');
  await mustRun(newerNode(), ['esbuild.mjs', ...args], {
    cwd: project,
    env: newerEnvironment(),
    next: 'Correct what it names and run "npm run build" again.',
  });
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await setUp({ editor: false });
    await build(process.argv.slice(2));
  });
}
