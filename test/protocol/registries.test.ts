/** registries.yaml in a real server: each request reaches the engine of its language. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CodeLens, CompletionItem, CompletionList, Hover } from 'vscode-languageserver/node';
import { connected } from '../support/client.ts';
import { CONFIG, folder } from '../support/folder.ts';

const TEXT = 'mirrors:\n  docker.io:\n    endpoint:\n      - https://mirror.lan\n    \n';

describe('registries.yaml', { timeout: 30_000 }, () => {
  it('is answered about by its own features', async (test) => {
    const machine = folder(test, { [CONFIG]: '# k3s: role=server version=v1.33.4\n' });
    const uri = machine.uri('etc/rancher/k3s/registries.yaml');
    const client = await connected(test);
    await client.open(uri, TEXT);
    const textDocument = { uri };
    const hover = await client.ask<Hover>('textDocument/hover', { textDocument, position: { line: 3, character: 12 } });
    assert.match(JSON.stringify(hover.contents), /https:\/\/mirror\.lan\/v2/);
    const { items } = await client.ask<CompletionList>('textDocument/completion', {
      textDocument,
      position: { line: 4, character: 4 },
    });
    assert.deepEqual(
      items.map(({ label }) => label),
      ['rewrite'],
    );
    const resolved = await client.ask<CompletionItem>('completionItem/resolve', items[0]);
    assert.match(JSON.stringify(resolved.documentation), /regular expression of Go/);
    const lenses = await client.ask<CodeLens[]>('textDocument/codeLens', { textDocument });
    assert.deepEqual(
      lenses.map(({ command }) => command?.command),
      ['k3s.pullEndpoints', 'k3s.showRegistries'],
    );
    assert.deepEqual(lenses[0]?.command?.arguments, [uri]);
  });
  it('has a view, also seen from config.yaml and for one image', async (test) => {
    const machine = folder(test, { 'etc/rancher/k3s/registries.yaml': TEXT });
    const uri = machine.uri(CONFIG);
    const client = await connected(test);
    await client.open(uri, '# k3s: role=server version=v1.33.4\n');
    const shown = (more: object): Promise<{ text: string; links: unknown[] }> =>
      client.ask('k3s/effective', { textDocument: { uri }, view: 'registries', ...more });
    assert.match((await shown({})).text, /- url: https:\/\/mirror\.lan\/v2 +# registries\.yaml:4/);
    const { text, links } = await shown({ image: 'nginx:1.27' });
    assert.match(text, /- url: https:\/\/mirror\.lan\/v2\/library\/nginx\/manifests\/1\.27/);
    assert.equal(links.length, 1);
  });
});
