/** A kubeconfig on the disk: for nobody else to read, whole or not at all, and never while somebody else writes it. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { test } from 'node:test';
import { changeKubeconfig } from '../../client/machines/kubeconfig/file.ts';
import { folder } from '../support/folder.ts';

const NOW = Date.parse('2026-11-21T12:34:56.789Z');
const append = (text: string) => ({ ok: true as const, text: `${text}new\n` });
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const isRoot = process.getuid?.() === 0;

test('scenario 31: a new file is for its owner only, and so is its folder', async (t) => {
  const home = folder(t, {});
  const path = home.at('.kube/config');
  assert.deepEqual(await changeKubeconfig(path, NOW, append), { ok: true, file: path });
  assert.equal(readFileSync(path, 'utf8'), 'new\n');
  assert.deepEqual([mode(path), mode(home.at('.kube'))], ['600', '700']);
  assert.deepEqual(readdirSync(home.at('.kube')), ['config']);
});

test('an open file is closed to others, and what was in it is kept beside it', async (t) => {
  const home = folder(t, { config: 'old\n' });
  chmodSync(home.at('config'), 0o644);
  const written = await changeKubeconfig(home.at('config'), NOW, append);
  assert.ok(written.ok && written.backup);
  assert.match(written.backup, /config\.bak-20261121T123456-[0-9a-f]{4}$/);
  assert.equal(readFileSync(written.backup, 'utf8'), 'old\n');
  assert.equal(readFileSync(home.at('config'), 'utf8'), 'old\nnew\n');
  assert.deepEqual([mode(home.at('config')), mode(written.backup)], ['600', '600']);
  assert.equal(readdirSync(home.path).length, 2);
});

test('links stay links: what they lead to is written, also where it is not there yet', async (t) => {
  const home = folder(t, { 'dotfiles/kube': 'old\n', 'home/': '' });
  symlinkSync('../dotfiles/kube', home.at('home/config'));
  const written = await changeKubeconfig(home.at('home/config'), NOW, append);
  assert.equal(written.ok && written.file, home.at('dotfiles/kube'));
  assert.ok(lstatSync(home.at('home/config')).isSymbolicLink());
  assert.equal(readFileSync(home.at('dotfiles/kube'), 'utf8'), 'old\nnew\n');
  symlinkSync(home.at('other/later'), home.at('home/dangling'));
  assert.ok((await changeKubeconfig(home.at('home/dangling'), NOW, append)).ok);
  assert.equal(readFileSync(home.at('other/later'), 'utf8'), 'new\n');
  symlinkSync('a', home.at('home/b'));
  symlinkSync('b', home.at('home/a'));
  const circle = await changeKubeconfig(home.at('home/a'), NOW, append);
  assert.match(circle.ok ? '' : circle.message, /circles/);
});

test('while kubectl holds it, it is left alone and told; the lock of others stays', async (t) => {
  const home = folder(t, { config: 'old\n', 'config.lock': '' });
  const written = await changeKubeconfig(home.at('config'), NOW, append);
  assert.match(written.ok ? '' : written.message, /Another program is writing .*config\.lock/);
  assert.equal(readFileSync(home.at('config'), 'utf8'), 'old\n');
  assert.ok(existsSync(home.at('config.lock')));
});

test('it is locked while it is changed, and read after that', async (t) => {
  const home = folder(t, { config: 'old\n' });
  const written = await changeKubeconfig(home.at('config'), NOW, (text) => {
    assert.equal(text, 'old\n');
    assert.ok(existsSync(home.at('config.lock')));
    return append(text);
  });
  assert.ok(written.ok);
  assert.equal(existsSync(home.at('config.lock')), false);
});

test('a refused change touches nothing and leaves nothing behind; no change makes no copy', async (t) => {
  const home = folder(t, { config: 'broken: [\n' });
  chmodSync(home.at('config'), 0o640);
  const refused = await changeKubeconfig(home.at('config'), NOW, () => ({ ok: false, message: 'no YAML' }));
  assert.deepEqual(refused, { ok: false, message: 'no YAML' });
  assert.deepEqual(readdirSync(home.path), ['config']);
  assert.equal(mode(home.at('config')), '640');
  const same = await changeKubeconfig(home.at('config'), NOW, (text) => ({ ok: true, text }));
  assert.deepEqual(same, { ok: true, file: home.at('config') });
  assert.deepEqual(readdirSync(home.path), ['config']);
  assert.equal(mode(home.at('config')), '600');
});

test('what is no file, or cannot be written, is told in words', async (t) => {
  const home = folder(t, { 'config/': '' });
  const directory = await changeKubeconfig(home.at('config'), NOW, append);
  assert.match(directory.ok ? '' : directory.message, /is not a file|cannot be read/);
  assert.deepEqual(readdirSync(home.path), ['config']);
});

test("somebody else's file stays theirs when root writes it", { skip: !isRoot && 'only root can' }, async (t) => {
  const home = folder(t, { config: 'old\n' });
  chownSync(home.at('config'), 1234, 1235);
  assert.ok((await changeKubeconfig(home.at('config'), NOW, append)).ok);
  const { uid, gid } = statSync(home.at('config'));
  assert.deepEqual([uid, gid, mode(home.at('config'))], [1234, 1235, '600']);
});

test('a full disk leaves the old file as it was', { skip: !isRoot && 'only root can make one' }, async (t) => {
  const home = folder(t, { 'disk/': '' });
  const disk = home.at('disk');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return t.skip('no file system can be mounted here');
  }
  try {
    writeFileSync(`${disk}/config`, 'old\n');
    const written = await changeKubeconfig(`${disk}/config`, NOW, (text) => ({
      ok: true,
      text: text + 'x'.repeat(100_000),
    }));
    assert.match(written.ok ? '' : written.message, /no space left/);
    assert.equal(readFileSync(`${disk}/config`, 'utf8'), 'old\n');
    assert.deepEqual(
      readdirSync(disk).filter((name) => !/^config(\.bak.*)?$/.test(name)),
      [],
    );
  } finally {
    execFileSync('umount', [disk]);
  }
});
