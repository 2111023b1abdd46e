/** Opens a file as root: the one a command was called on, the one in the active tab, or one that a person names. */

import { commands, l10n, Range, TabInputText, type TextDocument, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { plain } from '../explorer/model/text.ts';
import { isPath } from '../machines/rootFiles/path.ts';
import { type Target, targetName } from '../operations/target.ts';
import { authorityOf, ROOT_SCHEME } from './uri.ts';

export const CONFIG = '/etc/rancher/k3s/config.yaml';

export const rootUri = (target: Target, path: string): Uri =>
  Uri.from({ scheme: ROOT_SCHEME, authority: authorityOf(target), path });

/** @param argument a file of this machine, where the command was called on one */
export async function openAsRoot(argument: unknown): Promise<void> {
  const named = argument instanceof Uri ? argument : activeFile();
  if (named && named.scheme !== 'file') {
    await window.showInformationMessage(l10n.t('Only files of this machine can be opened as root.'));
    return;
  }
  const path = named?.path ?? (await askForPath());
  if (path === undefined) return;
  const plainDocument = named && workspace.textDocuments.find(({ uri }) => uri.toString() === named.toString());
  const opened = await openRootFile({ kind: 'here' }, path);
  if (!opened || !named) return;
  if (plainDocument?.isDirty) await carryOver(plainDocument, opened);
  await closePlain(named);
}

/** Asks before it makes one that is not there; undefined when it is not opened. */
export async function openRootFile(target: Target, path: string): Promise<TextDocument | undefined> {
  const uri = rootUri(target, path);
  const there = await workspace.fs.stat(uri).then(
    () => true,
    (error: { readonly code?: string }) => {
      if (error.code !== 'FileNotFound') throw error;
      return false;
    },
  );
  if (!there) {
    const create = l10n.t('Create');
    const text = l10n.t('{0} is not there on {1}.', plain(path, 200), plain(targetName(target), 60));
    const detail = l10n.t('It would be created for root alone.');
    if ((await window.showInformationMessage(text, { modal: true, detail }, create)) !== create) return undefined;
    await workspace.fs.writeFile(uri, new Uint8Array());
  }
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document, { preview: false });
  return document;
}

function activeFile(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputText && input.uri.scheme === 'file' ? input.uri : undefined;
}

async function askForPath(): Promise<string | undefined> {
  const path = await window.showInputBox({
    title: l10n.t('Open as Root'),
    prompt: l10n.t('The file on this machine, as an absolute path'),
    value: CONFIG,
    validateInput: (text) =>
      isPath(text.trim()) && text.trim() !== '/' ? undefined : l10n.t('Write an absolute path without "..".'),
  });
  return path?.trim();
}

/** What was typed and could not be saved is not lost. */
async function carryOver(from: TextDocument, to: TextDocument): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(to.uri, to.validateRange(new Range(0, 0, to.lineCount, 0)), from.getText());
  await workspace.applyEdit(edit);
  await window.showTextDocument(from);
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await window.showTextDocument(to);
}

async function closePlain(uri: Uri): Promise<void> {
  const tabs = window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
  await window.tabGroups.close(tabs);
}
