/** The server as an editor meets it: what it can do, findings pushed and pulled, edits, settings, files, silence. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { CancellationTokenSource, type Diagnostic, type DocumentSymbol } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { readText } from '../../server/yaml/document.ts';
import { connected, VIRTUAL } from '../support/client.ts';
import { CONFIG, folder } from '../support/folder.ts';

const URI = 'file:///nowhere/etc/rancher/k3s/config.yaml';
const codes = (found: readonly Diagnostic[]): unknown[] => found.map(({ code }) => code);

describe('what the server can do', { timeout: 30_000 }, () => {
  it('is what it says', async (test) => {
    const { capabilities } = await connected(test);
    const sync = capabilities.textDocumentSync;
    assert.ok(typeof sync === 'object' && sync.openClose && sync.change === 2);
    assert.equal(capabilities.hoverProvider, true);
    assert.equal(capabilities.definitionProvider, true);
    assert.equal(capabilities.documentSymbolProvider, true);
    assert.equal(capabilities.documentFormattingProvider, true);
    assert.ok(capabilities.completionProvider?.resolveProvider);
    assert.deepEqual(capabilities.codeActionProvider, {
      codeActionKinds: ['quickfix', 'refactor.rewrite', 'source.fixAll.k3s'],
    });
  });
  it('is answered, all of it', async (test) => {
    const client = await connected(test, { pulls: true, options: { commands: true } });
    const methods: Readonly<Record<string, string>> = {
      codeActionProvider: 'codeAction',
      codeLensProvider: 'codeLens',
      completionProvider: 'completion',
      definitionProvider: 'definition',
      diagnosticProvider: 'diagnostic',
      documentFormattingProvider: 'formatting',
      documentLinkProvider: 'documentLink',
      documentSymbolProvider: 'documentSymbol',
      hoverProvider: 'hover',
    };
    const offered = Object.keys(client.capabilities).filter((name) => name.endsWith('Provider'));
    assert.deepEqual(offered.sort(), Object.keys(methods));
    await client.open(URI, 'debug: true\n');
    for (const name of offered) {
      const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } };
      const params = { textDocument: { uri: URI }, position: range.start, range, context: { diagnostics: [] } };
      await client.ask(`textDocument/${methods[name]}`, params);
    }
  });
  it('includes findings on request only for clients that request them', async (test) => {
    assert.equal((await connected(test)).capabilities.diagnosticProvider, undefined);
    assert.ok((await connected(test, { pulls: true })).capabilities.diagnosticProvider);
  });
  it('includes lenses only for clients that can run their commands', async (test) => {
    assert.equal((await connected(test)).capabilities.codeLensProvider, undefined);
    assert.ok((await connected(test, { options: { commands: true } })).capabilities.codeLensProvider);
  });
  it('does not include what nobody wired', async (test) => {
    const client = await connected(test);
    await assert.rejects(client.at('textDocument/rename', URI), { code: -32601 });
  });
});

describe('findings', { timeout: 30_000 }, () => {
  it('come by themselves when a file is opened', async (test) => {
    const client = await connected(test);
    await client.open(URI, 'cluster-innit: true\n');
    assert.deepEqual(codes(await client.findings(URI)), ['unknown-key']);
  });
  it('come again when it changes, and go when it is closed', async (test) => {
    const client = await connected(test);
    await client.open(URI, 'cluster-innit: true\n');
    await client.findings(URI);
    await client.change(URI, { text: 'cluster-init: true\n' });
    assert.deepEqual(codes(await client.findings(URI)), []);
    await client.change(URI, { text: 'cluster-innit: true\n' });
    await client.findings(URI);
    await client.close(URI);
    await client.until('an empty list', () => client.published(URI).at(-1)?.diagnostics.length === 0);
  });
  it('do not come by themselves to a client that asks', async (test) => {
    const client = await connected(test, { pulls: true });
    await client.open(URI, 'cluster-innit: true\n');
    assert.deepEqual(codes(await client.pull(URI)), ['unknown-key']);
    await pause(50);
    assert.deepEqual(client.published(URI), []);
  });
  it('of the other open files of the machine come too', async (test) => {
    const client = await connected(test);
    const dropIn = `${URI}.d/1.yaml`;
    await client.open(URI, 'tokne: x\n');
    assert.equal((await client.findings(URI))[0]?.severity, 2);
    await client.open(dropIn, '# k3s: role=agent\n');
    await client.until('the error', () => client.published(URI).at(-1)?.diagnostics[0]?.severity === 1);
    await client.close(dropIn);
    await client.until('the warning', () => client.published(URI).at(-1)?.diagnostics[0]?.severity === 2);
  });
  it('of a file nobody opened are those on disk', async (test) => {
    const machine = folder(test, { [CONFIG]: 'cluster-innit: true\n' });
    const client = await connected(test, { pulls: true });
    assert.deepEqual(codes(await client.pull(machine.uri(CONFIG))), ['unknown-key']);
  });
  it('of a file that is not there are none', async (test) => {
    const client = await connected(test, { pulls: true });
    assert.deepEqual(await client.pull('file:///nowhere/x.yaml'), []);
  });
});

describe('edits', { timeout: 30_000 }, () => {
  it('may be parts of the text', async (test) => {
    const client = await connected(test);
    await client.open(URI, 'debug: true\ncluster-innit: true\n');
    const at = { start: { line: 1, character: 10 }, end: { line: 1, character: 11 } };
    await client.change(URI, { range: at, text: '' });
    assert.deepEqual(codes(await client.findings(URI)), []);
  });
  it('may be many at random, and the server still holds the same text', async (test) => {
    const client = await connected(test);
    const piece = fc.string({ unit: fc.constantFrom(...'ab: \n\r-#[]{}"\'\u00e9\u{1F600}'.split('')), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(200), fc.nat(20), piece), { maxLength: 15 }), async (edits) => {
        let mirror = TextDocument.create(URI, 'yaml', 1, 'debug: true\ntls-san:\n  - a\n');
        await client.open(URI, mirror.getText());
        for (const [from, length, text] of edits) {
          const range = { start: mirror.positionAt(from), end: mirror.positionAt(from + length) };
          const edited = TextDocument.update(mirror, [{ range, text }], mirror.version + 1);
          mirror = TextDocument.create(URI, 'yaml', edited.version, edited.getText());
          await client.change(URI, { range, text });
        }
        const found = await client.at<DocumentSymbol[]>('textDocument/documentSymbol', URI);
        const wanted = readText(URI, mirror.getText()).entries.map(({ key }) => mirror.positionAt(key.start));
        assert.deepEqual(
          found.map(({ selectionRange }) => selectionRange.start),
          wanted,
        );
        await client.close(URI);
      }),
      { numRuns: 60 },
    );
  });
  it('typed fast are answered for the last text', async (test) => {
    const client = await connected(test);
    await client.open(URI, '');
    for (let i = 1; i <= 50; i++) void client.change(URI, { text: `${'c'.repeat(i)}: x\n` });
    const found = await client.findings(URI);
    assert.match(String(found[0]?.message), /"c{50}"/);
    const versions = client.published(URI).map(({ version }) => version ?? 0);
    assert.ok(versions.length < 25, `${versions.length} answers to 50 keystrokes`);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
  });
  it('make an answer that is under way worthless', async (test) => {
    const uri = `${VIRTUAL}/etc/rancher/k3s/config.yaml`;
    const client = await connected(test, { files: { [uri]: 'debug: true\n' }, delay: 60 });
    await client.open(uri, 'debug: true\n');
    const hover = client.at('textDocument/hover', uri);
    await client.change(uri, { text: 'selinux: true\n' });
    await assert.rejects(hover, { code: -32801 });
    const { contents } = await client.at<{ contents: { value: string } }>('textDocument/hover', uri);
    assert.match(contents.value, /selinux/);
  });
  it('make findings that are under way worthless', async (test) => {
    const uri = `${VIRTUAL}/etc/rancher/k3s/config.yaml`;
    const client = await connected(test, { files: { [uri]: 'debug: true\n' }, delay: 60 });
    await client.open(uri, 'tokne: x\n');
    await pause(20);
    await client.change(uri, { text: 'debug: true\n' });
    assert.deepEqual(await client.findings(uri), []);
    assert.deepEqual(
      client.published(uri).map(({ version }) => version),
      [2],
    );
  });
});

describe('a request', { timeout: 30_000 }, () => {
  it('can be cancelled', async (test) => {
    const uri = `${VIRTUAL}/etc/rancher/k3s/config.yaml`;
    const client = await connected(test, { files: { [uri]: 'debug: true\n' }, delay: 60 });
    await client.open(uri, 'debug: true\n');
    const source = new CancellationTokenSource();
    const hover = client.ask(
      'textDocument/hover',
      { textDocument: { uri }, position: { line: 0, character: 1 } },
      source,
    );
    source.cancel();
    await assert.rejects(hover, { code: -32800 });
  });
  it('about a file nobody knows has an empty answer', async (test) => {
    const client = await connected(test);
    assert.equal(await client.at('textDocument/hover', 'file:///nowhere.yaml'), null);
    assert.deepEqual(await client.at('textDocument/documentSymbol', 'file:///nowhere.yaml'), []);
    assert.deepEqual(await client.at('textDocument/formatting', 'untitled:Untitled-1'), []);
  });
  it('about a place beyond the text is about its end', async (test) => {
    const client = await connected(test);
    await client.open(URI, 'debug: true\ntoken: x');
    for (const [line, character] of [
      [0, 500],
      [1, 500],
      [500, 0],
      [500, 500],
    ] as const) {
      await client.at('textDocument/hover', URI, line, character);
      await client.at('textDocument/completion', URI, line, character);
    }
    const { contents } = await client
      .at<{ contents: { value: string } }>('textDocument/hover', URI, 0, 500)
      .then((found) => found ?? { contents: { value: '' } });
    assert.doesNotMatch(contents.value, /\*\*token\*\*/);
  });
  it('without sense has an empty answer, and the server goes on', async (test) => {
    const client = await connected(test);
    await client.open(URI, 'debug: true\n');
    for (const params of [
      {},
      { textDocument: {} },
      { textDocument: { uri: 'not a uri' } },
      { textDocument: { uri: 7 } },
    ])
      await client.ask('textDocument/hover', { position: { line: 0, character: 0 }, ...params }).catch(() => undefined);
    assert.ok(await client.at('textDocument/hover', URI, 0, 1));
  });
  it('resolves what completion offered', async (test) => {
    const client = await connected(test);
    await client.open(URI, 'flannel-backend: ');
    const { items } = await client.at<{ items: { label: string }[] }>('textDocument/completion', URI, 0, 17);
    const item = items.find(({ label }) => label === 'host-gw');
    assert.ok(!('documentation' in (item ?? {})));
    const resolved = await client.ask<{ documentation: { value: string } }>('completionItem/resolve', item);
    assert.match(resolved.documentation.value, /routes/);
  });
  it('of our own is answered', async (test) => {
    const client = await connected(test);
    await client.open(URI, '# k3s: role=server version=v1.33.4\ntoken: CANARY\nflannel-backend: host-gw\n');
    const { text, links } = await client.ask<{ text: string; links: unknown[] }>('k3s/effective', {
      textDocument: { uri: URI },
    });
    assert.match(text, /flannel-backend: host-gw/);
    assert.doesNotMatch(text, /CANARY/);
    assert.equal(links.length, 2);
    const status = await client.ask<{ role: string; version: string }>('k3s/status', { uri: URI });
    assert.deepEqual([status.role, status.version], ['server', 'v1.33.4+k3s1']);
    const versions = await client.ask<string[]>('k3s/versions', {});
    assert.equal(versions[0], 'v1.37.0+k3s1');
  });
});

