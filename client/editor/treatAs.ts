/** Makes a file one of ours, because a person said so. */

import { ConfigurationTarget, l10n, languages, type TextDocument, type Uri, window, workspace } from 'vscode';
import { languageOfText } from './looksLike.ts';
import { isOurs, type LanguageId } from './protocol.ts';

/** Remembered by `files.associations` of the workspace; outside of one it holds until the file is closed. */
export async function treatAsConfiguration(document: TextDocument): Promise<void> {
  if (isOurs(document)) {
    await window.showInformationMessage(l10n.t('This file is treated as K3s configuration already.'));
    return;
  }
  const language = languageOfText(document.getText());
  if (!document.isUntitled && workspace.getWorkspaceFolder(document.uri)) await associate(document.uri, language);
  await languages.setTextDocumentLanguage(document, language);
}

async function associate(uri: Uri, language: LanguageId): Promise<void> {
  const files = workspace.getConfiguration('files', uri);
  const known = files.inspect<Record<string, string>>('associations')?.workspaceValue ?? {};
  const pattern = `**/${plain(workspace.asRelativePath(uri, false))}`;
  await files.update('associations', { ...known, [pattern]: language }, ConfigurationTarget.Workspace);
}

/** A path as a pattern that means it: what has a meaning in patterns matches any one character instead. */
const plain = (path: string): string => path.replace(/[*?[\]{}!]/g, '?');
