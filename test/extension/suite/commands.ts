/** Every command is there and answers, also without a file and without the language server. */

import assert from 'node:assert/strict';
import { commands, extensions, window, workspace } from 'vscode';
import type { Tests } from './index.ts';
import { closeAll, finding, openFile, openMachine, start, until } from './steps.ts';

const HEAD = '# k3s: role=server version=v1.33\n';

/** What VS Code itself registers for every view. */
const OF_VIEWS = /\.(focus|open|removeView|resetViewLocation|toggleVisibility)$/;

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

function declared(): string[] {
  const ours = extensions.getExtension<undefined>('k3s-config.k3s-config');
  assert.ok(ours, 'the extension is there');
  return (ours.packageJSON as Manifest).contributes.commands.map(({ command }) => command);
}

export const commandTests: Tests = {
  'every declared command is registered, and no other of ours': async () => {
    await openMachine(`${HEAD}debug: true\n`);
    const registered = (await commands.getCommands(true)).filter(
      (id) => id.startsWith('k3s.') && !id.includes('.status'),
    );
    assert.deepEqual(declared().sort(), registered.filter((id) => !OF_VIEWS.test(id)).sort());
  },
  'no command fails without a file': async () => {
    await closeAll();
    for (const id of declared()) await start(id);
  },
  'no command fails on a configuration': async () => {
    await openMachine(`${HEAD}debug: true\n`);
    for (const id of declared()) await start(id);
  },
  'the server comes back after a restart': async () => {
    const { document } = await openMachine(`${HEAD}cluster-innit: true\n`);
    await finding(document, 'unknown-key');
    await commands.executeCommand('k3s.restartServer');
    await finding(document, 'unknown-key');
  },
  'Treat as K3s Configuration is remembered in the settings of the workspace': async () => {
    const { document } = await openFile(
      'roles/k3s/templates/config.yaml.j2',
      'tls-san:\n  - "{{ host }}"\ncluster-innit: true\n',
    );
    assert.notEqual(document.languageId, 'k3s-config');
    await commands.executeCommand('k3s.treatAsConfig');
    const again = await until('the new language', () =>
      workspace.textDocuments.find(
        ({ uri, languageId }) => uri.path === document.uri.path && languageId === 'k3s-config',
      ),
    );
    await finding(again, 'unknown-key');
    const associations = workspace.getConfiguration('files').get<Record<string, string>>('associations');
    assert.equal(associations?.['**/roles/k3s/templates/config.yaml.j2'], 'k3s-config');
  },
  'Treat as K3s Configuration works on a file without a name': async () => {
    const untitled = await workspace.openTextDocument({ language: 'yaml', content: `${HEAD}cluster-innit: true\n` });
    await window.showTextDocument(untitled);
    await commands.executeCommand('k3s.treatAsConfig');
    const again = await until('the new language', () =>
      workspace.textDocuments.find(({ isUntitled, languageId }) => isUntitled && languageId === 'k3s-config'),
    );
    await finding(again, 'unknown-key');
  },
};
