/** A machine on a file system that only the editor can read. */

import assert from 'node:assert/strict';
import {
  commands,
  EventEmitter,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Tests } from './index.ts';
import { finding, until } from './steps.ts';

/** Holds files by path; a folder is there when something lies in it. */
function provider(files: Readonly<Record<string, string>>): FileSystemProvider {
  const under = (path: string): string[] => Object.keys(files).filter((name) => name.startsWith(`${path}/`));
  const missing = (uri: Uri): never => {
    throw FileSystemError.FileNotFound(uri);
  };
  return {
    onDidChangeFile: new EventEmitter<never>().event,
    watch: () => ({ dispose() {} }),
    stat(uri) {
      const type =
        files[uri.path] !== undefined ? FileType.File : under(uri.path).length > 0 ? FileType.Directory : missing(uri);
      return { type, ctime: 0, mtime: 0, size: files[uri.path]?.length ?? 0 };
    },
    readDirectory(uri) {
      const names = new Map(
        under(uri.path).map((path) => {
          const [name = '', ...rest] = path.slice(uri.path.length + 1).split('/');
          return [name, rest.length > 0 ? FileType.Directory : FileType.File] as const;
        }),
      );
      return names.size > 0 ? [...names] : missing(uri);
    },
    readFile: (uri) => new TextEncoder().encode(files[uri.path] ?? missing(uri)),
    createDirectory: missing,
    writeFile: missing,
    delete: missing,
    rename: missing,
  };
}

export const virtualTests: Tests = {
  'drop-ins are read where only the editor reaches': async () => {
    const folder = '/far/etc/rancher/k3s';
    const files = {
      [`${folder}/config.yaml`]: '# k3s: role=server version=v1.33\ncluster-innit: true\nnode-name: one\n',
      [`${folder}/config.yaml.d/10-name.yaml`]: 'node-name: two\n',
    };
    // Stays registered: the editor goes on watching a folder for a while after its files were closed.
    workspace.registerFileSystemProvider('memfs', provider(files), { isReadonly: true });
    const main = Uri.from({ scheme: 'memfs', path: `${folder}/config.yaml` });
    const { document } = await window.showTextDocument(main);
    assert.equal(document.languageId, 'k3s-config');
    await finding(document, 'unknown-key');
    await commands.executeCommand('k3s.showEffective');
    await until('the drop-in’s name', () =>
      window.visibleTextEditors.find(({ document: view }) => {
        return view.uri.scheme === 'k3s-effective' && /^node-name: two\b/m.test(view.getText());
      }),
    );
  },
};
