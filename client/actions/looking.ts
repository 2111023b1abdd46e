/** A look at a machine that a person waits for, and may give up. */

import { l10n, ProgressLocation, window } from 'vscode';

/** @param name of the machine, as a person calls it */
export function looking<T>(name: string, look: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  const title = l10n.t('Looking at {0}…', name);
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (_progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return look(controller.signal);
    },
  );
}
