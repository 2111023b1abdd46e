/** Profiles in a running server: from the settings, and from a `.k3slint.yaml` that comes, is wrong, and goes. */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { connected, VIRTUAL } from '../support/client.ts';
import { CONFIG, folder } from '../support/folder.ts';

const server = '# k3s: role=server version=v1.33\ndebug: true\n';

test('the profile of the settings counts', async (context) => {
  const settings = () => ({ lint: { profile: 'hardened' } });
  const client = await connected(context, { pulls: true, settings });
  await client.open('untitled:a', server);
  const found = await client.pull('untitled:a');
  assert.ok(found.some(({ code }) => code === 'hardening'));
});

test('a profile nobody knows counts as none', async (context) => {
  const client = await connected(context, { pulls: true, settings: () => ({ lint: { profile: 'strict' } }) });
  await client.open('untitled:a', server);
  assert.deepEqual(await client.pull('untitled:a'), []);
});

for (const pulls of [true, false]) {
  test(`a .k3slint.yaml counts, and is told what is wrong with it (${pulls ? 'asked' : 'unasked'})`, async (context) => {
    const machine = folder(context, { [`a/${CONFIG}`]: server, '.k3slint.yaml': 'profile: hardened\nprofil: x\n' });
    const client = await connected(context, { pulls });
    const [config, lint] = [machine.uri(`a/${CONFIG}`), machine.uri('.k3slint.yaml')];
    await client.open(config, server);
    const look = () => (pulls ? client.pull(config) : client.findings(config));
    assert.ok((await look()).some(({ code }) => code === 'hardening'));
    const [told] = await client.until('the finding in the file', () => client.published(lint).at(-1)?.diagnostics);
    assert.equal(told?.code, 'lint-file');
    assert.equal(told?.range.start.line, 1);

    rmSync(machine.at('.k3slint.yaml'));
    await client.tell('workspace/didChangeWatchedFiles', { changes: [{ uri: lint, type: 3 }] });
    await client.until('no finding any more', () => client.published(lint).at(-1)?.diagnostics.length === 0);
    if (pulls) assert.deepEqual(await look(), []);
    else await client.until('no hardening', () => client.published(config).at(-1)?.diagnostics.length === 0);
  });
}

test('it is found on file systems that only the editor can read', async (context) => {
  const files = { [`${VIRTUAL}/.k3slint.yaml`]: 'profile: hardened\n' };
  const client = await connected(context, { pulls: true, files });
  const uri = `${VIRTUAL}/a/${CONFIG}`;
  await client.open(uri, server);
  assert.ok((await client.pull(uri)).some(({ code }) => code === 'hardening'));
});
