/** Files of root: opened, checked, corrected and saved through sudo, for which a stand-in comes first in the path. */

import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import {
  type CodeAction,
  CodeActionKind,
  commands,
  DiagnosticSeverity,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Tests } from './index.ts';
import { finding, findings, replace, until, uriOf, withAutoSave } from './steps.ts';

const HEAD = '# k3s: role=agent version=v1.33\n';
const SUDO = process.env.K3S_TEST_SUDO ?? '';
let machines = 0;

/** A machine whose configuration is for its owner alone, as the file system of root shows it. */
async function rootMachine(files: Readonly<Record<string, string>>): Promise<{ uri: Uri; path: string }> {
  machines += 1;
  const folder = uriOf(`rooted/m${machines}/etc/rancher/k3s`).fsPath;
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o600);
  }
  const path = join(folder, 'config.yaml');
  return { uri: Uri.from({ scheme: 'k3s-root', authority: 'here', path }), path };
}

/** What was done as root, as the stand-in for sudo wrote it down. */
const sudoCalls = async (): Promise<number> =>
  (await readFile(join(SUDO, 'log'), 'utf8').catch(() => '')).split('\n').length - 1;

const saveFails = async (document: TextDocument): Promise<void> => {
  assert.equal(await document.save(), false);
  assert.ok(document.isDirty);
  await commands.executeCommand('notifications.clearAll');
};

