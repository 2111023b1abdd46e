/**
 * Makes everything ready for building and testing; a second run takes a moment.
 *
 *   node scripts/setup.mjs [--without-editor] [--vscode VERSION]
 *
 * Runs on plain Node 20 without any package, because it is what brings the packages.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Failure, main } from './setup/child.mjs';
import { desktopCode, testHost } from './setup/desktop.mjs';
import { edition, knownVersions } from './setup/editions.mjs';
import { editorIsThere, setUpEditor } from './setup/editor.mjs';
import { newerNode } from './setup/node.mjs';
import { setUpPackages } from './setup/packages.mjs';
import { checkRequirements } from './setup/requirements.mjs';
import { setUpSystem } from './setup/system.mjs';

const say = (step) => console.log(`Set-up: ${step}`);

/** `editor`: a VS Code that runs in the browser too; `version`: not the newest one. */
export async function setUp({ editor, version }) {
  const from = performance.now();
  checkRequirements();
  const done = [await setUpPackages(say)];
  newerNode();
  if (editor) done.push(await setUpBrowserEditor(version));
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  say(done.some(Boolean) ? `finished in ${seconds} s` : 'nothing to do, all is in place');
}

/** `npm start` needs it where there is no `code`, `npm test` where no VS Code can be downloaded. */
async function browserEditorIsOfUse() {
  return desktopCode() === undefined || (await testHost()).host === 'browser';
}

async function setUpBrowserEditor(version) {
  if (process.platform !== 'linux') {
    throw new Failure(
      `VS Code in a browser is set up on Linux only; this is ${process.platform}. Install VS Code with its command "code", and run the tests with K3S_TEST_HOST=electron.`,
    );
  }
  const wanted = edition(version);
  if (wanted === undefined)
    throw new Failure(
      `VS Code ${version} is not one of those this set-up knows: ${knownVersions.join(', ')}. Choose one of them.`,
    );
  const build = !editorIsThere(wanted);
  const system = await setUpSystem(say, { build, ripgrep: wanted.ripgrep });
  return (await setUpEditor(say, wanted)) || system;
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const { values } = parseArgs({ options: { 'without-editor': { type: 'boolean' }, vscode: { type: 'string' } } });
    const editor = !values['without-editor'] && (values.vscode !== undefined || (await browserEditorIsOfUse()));
    await setUp({ editor, version: values.vscode });
  });
}
