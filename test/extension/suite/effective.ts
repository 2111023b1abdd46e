/** The effective configuration beside a file: right, read-only, with links, and current. */

import assert from 'node:assert/strict';
import { commands, type DocumentLink, type TextDocument, window } from 'vscode';
import type { Tests } from './index.ts';
import { openMachine, replace, until } from './steps.ts';

const HEAD = '# k3s: role=server version=v1.33\n';

async function view(): Promise<TextDocument> {
  await commands.executeCommand('k3s.showEffective');
  // A document lives on for a while after its editor was closed, so only what is seen counts.
  const editor = await until('the effective view', () =>
    window.visibleTextEditors.find(({ document: { uri } }) => uri.scheme === 'k3s-effective'),
  );
  return editor.document;
}

export const effectiveTests: Tests = {
  'it shows what counts, and where it comes from': async () => {
    await openMachine(`${HEAD}node-name: one\ntls-san: [a.example.com]\n`, {
      'config.yaml.d/10-more.yaml': 'node-name: two\ntls-san+: [b.example.com]\n',
    });
    const shown = await view();
    assert.match(shown.getText(), /^node-name: two\b.*10-more\.yaml:1/m);
    assert.match(shown.getText(), /b\.example\.com/);
    assert.equal(shown.languageId, 'yaml');
    const links = await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', shown.uri);
    const target = links.find(({ target: to }) => to?.path.endsWith('10-more.yaml'))?.target;
    assert.match(target?.fragment ?? '', /^L\d+$/);
  },
  'it follows an edit that is not saved': async () => {
    const editor = await openMachine(`${HEAD}node-name: one\n`);
    const shown = await view();
    assert.match(shown.getText(), /^node-name: one\b/m);
    await replace(editor, 'one', 'three');
    await until('the new name', () => /^node-name: three\b/m.test(shown.getText()) || undefined);
  },
  'all files of a machine share one view': async () => {
    const editor = await openMachine(`${HEAD}debug: true\n`, { 'config.yaml.d/10-a.yaml': 'node-name: two\n' });
    const first = await view();
    const dropIn = editor.document.uri.with({ path: `${editor.document.uri.path}.d/10-a.yaml` });
    await window.showTextDocument(dropIn);
    const second = await view();
    assert.equal(second.uri.toString(), first.uri.toString());
  },
  'secrets are masked': async () => {
    await openMachine(`${HEAD}token: very-secret-token\n`);
    assert.doesNotMatch((await view()).getText(), /very-secret/);
  },
};
