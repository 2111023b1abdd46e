/** Makes a file one of ours, because a person said so. */

import { ConfigurationTarget, l10n, languages, type TextDocument, type Uri, window, workspace } from 'vscode';
import { pick } from '../ask/pick.ts';
import { languageOfText } from './looksLike.ts';
import { isOurs, type LanguageId } from './protocol.ts';

/** Remembered by `files.associations` of the workspace; outside of one it holds until the file is closed. */
export async function treatAsConfiguration(document: TextDocument, wanted?: LanguageId): Promise<void> {
  if (isOurs(document) && !wanted) {
    await window.showInformationMessage(l10n.t('This file is treated as K3s configuration already.'));
    return;
  }
  const language = wanted ?? languageOfText(document.getText()) ?? (await askForLanguage());
  if (!language) return;
  if (!document.isUntitled && workspace.getWorkspaceFolder(document.uri)) await associate(document.uri, language);
  await languages.setTextDocumentLanguage(document, language);
}

async function askForLanguage(): Promise<LanguageId | undefined> {
  const chosen = await pick<LanguageId>({
    title: l10n.t('Treat as K3s Configuration'),
    placeholder: l10n.t('What does this file configure?'),
    choices: [
      { label: l10n.t('K3s itself'), description: 'config.yaml', value: 'k3s-config' },
      { label: l10n.t('Where images come from'), description: 'registries.yaml', value: 'k3s-registries' },
      { label: l10n.t('The kubelet'), description: 'kubelet.conf.d', value: 'k3s-kubelet' },
    ],
  });
  return typeof chosen === 'object' ? chosen.value : undefined;
}

async function associate(uri: Uri, language: LanguageId): Promise<void> {
  const files = workspace.getConfiguration('files', uri);
  const known = files.inspect<Record<string, string>>('associations')?.workspaceValue ?? {};
  const pattern = `**/${plain(workspace.asRelativePath(uri, false))}`;
  await files.update('associations', { ...known, [pattern]: language }, ConfigurationTarget.Workspace);
}

/** A path as a pattern that means it: what has a meaning in patterns matches any one character instead. */
const plain = (path: string): string => path.replace(/[*?[\]{}!]/g, '?');
