/** Saving a file as root, in every shell: whole or not at all, as it was before in all but its text. */

import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { ABSENT, versionOf } from '../../client/machines/rootFiles/save.ts';
import { until } from '../cluster/clocks.ts';
import { folder } from '../support/folder.ts';
import { bytes, inEachShell, inShellsWithStandIns, NOW, STAMP, sandbox } from './rootRig.ts';

const CONFIG = '/etc/rancher/k3s/config.yaml';
const FOLDER = 'etc/rancher/k3s';
const FILE = `${FOLDER}/config.yaml`;
const isRoot = process.getuid?.() === 0;

inEachShell('scenario 32: a save keeps owner and mode, and what was there before for root alone', async (t, shell) => {
  const box = sandbox(t, shell, { [FILE]: 'token: canary\n' });
  chmodSync(box.at(FILE), 0o640);
  if (isRoot) chownSync(box.at(FILE), 12, 34);
  const expected = versionOf(bytes('token: canary\n'));
  const saved = await box.files.save(CONFIG, bytes('debug: true\n'), { now: NOW, expected });
  assert.ok(saved.ok, JSON.stringify(saved));
  assert.equal(box.read(FILE), 'debug: true\n');
  assert.equal(box.mode(FILE), '640');
  const { uid, gid } = statSync(box.at(FILE));
  if (isRoot) assert.deepEqual([uid, gid], [12, 34]);
  assert.equal(saved.backup, `config.yaml.bak-${STAMP}`);
  assert.deepEqual(box.names(FOLDER), ['config.yaml', saved.backup]);
  assert.equal(box.read(`${FOLDER}/${saved.backup}`), 'token: canary\n');
  assert.equal(box.mode(`${FOLDER}/${saved.backup}`), '600');
  if (isRoot) assert.equal(statSync(box.at(`${FOLDER}/${saved.backup}`)).uid, 0);
  assert.deepEqual([saved.stat.size, saved.stat.mode, saved.stat.kind], [12, 0o640, 'file']);
  assert.ok(Math.abs(saved.stat.modified - Date.now()) < 60_000, 'the time of the save, not of the old file');
});

inEachShell('a new file is for root alone', async (t, shell) => {
  const box = sandbox(t, shell, { [`${FOLDER}/`]: '' });
  const saved = await box.files.save(CONFIG, bytes('token: canary\n'), { now: NOW, expected: ABSENT });
  assert.ok(saved.ok, JSON.stringify(saved));
  assert.equal(box.mode(FILE), '600');
  if (isRoot) assert.deepEqual([lstatSync(box.at(FILE)).uid, lstatSync(box.at(FILE)).gid], [0, 0]);
  assert.deepEqual([saved.backup, saved.notes], ['', []]);
  assert.deepEqual(box.names(FOLDER), ['config.yaml']);
});

inEachShell('scenario 32: somebody else was faster: nothing is written', async (t, shell) => {
  const box = sandbox(t, shell, { [FILE]: 'two\n' });
  const changed = await box.files.save(CONFIG, bytes('three\n'), { now: NOW, expected: versionOf(bytes('one\n')) });
  assert.ok(!changed.ok && changed.kind === 'changed');
  const there = await box.files.save(CONFIG, bytes('three\n'), { now: NOW, expected: ABSENT });
  assert.ok(!there.ok && there.kind === 'changed');
  assert.equal(box.read(FILE), 'two\n');
  assert.deepEqual(box.names(FOLDER), ['config.yaml']);
  const gone = await box.files.save(`${CONFIG}.d/10-x.yaml`, bytes('x'), { now: NOW });
  assert.ok(!gone.ok && gone.kind === 'missing', JSON.stringify(gone));
});

inEachShell('the same text again writes nothing and keeps nothing', async (t, shell) => {
  const box = sandbox(t, shell, { [FILE]: 'one\n' });
  const before = statSync(box.at(FILE));
  const saved = await box.files.save(CONFIG, bytes('one\n'), { now: NOW, expected: versionOf(bytes('zero\n')) });
  assert.ok(saved.ok && saved.backup === '');
  assert.deepEqual([statSync(box.at(FILE)).ino, statSync(box.at(FILE)).mtimeMs], [before.ino, before.mtimeMs]);
  assert.deepEqual(box.names(FOLDER), ['config.yaml']);
});

