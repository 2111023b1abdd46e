/** registries.yaml in the editor: its language, findings with fixes, help, lenses, and the view of what is asked where. */

import assert from 'node:assert/strict';
import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type CompletionList,
  commands,
  type DocumentSymbol,
  type Hover,
  MarkdownString,
  Position,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import type { Tests } from './index.ts';
import { finding, openFile, until, write } from './steps.ts';

let machines = 0;

/** A machine with this registries.yaml, opened. */
async function openRegistries(text: string, config = '# k3s: role=agent version=v1.33\n'): Promise<TextDocument> {
  machines += 1;
  const folder = `registries/m${machines}/etc/rancher/k3s`;
  await write(`${folder}/config.yaml`, config);
  return (await openFile(`${folder}/registries.yaml`, text)).document;
}

async function shown(): Promise<TextDocument> {
  const editor = await until('a view', () =>
    window.visibleTextEditors.find(({ document: { uri } }) => uri.scheme === 'k3s-effective'),
  );
  return editor.document;
}

const MIRROR = 'mirrors:\n  docker.io:\n    endpoint:\n      - https://registry.example.com:5000\n';

export const registriesTests: Tests = {
  'registries.yaml of a machine is a language of its own': async () => {
    assert.equal((await openRegistries(MIRROR)).languageId, 'k3s-registries');
  },
  'a key that K3s drops is found, and the fix brings it back': async () => {
    const document = await openRegistries(MIRROR.replace('endpoint', 'endpoints'));
    const found = await finding(document, 'registry-schema');
    assert.equal(document.getText(found.range), 'endpoints');
    const fixes = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      found.range,
      CodeActionKind.QuickFix.value,
      20,
    );
    const [fix] = fixes.filter(({ title }) => title.includes('endpoint'));
    assert.ok(fix?.edit && (await workspace.applyEdit(fix.edit)));
    assert.equal(document.getText(), MIRROR);
  },
  'hover on an endpoint tells what is asked': async () => {
    const document = await openRegistries(MIRROR);
    const hovers = await until('a hover', async () => {
      const found = await commands.executeCommand<Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new Position(3, 15),
      );
      return found.length > 0 ? found : undefined;
    });
    const text = hovers.flatMap(({ contents }) =>
      contents.map((part) => (part instanceof MarkdownString ? part.value : String(part))),
    );
    assert.match(text.join('\n'), /registry\.example\.com:5000/);
  },
  'completion below configs offers the hosts of endpoints': async () => {
    const document = await openRegistries(`${MIRROR}configs:\n  \n`);
    const { items } = await until('proposals', async () => {
      const list = await commands.executeCommand<CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new Position(5, 2),
      );
      return list.items.length > 0 ? list : undefined;
    });
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(
      labels.some((label) => label.includes('registry.example.com:5000')),
      labels.join(' '),
    );
  },
  'the outline has the registries': async () => {
    const document = await openRegistries(MIRROR);
    const [mirrors] = await until('an outline', () =>
      commands.executeCommand<DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', document.uri),
    );
    assert.equal(mirrors?.name, 'mirrors');
    assert.equal(mirrors?.children[0]?.name, 'docker.io');
  },
  'the view shows endpoints in order, and no password': async () => {
    const document = await openRegistries(
      `${MIRROR}configs:\n  registry.example.com:5000:\n    auth:\n      username: k3s\n      password: very-secret\n`,
    );
    await commands.executeCommand('k3s.showEffective');
    const text = (await shown()).getText();
    assert.ok(text.indexOf('registry.example.com:5000') < text.indexOf('registry-1.docker.io'), text);
    assert.doesNotMatch(text, /very-secret/);
    assert.equal(document.languageId, 'k3s-registries');
  },
  'the view is there from config.yaml too': async () => {
    const document = await openRegistries(MIRROR);
    const config = document.uri.with({ path: document.uri.path.replace('registries.yaml', 'config.yaml') });
    await window.showTextDocument(config);
    await commands.executeCommand('k3s.showRegistries');
    assert.match((await shown()).getText(), /registry\.example\.com:5000/);
  },
  'lenses lead to commands that are there': async () => {
    const document = await openRegistries(MIRROR);
    const lenses = await until('lenses', async () => {
      const found = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
      return found.length > 0 ? found : undefined;
    });
    const known = await commands.getCommands(true);
    for (const { command } of lenses) assert.ok(command && known.includes(command.command), command?.command);
    assert.ok(lenses.some(({ command }) => command?.command === 'k3s.pullEndpoints'));
  },
};
