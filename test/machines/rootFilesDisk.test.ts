/** Disks that refuse, and attributes that have to stay: on real file systems, made for the test. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { programPath, shells } from '../host/rig.ts';
import { type Mounted, mounted, noMounts } from './mounts.ts';
import { bytes, inEachShell, NOW, sandbox } from './rootRig.ts';

const CONFIG = '/etc/rancher/k3s/config.yaml';
const FOLDER = 'etc/rancher/k3s';
const FILE = `${FOLDER}/config.yaml`;

/** On a tmpfs with these options and files, in every shell. */
function onDisk(
  name: string,
  options: string,
  content: Readonly<Record<string, string>>,
  run: (box: Mounted) => Promise<void>,
): void {
  for (const shell of shells)
    test(`${name} (${shell.name})`, { skip: noMounts || shell.skip }, async (t) =>
      run(await mounted(t, shell, options, content)),
    );
}

const half = 'x'.repeat(36 * 1024);

onDisk(
  'scenario 32: a full disk leaves the old file and nothing beside it',
  'size=64k',
  { [FILE]: 'one\n', filler: half },
  async (box) => {
    const answer = await box.files.save(CONFIG, bytes(half), { now: NOW });
    assert.ok(!answer.ok && answer.kind === 'full', JSON.stringify(answer));
    assert.equal(box.read(FILE), 'one\n');
    assert.deepEqual(box.names(FOLDER), ['config.yaml']);
  },
);

onDisk('a disk without room for what is kept leaves the old file too', 'size=64k', { [FILE]: half }, async (box) => {
  const answer = await box.files.save(CONFIG, bytes('#'.repeat(24 * 1024)), { now: NOW });
  assert.ok(!answer.ok && answer.kind === 'full', JSON.stringify(answer));
  assert.equal(box.read(FILE), half);
  assert.deepEqual(box.names(FOLDER), ['config.yaml']);
});

onDisk('a read-only file system is named', 'size=64k', { [FILE]: 'one\n' }, async (box) => {
  box.run('mount -o remount,ro "$ROOT"');
  const saved = await box.files.save(CONFIG, bytes('two\n'), { now: NOW });
  assert.ok(!saved.ok && saved.kind === 'readOnly', JSON.stringify(saved));
  const made = await box.files.createFolder(`${CONFIG}.d`, { now: NOW });
  assert.ok(!made.ok && made.kind === 'readOnly', JSON.stringify(made));
});

onDisk('a file that is a mount of its own is not replaced', 'size=64k', { [FILE]: '', other: 'two\n' }, async (box) => {
  box.run('mount --bind "$ROOT/other" "$ROOT/etc/rancher/k3s/config.yaml"');
  const answer = await box.files.save(CONFIG, bytes('three\n'), { now: NOW });
  assert.ok(!answer.ok && answer.kind === 'busy', JSON.stringify(answer));
  assert.equal(box.read(FILE), 'two\n');
  assert.deepEqual(box.names(FOLDER), ['config.yaml']);
});

inEachShell('a file that even root may not change is named', async (t, shell) => {
  const box = sandbox(t, shell, { [FILE]: 'one\n' });
  if (!succeeds('chattr', '+i', box.at(FILE))) return t.skip('attributes cannot be set here');
  const answer = await box.files.save(CONFIG, bytes('two\n'), { now: NOW });
  assert.ok(succeeds('chattr', '-i', box.at(FILE)));
  assert.ok(!answer.ok && answer.kind === 'immutable', JSON.stringify(answer));
  assert.equal(box.read(FILE), 'one\n');
  assert.deepEqual(box.names(FOLDER), ['config.yaml']);
});

inEachShell('scenario 32: the SELinux context stays', async (t, shell) => {
  const box = sandbox(t, shell, { [FILE]: 'one\n' });
  const label = 'system_u:object_r:etc_t:s0';
  if (!succeeds('chcon', label, box.at(FILE))) return t.skip('a context cannot be set here');
  const saved = await box.files.save(CONFIG, bytes('two\n'), { now: NOW });
  assert.ok(saved.ok && !saved.notes.includes('context'), JSON.stringify(saved));
  assert.equal(output('stat', '-c', '%C', box.at(FILE)), label);
});

inEachShell('other attributes stay too, and where the machine has no tool for them it is said', async (t, shell) => {
  const box = sandbox(t, shell, { [FILE]: 'one\n' });
  const isSet = programPath('setfattr') && succeeds('setfattr', '-n', 'user.k3s', '-v', 'kept', box.at(FILE));
  const saved = await box.files.save(CONFIG, bytes('two\n'), { now: NOW });
  assert.ok(saved.ok);
  assert.deepEqual(saved.notes, shell.name === 'busybox' ? ['attributes'] : []);
  if (isSet && shell.name !== 'busybox')
    assert.equal(output('getfattr', '-n', 'user.k3s', '--only-values', box.at(FILE)), 'kept');
});

const output = (program: string, ...args: string[]): string => execFileSync(program, args, { encoding: 'utf8' }).trim();

function succeeds(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
