/** Files of the kubelet through a real server: its engine is loaded when it is needed, and the requests reach it. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CodeAction, CodeLens, Hover } from 'vscode-languageserver/node';
import { connected } from '../support/client.ts';
import { HEADER } from '../support/dropIn.ts';
import { CONFIG, folder } from '../support/folder.ts';

const FILE = 'var/lib/rancher/k3s/agent/etc/kubelet.conf.d/50-user.conf';

describe('the kubelet', { timeout: 30_000 }, () => {
  it('is answered in its own files', async (test) => {
    const { uri } = folder(test, { [CONFIG]: '# k3s: version=v1.34\n', [FILE]: `${HEADER}maxPods: 120\n` });
    const client = await connected(test);
    await client.open(uri(FILE), `${HEADER}maxPods: 120\n`);
    const hover = await client.at<Hover & { contents: { value: string } }>('textDocument/hover', uri(FILE), 2, 2);
    assert.match(hover.contents.value, /How many pods/);
    const params = { textDocument: { uri: uri(FILE) } };
    const [lens] = await client.ask<CodeLens[]>('textDocument/codeLens', params);
    assert.deepEqual(lens?.command, {
      title: 'Read as number 2 of 2, after 00-k3s-defaults.conf',
      command: 'k3s.showKubelet',
      arguments: [uri(FILE)],
    });
    const { text } = await client.ask<{ text: string }>('k3s/effective', params);
    assert.match(text, /^maxPods: 120 +# 50-user\.conf:3$/m);
  });
  it('documents what completion offers', async (test) => {
    const { uri } = folder(test, { [CONFIG]: '', [FILE]: HEADER });
    const client = await connected(test);
    await client.open(uri(FILE), HEADER);
    const { items } = await client.at<{ items: { label: string }[] }>('textDocument/completion', uri(FILE), 2, 0);
    const item = items.find(({ label }) => label === 'maxPods');
    const resolved = await client.ask<{ documentation: { value: string } }>('completionItem/resolve', item);
    assert.match(resolved.documentation.value, /How many pods/);
  });
  it('shows its view from config.yaml too', async (test) => {
    const { uri } = folder(test, { [CONFIG]: 'kubelet-arg: [max-pods=200]\n' });
    const client = await connected(test);
    await client.open(uri(CONFIG), 'kubelet-arg: [max-pods=200]\n');
    const params = { textDocument: { uri: uri(CONFIG) }, view: 'kubelet' };
    assert.match((await client.ask<{ text: string }>('k3s/effective', params)).text, /^maxPods: 200/m);
  });
  it('takes an argument over, on a machine without a file for it', async (test) => {
    const text = '# k3s: version=v1.34\nkubelet-arg:\n- max-pods=200\n';
    const { uri } = folder(test, { [CONFIG]: text });
    const client = await connected(test);
    await client.open(uri(CONFIG), text);
    const range = { start: { line: 2, character: 4 }, end: { line: 2, character: 4 } };
    const actions = await client.ask<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: uri(CONFIG) },
      range,
      context: { diagnostics: [], only: ['refactor.rewrite'] },
    });
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Move into 50-kubelet-arg.conf, a file of the kubelet'],
    );
  });
});