inEachShell('only the last ten states are kept, and nothing that is not ours goes', async (t, shell) => {
  const box = sandbox(t, shell, {
    [FILE]: '0',
    [`${FOLDER}/config.yaml.bak-mine`]: 'mine',
    [`${FOLDER}/config.yaml.bak`]: '',
  });
  for (let day = 10; day < 22; day++) {
    const now = new Date(`2026-07-${day}T00:00:00.000Z`);
    assert.ok((await box.files.save(CONFIG, bytes(String(day)), { now })).ok);
  }
  const names = box.names(FOLDER);
  assert.deepEqual(names.slice(0, 3), ['config.yaml', 'config.yaml.bak', 'config.yaml.bak-20260712T000000000Z']);
  assert.deepEqual([names.length, names.at(-1)], [13, 'config.yaml.bak-mine']);
  assert.equal(box.read(FILE), '21');
});

inEachShell('a state that nobody would want back is not kept', async (t, shell) => {
  const box = sandbox(t, shell, { [FILE]: 'one\n' });
  const saved = await box.files.save(CONFIG, bytes('two\n'), { now: NOW, withoutBackup: true });
  assert.ok(saved.ok && saved.backup === '');
  assert.deepEqual([box.names(FOLDER), box.read(FILE)], [['config.yaml'], 'two\n']);
});

inEachShell('a link in the same place is followed to its file, which stays the one it leads to', async (t, shell) => {
  const box = sandbox(t, shell, { [`${FOLDER}/real.yaml`]: 'one\n' });
  symlinkSync('real.yaml', box.at(FILE));
  const silent = await box.files.save(CONFIG, bytes('two\n'), { now: NOW });
  assert.ok(!silent.ok && silent.kind === 'elsewhere');
  assert.equal(silent.real, `/${FOLDER}/real.yaml`);
  const saved = await box.files.save(CONFIG, bytes('two\n'), { now: NOW, into: silent.real });
  assert.ok(saved.ok && saved.stat.isLink, JSON.stringify(saved));
  assert.ok(lstatSync(box.at(FILE)).isSymbolicLink());
  assert.equal(box.read(`${FOLDER}/real.yaml`), 'two\n');
});

inEachShell('a link never leads silently to another place, nor does a folder that is one', async (t, shell) => {
  const box = sandbox(t, shell, { 'opt/other.yaml': 'one\n', 'srv/k3s/config.yaml': 'one\n', [`${FOLDER}/`]: '' });
  symlinkSync('../../../opt/other.yaml', box.at(FILE));
  mkdirSync(box.at('var'));
  symlinkSync('../srv/k3s', box.at('var/k3s'));
  for (const [path, real] of [
    [CONFIG, '/opt/other.yaml'],
    ['/var/k3s/config.yaml', '/srv/k3s/config.yaml'],
    ['/var/k3s/new.yaml', '/srv/k3s/new.yaml'],
  ] as const) {
    const answer = await box.files.save(path, bytes('two\n'), { now: NOW });
    assert.ok(!answer.ok && answer.kind === 'elsewhere' && answer.real === real, JSON.stringify(answer));
    const agreed = await box.files.save(path, bytes('two\n'), { now: NOW, into: real });
    assert.ok(agreed.ok, JSON.stringify(agreed));
    assert.equal(box.read(real), 'two\n');
  }
  assert.ok(lstatSync(box.at(FILE)).isSymbolicLink());
});

inEachShell('a link to nothing creates nothing', async (t, shell) => {
  const box = sandbox(t, shell, { [`${FOLDER}/`]: '', 'opt/': '' });
  symlinkSync('/opt/nothing.yaml', box.at(FILE));
  const answer = await box.files.save(CONFIG, bytes('two\n'), { now: NOW, into: '/opt/nothing.yaml' });
  assert.ok(!answer.ok && answer.kind === 'dangling', JSON.stringify(answer));
  assert.deepEqual(box.names('opt'), []);
});

inEachShell('what is no regular file is not written to', async (t, shell) => {
  const box = sandbox(t, shell, { [`${FOLDER}/config.yaml/`]: '' });
  const answer = await box.files.save(CONFIG, bytes('x'), { now: NOW });
  assert.ok(!answer.ok && answer.kind === 'folder');
  assert.deepEqual(box.names(FOLDER), ['config.yaml']);
});

