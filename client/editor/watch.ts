/** Tells the server which files changed on disk, and only those a K3s machine reads. */

import { Disposable, type FileSystemWatcher, RelativePattern, type TextDocument, Uri, window, workspace } from 'vscode';
import { isOurs, LINT_FILE } from './protocol.ts';

/**
 * In workspace folders: what machines keep below etc, and single files. When folders appear together with what is in
 * them, often only the topmost one is told of, so the patterns and `isOfMachine` take the folders on the way too.
 */
const patterns = ['**/etc/**', '**/*.{yaml,yml}', '**/kubelet.conf.d/**'];

/** Configurations, and what says how K3s is started. */
const isOfMachine = ({ path }: Uri): boolean =>
  /\/agent\/etc(\/kubelet\.conf\.d(\/.*)?)?$/.test(path) ||
  /\/etc(\/rancher(\/k3s(\/.*)?)?|\/systemd(\/system(\/k3s[^/]*)?)?|\/(default|sysconfig)(\/k3s[^/]*)?)?$/.test(path);

/**
 * A folder on the way to them. When one appears, what is written into it a moment later may be told by nobody, because
 * the watcher is not in there yet.
 */
export const mayStillFill = ({ path }: Uri): boolean =>
  /\/etc(\/rancher(\/k3s(\/config\.yaml\.d)?)?|\/systemd(\/system)?|\/default|\/sysconfig|\/kubelet\.conf\.d)?$/.test(
    path,
  );

export function watchers(): FileSystemWatcher[] {
  return patterns.map((pattern) => workspace.createFileSystemWatcher(pattern));
}

const folderOf = (uri: Uri): string => Uri.joinPath(uri, '..').toString();

/**
 * Every YAML file of a workspace is watched, but only those beside an open configuration, or among its drop-ins,
 * matter, and those that say how strict to be.
 */
export function matters(changed: Uri): boolean {
  if (isOfMachine(changed) || changed.path.endsWith(`/${LINT_FILE}`)) return true;
  const folder = folderOf(changed);
  return workspace.textDocuments.some((document) => {
    return isOurs(document) && (folderOf(document.uri) === folder || folder === `${document.uri}.d`);
  });
}

/** Watches the folder of each open configuration that lies outside the workspace, such as /etc/rancher/k3s. */
export function watchOutside(tell: (uri: Uri) => void): Disposable {
  const watched = new Map<string, Disposable[]>();
  const open = (document: TextDocument): void => {
    const { uri } = document;
    const folder = Uri.joinPath(uri, '..');
    const known = watched.has(folder.toString());
    // Documents without a file system behind them, such as new ones, lie in no folder.
    const lies = workspace.fs.isWritableFileSystem(uri.scheme) !== undefined;
    if (!isOurs(document) || !lies || known || workspace.getWorkspaceFolder(uri)) return;
    const parts = ['*', '*.d/*'].map((pattern) => {
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, pattern));
      watcher.onDidCreate(tell);
      watcher.onDidChange(tell);
      watcher.onDidDelete(tell);
      return watcher;
    });
    watched.set(folder.toString(), parts);
  };
  const close = ({ uri }: TextDocument): void => {
    const folder = folderOf(uri);
    if (workspace.textDocuments.some((other) => isOurs(other) && folderOf(other.uri) === folder)) return;
    for (const watcher of watched.get(folder) ?? []) watcher.dispose();
    watched.delete(folder);
  };
  for (const document of workspace.textDocuments) open(document);
  const listeners = [workspace.onDidOpenTextDocument(open), workspace.onDidCloseTextDocument(close)];
  return {
    dispose() {
      for (const one of [...listeners, ...[...watched.values()].flat()]) one.dispose();
    },
  };
}

/** Where reading anew costs nothing and asks nobody. */
const CHEAP = ['file', 'vscode-remote'];

/**
 * Tells of the configuration that a person comes back to, from another editor, a terminal or another window. On Linux
 * VS Code's watcher misses what lies in folders that were made together with their parents, and all that follows there.
 */
export function watchReturns(tell: (uri: Uri) => void): Disposable {
  const back = (document = window.activeTextEditor?.document): void => {
    if (document && isOurs(document) && CHEAP.includes(document.uri.scheme)) tell(document.uri);
  };
  return Disposable.from(
    window.onDidChangeActiveTextEditor((editor) => back(editor?.document)),
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) back();
    }),
  );
}