const tests: Tests = {
  'scenario 32: a file of root is opened, its error seen, corrected, and saved as root': async () => {
    const { uri, path } = await rootMachine({ 'config.yaml': `${HEAD}serverr: https://a:6443\n` });
    const editor = await window.showTextDocument(uri);
    const { document } = editor;
    assert.equal(document.languageId, 'k3s-config');
    const found = await finding(document, 'unknown-key');
    assert.equal(found.severity, DiagnosticSeverity.Error);
    // With an error in it nothing is saved before a person agrees, and here nobody does.
    await replace(editor, '6443', '6444');
    await saveFails(document);
    assert.ok((await readFile(path, 'utf8')).includes(':6443'));
    const fixes = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      found.range,
      CodeActionKind.QuickFix.value,
      20,
    );
    const fix = fixes.find(({ title }) => title.includes('"server"'));
    assert.ok(fix?.edit && (await workspace.applyEdit(fix.edit)), fixes.map(({ title }) => title).join());
    await replace(editor, '6444\n', '6444\ntoken-file: /etc/rancher/k3s/token\n');
    await until('no error', () => findings(document).every(({ severity }) => severity !== DiagnosticSeverity.Error));
    const before = await sudoCalls();
    assert.equal(await document.save(), true);
    assert.ok((await sudoCalls()) > before, 'it was saved through sudo');
    assert.equal(await readFile(path, 'utf8'), `${HEAD}server: https://a:6444\ntoken-file: /etc/rancher/k3s/token\n`);
    const { mode, uid } = await stat(path);
    assert.deepEqual([mode & 0o7777, uid], [0o600, process.getuid?.()]);
    const kept = (await readdir(dirname(path))).filter((name) => name !== 'config.yaml');
    assert.match(kept.join(), /^config\.yaml\.bak-\d{8}T\d{9}Z$/);
    assert.equal(await readFile(join(dirname(path), kept[0] ?? ''), 'utf8'), `${HEAD}serverr: https://a:6443\n`);
  },
  'what is read together with a file of root is read as root too': async () => {
    const { uri } = await rootMachine({
      'config.yaml': `${HEAD}server: https://a:6443\nnode-name: one\n`,
      'config.yaml.d/10-name.yaml': 'node-name: two\n',
    });
    const { document } = await window.showTextDocument(uri);
    assert.equal(document.languageId, 'k3s-config');
    await commands.executeCommand('k3s.showEffective');
    await until('the name in the drop-in', () =>
      window.visibleTextEditors.find(({ document: view }) => {
        return view.uri.scheme === 'k3s-effective' && /^node-name: two\b/m.test(view.getText());
      }),
    );
  },
  'scenario 32: what somebody else wrote meanwhile is not overwritten without a question': async () => {
    const { uri, path } = await rootMachine({ 'config.yaml': `${HEAD}server: https://a:6443\n` });
    const editor = await window.showTextDocument(uri);
    const { mtime } = await stat(path);
    // Of the same size and no newer: the editor itself does not see it.
    await writeFile(path, `${HEAD}server: https://b:6443\n`);
    await utimes(path, mtime, mtime);
    await replace(editor, '6443', '6444');
    await saveFails(editor.document);
    assert.ok((await readFile(path, 'utf8')).includes('https://b:6443'));
  },
  'a drop-in is created as root, and only what belongs to K3s is removed': async () => {
    const { uri } = await rootMachine({ 'config.yaml': `${HEAD}server: https://a:6443\n` });
    const dropIn = Uri.joinPath(uri, '..', 'config.yaml.d', '10-x.yaml');
    await workspace.fs.writeFile(dropIn, new TextEncoder().encode('debug: true\n'));
    assert.equal((await stat(dropIn.path)).mode & 0o7777, 0o600);
    // Only what belongs to K3s goes, and this machine is none.
    await assert.rejects(Promise.resolve(workspace.fs.delete(dropIn)), /does not belong to K3s/);
    assert.equal(await readFile(dropIn.path, 'utf8'), 'debug: true\n');
  },
  'a file that is open as anybody is opened as root, with what was typed': async () => {
    const { path } = await rootMachine({ 'config.yaml': `${HEAD}server: https://a:6443\n` });
    const editor = await window.showTextDocument(Uri.file(path));
    await replace(editor, 'https://a', 'https://b');
    await commands.executeCommand('k3s.openAsRoot', Uri.file(path));
    const opened = await until('it as root', () => {
      const { document } = window.activeTextEditor ?? {};
      return document?.uri.scheme === 'k3s-root' ? document : undefined;
    });
    assert.equal(opened.getText(), `${HEAD}server: https://b:6443\n`);
    assert.ok(opened.isDirty);
    assert.deepEqual(
      workspace.textDocuments.filter(({ uri, isDirty }) => uri.scheme === 'file' && isDirty).map(({ uri }) => uri.path),
      [],
    );
  },
  'an editor that saves by itself saves what has no errors, asks nobody, and keeps the first state only': async () => {
    const { uri, path } = await rootMachine({ 'config.yaml': `${HEAD}server: https://a:6443\ntoken: x\n` });
    const editor = await window.showTextDocument(uri);
    const saved = async (text: string): Promise<boolean> => (await readFile(path, 'utf8')).includes(text);
    await withAutoSave('afterDelay', async () => {
      for (const [from, to] of [
        ['6443', '6444'],
        ['6444', '6445'],
      ] as const) {
        await replace(editor, from, to);
        // What is typed while a save is under way is not told to be unsaved.
        await until(`${to} being saved`, async () => (await saved(to)) && !editor.document.isDirty);
      }
      await replace(editor, 'server:', 'serverr:');
      await until('that it is not', () => editor.document.isDirty);
      await new Promise((done) => setTimeout(done, 3000));
      assert.equal(await saved('serverr:'), false);
      assert.ok(editor.document.isDirty);
    });
    const kept = (await readdir(dirname(path))).filter((name) => name !== 'config.yaml');
    assert.equal(kept.length, 1);
    assert.match(await readFile(join(dirname(path), kept[0] ?? ''), 'utf8'), /6443/);
    await commands.executeCommand('notifications.clearAll');
  },
  'what is not there, no file or on no machine says so': async () => {
    const { uri } = await rootMachine({ 'config.yaml': HEAD });
    await assert.rejects(Promise.resolve(workspace.fs.stat(Uri.joinPath(uri, '..', 'nothing'))), /is not there/);
    await assert.rejects(Promise.resolve(workspace.fs.readFile(Uri.joinPath(uri, '..'))), /is a folder/);
    await assert.rejects(Promise.resolve(workspace.fs.readDirectory(uri)), /not a folder/);
    await assert.rejects(Promise.resolve(workspace.fs.stat(uri.with({ authority: '_2doption' }))), /not a path/);
  },
};

/** The stand-in comes first in the path; VS Code takes its own from the person's shell. */
export const rootTests: Tests = Object.fromEntries(
  Object.entries(tests).map(([name, test]) => [
    name,
    async () => {
      const { PATH } = process.env;
      process.env.PATH = [SUDO, PATH].join(delimiter);
      await withAutoSave('off', test).finally(() => {
        process.env.PATH = PATH;
      });
    },
  ]),
);
