/** Hover, completion, outline, formatting and going to a definition arrive in the editor. */

import assert from 'node:assert/strict';
import {
  type CompletionList,
  commands,
  type DocumentSymbol,
  type Hover,
  type Location,
  type LocationLink,
  MarkdownString,
  type TextEdit,
} from 'vscode';
import type { Tests } from './index.ts';
import { cursor, openMachine, until } from './steps.ts';

const HEAD = '# k3s: role=server version=v1.33\n';

async function hoverText(marked: string): Promise<string> {
  const { text, position } = cursor(marked);
  const { document } = await openMachine(text);
  const hovers = await until('a hover', async () => {
    const found = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, position);
    return found.length > 0 ? found : undefined;
  });
  return hovers
    .flatMap(({ contents }) => contents.map((part) => (part instanceof MarkdownString ? part.value : String(part))))
    .join('\n');
}

async function complete(marked: string): Promise<string[]> {
  const { text, position } = cursor(marked);
  const { document } = await openMachine(text);
  const { items } = await until('proposals', async () => {
    const list = await commands.executeCommand<CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      position,
    );
    return list.items.length > 0 ? list : undefined;
  });
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

export const helpTests: Tests = {
  'hover says what an option does': async () => {
    const text = await hoverText(`${HEAD}flannel-back|end: vxlan\n`);
    assert.match(text, /flannel-backend/);
    assert.match(text, /vxlan/);
  },
  'completion offers options, and not those that are there': async () => {
    const labels = await complete(`${HEAD}cluster-init: true\ntls|\n`);
    assert.ok(labels.includes('tls-san'), labels.slice(0, 20).join(' '));
    assert.ok(!labels.includes('cluster-init'));
  },
  'completion offers values': async () => {
    const labels = await complete(`${HEAD}flannel-backend: |\n`);
    for (const value of ['vxlan', 'host-gw', 'wireguard-native', 'none'])
      assert.ok(labels.includes(value), labels.join(' '));
  },
  'snippets are offered in an empty file': async () => {
    const labels = await complete('|');
    assert.ok(labels.includes('joining-server'), labels.slice(0, 20).join(' '));
  },
  'the outline lists the options': async () => {
    const { document } = await openMachine(`${HEAD}tls-san:\n  - a.example.com\ndebug: true\n`);
    const symbols = await until('an outline', () =>
      commands.executeCommand<DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', document.uri),
    );
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['tls-san', 'debug'],
    );
  },
  'formatting keeps comments and order': async () => {
    const { document } = await openMachine(`${HEAD}tls-san:\n      -   a.example.com # why\ndebug:    true\n`);
    const edits = await until('formatting', () =>
      commands.executeCommand<TextEdit[] | undefined>('vscode.executeFormatDocumentProvider', document.uri, {
        tabSize: 2,
        insertSpaces: true,
      }),
    );
    assert.ok(edits.length > 0, 'something is formatted');
  },
  'an overridden value leads to the one that counts': async () => {
    const { document } = await openMachine(`${HEAD}node-name: one\n`, {
      'config.yaml.d/10-name.yaml': 'node-name: two\n',
    });
    const places = await until('a definition', async () => {
      const found = await commands.executeCommand<(Location | LocationLink)[]>(
        'vscode.executeDefinitionProvider',
        document.uri,
        document.lineAt(1).range.start,
      );
      return found.length > 0 ? found : undefined;
    });
    const [place] = places;
    assert.ok(place);
    assert.match(('targetUri' in place ? place.targetUri : place.uri).path, /10-name\.yaml$/);
  },
};