describe('settings', { timeout: 30_000 }, () => {
  it('are asked for by file, and once', async (test) => {
    const client = await connected(test, {
      settings: (uri) => ({ role: uri.includes('worker') ? 'agent' : 'server', version: '', lint: { severity: {} } }),
    });
    const [server, agent] = ['file:///a/config-server.yaml', 'file:///a/config-worker.yaml'];
    await client.open(server, 'tokne: x\n');
    await client.open(agent, 'tokne: x\n');
    assert.equal((await client.findings(server))[0]?.severity, 2);
    assert.equal((await client.findings(agent))[0]?.severity, 1);
    await client.at('textDocument/hover', agent);
    await client.at('textDocument/hover', server);
    assert.equal(client.all('workspace/configuration').length, 2);
  });
  it('count anew when they change', async (test) => {
    let role = 'server';
    const client = await connected(test, { settings: () => ({ role }) });
    await client.open(URI, 'tokne: x\n');
    assert.equal((await client.findings(URI))[0]?.severity, 2);
    role = 'agent';
    await client.tell('workspace/didChangeConfiguration', { settings: null });
    await client.until('the error', () => client.published(URI).at(-1)?.diagnostics[0]?.severity === 1);
  });
  it('may come with the notification', async (test) => {
    const client = await connected(test, { options: { settings: { role: 'agent' } } });
    await client.open(URI, 'tokne: x\n');
    assert.equal((await client.findings(URI))[0]?.severity, 1);
    await client.tell('workspace/didChangeConfiguration', {
      settings: { k3s: { role: 'server', lint: { severity: { 'unknown-key': 'off' } } } },
    });
    await client.until('silence', () => client.published(URI).at(-1)?.diagnostics.length === 0);
  });
  it('that make no sense count as not set', async (test) => {
    for (const settings of [null, 7, 'x', [], { role: 7, version: {}, lint: 3 }, { lint: { severity: null } }]) {
      const client = await connected(test, { settings: () => settings });
      await client.open(URI, 'cluster-innit: true\n');
      assert.deepEqual(codes(await client.findings(URI)), ['unknown-key'], JSON.stringify(settings));
    }
  });
  it('make a client ask again that asks for findings', async (test) => {
    const client = await connected(test, { pulls: true, settings: () => ({ role: 'server' }) });
    await client.open(URI, 'tokne: x\n');
    await client.pull(URI);
    await client.tell('workspace/didChangeConfiguration', { settings: null });
    await client.until('a request to ask again', () => client.all('workspace/diagnostic/refresh').length > 0);
  });
});

