/**
 * Runs the extension's tests in a real VS Code, on a copy of the demo so that they may change it.
 *
 *   node test/extension/run.ts [--vscode VERSION] [--suite user]
 */
import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runInChosenHost } from './host/choose.ts';
import { removeFolder, temporaryFolder } from './host/processes.ts';
import { standInForSudo } from './host/sudo.ts';

const { values } = parseArgs({ options: { vscode: { type: 'string' }, suite: { type: 'string', default: '' } } });
const project = resolve(import.meta.dirname, '..', '..');
const tests = join(project, 'dist-test', 'extension', 'index.cjs');
const folder = temporaryFolder('demo');
const sudo = temporaryFolder('sudo');
try {
  if (!existsSync(tests)) throw new Error(`${tests} is not there. Run "npm run build".`);
  cpSync(join(project, 'demo'), folder, { recursive: true });
  standInForSudo(sudo);
  process.exitCode = await runInChosenHost({
    folder,
    extension: project,
    tests,
    // The suite starts a cluster itself; whoever runs this has perhaps one of their own, which is left alone.
    env: {
      KUBECONFIG: join(folder, 'cluster', 'kubeconfig'),
      K3S_TEST_SUDO: sudo,
      K3S_TEST_SUITE: values.suite,
      K3S_TEST_NODE: process.execPath,
      K3S_TEST_CLUSTER: join(project, 'demo', 'cluster', 'run.ts'),
    },
    ...(values.vscode === undefined ? {} : { vscodeVersion: values.vscode }),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  removeFolder(folder);
  removeFolder(sudo);
}
