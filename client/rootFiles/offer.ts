/** Offers to open a file as root when somebody opens one of K3s that they may not read, or changes one they may not write. */

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { commands, Disposable, l10n, TabInputText, type Uri, window, workspace } from 'vscode';
import type { App } from '../app.ts';
import { plain } from '../explorer/model/text.ts';
import { isOfK3s } from '../machines/rootFiles/path.ts';

export function offerRoot({ log }: App): Disposable {
  const asked = new Set<string>();

  const look = async (uri: Uri, right: number, text: string): Promise<void> => {
    if (uri.scheme !== 'file' || !isOfK3s(uri.path) || asked.has(uri.path) || (await may(uri.path, right))) return;
    // While it was looked at, something else may have led here.
    if (asked.has(uri.path)) return;
    asked.add(uri.path);
    const open = l10n.t('Open as Root');
    if ((await window.showInformationMessage(text, open)) === open)
      await commands.executeCommand('k3s.openAsRoot', uri);
  };
  const quietly = (looking: Promise<void>): void =>
    void looking.catch((error: unknown) => log.error('Open as root:', String(error)));
  // A file that cannot be read becomes a tab, and no document.
  const lookAtTab = (input: unknown): void => {
    if (!(input instanceof TabInputText)) return;
    const text = l10n.t('You may not read {0}.', plain(input.uri.path, 200));
    quietly(look(input.uri, constants.R_OK, text));
  };
  lookAtTab(window.tabGroups.activeTabGroup.activeTab?.input);
  return Disposable.from(
    window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
      for (const { input, isActive } of [...opened, ...changed]) if (isActive) lookAtTab(input);
    }),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (!document.isDirty) return;
      const text = l10n.t('You may not save {0}.', plain(document.uri.path, 200));
      quietly(look(document.uri, constants.W_OK, text));
    }),
  );
}

/** Only what root could do and this user cannot counts. */
const may = (path: string, right: number): Promise<boolean> =>
  access(path, right).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'EACCES' && code !== 'EPERM',
  );
