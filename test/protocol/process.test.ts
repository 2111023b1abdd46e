/** The server as a process: it speaks the protocol and nothing else on its output, and goes when it should. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { spawned } from '../support/client.ts';

const URI = 'file:///nowhere/etc/rancher/k3s/config.yaml';
const CLI = join(import.meta.dirname, '../../server/cli.ts');

/** Takes output apart into messages; fails where anything else stands. */
function messagesIn(output: string): { method?: string }[] {
  const found: { method?: string }[] = [];
  let rest = Buffer.from(output);
  while (rest.length > 0) {
    const header = /^(?:[\w-]+: .*\r\n)*?Content-Length: (\d+)\r\n(?:[\w-]+: .*\r\n)*\r\n/.exec(
      rest.toString('latin1'),
    );
    assert.ok(header, `noise on the output: ${rest.toString().slice(0, 100)}`);
    const start = header[0].length;
    found.push(JSON.parse(rest.subarray(start, start + Number(header[1])).toString()));
    rest = rest.subarray(start + Number(header[1]));
  }
  return found;
}

for (const [name, command] of [
  ['server/main.ts --stdio', [join(import.meta.dirname, '../../server/main.ts'), '--stdio']],
  ['k3s-config server --stdio', [CLI, 'server', '--stdio']],
] as const) {
  describe(name, { timeout: 30_000 }, () => {
    it('answers, finds, and ends when it is told to', async (test) => {
      const { client, ended, stdout, stderr } = spawned(test, {}, [...command]);
      await client.initialize();
      assert.ok(client.capabilities.hoverProvider);
      await client.open(URI, 'cluster-innit: true\n');
      assert.equal((await client.findings(URI))[0]?.code, 'unknown-key');
      await client.at('textDocument/hover', URI, 0, 2);
      await client.ask('shutdown', undefined);
      await client.tell('exit', undefined);
      assert.equal(await ended, 0);
      assert.ok(messagesIn(stdout()).length >= 3);
      assert.equal(stderr(), '');
    });
  });
}

describe('the process', { timeout: 30_000 }, () => {
  it('ends when the editor is gone', async (test) => {
    const { client, process, ended } = spawned(test);
    await client.initialize();
    process.stdin.end();
    assert.notEqual(await ended, null);
  });
  it('speaks the language of the editor', async (test) => {
    const { client } = spawned(test, { options: { l10n: { 'K3s documentation': 'K3s-Dokumentation' } } });
    await client.initialize();
    await client.open(URI, 'debug: true\n');
    const { contents } = await client.at<{ contents: { value: string } }>('textDocument/hover', URI, 0, 1);
    assert.match(contents.value, /\[K3s-Dokumentation\]/);
  });
  it('survives bytes that are no text', async (test) => {
    const { client } = spawned(test);
    await client.initialize();
    await client.open(URI, 'token: "\u0000\ud800"\n');
    await client.findings(URI);
    await client.change(URI, { text: 'cluster-innit: true\n' });
    assert.equal((await client.findings(URI))[0]?.code, 'unknown-key');
  });
});