describe('files on disk', { timeout: 30_000 }, () => {
  it('of a drop-in that nobody opened change the findings', async (test) => {
    const machine = folder(test, { [CONFIG]: 'tokne: x\n', [`${CONFIG}.d/1.yaml`]: '# k3s: role=server\n' });
    const client = await connected(test);
    await client.open(machine.uri(CONFIG), 'tokne: x\n');
    assert.equal((await client.findings(machine.uri(CONFIG)))[0]?.severity, 2);
    machine.write(`${CONFIG}.d/1.yaml`, '# k3s: role=agent\n');
    await client.tell('workspace/didChangeWatchedFiles', {
      changes: [{ uri: machine.uri(`${CONFIG}.d/1.yaml`), type: 2 }],
    });
    await client.until('the error', () => client.published(machine.uri(CONFIG)).at(-1)?.diagnostics[0]?.severity === 1);
  });
  it('of the service change them too', async (test) => {
    const machine = folder(test, { [CONFIG]: 'tokne: x\n' });
    const client = await connected(test);
    const uri = machine.uri(CONFIG);
    await client.open(uri, 'tokne: x\n');
    await client.findings(uri);
    machine.write('etc/systemd/system/k3s-agent.service', 'ExecStart=/usr/local/bin/k3s agent\n');
    await client.tell('workspace/didChangeWatchedFiles', {
      changes: [{ uri: machine.uri('etc/systemd/system/k3s-agent.service'), type: 1 }],
    });
    await client.until('the error', () => client.published(uri).at(-1)?.diagnostics[0]?.severity === 1);
  });
  it('are told to who shows other views', async (test) => {
    const client = await connected(test);
    await client.open(URI, 'debug: true\n');
    await client.until('word of the change', () =>
      client.all<{ uris: string[] }>('k3s/changed').some(({ uris }) => uris.includes(URI)),
    );
  });
});

