/** The outline: keys with their values, list elements below them. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { symbols } from '../../server/features/symbols.ts';
import { opened, outline } from '../support/ask.ts';

describe('the outline', () => {
  it('has a line per key and per list element', async () => {
    assert.deepEqual(await outline('flannel-backend: host-gw\ntls-san:\n  - a.example\n  - b.example\ndebug: true\n'), [
      'flannel-backend host-gw',
      'tls-san',
      '  a.example',
      '  b.example',
      'debug true',
    ]);
  });
  it('keeps the order of the file and shows keys twice that stand twice', async () => {
    assert.deepEqual(await outline('tls-san: [a]\ndebug: true\ntls-san+: [b]\n'), [
      'tls-san',
      '  a',
      'debug true',
      'tls-san+',
      '  b',
    ]);
  });
  it('shows what K3s reads', async () => {
    assert.deepEqual(await outline('write-kubeconfig-mode: 0644\n'), ['write-kubeconfig-mode 420']);
  });
  it('masks secrets', async () => {
    assert.deepEqual(await outline('token: CANARY\nt: CANARY\n'), ['token ••••••••', 't ••••••••']);
  });
  it('masks a secret that slipped into its key', async () => {
    assert.doesNotMatch((await outline('token=CANARY: x\n')).join('\n'), /CANARY/);
  });
  it('goes on below a syntax error', async () => {
    assert.deepEqual(await outline('debug: true\ntls-san: @x\nselinux: true\n'), ['debug true', 'selinux true']);
  });
  it('is empty for an empty file', async () => {
    assert.deepEqual(await outline(''), []);
    assert.deepEqual(await outline('# only a comment\n'), []);
  });
  it('gives every symbol a name, which the protocol asks for', async () => {
    for (const text of ['"": x', ': x', '? ', 'a: [""]']) {
      for (const line of await outline(text)) assert.notEqual(line.trim(), '', text);
    }
  });
  it('keeps every part inside the whole, which the protocol asks for', async () => {
    const { node, document, ...rest } = await opened('a: &list [x, y]\nb: *list\n"c d": {e: f}\n');
    const found = symbols({ node, document, ...rest }, undefined);
    assert.equal(found.length, 3);
    const before = (a: { line: number; character: number }, b: { line: number; character: number }): boolean =>
      a.line < b.line || (a.line === b.line && a.character <= b.character);
    for (const symbol of found) {
      for (const part of [symbol.selectionRange, ...(symbol.children ?? []).map(({ range }) => range)]) {
        assert.ok(before(symbol.range.start, part.start) && before(part.end, symbol.range.end), symbol.name);
      }
    }
  });
});
