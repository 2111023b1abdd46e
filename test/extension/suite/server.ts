/** What a person sees of a language server that dies: nothing at first, and a way back when it keeps dying. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { commands, type TextEditor } from 'vscode';
import type { Tests } from './index.ts';
import { finding, findings, openMachine, replace, start, until } from './steps.ts';

const BROKEN = '# k3s: role=server version=v1.33\ncluster-innit: true\n';

/** The process of our language server, a child of this extension host. */
function serverProcess(): number | undefined {
  const tasks = `/proc/${process.pid}/task`;
  const children = readdirSync(tasks).flatMap((task) => readFileSync(`${tasks}/${task}/children`, 'utf8').split(' '));
  const ours = children.find((pid) => pid !== '' && commandLine(pid).includes('dist/server.js'));
  return ours === undefined ? undefined : Number(ours);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It ended while we looked.
    return '';
  }
}

async function killServer(): Promise<void> {
  const pid = await until('the language server', serverProcess);
  process.kill(pid, 'SIGKILL');
  await until('its end', () => serverProcess() !== pid || undefined);
}

/** Findings that came from a server which read the text as it is now. */
async function stillWorks(editor: TextEditor): Promise<void> {
  await replace(editor, 'cluster-innit', 'cluster-init');
  await until('no finding', () => findings(editor.document).length === 0 || undefined);
  await replace(editor, 'cluster-init', 'cluster-innit');
  await finding(editor.document, 'unknown-key');
}

const onLinux: Tests = {
  'folders that appear just before a restart trouble nobody': async () => {
    const refused: string[] = [];
    const listen = (reason: unknown): void => void refused.push(String(reason));
    process.on('unhandledRejection', listen);
    try {
      const editor = await openMachine(BROKEN);
      await finding(editor.document, 'unknown-key');
      await commands.executeCommand('k3s.restartServer');
      // The client looks into them again for some seconds; the one that began to is gone.
      await new Promise((done) => setTimeout(done, 2500));
    } finally {
      process.off('unhandledRejection', listen);
    }
    assert.deepEqual(refused, []);
  },
  'after a crash findings come back by themselves': async () => {
    const editor = await openMachine(BROKEN);
    await finding(editor.document, 'unknown-key');
    await killServer();
    await until('a new server', serverProcess);
    await stillWorks(editor);
  },
  'when it keeps crashing, commands still answer, and a restart brings it back': async () => {
    const editor = await openMachine(BROKEN);
    await finding(editor.document, 'unknown-key');
    // VS Code's client gives up after a few crashes in a row.
    for (let crashes = 0; crashes < 5 && serverProcess() !== undefined; crashes += 1) {
      await killServer();
      await until('a new server, or none', () => serverProcess(), 3).catch(() => undefined);
    }
    assert.equal(serverProcess(), undefined);
    for (const id of ['k3s.showEffective', 'k3s.chooseVersion', 'k3s.chooseRole', 'k3s.choose']) await start(id);
    await commands.executeCommand('k3s.restartServer');
    await stillWorks(editor);
  },
};

/** Elsewhere there is no /proc to find the process in. */
export const serverTests: Tests = process.platform === 'linux' ? onLinux : {};
