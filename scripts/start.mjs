/**
 * Sets up, builds, and opens VS Code with this extension on demo/ and its cluster: the desktop's own, or one in the
 * browser.
 *
 *   npm start -- [--port N] [--check]
 *
 * `--check` starts the one in the browser, waits until its page answers, and ends.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { demoCluster } from './demo-cluster.mjs';
import { main } from './setup/child.mjs';
import { desktopCode } from './setup/desktop.mjs';
import { newerEnvironment, newerNode } from './setup/node.mjs';
import { project } from './setup/project.mjs';
import { setUp } from './setup.mjs';

await main(async () => {
  const args = process.argv.slice(2);
  const { values } = parseArgs({ args, options: { port: { type: 'string' }, check: { type: 'boolean' } } });
  const code = values.check || values.port !== undefined ? undefined : desktopCode();
  await setUp({ editor: code === undefined });
  await build();
  const cluster = await demoCluster();
  if (code === undefined)
    return inForeground(newerNode(), [join(project, 'scripts', 'open.ts'), ...args], {
      ...newerEnvironment(),
      ...cluster,
    });
  const demo = join(project, 'demo');
  console.log(`Opening ${demo} in VS Code (${code})`);
  return inForeground(code, ['--new-window', `--extensionDevelopmentPath=${project}`, demo], {
    ...process.env,
    ...cluster,
  });
});

/** Runs a program that talks to the person itself; it ends with us. Gives its exit code. */
function inForeground(command, args, env) {
  // Ctrl+C is how a person ends this, so it is no failure.
  process.exitCode = 0;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env, shell: command.endsWith('.cmd') });
    process.on('exit', () => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('exit', (exit) => resolve(exit ?? 1));
  });
}