inEachShell('a folder that others can change is not trusted', async (t, shell) => {
  const box = sandbox(t, shell, { [FILE]: 'one\n' });
  chmodSync(box.at(FOLDER), 0o777);
  const open = await box.files.save(CONFIG, bytes('two\n'), { now: NOW });
  assert.ok(!open.ok && open.kind === 'unsafe', JSON.stringify(open));
  if (isRoot) {
    chmodSync(box.at(FOLDER), 0o755);
    chownSync(box.at(FOLDER), 1000, 1000);
    const foreign = await box.files.save(CONFIG, bytes('two\n'), { now: NOW });
    assert.ok(!foreign.ok && foreign.kind === 'unsafe');
  }
  assert.equal(box.read(FILE), 'one\n');
  assert.deepEqual(box.names(FOLDER), ['config.yaml']);
});

inEachShell('other names of the same file keep the old text, which is told', async (t, shell) => {
  const box = sandbox(t, shell, { [FILE]: 'one\n' });
  linkSync(box.at(FILE), box.at('other'));
  const saved = await box.files.save(CONFIG, bytes('two\n'), { now: NOW });
  assert.ok(saved.ok && saved.notes.includes('names'));
  assert.deepEqual([box.read(FILE), box.read('other')], ['two\n', 'one\n']);
});

inEachShell('files that are too large are not sent', async (t, shell) => {
  const box = sandbox(t, shell, { [`${FOLDER}/`]: '' });
  const most = new Uint8Array(700 * 1024).fill(255);
  const answer = await box.files.save(CONFIG, new Uint8Array(700 * 1024 + 1), { now: NOW });
  assert.ok(!answer.ok && answer.kind === 'tooLarge');
  const saved = await box.files.save(CONFIG, most, { now: NOW });
  assert.ok(saved.ok, JSON.stringify(saved));
  assert.equal(statSync(box.at(FILE)).size, most.length);
});

inShellsWithStandIns('what fails in the middle leaves the old file, and nothing beside it', async (t, shell) => {
  const dd = '#!/bin/sh\ncat >/dev/null\necho "dd: Input/output error" >&2\nexit 1\n';
  const box = sandbox(t, shell, { [FILE]: 'one\n' }, { dd });
  const answer = await box.files.save(CONFIG, bytes('two\n'), { now: NOW });
  assert.ok(!answer.ok && answer.kind === 'other');
  assert.match(answer.evidence, /Input\/output error/);
  assert.equal(box.read(FILE), 'one\n');
  assert.deepEqual(box.names(FOLDER), ['config.yaml']);
});

inShellsWithStandIns('what is cancelled in the middle leaves the old file', async (t, shell) => {
  const begun = folder(t, {});
  const dd = `#!/bin/sh\n: > '${begun.at('now')}'\nexec sleep 60\n`;
  const box = sandbox(t, shell, { [FILE]: 'one\n' }, { dd });
  const stop = new AbortController();
  const saving = box.files.save(CONFIG, bytes('two\n'), { now: NOW, signal: stop.signal });
  await until(() => existsSync(begun.at('now')), 'the text being written');
  stop.abort();
  const answer = await saving;
  assert.ok(!answer.ok && answer.kind === 'cancelled');
  assert.equal(box.read(FILE), 'one\n');
});

inEachShell('what a save left that was killed goes away with a later one', async (t, shell) => {
  const [old, young] = ['.k3s-save-aB3xY9', '.k3s-save-zZ0000'];
  const box = sandbox(t, shell, { [FILE]: 'one\n', [`${FOLDER}/${old}`]: 'tw', [`${FOLDER}/${young}`]: 'tw' });
  const twoHoursAgo = new Date(Date.now() - 2 * 3600_000);
  utimesSync(box.at(`${FOLDER}/${old}`), twoHoursAgo, twoHoursAgo);
  assert.ok((await box.files.save(CONFIG, bytes('two\n'), { now: NOW })).ok);
  assert.deepEqual(box.names(FOLDER), [young, 'config.yaml', `config.yaml.bak-${STAMP}`]);
});
