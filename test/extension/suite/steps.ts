/** What the tests do in the editor: write files, open them, change them, and wait for what follows. */

import assert from 'node:assert/strict';
import {
  ConfigurationTarget,
  commands,
  type Diagnostic,
  languages,
  Position,
  Range,
  type TextDocument,
  type TextEditor,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';

let machines = 0;

/** The URI of a file in the folder the tests run on. */
export function uriOf(path: string): Uri {
  const [folder] = workspace.workspaceFolders ?? [];
  assert.ok(folder, 'the tests run on a folder');
  return Uri.joinPath(folder.uri, path);
}

export async function write(path: string, text: string): Promise<Uri> {
  const uri = uriOf(path);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** A new machine with this config.yaml and perhaps more files beside it, opened in an editor. */
export async function openMachine(text: string, more: Readonly<Record<string, string>> = {}): Promise<TextEditor> {
  machines += 1;
  const folder = `machines/m${machines}/etc/rancher/k3s`;
  for (const [name, content] of Object.entries(more)) await write(`${folder}/${name}`, content);
  return window.showTextDocument(await write(`${folder}/config.yaml`, text));
}

export async function openFile(path: string, text: string): Promise<TextEditor> {
  return window.showTextDocument(await write(path, text));
}

/** The position of `|` in a text, and the text without it. */
export function cursor(marked: string): { text: string; position: Position } {
  const at = marked.indexOf('|');
  assert.ok(at >= 0, 'the text has a | for the cursor');
  const before = marked.slice(0, at).split('\n');
  const position = new Position(before.length - 1, before.at(-1)?.length ?? 0);
  return { text: marked.replace('|', ''), position };
}

/** Types over the first place where a text stands. */
export async function replace({ document }: TextEditor, from: string, to: string): Promise<void> {
  const at = document.getText().indexOf(from);
  assert.ok(at >= 0, `the text contains ${from}`);
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(document.positionAt(at), document.positionAt(at + from.length)), to);
  assert.ok(await workspace.applyEdit(edit));
}

/** With the setting *Auto Save*, which is on in a browser and off on a desktop. */
export async function withAutoSave(how: 'off' | 'afterDelay', act: () => Promise<void>): Promise<void> {
  const set = (value: string | undefined) =>
    workspace.getConfiguration('files').update('autoSave', value, ConfigurationTarget.Global);
  await set(how);
  await act().finally(() => set(undefined));
}

/** Looks again and again until there is something; fails with what was waited for. */
export async function until<T>(
  what: string,
  look: () => T | undefined | PromiseLike<T | undefined>,
  seconds = 20,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && (seen as unknown) !== false) return seen;
    if (performance.now() > end) assert.fail(`waited ${seconds} s for ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The findings of ours in a file that carry this rule id. */
export function findings({ uri }: TextDocument, rule?: string): Diagnostic[] {
  return languages.getDiagnostics(uri).filter(({ source, code }) => {
    const id = typeof code === 'object' ? code.value : code;
    return source === 'k3s' && (rule === undefined || id === rule);
  });
}

export const finding = (document: TextDocument, rule: string): Promise<Diagnostic> =>
  until(`${rule} in ${document.uri.path}`, () => findings(document, rule)[0]);

/** Runs a command that ends in a question nobody answers. */
export async function start(command: string): Promise<void> {
  let failure: unknown;
  void commands.executeCommand(command).then(undefined, (error: unknown) => {
    failure = error;
  });
  await new Promise((done) => setTimeout(done, 300));
  await commands.executeCommand('workbench.action.closeQuickOpen');
  await commands.executeCommand('notifications.clearAll');
  assert.equal(failure, undefined, `${command}: ${String(failure)}`);
}

export async function closeAll(): Promise<void> {
  // Closing would ask about unsaved text.
  for (const document of workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
}