describe('files only the editor can read', { timeout: 30_000 }, () => {
  const main = `${VIRTUAL}/etc/rancher/k3s/config.yaml`;

  it('are read through it', async (test) => {
    const files = { [main]: 'debug: true\n', [`${main}.d/50-é.yaml`]: 'debug: false\n' };
    const encoded = Object.fromEntries(Object.entries(files).map(([uri, text]) => [encodeURI(uri), text]));
    const client = await connected(test, { files: encoded });
    const { text } = await client.ask<{ text: string }>('k3s/effective', { textDocument: { uri: main } });
    assert.match(text, /^debug: false +# config\.yaml\.d\/50-é\.yaml:1/m);
    assert.ok(client.all('k3s/fs/read').length > 0);
  });
  it('on this disk are not', async (test) => {
    const machine = folder(test, { [CONFIG]: 'debug: true\n' });
    const client = await connected(test);
    await client.open(machine.uri(CONFIG), 'debug: true\n');
    await client.findings(machine.uri(CONFIG));
    assert.ok(!client.heard.some(({ method }) => method.startsWith('k3s/fs/')));
  });
  it('that it cannot read are a finding or a status, not the end', async (test) => {
    const client = await connected(test);
    client.connection.onRequest('k3s/fs/read', () => {
      throw new Error('no connection');
    });
    await client.open(main, 'cluster-innit: true\n');
    assert.ok(codes(await client.findings(main)).includes('unknown-key'));
  });
  it('about which it talks nonsense are not the end either', async (test) => {
    for (const nonsense of [null, 7, {}, { kind: 'content', base64: '%%%' }, { kind: 'entries' }, { kind: 'what' }]) {
      const client = await connected(test);
      for (const method of ['read', 'list', 'stat'])
        client.connection.onRequest(`k3s/fs/${method}`, (): unknown => nonsense);
      await client.open(main, 'cluster-innit: true\n');
      assert.ok(codes(await client.findings(main)).includes('unknown-key'), JSON.stringify(nonsense));
    }
  });
});

describe('silence', { timeout: 30_000 }, () => {
  it('is all there is while nothing happens', async (test) => {
    const client = await connected(test);
    await client.open(URI, 'cluster-innit: true\n');
    await client.findings(URI);
    await client.until('word of the change', () => client.all('k3s/changed').length > 0);
    const before = client.heard.length;
    await pause(300);
    assert.equal(client.heard.length, before);
  });
  it('is all there is behind three hundred files that came and went', async (test) => {
    const client = await connected(test);
    for (let i = 0; i < 300; i++) {
      const uri = `file:///nowhere/machine-${i}/${CONFIG}`;
      await client.open(uri, `cluster-innit: true # ${i}\n`);
      await client.findings(uri);
      await client.close(uri);
    }
    await client.open(URI, 'cluster-innit: true\n');
    assert.deepEqual(codes(await client.findings(URI)), ['unknown-key']);
    await pause(100);
    const before = client.heard.length;
    await pause(300);
    assert.equal(client.heard.length, before);
  });
});
